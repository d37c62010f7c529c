"""Whose an account is: shown by a code in its profile, or by links both ways with one that is proven; else a word."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.kinds import Proof
from bot.errors import SourceError, UnknownHandle
from bot.services import budget, poll, profiles
from bot.sources.base import Handle, Profile, Source
from bot.sources.known import Sources
from bot.sources.text import addresses
from models import Account, Member

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that looks like another
_FEDIVERSE = re.compile(r"@?[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}@[A-Za-z0-9.-]{3,253}\.[A-Za-z0-9-]{2,63}(?::\d{1,5})?")
_DOMAIN = re.compile(r"@?(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?:/[^\s<>\"“”]{0,200})?", re.IGNORECASE)
MOST_NAMES = 40  # in one profile


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a profile showed."""

    account: Account
    proof: Proof | None


async def code_of(member: Member) -> str:
    """The code that is this member's own: whoever can put it into a profile can write there."""
    if not member.proof_code:
        fresh = "involve-" + "".join(secrets.choice(_LETTERS) for _ in range(8))
        await Member.filter(id=member.id, proof_code="").update(proof_code=fresh)
        await member.refresh_from_db(fields=["proof_code"])
    return member.proof_code


async def profile_of(account: Account, source: Source) -> Profile:
    """What the account's profile says now; a new handle or name is followed. Raises what a network says."""
    found = await profiles.of(poll.identity_of(account), source)
    await profiles.follow(account, found)
    return found


async def look(member: Member, account: Account, sources: Sources, *, now: datetime) -> Looked:
    """Looks for a proof in the profile, and keeps what is found. Raises what a network says."""
    try:
        profile = await profile_of(account, sources[account.network])
    finally:  # a look-up may cost something
        await budget.settle(sources[account.network], now=now)
    proof = Proof.CODE if member.proof_code and member.proof_code.casefold() in profile.text.casefold() else None
    if proof is None and await _linked_both_ways(member, account, profile, sources):
        proof = Proof.LINK
    if proof is not None:
        await keep(account, proof, now=now)
    return Looked(account, proof)


async def keep(account: Account, proof: Proof, *, now: datetime) -> None:
    """The account is the member's, shown so by `proof`; an earlier proof stays."""

    async def work(connection: BaseDBAsyncClient) -> None:
        unproven = Account.filter(id=account.id, proven_at=None).using_db(connection)
        await unproven.update(proven_at=now, proven_by=proof)

    await run_tx(work)
    await account.refresh_from_db(fields=["proven_at", "proven_by"])


async def _linked_both_ways(member: Member, account: Account, profile: Profile, sources: Sources) -> bool:
    named = named_in(profile.text, sources)
    proven = await Account.filter(member_id=member.id, proven_at__not_isnull=True).exclude(id=account.id)
    for other in proven:
        source = sources.get(other.network)
        if source is None or not profiles.can_be_read(source) or not is_named(other, source, named):
            continue
        try:
            back = named_in((await profile_of(other, source)).text, sources)
        except SourceError:
            continue
        if is_named(account, sources[account.network], back):
            return True
    return False


def named_in(text: str, sources: Sources) -> Mapping[Handle, str]:
    """The accounts a profile names, as they are written there."""
    found: dict[Handle, str] = {}
    written = [*addresses(text), *_FEDIVERSE.findall(text), *_DOMAIN.findall(text)]
    for each in dict.fromkeys(written):
        typed = f"@{each.lstrip('@')}" if _FEDIVERSE.fullmatch(each) else each
        try:
            found.setdefault(sources.recognise(typed.rstrip(".")), typed)
        except UnknownHandle:
            continue
        if len(found) >= MOST_NAMES:
            break
    return found


def is_named(account: Account, source: Source, named: Mapping[Handle, str]) -> bool:
    """Whether `account` is among the accounts a profile names."""
    called = {_plain(each) for each in (account.handle, account.native_id, account.url) if each}
    for text in (account.url, account.handle, f"{account.network}:{account.handle}"):
        if text and (handle := source.recognise(text)) is not None:
            called.add(_plain(f"{handle.name}@{handle.server}"))
            called.add(_plain(handle.name) if not handle.server else "")
    mine = [handle for handle in named if handle.network == account.network]
    return any(
        _plain(f"{each.name}@{each.server}") in called or (not each.server and _plain(each.name) in called)
        for each in mine
    )


def _plain(written: str) -> str:
    """Without what differs between two ways to write the same."""
    if written.startswith(("http://", "https://")):
        parts = urlsplit(written)
        written = parts.netloc.removeprefix("www.") + parts.path
    return written.strip().lstrip("@").rstrip("/").casefold().replace("@https://", "@").replace("@http://", "@")
