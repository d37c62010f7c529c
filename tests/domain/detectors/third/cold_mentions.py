"""A third look at strangers called to a link."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import answer, heard, post, who

SHOP = "https://acme.example/shop"

CASES = (
    yes("hey, and three names", post(f"Hey @gus, @hana and @ida! We made the thing you have been waiting for {SHOP}"), tricky=True),
    yes("names at the very end, after the tags", post(f"New in the shop: the folding bench {SHOP} #bench #folding @gus @hana @ida @jon"), tricky=True),
    yes("“fyi” to one stranger after the other", *(post(f"@{name} fyi {SHOP}", 50 - n) for n, name in enumerate(("gus", "hana", "ida", "jon"))), tricky=True),
    yes("Spanish, names in front", post(f"@gus @hana @ida, creemos que esto os va a encantar: {SHOP}"), tricky=True),
    yes("six strangers under somebody else's raffle", post("Take part with me! @gus @hana @ida @jon @kim @lea https://raffle.example/win"), tricky=True),
    no("the makers of each piece in one's shop window", post(f"In the window this week: spoons by @gus, bowls by @hana, a very odd stool by @ida {SHOP}"), tricky=True),
    no("congratulates three winners", post(f"Congratulations to @gus, @hana and @ida, the jury's choice of this year {SHOP}"), tricky=True),
    no("two strangers and one who wrote last month", (before := post("Does anybody know a quiet band saw?", 500)), heard(before, who("ida"), "The small Italian one hums like a fridge", 5), post(f"@gus @hana @ida the saw is here {SHOP}"), tricky=True),
    no("answers one person, names two sources, links home", answer(who("gus"), f"That idea is from @hana and the drawing from @ida, I only wrote it down: {SHOP}"), tricky=True),
    no("interview with one, photos by another, music by a third", post(f"My talk with @gus is online. Photos: @hana. Music: @ida. {SHOP}"), tricky=True),
)  # fmt: skip
