"""What an account's public profile says now, and following it where it is called something else by now."""

from typing import Any, cast

from bot.domain.entry import clean, storable
from bot.sources.base import Identity, Profile, Source
from models import Account


def can_be_read(source: Source | None) -> bool:
    """Whether the network lets a profile be read."""
    return hasattr(source, "profile")


async def of(who: Identity, source: Source) -> Profile:
    """What the profile says. Raises what a network says."""
    found: Profile = await cast(Any, source).profile(who)
    return found


async def follow(account: Account, found: Profile) -> None:
    """The stable id stays; how it is called and where it is shown follows the network."""
    now_called = {
        "handle": clean(found.handle, 300) or account.handle,
        "url": storable(found.url)[:1000] or account.url,
        "name": clean(found.name, 200) or account.name,
    }
    if any(getattr(account, field) != value for field, value in now_called.items()):
        await Account.filter(id=account.id).update(**now_called)
        await account.refresh_from_db(fields=list(now_called))
