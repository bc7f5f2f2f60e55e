"""A file that is broken, cut off, changed, foreign, too new or hostile is refused, and nothing of it is stored."""

from __future__ import annotations

import functools
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from bookkeeping.errors import InvalidError
from businesses.actors import Caller
from businesses.models import Business, Changeset
from ledger.files import FileDraft
from ledger.models import Attachment, JournalLine
from ledger.portable.archive import MANIFEST, ArchiveReader
from ledger.portable.tables import tables
from ledger.services.attaching import record_attach
from ledger.services.records import record_remove
from ledger.services.restoring import business_restore
from tests.support.builders import BANK, NOW, books, person
from tests.support.portable import exported, members, packed

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
Found = dict[str, bytes]

ACCOUNT, CONTACT, RECORD = "accounts_account.jsonl", "ledger_contact.jsonl", "ledger_record.jsonl"
ENTRY, LINE, TOTAL = "ledger_journalentry.jsonl", "ledger_journalline.jsonl", "ledger_monthlytotal.jsonl"
CHANGESET, CHANGE, COUNTER = "businesses_changeset.jsonl", "businesses_change.jsonl", "businesses_counter.jsonl"
BUSINESS, FILE = "businesses_business.jsonl", "ledger_attachment.jsonl"


@functools.cache
def sample() -> bytes:
    """Return a small file; it does not matter in which database it is restored."""
    with transaction.atomic():
        world = books()
        ann, sub = world.contact(), world.contact()
        world.contact(parent=ann)
        invoice = world.invoice("100", contact=ann)
        world.pay((invoice, 4_000), account=world.chart[BANK])
        record_remove(world.actor, record=world.invoice("7", contact=sub).id)
        record_attach(
            world.actor, record=invoice.id, file=FileDraft(name="a.txt", content=b"words", content_type="text/plain")
        )
        return exported(world.actor)


def row(member: str, line: int = 1, **values: Any) -> Callable[[Found], None]:
    """Return what changes columns of a row."""

    def change(found: Found) -> None:
        lines = found[member].splitlines(keepends=True)
        told = json.loads(lines[line - 1])
        new = {key: value(told[key]) if callable(value) else value for key, value in values.items()}
        lines[line - 1] = json.dumps({**told, **new}).encode() + b"\n"
        found[member] = b"".join(lines)

    return change


def text(member: str, old: bytes, new: bytes) -> Callable[[Found], None]:
    """Return what replaces octets of a member, once."""

    def change(found: Found) -> None:
        assert old in found[member]
        found[member] = found[member].replace(old, new, 1)

    return change


def gone(member: str) -> Callable[[Found], None]:
    """Return what takes a member out."""

    def change(found: Found) -> None:
        del found[member]

    return change


def added(member: str, content: bytes) -> Callable[[Found], None]:
    """Return what adds a member."""
    return lambda found: found.update({member: content})


def again(member: str) -> Callable[[Found], None]:
    """Return what says the last line of a member twice."""
    return lambda found: found.update({member: found[member] + found[member].splitlines(keepends=True)[-1]})


def plus_one(value: int) -> int:
    """Return a value that is no longer right."""
    return value + 1


def forgetful(found: Found) -> None:
    """Take the newest changeset out, and leave its changes."""
    found[CHANGESET] = b"".join(found[CHANGESET].splitlines(keepends=True)[:-1])


def parents(found: Found) -> None:
    """Let two contacts be each other's parents."""
    first, second = (json.loads(line)["id"] for line in found[CONTACT].splitlines()[:2])
    row(CONTACT, 1, parent_id=second)(found)
    row(CONTACT, 2, parent_id=first)(found)


NOBODY = 7
"""Who restores what is refused: nobody looks at who it is."""

