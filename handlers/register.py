"""Every listener, listed once."""

from slack_bolt.async_app import AsyncApp

from handlers import (
    actions,
    commands,
    connecting,
    events,
    farewell,
    proving,
    rollcall,
    settings,
    shortcuts,
    submissions,
    troubles,
)
from handlers.home import Fresh
from handlers.once import Once
from handlers.wiring import Wiring


def all_of(app: AsyncApp, wiring: Wiring) -> None:
    """Hands the parts of the running bot to every listener."""
    app.use(Once(wiring))
    app.listener_runner.listener_completion_handler = Fresh(wiring)
    commands.register(app, wiring)
    connecting.register(app, wiring)  # before the buttons, whose one listener takes all that is left
    proving.register(app, wiring)
    actions.register(app, wiring)
    submissions.register(app, wiring)
    shortcuts.register(app, wiring)
    events.register(app, wiring)
    settings.register(app, wiring)
    rollcall.register(app, wiring)
    farewell.register(app, wiring)
    troubles.register(app, wiring.later)
