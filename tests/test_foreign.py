"""Whatever people write, in names, posts, notes, goals, handles: nothing Involve sends is made markup by it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.kinds import Appears
from handlers.commands import VERBS
from models import Account, Activity, Conversation, House, Lesson, Member, Promise, Received, Result, Workspace
from tests.bot import TEAM, a_house
from tests.lived import lives
from tests.published import all_of

TOKENS = (
    "<!channel> <!here|here> <!everyone> <@U0BEN> <@U0BEN|ben> <#C0TEAM|team> <!subteam^S1|all> "
    "<!date^1392734382^{date}^https://evil.example/d|x> <https://evil.example|bank> <mailto:a@evil.example|a> "
    "*b* _i_ ~s~ `c` ```p``` > q &lt;!channel&gt; @channel \u202egnp\u202c \u2066x\u2069 \u200b\u200f\ufeff \x00 evil"
)
UNSEEN = {*"\x00\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"}
SEEN = {"text", "alt_text", "initial_value", "fallback"}
MENTIONS = {"user", "usergroup", "broadcast", "team"}  # a channel is only a link


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a payload, however deep."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from parts(each)


def harm(payload: dict[str, Any]) -> Iterator[str]:
    """What of a message or a view would act: a mention, a link that is not ours, letters that are not seen."""
    text = payload.get("text")
    if isinstance(text, str) and any(each in text for each in ("<!", "<@", "<#", "<http", "<mailto")):
        yield f"markup in the text: {text[:200]}"
    for part in parts({**payload, "text": None}):
        if part.get("type") in MENTIONS:
            yield f"a mention: {part}"
        if part.get("type") == "mrkdwn" and "evil" in part["text"]:
            yield f"foreign words as markup: {part}"
        url = str(part["url"]) if part.get("type") in {"link", "button"} and "url" in part else "https://"
        if not url.casefold().startswith(("https://", "http://")):
            yield f"a link that is not ours: {part}"  # an address somebody gave us is one, under whatever words
    seen = [text, *(value for part in parts({**payload, "text": None}) for name, value in part.items() if name in SEEN)]
    said = json.dumps(seen, ensure_ascii=False)
    if found := {each for each in UNSEEN if each in said or f"\\u{ord(each):04x}" in said}:
        yield f"letters nobody sees: {found}"


def sent(slack: Any) -> Iterator[dict[str, Any]]:
    for call in slack.calls:
        given = call.arguments
        if call.method.startswith("chat."):
            blocks = given.get("blocks") or []
            yield {"text": given["text"], "blocks": json.loads(blocks) if isinstance(blocks, str) else blocks}
        elif call.method.startswith("views."):
            yield json.loads(given["view"]) if isinstance(given["view"], str) else given["view"]
    for each in slack.deliveries:
        if isinstance(each.answer, dict) and each.answer:
            yield each.answer.get("view", each.answer)


async def poisoned() -> None:
    """Every text of hers in the database, as a source that cleans nothing would have left it."""
    foreign = TOKENS.replace("\x00", "")  # PostgreSQL holds none
    await Member.filter(slack_id="U0ANA").update(name=foreign[:80], appears=Appears.BY_NAME)
    await Workspace.all().update(goal=foreign[:300])
    await Account.all().update(handle=foreign[:200], last_error=foreign[:300])
    await Conversation.all().update(title=foreign[:300], starter_name=foreign[:100])
    await Received.all().update(text=foreign[:400], author_name=foreign[:100])
    await Result.all().update(words=foreign[:300])
    await Lesson.all().update(words=foreign[:300])
    await Promise.all().update(words=foreign[:300], will=foreign[:300])
    await House.all().update(label=foreign[:100])
    for row in await Activity.all():
        facts = json.loads(row.facts) if isinstance(row.facts, str) else row.facts
        for name in ("text", "title"):
            if name in facts:
                facts[name] = foreign
        row.facts = json.dumps(facts) if isinstance(row.facts, str) else facts
        await row.save()


@pytest.mark.timeout(240)
async def test_no_text_of_anybody_becomes_a_mention_a_link_or_a_broken_block_wherever_it_is_shown(sqlite_url):
    ana = replace(TEAM[0], real_name=TOKENS.replace("\x00", "")[:80])
    async with a_house(sqlite_url, team=(ana, *TEAM[1:])) as house:
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        await lives(house)
        await house.types("U0ANA", "setup #team 09:30 daily Europe/Lisbon")
        await poisoned()
        for line in (f"log https://forum.example/t/9 {TOKENS}", f"goal {TOKENS}", f"learned {TOKENS}", TOKENS,
                     f"result {TOKENS}", f"own-up {TOKENS}", f"house add {TOKENS}", f"connect {TOKENS}",
                     f"disconnect {TOKENS}", f"snooze {TOKENS}", f"import {TOKENS}", f"why {TOKENS}"):  # fmt: skip
            await house.types("U0ANA", line)
        await poisoned()
        for verb in VERBS:
            await house.types("U0ANA", verb)
            if view := house.slack.modal("U0ANA"):
                await house.slack.close_view("U0ANA", view)
        await house.slack.open_home("U0ANA")
        await house.settle()
        for message in [each for each in house.slack.ephemerals("U0ANA") if "why_item" in each.action_ids][:1]:
            await house.slack.press("U0ANA", message, "why_item")
        await house.tick()
        assert house.digests()
        found = list(sent(house.slack))
        assert "evil" in json.dumps(found)
        assert [each for payload in found for each in harm(payload)] == []
        assert all_of(house.slack.calls, house.slack.deliveries) == []