REFUSED: dict[str, tuple[Callable[[Found], None], str]] = {
    "no row": (text(RECORD, b"{", b"["), "ledger_record.jsonl, line 1: "),
    "a half line": (lambda found: found.update({RECORD: found[RECORD][:-1]}), "line 3: The line does not end"),
    "a wrong type": (row(RECORD, 2, total="7"), "ledger_record.jsonl, line 2: total: Expected `int`"),
    "a huge number": (row(RECORD, total=10**30), "ledger_record.jsonl, line 1: "),
    "an amount beyond bounds": (row(LINE, amount=10**16), "ledger_journalline.jsonl, line 1: amount"),
    "a binary fraction": (row(LINE, amount=1.5), "ledger_journalline.jsonl, line 1: amount"),
    "a number that is none": (row("ledger_recordline.jsonl", quantity="1e9"), "line 1: quantity"),
    "an unknown column": (row(ACCOUNT, 3, colour="red"), "accounts_account.jsonl, line 3: .*colour"),
    "a missing column": (text(ACCOUNT, b'"name":', b'"nome":'), "accounts_account.jsonl, line 1: "),
    "a long text": (row(ACCOUNT, name="x" * 201), "accounts_account.jsonl, line 1: name"),
    "a NUL": (row(ACCOUNT, name="a\0b"), "accounts_account.jsonl, line 1: It holds a NUL"),
    "a deep text": (row(BUSINESS, settings=json.loads("[" * 80 + "]" * 80)), "line 1: settings: It is nested"),
    "a strange day": (row(RECORD, date="0001-01-01"), "ledger_record.jsonl, line 1: date"),
    "a strange moment": (row(RECORD, created_at="9999-01-01T00:00:00Z"), "ledger_record.jsonl, line 1: created_at"),
    "a strange currency": (row(RECORD, currency="ZZZ"), "line 1: currency: There is no currency"),
    "a small currency": (row(RECORD, currency="cad"), "line 1: currency: A currency is written"),
    "a strange type": (row(ACCOUNT, type="MONEY"), r"line 1: The books refuse it \(accounts_account_type\)"),
    "a strange time zone": (row(BUSINESS, time_zone="Mars"), "businesses_business.jsonl, line 1: time_zone"),
    "a strange fiscal year": (row(BUSINESS, fiscal_start_month=2, fiscal_start_day=30), "line 1: fiscal_start_day"),
    "another business": (row(BUSINESS, id=77), "It is not the business of the manifest"),
    "another home currency": (row(BUSINESS, currency="USD"), "It is not the business of the manifest"),
    "no business": (gone(BUSINESS), "businesses_business.jsonl: There is one row"),
    "two counters": (again(COUNTER), "businesses_counter.jsonl: There is one row"),
    "a stranger's account": (row(RECORD, account_id=2**40), "account_id: there is no row 1099511627776 in accounts_"),
    "a thing of another kind": (
        row(RECORD, account_id=lambda _: first(CONTACT)), "ledger_record.jsonl, line 1: account_id: there is no row"
    ),
    "an id twice": (again(ACCOUNT), "accounts_account.jsonl, line 60: Its id is that of another row"),
    "an id of nothing": (row(ACCOUNT, id=-5), "accounts_account.jsonl, line 1: There is no id -5"),
    "an id that is a text": (row(ACCOUNT, id="five"), "accounts_account.jsonl, line 1: id"),
    "a default twice": (row(ACCOUNT, 2, default_for="RECEIVABLE"), "line .*The books refuse it"),
    "an unbalanced entry": (row(LINE, amount=plus_one, home=plus_one), "ledger_journalentry.jsonl, line 1: "),
    "a line of another day": (row(LINE, date="2026-01-06"), "ledger_journalline.jsonl, line .*_joins"),
    "a line of nothing": (row(LINE, amount=0, home=0), "ledger_journalline.jsonl, line 1: .*not_zero"),
    "a line that stays": (row(LINE, 6, superseded_id=None), "line 6|ledger_journalentry|The books do not hold"),
    "a total that is none": (row(TOTAL, amount=5), "The books do not hold: account"),
    "a balance that is none": (row(RECORD, balance=1), "ledger_record.jsonl, line 1: The books do not hold: record"),
    "parents of each other": (parents, "parent_id: it is, by way of others, its own"),
    "a changed payload": (text(CHANGE, b"Contact", b"Kontakt"), "businesses_change.jsonl, line 6.: Its payload"),
    "a changed changeset": (row(CHANGESET, 2, description="x"), "businesses_changeset.jsonl, line 2: The hash chain"),
    "a missing changeset": (forgetful,
                            "businesses_change.jsonl, line .*of no changeset"),
    "a forgotten head": (row(COUNTER, head="0" * 64), "businesses_counter.jsonl, line 1: The newest changesets"),
    "a file of another name": (row(FILE, name="../x"), "ledger_attachment.jsonl, line 1: name"),
    "a header in a type": (row(FILE, content_type="a/b\r\nX: y"), "ledger_attachment.jsonl, line 1: content_type"),
    "a script in an encoding": (row(FILE, character_encoding="x\r\n"), "ledger_attachment.jsonl, line 1: char"),
    "another content": (lambda found: found.update({name: b"other" for name in found if "attachments/" in name}),
                        "ledger_attachment.jsonl, line 1: Its content is not attachments/"),
    "a file of nobody": (added("attachments/7", b"x"), "attachments/7: There is no row of it"),
    "a way out": (added("../../etc/passwd", b"x"), r"\.\./\.\./etc/passwd: Nothing like this"),
    "a table of another program": (added("ledger_secret.jsonl", b"{}\n"), "ledger_secret.jsonl: Nothing like this"),
    "a user without address": (row("users.jsonl", email=5), "users.jsonl, line 1: "),
}  # fmt: skip


