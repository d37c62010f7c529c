"""`involve check`: judges somebody by their public accounts on the spot; no Slack, no database, nothing kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from bot import app as program
from bot import logs, settings
from bot.domain import digest
from bot.domain.classify import classify
from bot.domain.coverage import judged
from bot.domain.entry import Entry, shorten
from bot.domain.ground import Ground, Holding, host_of
from bot.domain.judgement import METHOD_VERSION, AnswerRate
from bot.domain.kinds import SPOKEN, Badge, Coverage, Kind
from bot.domain.report import Report, Seen, Shown, report
from bot.domain.weigh import Heard, Item
from bot.errors import SourceError
from bot.services.poll import BACKFILL
from bot.sources.base import Handle, Identity, Received, Source
from bot.sources.known import Sources

SHOWN = timedelta(days=28)
ROWS = 20
_HEARD_AT_MOST = 60

SENTENCES = {
    Badge.FACTORY: "Content-factory mode: mostly own posts, few conversations.",
    Badge.PARTICIPATING: "Participating: two thirds or more of it is with others.",
    Badge.BALANCING: "Finding the balance between posts and conversations.",
    Badge.UNTOLD: "Not enough to tell: {progress} of 5 things so far.",
    Badge.QUIET: "Quiet: no word in public for four weeks.",
    Badge.UNSEEN: "No judgement: nothing here shows both what they post and what they answer.",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What one account gave."""

    source: Source
    who: Identity
    entries: tuple[Entry, ...]
    received: tuple[Received, ...]


async def check(typed: Sequence[str], *, as_json: bool) -> int:
    """Fetches, judges and prints; returns the exit code: 0, or 1 when a network failed.

    Raises BadInput (exit code 2) before anything is fetched when a handle makes no sense.
    """
    logs.set_up("ERROR")
    now = datetime.now(UTC)
    errors = Console(stderr=True)
    async with program.networks(settings.read()) as sources:
        handles = [sources.recognise(text) for text in typed]
        found, failures = await _fetch_all(sources, handles, now, errors)
    for handle, sentence in failures:
        errors.print(f"involve: {escape(str(handle))}: {escape(sentence)}", style="red", highlight=False)
    if not found:
        return 1
    judged_report = judge(found, now)
    if as_json:
        print(json.dumps(as_plain(judged_report, found, failures, now), ensure_ascii=False, indent=2))  # noqa: T201
    else:
        show(judged_report, found, now, Console())
    return 1 if failures else 0


async def _fetch_all(
    sources: Sources, handles: Sequence[Handle], now: datetime, errors: Console
) -> tuple[list[Found], list[tuple[Handle, str]]]:
    found: list[Found] = []
    failures: list[tuple[Handle, str]] = []
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[items]} items"))
    with Progress(*columns, console=errors, transient=True) as progress:
        for handle in handles:
            days = BACKFILL.days
            task = progress.add_task(escape(str(handle)), total=days, items=0)

            def reached(at: datetime, items: int, task: Any = task, days: int = days) -> None:
                progress.update(task, completed=days - min((now - at).days, days), items=items)

            try:
                found.append(await _fetch(sources[handle.network], handle, now, reached))
            except SourceError as error:
                failures.append((handle, str(error)))
            progress.update(task, completed=days)
    return found, failures


async def _fetch(source: Source, handle: Handle, now: datetime, reached: Any) -> Found:
    who = await source.resolve(handle)
    entries: dict[tuple[str, Kind], Entry] = {}
    async for batch in source.fetch(who, {}, since=now - BACKFILL, now=now):
        for entry in batch.entries:
            entries[entry.native_id, entry.kind] = entry
        if batch.entries:
            reached(max(entry.at for entry in batch.entries), len(entries))
    recent = sorted((entry for entry in entries.values() if entry.kind in SPOKEN), key=lambda entry: entry.at)
    received = await source.received(who, tuple(recent[-_HEARD_AT_MOST:]), now=now)
    return Found(source, who, tuple(entries.values()), received)


