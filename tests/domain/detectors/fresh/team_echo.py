"""A second look at one text from several of the team."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Said, answer, post, said, who


def mates(*texts: str) -> list[Said]:
    return [said(number, text, 30 - number) for number, text in enumerate(texts, 1)]


CASES = (
    yes("each with a personal first line", post("So happy to be part of this! Acme publishes its first report on fair wages in workshops, with every figure on the table"), *mates(
        "What a year. Acme publishes its first report on fair wages in workshops, with every figure on the table",
        "My team did this!! Acme publishes its first report on fair wages in workshops, with every figure on the table",
    ), tricky=True),
    yes("the name of the job changes", post("We are hiring a carpenter in Ghent! Come and build quiet furniture with kind people"), *mates(
        "We are hiring a painter in Ghent! Come and build quiet furniture with kind people",
        "We are hiring a designer in Ghent! Come and build quiet furniture with kind people",
    ), tricky=True),
    yes("Russian, one with the end left out", post("Мы запускаем бесплатную школу столярного дела для подростков, запись открыта до пятницы, приходите с родителями"), *mates(
        "Мы запускаем бесплатную школу столярного дела для подростков, запись открыта до пятницы",
        "Мы запускаем бесплатную школу столярного дела для подростков, запись открыта до пятницы, приходите с родителями!!!",
    ), tricky=True),
    yes("seven of them, with emoji", post("Today is our tenth birthday 🎂 and we open the doors from noon until the cake is gone"), *mates(*[f"Today is our tenth birthday {'🎉' * n} and we open the doors from noon until the cake is gone" for n in range(1, 7)]), tricky=True),
    no("all answer one person with the same words", *(answer(who("ana"), "Thank you for coming all the way from Leeds to see us", 20),), *mates("Thank you for coming all the way from Leeds to see us", "Thank you for coming all the way from Leeds to see us"), tricky=True),
    no("a death, and the one line for it", post("Rest in peace, dear Walter."), *mates(*["Rest in peace, dear Walter."] * 4), tricky=True),
    no("one event, one date, three reasons", post("Open workshop on 6 June, ten to four. I will be at the lathe, come and get covered in shavings"), *mates(
        "Open workshop on 6 June, ten to four. There will be a corner for children and I promise to lose at every game",
        "Open workshop on 6 June, ten to four. I bake, that should be reason enough, but there is also a very old saw",
    ), tricky=True),
    no("a headline all three shared, with their own view", post("Council bans leaf blowers https://kiosk.example/lb – about time, I can hear birds in our yard again"), *mates(
        "Council bans leaf blowers https://kiosk.example/lb and of course nobody asked the people who sweep eleven streets",
        "Council bans leaf blowers https://kiosk.example/lb so now I have two to give away, slightly ashamed",
    ), tricky=True),
)  # fmt: skip
