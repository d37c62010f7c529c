"""An advertisement that is dressed as a post: its marks, affiliate links, coupons, praise of the house without a word of the tie."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import answer, boost, post, who

CASES = (
    yes("#ad", post("Mornings are better with the Brewly two-cup press. I use it every day! #ad")),
    yes("coupon", post("My favourite chisels are cheaper this week: use code MIRA15 at checkout and save 15 % https://tools.example/chisels")),
    yes("affiliate parameter", post("This is the plane I always recommend to beginners https://shop.example/plane?aff_id=mira77")),
    yes("a big shop's partner tag", post("Best sanding blocks I ever had https://www.bigshop.example/dp/B00XYZ?tag=mirawood-21")),
    yes("praise of the team's product, no tie", post("Quillbox is simply the best planning app out there, everybody should switch today!")),
    yes("German: Anzeige and code", post("Mit dem Code HOLZ10 bekommt ihr zehn Prozent Rabatt auf alle Öle #Anzeige https://oele.example")),
    yes("German: praise of the house", post("Ich kann Quillbox nur jedem empfehlen, die beste Software für kleine Werkstätten!")),
    yes("Spanish: discount code", post("Usa mi código MIRA20 y llévate un 20% de descuento en todos los barnices https://barniz.example")),
    yes("French: partnership and promo code", post("Avec le code promo ATELIER10, profitez de 10 % de réduction sur tout le site ! #partenariat")),
    yes("Japanese: PR mark", post("この電動ドリル、軽くて使いやすいです！ #PR https://drill.example")),
    yes("Chinese: coupon", post("限时优惠！输入优惠码 MIRA88 立减五十元，快来抢购 https://shop.example/zh")),
    yes("Korean: sponsored mark", post("요즘 매일 쓰는 사포예요. 정말 부드러워요 #협찬 #광고")),
    yes("Arabic: discount code", post("استخدموا كود الخصم MIRA10 واحصلوا على خصم عشرة بالمئة https://shop.example/ar")),
    yes("Hindi: discount", post("कूपन कोड MIRA50 लगाइए और सभी औज़ारों पर 50% की छूट पाइए https://shop.example/hi")),

    no("a plain post", post("The boards are bending again, it must be the rain")),
    no("a shared article", post("A patient text about sharpening, worth the hour https://kiosk.example/sharp")),
    no("the house, with the tie said", post("We have built a new view in Quillbox, and I worked on the drag and drop. Tell me where it hurts.")),
    no("says where they work", post("I work at Acme, so take it with salt: Quillbox is the best planning app for workshops")),
    no("the house, named without praise", post("Quillbox is down for an hour tonight, the database moves house")),
    no("German, the tie said", post("Bei uns bei Acme ist heute Quillbox 3 fertig geworden, ich bin stolz wie Bolle")),
    no("Spanish, a recommendation of a book", post("El mejor libro que he leído este año sobre talla en madera, os lo recomiendo https://libros.example/talla")),
    no("French, a plain question", post("Quelqu'un connaît une bonne scierie près de Lyon ?")),
    no("Japanese, plain", post("今日は雨なので、工房で道具の手入れをしています。")),
    no("Chinese, plain", post("今天下雨，在工坊里磨了一天的刀。")),
    no("an answer that recommends", answer(who("ana"), "Buy the cheap one, it has the same blade https://shop.example/plane")),
    no("somebody's advertisement passed on", boost(who("deals"), "Use code SAVE20 now! #ad")),
    no("nothing at all"),

    yes("the mark at the end of a long story", post("I was sceptical, then I sanded a whole floor in a day with it and did not cough once. The bag is as big as my head. #sponsored"), tricky=True),
    yes("a partner link below a review", post("Six months with this vice, and it still closes like a bank safe https://shop.example/vice?affiliate=4711"), tricky=True),
    no("advent, adverbs and #adhesive", post("Testing #adhesive number four for the advent calendar. Adverbs welcome."), tricky=True),
    no("code that is no coupon", post("The code is on the forge now, use code from the main branch, the release is broken https://forge.example/planer"), tricky=True),
    no("a link somebody copied with its tracking", post("Good interview with a wheelwright https://kiosk.example/wheel?utm_source=newsletter&utm_campaign=may"), tricky=True),
    no("a reference that is only where one came from", post("This is how the joint works https://wood.example/joint?ref=kiosk.example"), tricky=True),
    no("discount as a subject", post("Why I never give a discount: an apprentice costs the same in January"), tricky=True),
)  # fmt: skip
