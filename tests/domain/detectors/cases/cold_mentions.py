"""Three people or more who were never met, called by name beside a link."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, Thing, answer, heard, post, who

LINK = "https://mira.example/new"


def met(*names: str) -> list[Thing]:
    """People Mira has answered before."""
    return [answer(who(name), "Wax it twice and forget it for a year", 400 + n) for n, name in enumerate(names)]


def wrote_back(*names: str) -> list[Thing]:
    """People who have answered Mira before."""
    before = post("Does anybody know a quiet band saw?", 500)
    return [before, *(heard(before, who(name), "The small Italian one hums like a fridge", 5) for name in names)]


def one_each(*names: str, apart: float = 0.2, start: float = 40) -> list[Entry]:
    return [post(f"@{name} you should read this {LINK}", start - n * apart) for n, name in enumerate(names)]


CASES = (
    yes("three names and a link", post(f"@ana @bo @cy have a look at my new shop {LINK}")),
    yes("six names", post(f"This is for you: @ana @bo @cy @dora @eli @fatma {LINK}")),
    yes("one name a post, three posts", *one_each("ana", "bo", "cy")),
    yes("one name a post, six posts, each with the team's link", *(post(f"@{name} what do you say to this? https://acme.example/x", 60 - n) for n, name in enumerate(("ana", "bo", "cy", "dora", "eli", "fatma")))),
    yes("German", post(f"@anna @bernd @carla das müsst ihr euch ansehen {LINK}")),
    yes("Spanish", post(f"@alba @bruno @celia echadle un ojo a mi tienda nueva {LINK}")),
    yes("French", post(f"@aline @basile @chloe jetez un œil à ma nouvelle boutique {LINK}")),
    yes("Japanese", post(f"@aoi @ban @chika ぜひ私の新しいお店を見てください {LINK}")),
    yes("Chinese", post(f"@an @bei @cheng 快来看看我的新店 {LINK}")),
    yes("Arabic", post(f"@amal @basim @dalia ألقوا نظرة على متجري الجديد {LINK}")),
    yes("Hindi", post(f"@asha @bala @chetan मेरी नई दुकान देखिए {LINK}")),
    yes("Korean", post(f"@areum @bora @chan 제 새 가게를 봐 주세요 {LINK}")),
    yes("one of four was met", *met("dora"), post(f"@ana @bo @cy @dora have a look {LINK}")),

    no("three names, no link", post("@ana @bo @cy what do you use for curved edges?")),
    no("two names and a link", post(f"@ana @bo have a look {LINK}")),
    no("three people Mira has answered before", *met("ana", "bo", "cy"), post(f"@ana @bo @cy it is done, thank you for the advice {LINK}")),
    no("three people who have answered Mira before", *wrote_back("ana", "bo", "cy"), post(f"@ana @bo @cy the saw you named is in the list {LINK}")),
    no("one teammate, one page of ours and one stranger", post(f"@tove @acme @ana have a look {LINK}")),
    no("a link and no names", post(f"My new shop is open {LINK}")),
    no("one person, called three times", *one_each("ana", "ana", "ana")),
    no("three people in three weeks", *one_each("ana", "bo", "cy", apart=24 * 7, start=500)),
    no("German, people one knows", *met("anna", "bernd", "carla"), post(f"@anna @bernd @carla hier sind die Bilder {LINK}")),
    no("Japanese, no link", post("@aoi @ban @chika 昨日は楽しかったですね。")),
    no("half a year ago", post(f"@ana @bo @cy have a look at my new shop {LINK}", 24 * 190)),
    no("an answer that brings a link to the one who asked", answer(who("ana"), f"@ana I measured that once {LINK}")),
    no("nothing at all"),

    yes("met one network ago, strangers here", *(answer(who(n), "Wax it twice", 400, on="x") for n in ("dora",)), post(f"@ana @bo @cy look {LINK}", on="mastodon"), tricky=True),
    yes("five names and somebody else's shop", post("@ana @bo @cy @dora @eli you need this https://shop.example/saw"), tricky=True),
    no("three speakers credited, with the recording", post("Three talks to steal from: @ana on joints, @bo on glue, @cy on patience. Recording: https://kiosk.example/talks"), tricky=True),
    no("thanks to three who helped", post(f"The bench is finished! Thank you @ana, @bo and @cy for the tools and the soup {LINK}"), tricky=True),
    no("an answer that carries everybody in the thread", answer(who("ana"), f"@ana @bo @cy the drawing is on page three {LINK}"), tricky=True),
    no("an e-mail address and two names", post(f"Write to hello@mira.example, or ask @ana or @bo {LINK}"), tricky=True),
    no("German thanks to three", post(f"Danke @anna, @bernd und @carla für die Hilfe beim Umzug, hier sind die Bilder {LINK}"), tricky=True),
)  # fmt: skip
