"""A conversation somebody takes: what they are shown of it."""

import pytest

from handlers.views import private
from models import Conversation


@pytest.mark.parametrize(
    ("title", "text", "quoted"),
    [
        ("How do you seal a lens?", "I tried glue,\nand it fogs.", "I tried glue, and it fogs."),
        ("Our light goes dim.", "Our light goes dim. Dry again, bright again.", "Dry again, bright again."),
        ("Our light goes…", "Our light goes dim.", "dim."),
        ("Our light goes dim.", "Our light goes dim.", None),
        ("", "Our light goes dim.", None),
    ],
)
def test_of_a_conversation_that_is_taken_nothing_is_said_twice(title: str, text: str, quoted: str | None):
    blocks = private.taken(Conversation(id=1, url="https://forum.example/1", title=title, text=text)).blocks
    quotes = [each["elements"][0]["elements"][0]["text"] for each in blocks if "rich_text_quote" in str(each)]
    assert quotes == ([quoted] if quoted else [])