def judge(found: Sequence[Found], now: datetime) -> Report:
    """All accounts together are one person."""
    mine = Holding(
        accounts=frozenset((one.who.network, one.who.native_id) for one in found),
        domains=frozenset(host_of(one.who.url) for one in found if one.who.network == "blog" and one.who.url),
    )
    ground = Ground(mine=mine)
    items = [item for one in found for entry in one.entries if (item := _item(entry, one, ground)) is not None]
    others = [one for each in found for one in each.received if not one.author.is_bot]
    answers = AnswerRate(
        len(others),
        sum(one.answered_at is not None and one.answered_at - one.at <= timedelta(hours=72) for one in others),
        sum(one.answered_at is not None for one in others),
    )
    seen = Seen(
        judgeable=any(item.judged for item in items),
        only_posts=tuple(one.who.network for one in found if not _shows_both(one)),
        hides=tuple((one.source.title, one.source.hides) for one in found if one.source.hides),
        since=min((item.entry.at.date() for item in items), default=None),
    )
    return report(items, now=now, seen=seen, heard=_heard(found, items), answers=answers)


def _item(entry: Entry, found: Found, ground: Ground) -> Item | None:
    classified = classify(entry, ground)
    if classified is None:
        return None
    key = f"{entry.network}:{entry.kind}:{entry.native_id}"
    return Item(key, entry, classified, judged=judged(entry.at, _coverage(found), None, None))


def _shows_both(found: Found) -> bool:
    return judged(datetime.now(UTC), _coverage(found), None, None)


def _coverage(found: Found) -> Coverage:
    return found.who.coverage or found.source.coverage


def _heard(found: Sequence[Found], items: Sequence[Item]) -> Heard:
    places = {(item.entry.network, item.entry.native_id): item for item in items}
    spoke: dict[str, list[datetime]] = {}
    answered = set()
    for each in found:
        for one in each.received:
            item = places.get((each.who.network, one.on))
            if item is not None:
                spoke.setdefault(item.thread, []).append(one.at)
                answered.add(item.key)
    return Heard(spoke={thread: sorted(times) for thread, times in spoke.items()}, answered=answered)


def show(of: Report, found: Sequence[Found], now: datetime, console: Console) -> None:
    """The judgement, a row a network, the evidence, and what is not visible."""
    judgement = of.judgement
    names = ", ".join(one.who.handle for one in found)
    console.print(f"\n[bold]{escape(names)}[/bold]  90 days to {now:%-d %B %Y}, days in UTC, method {METHOD_VERSION}")
    console.print(SENTENCES[judgement.badge].format(progress=judgement.progress), style="bold")
    if judgement.is_told:
        low, high = judgement.interval.low, judgement.interval.high
        console.print(
            f"{judgement.share:.0%} of it is out there, in other people's conversations "
            f"(nine times in ten between {low:.0%} and {high:.0%}; {judgement.items} items)."
        )
    _what_would_change(of, console)
    _networks(of, found, now, console)
    _evidence(of, now, console)
    for title, hides in of.seen.hides:
        console.print(f"Not visible on {title}: {escape(hides)}", style="dim")


def _what_would_change(of: Report, console: Console) -> None:
    joins = of.outlook().to_two_thirds if of.judgement.is_told else None
    if joins:
        after = of.after(joins=joins).share
        word = "joined conversation" if joins == 1 else "joined conversations, one a day,"
        console.print(f"{joins} {word} would bring {of.judgement.share:.0%} to {after:.0%}.")


