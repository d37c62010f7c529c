"""Whose ground is what: the member's identities, the team's own places, and the teammates."""

from bot.domain.kinds import HouseKind
from models import Account, House, Member, Workspace
