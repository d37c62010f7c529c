"""Guards of single detectors that no labelled case turns on."""

from bot.domain.detectors.base import Finding, Scene
from bot.domain.detectors.known import all_detectors
from tests.domain.detectors.scenes import Entry, Party, Unheard, answer, heard, post, published, scene, who

BY_NAME = {detector.NAME: detector for detector in all_detectors()}


def found(name: str, there: Scene) -> Finding:
    (finding,) = BY_NAME[name].find(there)
    return finding


def test_a_rise_that_chance_explains_is_no_finding() -> None:
    before = [post("Acme has news" if n < 7 else "A ferry strike", (40 + n) * 24, on="x") for n in range(20)]
    lately = [post("Acme has news" if n < 6 else "A ferry strike", (5 + n) * 24, on="x") for n in range(10)]
    assert not BY_NAME["all_about_me"].find(scene(*before, *lately))


def test_posts_of_one_script_are_compared_with_each_other() -> None:
    before = [post("Acme", (40 + n) * 24, on="x") for n in range(20)]
    lately = [post(f"Acmeの新しい椅子です、その{n}", (5 + n) * 24, on="x") for n in range(12)]
    earlier = [post(f"川沿いの製材所、その{n}", (65 + n) * 24, on="x") for n in range(22)]
    assert not BY_NAME["all_about_me"].find(scene(*before, *lately))
    assert found("all_about_me", scene(*before, *earlier, *lately)).numbers["before"] == 0


def test_who_opened_the_comments_again_is_not_asked_why_they_are_closed() -> None:
    posts = [
        post(f"Board {n}", 24 + n * 48, on="blog", url=f"https://mira.example/{n}", comments_open=n == 0)
        for n in range(6)
    ]
    assert not BY_NAME["comments_closed"].find(scene(*posts))
    assert BY_NAME["comments_closed"].find(scene(*posts[1:]))


RISING = (26, 20, 18, 13, 11, 9.5, 6, 5, 4, 3, 2.5, 2)  # days ago


def rising(**facts: object) -> list[Entry]:
    return [post(f"Thought number {n}", days * 24 + 2, on="x", **facts) for n, days in enumerate(RISING)]


def test_silence_is_only_silence_where_somebody_listened() -> None:
    posts = rising()
    assert BY_NAME["talking_to_a_wall"].find(scene(*posts))
    assert not BY_NAME["talking_to_a_wall"].find(scene(*posts[:8], Unheard(posts[8]), *posts[9:]))


def test_an_answer_the_network_only_counts_is_an_answer() -> None:
    posts = rising()
    assert not BY_NAME["talking_to_a_wall"].find(scene(*posts[:10], *rising(outcome=0.5)[10:]))


def test_who_finds_fault_does_not_advertise() -> None:
    assert BY_NAME["ad_in_a_post"].find(scene(post("Quillbox has the best icons of all")))
    assert not BY_NAME["ad_in_a_post"].find(scene(post("Quillbox has the best icons of all and the worst search")))


def test_a_small_rise_is_no_finding_however_sure() -> None:
    def months(share: float, start: float, end: float, count: int) -> list[Entry]:
        step = (start - end) * 24 / count
        return [
            post(
                "Acme has news" if int((n + 1) * share) > int(n * share) else "A ferry strike",
                start * 24 - n * step,
                on="x",
            )
            for n in range(count)
        ]

    before, small, large = months(0.5, 115, 30, 900), months(0.62, 27, 1, 500), months(0.75, 27, 1, 500)
    assert not BY_NAME["all_about_me"].find(scene(*before, *small))
    assert BY_NAME["all_about_me"].find(scene(*before, *large))


def test_two_thirds_of_the_words_in_common_do_not_make_a_comment_canned() -> None:
    common = "what I like about this bench is how the light falls through the"
    ends = ("slats in the morning hours", "gap behind the drawer", "old glass you kept")
    alike = [answer(who(f"p{n}"), f"{common} {end}", 90 - n) for n, end in enumerate(ends)]
    assert not BY_NAME["canned_comments"].find(scene(*alike))


def test_thanks_name_people_without_calling_them() -> None:
    names = "@gus @hana @ida https://mira.example/new"
    assert BY_NAME["cold_mentions"].find(scene(post(f"The bench is done {names}")))
    assert not BY_NAME["cold_mentions"].find(scene(post(f"The bench is done, thank you {names}")))


def test_nobody_can_be_owed_anything_without_being_somebody() -> None:
    mine = post("A lamp", 12 * 24)
    known = [heard(mine, who(name), "Which wood is that?", 3) for name in ("ana", "bo")]
    guests = [heard(mine, Party("", f"guest{n}"), "Mine broke last year", 4) for n in range(4)]
    assert not BY_NAME["love_back"].find(scene(mine, *known, *guests))
    assert BY_NAME["love_back"].find(scene(mine, *known, heard(mine, who("cy"), "Mine broke last year", 4)))


def test_nobody_is_told_that_they_answer_no_one_where_that_cannot_be_seen() -> None:
    posts = [post(f"Part {n} https://mira.example/{n}", 600 - n * 48, on="x") for n in range(9)]
    feed = [published(f"Part {n}", f"https://mira.example/{n}", 600.5 - n * 48) for n in range(9)]
    detector = BY_NAME["autopost"]
    seen = found("autopost", scene(*posts, *feed))
    unseen = found("autopost", scene(*posts, *feed, only_posts=frozenset({"x"})))
    assert "nobody there heard an answer" in detector.coaching(seen)
    assert "answer" not in detector.coaching(unseen)
    assert unseen.confidence < seen.confidence


def test_a_waiting_question_is_called_a_question() -> None:
    mine = post("The last chair is done", 200)
    asked = scene(mine, heard(mine, who("bo"), "Which oil is that?", 1))
    told = scene(mine, heard(mine, who("bo"), "My father always wetted the board before he began", 1))
    detector = BY_NAME["unanswered"]
    assert detector.coaching(found("unanswered", asked)).startswith("Somebody asked you something")
    assert detector.coaching(found("unanswered", told)).startswith("Somebody wrote to you")
