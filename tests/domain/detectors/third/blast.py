"""A third look at the same message in three places."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, post


def at(*posted: tuple[str, str], apart: float = 2.0) -> list[Entry]:
    return [
        post(text, 70 - n * apart, on=place.partition("/")[0], venue=place.partition("/")[2])
        for n, (place, text) in enumerate(posted)
    ]


CASES = (
    yes("short, and the same to the letter", *at(*((place, "Our winter catalogue is online today, come and browse https://acme.example/w") for place in ("x", "bluesky", "threads"))), tricky=True),
    yes("Ukrainian, with different openings", *at(
        ("facebook/Київ", "Друзі, у суботу безкоштовна майстерня з різьблення ложок, беріть дітей і гарний настрій"),
        ("facebook/Львів", "Увага, у суботу безкоштовна майстерня з різьблення ложок, беріть дітей і гарний настрій"),
        ("facebook/Одеса", "Сусіди, у суботу безкоштовна майстерня з різьблення ложок, беріть дітей і гарний настрій"),
    ), tricky=True),
    yes("the place's name put into each", *at(
        ("facebook/Leeds", "Hello Leeds! Does your stairwell creak? We fix stairs in one day with a guarantee of ten years, call us"),
        ("facebook/York", "Hello York! Does your stairwell creak? We fix stairs in one day with a guarantee of ten years, call us"),
        ("facebook/Hull", "Hello Hull! Does your stairwell creak? We fix stairs in one day with a guarantee of ten years, call us"),
    ), tricky=True),
    yes("Chinese, cut in one", *at(
        ("x", "本周六下午两点，我们在老码头办一场免费的木勺体验课，材料和工具都准备好了，带上孩子来吧"),
        ("facebook", "本周六下午两点，我们在老码头办一场免费的木勺体验课，材料和工具都准备好了"),
        ("threads", "本周六下午两点，我们在老码头办一场免费的木勺体验课，材料和工具都准备好了，带上孩子来吧！"),
    ), tricky=True),
    no("three job adverts, three jobs, one closing line", *at(
        ("linkedin/Carpenters", "We look for somebody who can hang a door alone and teach it to two others. Write to us, no letter needed"),
        ("linkedin/Accountants", "Our books are honest and chaotic and want somebody patient two mornings a week. Write to us, no letter needed"),
        ("linkedin/Drivers", "The van is old, the routes are beautiful, the boxes are heavy on Tuesdays only. Write to us, no letter needed"),
    ), tricky=True),
    no("good morning, three times", *at(("x", "Good morning from the workshop!"), ("bluesky", "Good morning from the workshop!"), ("mastodon", "Good morning from the workshop!")), tricky=True),
    no("the same joke with another trade in each group", *at(
        ("discourse/Tailors", "How many tailors does it take to change a bulb? None, they only hem and haw in the dark"),
        ("discourse/Bakers", "How many bakers does it take to change a bulb? A dozen, plus one who brings the butter"),
        ("discourse/Smiths", "How many smiths does it take to change a bulb? One, but he insists on making the screw"),
    ), tricky=True),
    no("greetings in season to three groups", *at(*((f"facebook/{n}", "Merry Christmas and a happy new year to all of you!") for n in "abc")), tricky=True),
)  # fmt: skip
