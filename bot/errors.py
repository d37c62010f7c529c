"""Everything that can go wrong, as a tree. What a class says of itself is what a member may read.

InvolveError            something to tell the person, with what to do next
├── BadInput            what was typed cannot be used as it is               (exit code 2)
│   ├── UnknownHandle   nobody recognised the handle
│   └── BadSetting      a setting is missing or wrong
├── Busy                another process holds what this one needs            (exit code 2)
├── NotAllowed          this person may not do this
└── SourceError         a network did not give what was asked                (exit code 1)
    ├── Unreachable     no answer: dead host, time-out, broken connection
    ├── Refused         an address the bot never visits
    ├── NotFound        nobody and nothing there
    ├── Gone            was there and is not any more: deleted, suspended
    ├── Private         there, and not for us to read
    ├── NeedsCredential the network wants a key or a token
    ├── NoPage          no page where its owner could allow more; goes on without
    ├── RateLimited     too many questions; carries when to ask again
    └── Garbled         an answer that makes no sense
"""

from datetime import timedelta

from bot.phrase import Phrase


class InvolveError(Exception):
    """Something went wrong that a person can act on; the sentence says how.

    The sentence is handed over apart from what fills it, `NotFound("Nobody is called {name} there.", name=…)`, so that
    it can be told in the language of whoever reads it. `str()` of an error is English.
    """

    exit_code = 1

    def __init__(self, sentence: str | Phrase = "", **values: object) -> None:
        self.phrase = sentence if isinstance(sentence, Phrase) else Phrase(sentence, **values)
        super().__init__(str(self.phrase))


class BadInput(InvolveError):
    """What was typed cannot be used as it is."""

    exit_code = 2


class UnknownHandle(BadInput):
    """No network recognised the handle."""


class BadSetting(BadInput):
    """A setting is missing or wrong."""


class Busy(InvolveError):
    """Another process holds what this one needs."""

    exit_code = 2


class NotAllowed(InvolveError):
    """This person may not do this."""


class SourceError(InvolveError):
    """A network did not give what was asked."""


class Unreachable(SourceError):
    """No answer came."""


class Refused(SourceError):
    """An address Involve never visits."""


class NotFound(SourceError):
    """Nobody and nothing there."""


class Gone(NotFound):
    """It was there and is not any more."""


class Private(SourceError):
    """It is there, and not for us to read."""


class NeedsCredential(SourceError):
    """The network wants a key or a token."""


class NoPage(SourceError):
    """The network has no page where its owner could allow Involve to read more; what is public is read all the same."""


class RateLimited(SourceError):
    """Too many questions; ask again after `wait`."""

    def __init__(self, sentence: str | Phrase, wait: timedelta, **values: object) -> None:
        super().__init__(sentence, **values)
        self.wait = wait


class Garbled(SourceError):
    """The answer made no sense."""
