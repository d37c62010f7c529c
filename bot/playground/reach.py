"""What a person can reach: the channels they may see and write in, the messages and windows before them."""

from bot.playground.manifest import Manifest
from bot.playground.messages import Message
from bot.playground.modals import View
from bot.playground.refusal import Refusal
from bot.playground.workspace import Workspace


def check_sees_channel(workspace: Workspace, user: str, channel_id: str) -> None:
    channel = workspace.channels.get(channel_id)
    if workspace.member(user).deleted:
        raise Refusal("user_disabled")
    if channel is None or not _visible(workspace, user, channel_id):
        raise Refusal("channel_not_found")


def _visible(workspace: Workspace, user: str, channel_id: str) -> bool:
    channel, member = workspace.channels[channel_id], workspace.members[user]
    is_visitor = member.is_guest or member.team_id not in ("", workspace.team_id)
    return user in channel.members or not (channel.is_private or is_visitor)


def visible_channels(workspace: Workspace, user: str) -> list[str]:
    return [channel_id for channel_id in workspace.channels if _visible(workspace, user, channel_id)]


def check_may_write(workspace: Workspace, manifest: Manifest, user: str, channel_id: str) -> None:
    check_sees_channel(workspace, user, channel_id)
    channel = workspace.channels[channel_id]
    if channel.is_archived:
        raise Refusal("is_archived")
    if user not in channel.members:
        raise Refusal("not_in_channel")
    if channel.is_read_only and not workspace.members[user].is_admin:
        raise Refusal("restricted_action_read_only_channel")
    with_app = channel.is_im and workspace.app.bot_user_id in channel.members
    if with_app and (manifest.messages_read_only or not manifest.messages_tab):
        raise Refusal("messages_tab_disabled")


def check_sees(workspace: Workspace, user: str, where: Message | View) -> None:
    """LookupError if this message or window is not before this person."""
    if isinstance(where, View):
        if where not in workspace.modals.get(user, []) and workspace.homes.get(user) is not where:
            raise LookupError(f"{user} does not see the view {where.title or where.id}")
        return
    check_sees_channel(workspace, user, where.channel)
    if not any(each is where for each in workspace.seen_by(user, where.channel)):
        raise LookupError(f"{user} does not see this message: {where.text[:60]}")


def check_shortcut(manifest: Manifest, callback_id: str, kind: str) -> None:
    known = [each.callback_id for each in manifest.shortcuts if each.kind == kind]
    if callback_id not in known:
        raise LookupError(f"the manifest has no {kind} shortcut {callback_id}, only {known}")
