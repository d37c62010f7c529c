"""A second look at strangers called to a link."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Kind, answer, boost, post, who

HOME = "https://acme.example/launch"

CASES = (
    yes("twelve names under a launch", post(f"It is live! {HOME} cc @a1 @a2 @a3 @a4 @a5 @a6 @a7 @a8 @a9 @b1 @b2 @b3"), tricky=True),
    yes("below three strangers' posts, each called to the link", *(answer(who(f"op{n}"), f"@friend{n} this one is for you {HOME}", 50 - n) for n in range(3)), tricky=True),
    yes("“would love your feedback” to four strangers", post(f"@ana @bo @cy @dora would love your honest feedback on our new tool {HOME}"), tricky=True),
    yes("Russian", post(f"@anna @boris @vera загляните на наш новый сайт {HOME}"), tricky=True),
    yes("passed their posts on before, never a word", *(boost(who(n), "A fine hedge", 300) for n in ("ana", "bo", "cy")), post(f"@ana @bo @cy look what we made {HOME}"), tricky=True),
    no("a panel announced with its guests and the team's page", post(f"On Thursday at seven I talk with @ana, @bo and @cy about repairing radios, on stage at the library. Tickets: {HOME}"), tricky=True),
    no("a list of people worth following", post("Follow Friday, people who taught me something: @ana on hinges, @bo on glue, @cy on rest. My longer list: https://mira.example/people"), tricky=True),
    no("people followed since long", *(post("", 500 + n, kind=Kind.FOLLOW, of=who(name)) for n, name in enumerate(("ana", "bo", "cy"))), post(f"@ana @bo @cy it is finished {HOME}"), tricky=True),
    no("the names stand in the address", post("Who taught whom, as a map: https://mira.example/map?who=@ana&to=@bo&by=@cy"), tricky=True),
    no("in a thread of five, an answer to all of them", answer(who("ana"), f"@ana @bo @cy @dora @eli I took your numbers and put them in one table {HOME}", root=who("bo")), tricky=True),
    no("Japanese thanks for coming", post(f"昨日は @aoi さん @ban さん @chika さん、ご来場ありがとうございました {HOME}"), tricky=True),
)  # fmt: skip
