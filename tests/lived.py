"""A member who has one of everything there is: accounts, activities, promises, notes, somebody's question."""

import json
from datetime import timedelta
from typing import Any

import models
from bot.domain.kinds import DeliveryKind, Origin
from bot.services import ingest
from models import Account, Conversation, Delivery, Lesson, Member, Promise, Received, Result
from tests.bot import House
from tests.services.people import a_post, a_reply, an_account

SECRET = "moorings"  # stands in everything of hers
URL = f"https://forum.example/t/{SECRET}/1"


async def lives(house: House) -> dict[str, Any]:
    """Ana of the first workspace has one of everything; the ids and keys by which it could be asked for."""
    home, now = await house.workspace(), house.clock()
    ana = await Member.of(home).get(slack_id="U0ANA")
    account = await an_account(ana, due_at=now + timedelta(days=300), name=SECRET)
    await Account.filter(id=account.id).update(handle=f"@{SECRET}")
    posts = [a_post(f"p{day}", days=day, text=f"{SECRET} number {day} for everybody") for day in range(1, 9)]
    joins = [a_reply(f"j{day}", days=day, text=f"{SECRET}, answered for the time {day}") for day in range(1, 9)]
    await ingest.record(ana, [*posts, *joins], origin=Origin.POLLED, now=now, account=account)
    await house.types("U0ANA", f"log {URL} a word about {SECRET} yesterday")
    await house.types("U0ANA", f"result sale of ten {SECRET} lamps")
    await house.types("U0ANA", f"learned that {SECRET} matter")
    await house.types("U0ANA", f"own-up too many {SECRET} · fewer of them")
    await house.types("U0ANA", "house add harbour.example")
    await house.types("U0ANA", f"goal {SECRET} for everybody")
    talk = await Conversation.create(
        workspace_id=ana.workspace_id, key=f"{ana.workspace_id}:forum:open", network="forum", native_id="open",
        title=f"Who knows {SECRET}?", url=f"https://forum.example/t/{SECRET}", started_at=now, last_at=now,
        is_question=True, found_for_id=ana.id, found_at=now,
    )  # fmt: skip
    await Received.create(
        workspace_id=ana.workspace_id, member_id=ana.id, account_id=account.id, key=f"{ana.workspace_id}:forum:r",
        on="p2", author_id="olga", author_name="Olga", at=now - timedelta(days=2), text=f"Which {SECRET}?",
    )  # fmt: skip
    await Delivery.create(
        workspace_id=ana.workspace_id, key=f"{ana.workspace_id}:nudge:U0ANA:2026-11-17", kind=DeliveryKind.NUDGE,
        recipient="U0ANA", period="2026-11-17", payload="{}", state="sent", created_at=now, not_before=now,
        rests_on=json.dumps({"card": "praise", "rows": [], "waiting": [], "conversation": talk.id}),
    )  # fmt: skip
    item = await models.Activity.filter(member_id=ana.id, origin=Origin.LOGGED).first()
    return {
        "undo_appear": "by name", "undo_mute": "2026-12-01T00:00:00+00:00",
        "snooze": "1", "undo_setup": "C0TEAM|09:00|0|UTC", "until": "2026-11-17",
        "conversation": str(talk.id), "disconnect": str(account.id), "connect": str(account.id),
        "log_there": str(account.id), "result": str((await Result.first()).id),
        "promise": str((await Promise.first()).id), "own_up": str((await Promise.first()).id),
        "lesson": str((await Lesson.first()).id), "house": "harbour.example", "nudge": "2026-11-17",
        "home_": "0", "why_page": "0", "goal": "ask more", "run_command": f"why {URL}",
        "item": item.key, "log": item.key, "correction": item.key,
    }  # fmt: skip