def _networks(of: Report, found: Sequence[Found], now: datetime, console: Console) -> None:
    table = Table(title="Last 28 days", title_justify="left", show_edge=False, pad_edge=False)
    for name in ("network", "joined", "answered at home", "posted", "passed on, liked", "share, 90 days"):
        table.add_column(name, justify="left" if name == "network" else "right")
    parts = {part.network: part for part in of.judgement.parts}
    for one in found:
        items = [item for item in of.items if item.entry.network == one.who.network]
        counted = digest.counts(items, now, SHOWN)
        part = parts.get(one.who.network)
        share = f"{part.share:.0%}" if part else "not judged"
        posts = (
            counted.posted
            if part
            else sum(item.entry.kind is Kind.POST and now - item.entry.at <= SHOWN for item in items)
        )
        table.add_row(
            one.source.title, str(counted.joined), str(counted.hosted), str(posts), str(counted.passed_on), share
        )
    console.print(table)
    answers = of.judgement.answers
    if answers.comments:
        console.print(
            f"Comments received: {answers.comments}, answered {answers.within_72_hours} within three "
            f"days, {answers.ever} in all."
        )


def _evidence(of: Report, now: datetime, console: Console) -> None:
    recent = [item for item in of.items if now - item.entry.at <= SHOWN]
    if not recent:
        return
    table = Table(
        title="How each thing was counted, newest first", title_justify="left", show_edge=False, pad_edge=False
    )
    table.add_column("day", no_wrap=True)
    table.add_column("counts", justify="right", no_wrap=True)
    table.add_column("what", ratio=2)
    table.add_column("because", ratio=3)
    for item in recent[:ROWS]:
        table.add_row(f"{item.entry.at:%-d %b}", _weight(item), escape(_words(item)), escape(item.weighed.because))
    console.print(table)
    if len(recent) > ROWS:
        console.print(f"and {len(recent) - ROWS} more; --json has all of them.", style="dim")


def _weight(item: Shown) -> str:
    if not item.weighed.judged or not item.weighed.weight:
        return "–"
    side = {"genuine": "+", "broadcast": "post ", "low": "+"}.get(item.weighed.group, "")
    return f"{side}{item.weighed.weight:.2g}"


def _words(item: Shown) -> str:
    return shorten(" ".join((item.entry.title or item.entry.text or item.entry.url).split()), 70)


def as_plain(
    of: Report, found: Sequence[Found], failures: Sequence[tuple[Handle, str]], now: datetime
) -> dict[str, Any]:
    """The same for programs."""
    judgement = of.judgement
    outlook = of.outlook()
    return {
        "method": METHOD_VERSION,
        "at": now.isoformat(),
        "accounts": [{"network": one.who.network, "handle": one.who.handle, "url": one.who.url} for one in found],
        "badge": str(judgement.badge),
        "since": judgement.badge_since.isoformat(),
        "share": round(judgement.share, 4),
        "interval": [round(judgement.interval.low, 4), round(judgement.interval.high, 4)],
        "items": judgement.items,
        "progress": judgement.progress,
        "networks": [
            {"network": part.network, "share": round(part.share, 4), "items": part.items} for part in judgement.parts
        ],
        "answers": {
            "comments": judgement.answers.comments,
            "within_72_hours": judgement.answers.within_72_hours,
            "ever": judgement.answers.ever,
        },
        "joins_to_two_thirds": outlook.to_two_thirds,
        "not_visible": [{"network": network, "hides": hides} for network, hides in of.seen.hides],
        "evidence": [_plain(item) for item in of.items if now - item.entry.at <= SHOWN],
        "failed": [{"handle": str(handle), "error": sentence} for handle, sentence in failures],
    }


def _plain(item: Shown) -> dict[str, Any]:
    entry, weighed = item.entry, item.weighed
    return {
        "at": entry.at.isoformat(),
        "network": entry.network,
        "url": entry.url,
        "kind": str(entry.kind),
        "place": str(weighed.place),
        "act": str(weighed.act),
        "weight": round(weighed.weight, 4),
        "judged": weighed.judged,
        "because": weighed.because,
        "words": _words(item),
    }
