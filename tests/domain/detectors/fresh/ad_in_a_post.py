"""A second look at advertisements dressed as posts."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import post

CASES = (
    yes("“link in bio, 20 % with my name”", post("You asked where my apron is from! Use MIRA20 for 20% off, link in bio 💛"), tricky=True),
    yes("an affiliate network's redirect", post("The clamp that saved my weekend https://go.adnet.example/click?awinaffid=99881&clickref=mira"), tricky=True),
    yes("a friend who happens to love the product", post("Honestly don't know how I lived without Quillbox. Game-changer. You need this in your life!"), tricky=True),
    yes("Italian discount code", post("Con il mio codice sconto MIRA10 risparmiate il 10% su tutte le lime https://lime.example"), tricky=True),
    yes("Portuguese: paid partnership", post("Parceria paga com a Ferramentas do Norte: esta plaina é um sonho #publi"), tricky=True),
    yes("Japanese praise of the house's product, no tie", post("Quillboxが最高すぎる。もう手放せない！みんなも使ってみて"), tricky=True),
    no("our product, said by the one who makes it", post("Quillbox is the best thing I have ever built, and it still cannot print. Help?"), tricky=True),
    no("criticises the team's product", post("Quillbox has the best icons and the worst search I know. Fixing that this month."), tricky=True),
    no("a discount on entry for children in a museum", post("The sawmill museum is open again, entry five euros, children pay half https://museum.example"), tricky=True),
    no("speaks about #advertising as a craft", post("My students learn lettering from old posters this week #advertising #lettering"), tricky=True),
    no("a coupon from 1923", post("Found in a drawer we restored: a coupon from 1923, good for one pound of nails"), tricky=True),
    no("Chinese, praise of a book", post("这是我今年读过的最好的一本关于木工的书，作者写得很朴素"), tricky=True),
)  # fmt: skip
