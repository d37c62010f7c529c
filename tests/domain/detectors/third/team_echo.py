"""A third look at one text from several of the team."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Said, post, said


def mates(*texts: str) -> list[Said]:
    return [said(number, text, 40 - 3 * number) for number, text in enumerate(texts, 1)]


CASES = (
    yes("short, and the same to the letter", post("Acme just opened its second workshop in Ghent, come visit"), *mates(*["Acme just opened its second workshop in Ghent, come visit"] * 3), tricky=True),
    yes("emoji and a name around the same lines", post("🚀 Big day! From today every chair we sell comes with a repair pass for life, because chairs should not be thrown away"), *mates(
        "From today every chair we sell comes with a repair pass for life, because chairs should not be thrown away 💪 so proud of Dora and the team",
        "Yes!! From today every chair we sell comes with a repair pass for life, because chairs should not be thrown away",
    ), tricky=True),
    yes("Portuguese", post("A partir de hoje, toda cadeira que vendemos vem com conserto para a vida inteira, porque cadeira não é lixo"), *mates(*["A partir de hoje, toda cadeira que vendemos vem com conserto para a vida inteira, porque cadeira não é lixo"] * 2), tricky=True),
    no("the same short thanks", post("Thank you for a wonderful evening, everybody!"), *mates(*["Thank you for a wonderful evening, everybody!"] * 3), tricky=True),
    no("each tells what the repair pass means to them", post("Repair pass for life: I will probably be the one who glues your chair in 2040, so please be kind to it"), *mates(
        "Repair pass for life. I did the sums three times and was sure we could not afford it. I was wrong and am glad",
        "My gran threw out one chair in ninety years. The repair pass for life is for her",
    ), tricky=True),
    no("new year's wishes", post("Happy new year to all our friends!"), *mates(*["Happy new year to all our friends!"] * 4), tricky=True),
    no("a shared beginning, half a line long", post("One year ago today we moved in here. The roof leaked on my drawings and I cried in the van"), *mates(
        "One year ago today we moved in here. Nobody had a key to the back door until somebody's mother brought a hook",
        "One year ago today we moved in here. I still find sawdust from the people before us, pine I believe",
    ), tricky=True),
)  # fmt: skip
