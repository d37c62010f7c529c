"""What is held of a person is found by the columns themselves: no table is left out of a copy or a forgetting."""

import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest
from tortoise.fields.relational import ForeignKeyFieldInstance

import models
from bot.db import database
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Origin
from bot.phrase import Phrase, written
from bot.services import archive, exporting, holdings, ingest, privacy
from bot.services.lines import About, called
from bot.services.poll import entry_of
from docs.tables.privacy import forgetting
from models import Activity, Correction, Delivery, Member, Workspace
from tests.services.people import NOW, a_member, a_post, a_reply, a_workspace, an_account

SECRET = "opens-everything"


@pytest.fixture
async def opened(database_url):
    async with database(database_url):
        yield


async def a_row(model: type, workspace: Workspace, member: Member, made: dict[str, object]) -> object:
    """A row of any table about `member`, with something in every column."""
    values: dict[str, object] = {}
    apart = {"id", *(f"{name}_id" for name in model._meta.fk_fields)}
    for name, field in model._meta.fields_map.items():
        if name in apart:
            continue
        if isinstance(field, ForeignKeyFieldInstance):
            values[f"{name}_id"] = made[field.model_name].id
        elif name in {"recipient", "installed_by", "digest_by", "invited_by"}:
            values[name] = member.slack_id
        elif name in {"about", "singled_out"}:
            values[name] = "[]"
        elif name == "facts":
            values[name] = '{"native_id":"1","author":["me","me"]}'
        elif name in {"payload", "before", "cursor"}:
            values[name] = "{}"
        else:
            values[name] = _something(field, name, len(made))
    return await model.create(**values)


def _something(field: object, name: str, number: int) -> object:
    kind = field.field_type
    if getattr(field, "enum_type", None):
        return next(iter(field.enum_type))
    if any(word in name for word in ("credential", "proof_code", "token")) and kind is str:
        return SECRET
    return {
        str: f"x{number}",
        int: 0,
        bool: False,
        datetime: datetime(2026, 11, 1, tzinfo=UTC),
        date: date(2026, 11, 1),
    }[kind]


async def every_table(member: Member) -> dict[str, object]:
    """One row in each table that can be about a person, found the way the database has it."""
    workspace = await Workspace.get(id=member.workspace_id)
    made: dict[str, object] = {"models.Member": member, "models.Workspace": workspace}
    await Workspace.filter(id=workspace.id).update(installed_by=member.slack_id, digest_by=member.slack_id)
    waiting = [model for model in holdings.tables() if model not in (Member, Workspace)]
    while waiting:
        for model in list(waiting):
            keys = [
                field.model_name
                for field in model._meta.fields_map.values()
                if isinstance(field, ForeignKeyFieldInstance)
            ]
            if all(key in made for key in keys):
                made[f"models.{model.__name__}"] = await a_row(model, workspace, member, made)
                waiting.remove(model)
    return made


def unpacked(export: exporting.Export) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_tables_that_hold_people_are_those_the_document_names():
    named = {getattr(models, name) for name in models.__all__ if forgetting(getattr(models, name)) != "holds no person"}
    assert set(holdings.tables()) == named


def test_every_column_that_may_name_a_person_is_known():
    known = {"recipient", "installed_by", "invited_by", "digest_by", "claimed_by", "slack_id", "about", "singled_out"}
    suspects = {
        name
        for model in (getattr(models, each) for each in models.__all__)
        for name in model._meta.fields_map
        if name.endswith("_by") or "slack_id" in name or name in {"recipient", "about", "singled_out"}
    }
    no_person = {"named_by", "proven_by"}  # an account's handle, and a way of proving
    assert suspects <= known | no_person | {f"{name}_id" for name in known}, "who does the new column name?"


async def test_every_table_is_counted_and_exported_and_nobody_elses(opened):
    member = await a_member()
    other = await a_member(await Workspace.get(id=member.workspace_id))
    await every_table(member)
    counts = await holdings.counted(member)
    assert {table for table, count in counts.items() if count != 1} == set()
    files = unpacked(await exporting.export(member, now=NOW))
    for table in counts:
        assert len(json.loads(files[f"tables/{table}.json"])) == 1, table
    assert SECRET not in "".join(files.values())
    theirs = await holdings.counted(other)
    assert {table for table, count in theirs.items() if count} == {"member"}


async def test_what_is_forgotten_is_nowhere_any_more(opened):
    member = await a_member()
    slack_id, id_ = member.slack_id, member.id
    await every_table(member)
    await privacy.forget(member)
    for model in holdings.tables():
        for row in await model.all():
            values = {name: str(getattr(row, name)) for name in row._meta.fields_db_projection}
            holders = {name for name, value in values.items() if slack_id in value}
            assert holders <= ({"installed_by"} if model is Workspace else set()), model
            assert values.get("member_id") != str(id_)


async def test_what_was_exported_is_read_again_and_adds_nothing(opened, tmp_path):
    member = await a_member()
    account = await an_account(member)
    me = Party(account.native_id, account.handle)
    await ingest.record(
        member, [a_reply("1", author=me), a_post("2", author=me)], origin=Origin.POLLED, now=NOW, account=account
    )
    logged = Entry(
        network="linkedin", native_id=f"logged-{member.id}-1", kind=a_reply("3").kind, at=NOW, text="Sealed, twice",
        author=Party(member.key, member.name), root=Party("linkedin:olga", "olga"), url="https://linkedin.example/1",
    )  # fmt: skip
    await ingest.record(member, [logged], origin=Origin.LOGGED, now=NOW)
    export = await exporting.export(member, now=NOW)
    files = unpacked(export)
    assert len(files["involve.jsonl"].splitlines()) == 3
    assert len(files["involve-activities.csv"].splitlines()) == 4
    assert member.key not in files["involve.jsonl"]
    (tmp_path / export.name).write_bytes(export.content)
    report = await archive.import_file(member, tmp_path / export.name, now=NOW)
    assert (report.new, report.known + report.changed) == (0, 3)
    elsewhere = await a_member()
    report = await archive.import_file(elsewhere, tmp_path / export.name, now=NOW)
    assert report.new == 3
    texts = {entry_of(row).text for row in await Activity.filter(member_id=elsewhere.id)}
    assert "Sealed, twice" in texts


