"""The documents say what the code does: generated parts are fresh, links lead somewhere, commands exist."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

import models
from bot.domain.judgement import METHOD_VERSION
from bot.settings import Settings
from bot.sources.blog import Blog
from bot.sources.http import Http
from bot.sources.known import classes
from docs import measure
from docs.generate import FOLDER, PARTS, documents, renewed
from docs.tables import method
from docs.tables.privacy import KEPT, forgetting, tables
from docs.tables.sources import Disagree, facts
from handlers.commands import ALSO, VERBS
from handlers.views.guide import COMMANDS

ROOT = FOLDER.parent
READ = sorted([*ROOT.glob("*.md"), *documents()])
HELP_ALONE = {"help"}  # whoever reads the help has found it

each_document = pytest.mark.parametrize("document", READ, ids=lambda path: path.name)

_LINK = re.compile(r"\]\((?!https?://|mailto:)(?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]+))?\)")
_CODE = re.compile(r"```.*?```", re.DOTALL)
_TYPED = re.compile(r"`([^`]+)`")


def _verb(typed: str) -> str:
    """The verb of something one can type, as the bot understands it: "/involve own-up <what>" -> "ownup"."""
    name = typed.removeprefix("/involve").split()[0].casefold().replace("-", "")
    return ALSO.get(name, name)


def _offered() -> set[str]:
    return {_verb(each) for what, _ in COMMANDS for each in what.split(" · ") if not each.startswith("<")}


def _anchors(text: str) -> Iterator[str]:
    for title in re.findall(r"^#+ (.+)$", _CODE.sub("", text), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", title.casefold()).replace(" ", "-")


@each_document
def test_what_is_generated_is_fresh(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert renewed(text) == text, f"{document.name} is out of date: run `make docs`"


def test_every_generated_part_is_shown_somewhere() -> None:
    shown = {
        name
        for document in READ
        for name in re.findall(r"<!-- generated: ([a-z-]+) -->", document.read_text(encoding="utf-8"))
    }
    assert shown == set(PARTS)


def test_a_part_that_was_changed_by_hand_is_noticed() -> None:
    part = "<!-- generated: places -->\nWhat somebody typed.\n<!-- end -->"
    assert "What somebody typed" not in renewed(part)
    assert renewed(renewed(part)) == renewed(part)


def test_a_part_nobody_writes_is_refused() -> None:
    with pytest.raises(KeyError):
        renewed("<!-- generated: horoscope -->\n<!-- end -->")


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    text = _CODE.sub("", document.read_text(encoding="utf-8"))
    for found in _LINK.finditer(text):
        there = (document.parent / found["path"]) if found["path"] else document
        assert there.exists(), f"{document.name} links to {found['path']}, which is not there"
        if found["anchor"]:
            assert found["anchor"] in set(_anchors(there.read_text(encoding="utf-8"))), found[0]


def test_the_readme_names_only_commands_the_bot_knows() -> None:
    table = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if "| `/involve" in line]
    assert table
    named = {_verb(typed) for line in table for typed in _TYPED.findall(line.split("|")[1])}
    assert named <= set(VERBS)


@each_document
def test_every_command_a_document_tells_to_type_is_one(document: Path) -> None:
    typed = re.findall(r"`/involve ([a-z0-9][\w-]*)", document.read_text(encoding="utf-8"))
    assert {_verb(word) for word in typed} <= set(VERBS)


def test_the_help_and_the_bot_know_the_same_commands() -> None:
    assert _offered() == set(VERBS) - HELP_ALONE


def test_make_offers_to_write_the_documents() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    assert "docs" in phony.split()
    assert re.search(r"^docs: \$\(\w+_stamp\) ## \w+", makefile, re.MULTILINE)
    assert "-m docs.generate" in makefile


@each_document
def test_no_document_names_a_machine_or_a_package_registry(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert not re.search(r"(?<![\w.])/(?:work|home|root|tmp|farm)/\w", text)
    assert not re.search(r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|yarnpkg)", text)


def test_the_readme_names_every_network() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [source.title for source in classes() if source is not Blog and source.title not in readme] == []


def test_a_network_that_claims_what_it_does_not_do_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Blog, "quality", {"search": "by magic"})
    with pytest.raises(Disagree, match="by magic"):
        facts(Blog)


def test_a_network_that_excuses_itself_from_what_it_does_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Blog, "quality", {"conditional": "exempt: nobody knows why"})
    with pytest.raises(Disagree, match="and does it"):
        facts(Blog)


def test_a_network_can_say_nothing_of_what_is_no_column(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Blog, "quality", {"colour": "blue"})
    with pytest.raises(Disagree, match="colour"):
        facts(Blog)


def test_silence_of_what_is_not_done_means_that_it_is_to_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Blog, "quality", {})
    assert facts(Blog)["search"].mark == "todo"
    assert facts(Blog)["conditional"].mark == "done"


def test_a_network_that_wants_a_key_does_not_pass_for_one_without() -> None:
    class Locked(Blog):
        def __init__(self, http: Http, key: str) -> None:
            super().__init__(http)

    Locked.__module__, Locked.__name__ = Blog.__module__, Blog.__name__  # whose code is looked at
    Locked.quality = {column: said for column, said in Blog.quality.items() if column != "credential"}
    assert facts(Locked)["credential"].mark == "todo"


def test_every_table_says_how_long_its_rows_stay() -> None:
    assert set(KEPT) == set(tables())


def test_what_forgetting_does_is_read_off_the_keys() -> None:
    assert forgetting(models.Activity) == "erased"
    assert forgetting(models.Conversation) == "erased"  # found for one, and claimed by another
    assert forgetting(models.Correction) == "stays, without your name"
    assert forgetting(models.House) == "holds no person"


def test_the_sheet_names_every_setting_and_which_are_secret() -> None:
    rows = [line.split(" | ") for line in PARTS["settings"]().splitlines()]
    secret = {cells[0].strip("|` "): cells[-1].strip("| ") for cells in rows}
    assert {str(field.alias) for field in Settings.model_fields.values()} <= set(secret)
    assert secret["SLACK_BOT_TOKEN"] == secret["DATABASE_URL"] == "yes"
    assert secret["PORT"] == "no"


def test_figures_of_an_earlier_method_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(method, "MEASURED", tmp_path)
    (tmp_path / "judgement.txt").write_text("2026-01-01, method 0, here\n\n.019 .016")
    assert "earlier version" in PARTS["measured"]()
    (tmp_path / "judgement.txt").write_text(f"2026-01-01, method {METHOD_VERSION}, here\n\n.019 .016")
    assert "earlier version" not in PARTS["measured"]()
    assert ".019 .016" in PARTS["measured"]()


def test_what_was_not_measured_is_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(method, "MEASURED", tmp_path)
    assert "not been measured" in PARTS["measured"]()


def test_a_printout_is_kept_with_the_day_the_method_and_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = SimpleNamespace(run=lambda data: print(f"one row, {data}"))  # noqa: T201  (benchmarks print)
    monkeypatch.setitem(sys.modules, "bench.invented", bench)  # type: ignore[arg-type]
    monkeypatch.setattr(measure, "MEASURED", tmp_path)
    file = measure.kept("invented", None, datetime(2026, 3, 2, tzinfo=UTC))
    first, _, rest = file.read_text(encoding="utf-8").partition("\n")
    assert first.startswith(f"2026-03-02, method {METHOD_VERSION}, CPython")
    assert rest.strip() == "one row, None"
