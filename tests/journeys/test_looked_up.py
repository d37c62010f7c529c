"""What is logged with an address is looked up after the answer, and says so."""

from datetime import timedelta

from models import Activity
from tests.bot import a_house
from tests.sources.serve import serve

HTML = {"content-type": "text/html"}


async def test_what_was_logged_is_checked_after_the_answer(sqlite_url: str) -> None:
    async with (
        serve({"/t/7": (200, HTML, "<p>Which seal? <b>Ana Bo</b>: a second one")}) as forum,
        a_house(sqlite_url, environment={"INVOLVE_ALLOWED_HOSTS": forum.place}) as house,
    ):
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        reads = await house.types(
            "U0ANA", f"log {forum.url}/t/7 Ana Bo told them how we seal the lens with a second seal"
        )
        assert "self-reported" in reads
        assert forum.asked == []  # nobody waits for somebody else's server
        await house.tick()
        assert forum.paths() == ["/t/7"]
        assert (await Activity.get()).checked_at is None  # "Ana" alone, and words that do not stand there
        forum.routes["/t/7"] = (200, HTML, "<p>Ana Bo told them how we seal the lens with a second seal, at last")
        house.clock.forward(timedelta(minutes=3))
        await house.tick()
        reads = await house.types("U0ANA", "why")
        assert "; checked" in reads
        assert "self-reported" not in reads


async def test_an_address_nobody_answers_at_stays_self_reported(sqlite_url: str) -> None:
    async with a_house(sqlite_url) as house:
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        await house.types("U0ANA", "log https://forum.example/t/9 told them how")
        await house.tick()
        assert "self-reported" in await house.types("U0ANA", "why")
