"""A third look at advertisements dressed as posts."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import post

CASES = (
    yes("gifted, said in a tag", post("These gloves arrived yesterday and I have not taken them off since. So soft. #gifted"), tricky=True),
    yes("a discount for followers, by word of mouth", post("Because you are my favourite people: discount code WOOD4U gets you ten euros off your first order https://shop.example"), tricky=True),
    yes("French praise of the house", post("Quillbox est vraiment incroyable, je vous recommande de l'essayer sans attendre !"), tricky=True),
    yes("Spanish affiliate link", post("El taladro que uso cada día, aquí lo tenéis https://tienda.example/taladro?affiliate_id=mira&color=rojo"), tricky=True),
    yes("Polish discount code", post("Z kodem rabatowym MIRA15 kupicie taniej wszystkie oleje https://sklep.example"), tricky=True),
    yes("Korean praise of the house's product", post("Quillbox 정말 최고예요. 다들 꼭 써 보세요!"), tricky=True),
    no("a customer's praise, quoted by the one who made it", post("“Quillbox is the best thing on my desk”, a customer wrote to us. I printed it and hung it over the sink."), tricky=True),
    no("the code of a building", post("The new fire code is out. Use code 7B for stairs with open risers, our inspector says"), tricky=True),
    no("praise of a neighbour's shop", post("The best bread in this town comes out of Dora's kitchen window, everybody should try the rye"), tricky=True),
    no("a job advert", post("We look for somebody who loves planes and people. Thirty hours, fair pay, the best tea https://acme.example/jobs"), tricky=True),
    no("a shop tag that is no partner's", post("Their search by tag is handy https://forum.example/search?tag=dovetail-10&sort=new"), tricky=True),
    no("German, save the date", post("Spart euch den Sonntag: am 6. Juni ist Tag der offenen Werkstatt, mit Suppe und ohne Eintritt"), tricky=True),
)  # fmt: skip