async def test_of_a_digest_only_the_lines_that_name_somebody_are_theirs(opened):
    workspace = await a_workspace()
    member, other = await a_member(workspace), await a_member(workspace)
    lines = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": name, "style": {"bold": True}}]}
        for name in (member.name, other.name)
    ]
    payload = {
        "text": "x",
        "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": lines}]}],
    }
    await Delivery.create(
        workspace_id=workspace.id, key="d", kind="digest", recipient="C1", period="p", payload=json.dumps(payload),
        about=json.dumps([member.id, other.id]), created_at=NOW, not_before=NOW, sent_at=NOW,
    )  # fmt: skip
    files = unpacked(await exporting.export(member, now=NOW))
    assert member.name in files["tables/delivery.json"]
    assert other.name not in files["tables/delivery.json"]


async def test_a_copy_tells_troubles_as_they_are_shown(opened):
    member = await a_member()
    why = written(Phrase("{host} does not answer.", host="forum.example"))
    await an_account(member, last_error=why)
    files = unpacked(await exporting.export(member, now=NOW))
    assert json.loads(files["tables/account.json"])[0]["last_error"] == "forum.example does not answer."
    files = unpacked(await exporting.export(member, now=NOW, tell=lambda said: f"in her language: {said}"))
    assert "in her language: forum.example" in files["tables/account.json"]


def _line(*pieces: str) -> dict[str, object]:
    first, *rest = ({"type": "text", "text": each} for each in pieces)
    return {"type": "rich_text_section", "elements": [{**first, "style": {"bold": True}}, *rest]}


def test_words_told_without_a_name_are_a_line_about_whoever_said_them_and_nobody_else():
    about = About(called("Ana Moss"), frozenset({"sold", "ask first"}), called("Ben Reed"))
    assert about.is_line(_line("Ana Moss", ": a sale — ", "anything"))
    assert about.is_line(_line("One of us", ": ", "a sale", " — ", "sold"))
    assert about.is_line(_line("One of us", ": ", "learned — ask first"))
    assert not about.is_line(_line("One of us", ": ", "a sale", " — ", "resold"))
    assert not about.is_line(_line("Ben Reed", ": ", "a sale", " — ", "sold"))
    assert not about.is_line({"type": "rich_text_section", "elements": [{"type": "text", "text": "sold"}]})


@pytest.mark.parametrize("name", ["text", "Ana", "A & B", "section", "Ana [x] (y)*", "Ж", "somebody"])
def test_taking_a_name_out_of_a_message_touches_nothing_else(name: str):
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": f"with {name}, and Banana"}]}
    message = {
        "text": f"{name.replace('&', '&amp;')} leads",
        "blocks": [
            {"type": "section", "text": {"type": "plain_text", "text": f"{name} did"}},
            {"type": "rich_text", "elements": [section, {"type": "rich_text_list", "style": "bullet", "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": name, "style": {"bold": True}}]},
            ]}]},
            {"type": "actions", "elements": [{"type": "button", "action_id": "text", "value": name}]},
        ],
    }  # fmt: skip
    cleaned = privacy.without(json.dumps(message), About(called(name)))
    assert cleaned["text"] == "somebody leads"
    assert [block["type"] for block in cleaned["blocks"]] == ["section", "rich_text", "actions"]
    assert cleaned["blocks"][0]["text"] == {"type": "plain_text", "text": "somebody did"}
    assert cleaned["blocks"][1]["elements"][0]["elements"][0]["text"] == "with somebody, and Banana"
    assert cleaned["blocks"][1]["elements"][1]["elements"][0]["elements"][0]["text"] == "–"
    assert cleaned["blocks"][2]["elements"][0]["action_id"] == "text"


async def test_a_digest_being_posted_while_somebody_is_forgotten_is_rewritten_afterwards(opened):
    member = await a_member()
    common = {
        "workspace_id": member.workspace_id, "kind": "digest", "recipient": "C1", "created_at": NOW, "not_before": NOW,
        "about": json.dumps([member.id]), "payload": json.dumps({"text": f"{member.name} leads"}),
    }  # fmt: skip
    await Delivery.create(key="draft", period="1", **common)
    await Delivery.create(key="on its way", period="2", in_doubt=True, **common)
    await Delivery.create(key="posted", period="3", state="sent", slack_ts="1.1", channel="C1", **common)
    await Correction.create(workspace_id=member.workspace_id, key="k", member_id=member.id, at=NOW)
    await privacy.forget(member)
    left = {row.key: row for row in await Delivery.all()}
    assert set(left) == {"on its way", "posted"}
    assert all(row.to_rewrite and "somebody leads" in row.payload and row.about == "[]" for row in left.values())
    assert [row.key for row in await privacy.to_rewrite()] == ["posted"]
    await privacy.rewritten(left["posted"])
    assert await privacy.to_rewrite() == []
