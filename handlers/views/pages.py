"""The three pages a browser sees while Involve is installed: what is asked for, it is done, it was not done."""

from collections.abc import Mapping
from html import escape

from handlers.views.words import _, language

_STYLE = """
:root { color-scheme: light dark; --paper: #faf8f4; --ink: #22302a; --soft: #5d6a63; --line: #d9d5cb; --go: #2b5a4b; --on: #fff }
@media (prefers-color-scheme: dark) {
  :root { --paper: #17201c; --ink: #e9ede9; --soft: #a5b3ab; --line: #36433c; --go: #8fd0b6; --on: #10221b }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif }
main { max-width: 36rem; margin: 12vh auto; padding: 0 1.5rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 1rem }
h2 { font-size: 1rem; margin: 2rem 0 .5rem }
p, ul, ol { margin: 0 0 1rem } ul, ol { padding-left: 1.4rem } li { margin: .3rem 0 }
.soft { color: var(--soft); font-size: .95rem }
code { background: color-mix(in srgb, var(--line) 55%, transparent); padding: .1em .35em; border-radius: .25em }
a { color: var(--go) }
a.go { display: inline-block; background: var(--go); color: var(--on); padding: .65rem 1.2rem; border-radius: .4rem;
  text-decoration: none; font-weight: 600 }
a:focus-visible { outline: 3px solid var(--go); outline-offset: 3px }
"""


def install(consent_url: str, scopes: Mapping[str, str]) -> str:
    """Before Slack is asked: what Involve does, and every scope with its reason."""
    does = _(
        "Involve helps a team take part in other people’s conversations, instead of only posting. It reads nobody who did not say yes, and no messages in Slack."
    )
    asked = "".join(f"<li>{_code(name)} {escape(_(why))}</li>" for name, why in scopes.items())
    return _page(
        _("Add Involve to Slack"),
        _paragraph(does),
        _button(consent_url, _("Add to Slack")),
        _heading(_("Slack will ask you to allow")),
        f"<ul>{asked}</ul>",
        _small_print(_("It acts as its own bot, never as you, and posts nowhere until you choose a channel.")),
    )  # fmt: skip


def installed(team: str, open_url: str) -> str:
    """It is done, and what to do next."""
    steps = (
        _("In Slack, open the channel where the daily digest shall appear, and type {invite}."),
        _("Type {setup}. You see a preview before anybody else sees a digest."),
        _("Type {connect} with your own handle, and {people} to ask your teammates."),
    )
    commands = {
        "invite": "/invite @Involve",
        "setup": "/involve setup #channel 09:00 Mon-Fri",
        "connect": "/involve connect",
        "people": "/involve invite @name",
    }
    marked = {name: _code(command) for name, command in commands.items()}
    listed = "".join(f"<li>{escape(step, quote=False).format(**marked)}</li>" for step in steps)
    return _page(
        _("Involve is in {team}").format(team=team or _("your workspace")),
        _paragraph(_("I have sent you these steps as a direct message, and written to nobody else.")),
        f"<ol>{listed}</ol>",
        _button(open_url, _("Open Slack")),
    )


def not_installed(why: str, again_url: str) -> str:
    """Nothing was changed; what to do."""
    return _page(
        _("Involve was not installed now"),
        _paragraph(why),
        _button(again_url, _("Start again")),
        _small_print(_("By this visit nothing has changed in your workspace.")),
    )


def reason(code: str) -> str:
    """What went wrong, in words; Slack's own codes and ours."""
    return {
        "access_denied": _("You said no to Slack’s question. That is fine."),
        "invalid_browser": _("The answer came back to another browser than the one that asked, or too late. If you only loaded the page again after installing, all is well."),
        "invalid_state": _("This answer was used before, or is older than ten minutes. If you only loaded the page again after installing, all is well."),
        "missing_code": _("Slack sent you back without an answer."),
        "invalid_code": _("Slack did not confirm the installation."),
        "org_wide": _("Involve works for one workspace at a time, not for a whole organisation. Choose a workspace when Slack asks."),
    }.get(code, _("Slack did not go through with it."))  # fmt: skip


def _page(title: str, *parts: str) -> str:
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{_STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{''.join(parts)}</main></body></html>"
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _small_print(text: str) -> str:
    return f'<p class="soft">{escape(text)}</p>'


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _button(url: str, label: str) -> str:
    return f'<p><a class="go" href="{escape(url)}">{escape(label)}</a></p>'


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
