"""Where an address leads in the end, and what stands there."""

import pytest

from bot.errors import Garbled, RateLimited
from bot.sources.pages import Pages
from tests.sources.detour import detoured
from tests.sources.serve import Route, serve

HTML = {"content-type": "text/html"}
HOME = "https://ours.example/glazes"


def to(url: str) -> Route:
    return (301, {"location": url}, b"")


async def leads(routes: dict[str, Route], url: str = "https://lnkd.in/abc") -> tuple[str, bool]:
    async with serve(routes) as served, detoured(served) as http:
        page = await Pages(http).read(url)
        return page.url, page.is_there


async def test_redirects_are_followed_to_their_end() -> None:
    routes: dict[str, Route] = {
        "/lnkd.in/abc": to("https://bit.ly/x"), "/bit.ly/x": to(HOME), "/ours.example/glazes": (200, HTML, "<p>Glazes"),
    }  # fmt: skip
    assert await leads(routes) == (HOME, True)


@pytest.mark.parametrize("status", [403, 404, 500, 999])
async def test_where_it_leads_is_known_even_if_nothing_is_shown_there(status: int) -> None:
    routes: dict[str, Route] = {"/lnkd.in/abc": to(HOME), "/ours.example/glazes": (min(status, 599), HTML, "no")}
    assert await leads(routes) == (HOME, False)


async def test_a_page_that_only_leads_on_is_followed() -> None:
    refresh = f'<html><head><META http-equiv="refresh" content="0;URL={HOME}"></head></html>'
    routes: dict[str, Route] = {"/t.co/a": (200, HTML, refresh), "/ours.example/glazes": (200, HTML, "<p>Glazes")}
    assert await leads(routes, "https://t.co/a") == (HOME, True)


async def test_the_warning_of_a_network_is_passed_by_its_own_link() -> None:
    warning = (
        '<a href="https://www.linkedin.com/help">Learn more</a>'
        f'<a class="big" data-tracking-control-name="external_url_click" href="{HOME}">{HOME}</a>'
    )
    routes: dict[str, Route] = {"/lnkd.in/abc": (200, HTML, warning), "/ours.example/glazes": (200, HTML, "<p>Glazes")}
    assert await leads(routes) == (HOME, True)


async def test_another_page_is_not_searched_for_ways_on() -> None:
    refresh = f'<meta http-equiv="refresh" content="0;url={HOME}">'
    routes: dict[str, Route] = {"/blog.example/a": (200, HTML, refresh)}
    assert await leads(routes, "https://blog.example/a") == ("https://blog.example/a", True)


async def test_a_circle_has_no_end() -> None:
    with pytest.raises(Garbled):
        await leads({"/lnkd.in/abc": to("https://lnkd.in/abc")})


async def test_who_wants_to_be_asked_less_often_is() -> None:
    with pytest.raises(RateLimited):
        await leads({"/lnkd.in/abc": (429, {"retry-after": "60"}, b"")})