def first(member: str) -> int:
    """Return the first id of a member of the sample."""
    return int(json.loads(members(sample())[member].splitlines()[0])["id"])


def complaint(file: bytes, **options: Any) -> str:
    """Restore a file that cannot be restored; return what is said of it. Nothing is left behind."""
    before = [model.objects.count() for model in (Business, Changeset, JournalLine, Attachment)]
    with pytest.raises(InvalidError) as caught, transaction.atomic():
        business_restore(Caller(user=NOBODY, now=NOW), file=io.BytesIO(file), **options)
    assert [model.objects.count() for model in (Business, Changeset, JournalLine, Attachment)] == before
    assert caught.value.field == "file"
    return caught.value.message


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_with_member_and_line(name: str) -> None:
    change, says = REFUSED[name]
    found = members(sample())
    change(found)
    message = complaint(packed(found))
    assert message.startswith("This file cannot be restored. ")

    assert re.search(says, message, re.DOTALL), message


def test_what_was_changed_without_its_manifest_is_refused() -> None:
    found = members(sample())
    row(RECORD, memo="x")(found)
    assert "ledger_record.jsonl: It is not as long as the manifest says" in complaint(packed(found, honest=False))
    found = members(sample())
    text(RECORD, b"INVOICE", b"invoice")(found)
    assert "ledger_record.jsonl: It is not what the manifest says" in complaint(packed(found, honest=False))
    for name, says in ((RECORD, "It is missing"), ("users.jsonl", "It is missing")):
        found = members(sample())
        del found[name]
        assert f"{name}: {says}" in complaint(packed(found, honest=False))
    found = members(sample()) | {"more.jsonl": b""}
    assert "more.jsonl: The manifest does not name it" in complaint(packed(found, honest=False))


def test_what_is_foreign_or_too_new_is_refused() -> None:
    found = members(sample())
    newer = packed(found, manifest={"format": 2, "productVersion": "9.1", "unheardOf": 1})
    assert "Its format 2 is newer than 1: it comes from version 9.1" in complaint(newer)
    assert "There is no format 0" in complaint(packed(found, manifest={"format": 0}))
    assert "no export of a business" in complaint(packed(found, manifest={"product": "other"}))
    assert "manifest.json: " in complaint(packed(found, manifest={"business": 5}))
    del found[MANIFEST]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as opened:
        opened.writestr("a.txt", "a")
    assert "no manifest" in complaint(file.getvalue())
    assert "It names a member twice" in complaint(twice())


def twice() -> bytes:
    """Return a file whose manifest names a member twice."""
    found = members(sample())
    manifest = json.loads(found[MANIFEST])
    return packed(
        {**found, MANIFEST: json.dumps({**manifest, "members": manifest["members"] * 2}).encode()}, honest=False
    )


def test_what_is_no_whole_zip_is_refused() -> None:
    whole = sample()
    for broken in (b"", b"no zip", whole[:-30], whole[: len(whole) // 2], whole[len(whole) // 2 :]):
        assert "broken or cut off" in complaint(broken)
    middle = bytearray(whole)
    middle[2_000] ^= 255
    assert complaint(bytes(middle))


def test_what_unpacks_to_too_much_is_refused() -> None:
    assert "unpacks to more than 0 MiB" in complaint(sample(), at_most=10_000)
    found = members(sample())
    bomb = packed({**found, RECORD: b"0" * 40 * 2**20})
    assert "ledger_record.jsonl, line 1: The line does not end, or is too long" in complaint(bomb)


def test_members_that_are_packed_otherwise_or_twice_are_refused() -> None:
    found = members(sample())
    file = io.BytesIO(packed(found))
    with zipfile.ZipFile(file, "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr(RECORD, b"")
    assert "ledger_record.jsonl: There are two members" in complaint(file.getvalue())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as opened:
        opened.writestr(MANIFEST, found[MANIFEST])
    assert "packed in a way that is not used here" in complaint(file.getvalue())


def test_a_column_or_table_that_is_newer_than_the_file_is_as_for_everything_before_it() -> None:
    found = members(sample())
    del found["ledger_tag.jsonl"]
    lines = [json.loads(line) for line in found[RECORD].splitlines()]
    found[RECORD] = b"".join(
        json.dumps({key: value for key, value in line.items() if key != "overlay"}).encode() + b"\n" for line in lines
    )
    assert business_restore(person(), file=io.BytesIO(packed(found)))


def test_the_manifest_says_what_is_in_the_file() -> None:
    reader = ArchiveReader(io.BytesIO(sample()))
    manifest = reader.manifest
    assert (manifest.format, manifest.product, manifest.business.currency) == (1, "daybook", "CAD")
    assert {member.name for member in manifest.members} >= {table.member for table in tables()}
    record = reader.member(RECORD)
    assert record is not None
    assert record.rows == 3
    reader.close()
