"""What the bot remembers: one table a file. Tables hold what happened; scores are computed."""

from models.account import Account
from models.activity import Activity
from models.address import Address
from models.consent_state import ConsentState
from models.conversation import Conversation
from models.correction import Correction
from models.delivery import Delivery
from models.house import House
from models.installation import Installation
from models.lesson import Lesson
from models.member import Member
from models.promise import Promise
from models.receipt import Receipt
from models.received import Received
from models.relative import Relative
from models.result import Result
from models.spending import Spending
from models.suggestion import Suggestion
from models.workspace import Workspace

__all__ = [
    "Account",
    "Activity",
    "Address",
    "ConsentState",
    "Conversation",
    "Correction",
    "Delivery",
    "House",
    "Installation",
    "Lesson",
    "Member",
    "Promise",
    "Receipt",
    "Received",
    "Relative",
    "Result",
    "Spending",
    "Suggestion",
    "Workspace",
]
