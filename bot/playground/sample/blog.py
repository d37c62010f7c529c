"""The sample's blogs: a page that names its feed, the feed, and a feed of the comments below each article."""

import html
import re
from datetime import datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

import httpx

from bot.playground.sample.answers import Asked, answer, mark
from bot.playground.sample.story import LINK, Message, Person, Story, address, latest

IN_THE_FEED = 20  # the newest
_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


class Blog:
    """Blogs as a common program serves them, each under the domain of who writes it."""

    name = "blog"

    def __init__(self, story: Story) -> None:
        self._story = story
        self._hosts = {person.host: person for person in story.people.values() if self._writes(person)}

    def knows(self, asked: Asked) -> bool:
        """Whether it is a page of a blog of the sample."""
        return asked.host in self._hosts and not asked.path.startswith("/.well-known/")

    def answer(self, asked: Asked) -> httpx.Response:
        """Pages and feeds; what is not there is a 404 with a page."""
        person = self._hosts[asked.host]
        articles = [each for each in self._story.said(self.name, asked.now, person) if not each.parent][::-1]
        path = asked.path.strip("/")
        if path == "feed":
            return _feed(asked, self._rss(person, articles[:IN_THE_FEED], asked.now))
        article = next((each for each in articles if path in (each.link, f"{each.link}/feed")), None)
        if article and path.endswith("/feed"):
            return _feed(asked, self._comments(article, asked.now))
        if article or not path:
            return _page(asked, _html(article.title if article else _title(person), person))
        return _page(asked, _html("Nothing here", person), status=404)

    def _writes(self, person: Person) -> bool:
        return any(each.by is person and not each.parent for each in self._story.messages if each.network == self.name)

    def _rss(self, person: Person, articles: list[Message], now: datetime) -> str:
        items = "".join(self._item(article, now) for article in articles)
        return _channel(_title(person), f"https://{person.host}", items, latest(articles, now))

    def _item(self, article: Message, now: datetime) -> str:
        where, comments = address(article), len(self._story.below(article, now))
        return (
            f"\t<item>\n\t\t<title>{escape(article.title)}</title>\n\t\t<link>{where}</link>\n"
            f"\t\t<comments>{where}#{'comments' if comments else 'respond'}</comments>\n"
            f"\t\t<dc:creator><![CDATA[{article.by.called}]]></dc:creator>\n\t\t<pubDate>{_date(article.at)}</pubDate>\n"
            f'\t\t<guid isPermaLink="false">https://{article.by.host}/?p={article.serial}</guid>\n'
            f"\t\t<description><![CDATA[{escape(article.text.partition(chr(10))[0])}]]></description>\n"
            f"\t\t<content:encoded><![CDATA[{_paragraphs(article.text)}]]></content:encoded>\n"
            f"\t\t<wfw:commentRss>{where}feed/</wfw:commentRss>\n"
            f"\t\t<slash:comments>{comments}</slash:comments>\n\t</item>\n"
        )

    def _comments(self, article: Message, now: datetime) -> str:
        below = self._story.all_below(article, now)
        items = "".join(_comment(each, article) for each in reversed(below))
        return _channel(f"Comments on: {article.title}", address(article), items, latest(below, article.at))


def _comment(comment: Message, article: Message) -> str:
    where = f"{address(article)}#comment-{comment.serial}"
    greeting = ""
    if comment.parent and comment.parent is not article:
        above = f"{address(article)}#comment-{comment.parent.serial}"
        greeting = f'<p>In reply to <a href="{above}">{comment.parent.by.called}</a>.</p>\n'
    return (
        f"\t<item>\n\t\t<title>By: {comment.by.called}</title>\n\t\t<link>{where}</link>\n"
        f"\t\t<dc:creator><![CDATA[{comment.by.called}]]></dc:creator>\n\t\t<pubDate>{_date(comment.at)}</pubDate>\n"
        f'\t\t<guid isPermaLink="false">{where}</guid>\n'
        f"\t\t<description><![CDATA[{escape(comment.text)}]]></description>\n"
        f"\t\t<content:encoded><![CDATA[{greeting}{_paragraphs(comment.text)}]]></content:encoded>\n\t</item>\n"
    )


def _channel(title: str, site: str, items: str, built: datetime) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {_SPACES}>\n<channel>\n'
        f"\t<title>{escape(title)}</title>\n"
        f'\t<atom:link href="{site.rstrip("/")}/feed/" rel="self" type="application/rss+xml" />\n'
        f"\t<link>{site}</link>\n\t<description></description>\n\t<lastBuildDate>{_date(built)}</lastBuildDate>\n"
        "\t<language>en-GB</language>\n"
        "\t<sy:updatePeriod>hourly</sy:updatePeriod>\n\t<sy:updateFrequency>1</sy:updateFrequency>\n"
        f"{items}</channel>\n</rss>\n"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{LINK.sub(_link, html.escape(part, quote=False))}</p>\n" for part in text.split("\n\n"))


def _link(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'


def _title(person: Person) -> str:
    return f"{person.called}’s notes"


def _date(at: datetime) -> str:
    return format_datetime(at).replace("-0000", "+0000")


def _html(heading: str, person: Person) -> str:
    named = f'<link rel="alternate" type="application/rss+xml" href="https://{person.host}/feed/" />'
    head = f"<head><title>{escape(heading)}</title>{named}</head>"
    return f'<!DOCTYPE html>\n<html lang="en-GB">{head}<body></body></html>\n'


def _feed(asked: Asked, text: str) -> httpx.Response:
    body = text.encode()
    return answer(asked, body, {"content-type": "application/rss+xml; charset=UTF-8", "etag": f'"{mark(body)}"'})


def _page(asked: Asked, text: str, *, status: int = 200) -> httpx.Response:
    return answer(asked, text.encode(), {"content-type": "text/html; charset=UTF-8"}, status=status)
