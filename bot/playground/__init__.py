"""The local workspace: a small Slack for tests and for people who have none."""

from bot.playground.channels import BOT, Channel
from bot.playground.gestures import Reply
from bot.playground.messages import Message
from bot.playground.modals import View
from bot.playground.people import Member
from bot.playground.playground import Playground
from bot.playground.submissions import Submitted

__all__ = ["BOT", "Channel", "Member", "Message", "Playground", "Reply", "Submitted", "View"]
