"""Whom Involve turns to when only somebody with a say can mend something."""

from models import Member, Workspace


async def of(workspace: Workspace) -> Member | None:
    """Who chose the digest's channel, else who installed Involve, else the admin seen last; None: nobody is known."""
    for slack_id in (workspace.digest_by, workspace.installed_by):
        if slack_id and (found := await Member.of(workspace).get_or_none(slack_id=slack_id)):
            return found
    return await Member.of(workspace).filter(is_admin=True).order_by("-seen_at").first()
