"""Attacks on files and on what they belong to."""

from __future__ import annotations

from tests.guards.sql import NEW, SQLITE, Attack, insert, update

FILE, CHUNK, USE = "ledger_attachment", "ledger_attachmentchunk", "ledger_attachedfile"
STAMP = "'2026-06-01 12:00:00+00:00'"
GROUP, MEMBER = "ledger_contactgroup", "ledger_groupmember"
FILE_EDITS = {
    "name": "name = 'other.png'",
    "type": "content_type = 'text/html'",
    "size": "size = 7",
    "digest": "digest = 'f00d'",
    "uuid": "uuid = 'f00d'",
    "moment": "created_at = '2026-01-01 00:00:00+00:00'",
}
CHUNK_EDITS = {"content": "content = 'x'", "place": "position = 7", "file": "attachment_id = {spare_file}"}


def file(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds a file without a content."""
    texts = {"uuid": "'another'", "name": "'a.png'", "content_type": "'image/png'", "digest": "''"}
    stamps = {"created_at": STAMP, "modified_at": STAMP, "version": 1}
    return insert(
        FILE,
        verb,
        **{"id": NEW, "business_id": "{business}", **texts, "size": 3, "removed": "FALSE", **stamps, **columns},
    )


def chunk(verb: str = "INSERT", /, **columns: object) -> str:
    """Return the statement that adds to the content of a file."""
    named = {"id": NEW, "business_id": "{business}", "attachment_id": "{file}", "position": 1, "content": "'x'"}
    return insert(CHUNK, verb, **{**named, **columns})


def use(**columns: object) -> str:
    """Return the statement that lets the second invoice have a file."""
    named = {"id": NEW, "business_id": "{business}", "attachment_id": "{file}", "record_id": "{second_invoice}"}
    return insert(USE, **{**named, "contact_id": "NULL", "position": 0, "created_at": STAMP, **columns})


def member(**columns: object) -> str:
    """Return the statement that lets the vendor join the group."""
    named = {"id": NEW, "business_id": "{business}", "group_id": "{group}", "contact_id": "{vendor}"}
    return insert(MEMBER, **{**named, **columns})


def said(table: str, **columns: object) -> str:
    """Return the statement that adds a comment or a tag to the invoice."""
    named = {"id": NEW, "business_id": "{business}", "record_id": "{invoice}", "contact_id": "NULL"}
    return insert(table, **{**named, "created_at": STAMP, **columns})


COMMENT, TAG = "ledger_comment", "ledger_tag"
SAID = (
    Attack("deleting a comment", (f"DELETE FROM {COMMENT} WHERE id = {{comment}}",), f"{COMMENT}_undeletable"),
    Attack("changing a comment", (update(COMMENT, "text = 'never'", "{comment}"),), f"{COMMENT}_unchangeable"),
    *(
        Attack(f"{noun} of a stranger's {about}", (said(table, **column, **target),), f"{table}_{about}_id_business")
        for noun, table, column in (("a comment", COMMENT, {"text": "'x'"}), ("a tag", TAG, {"name": "'x'"}))
        for about, target in (
            ("record", {"record_id": "{strange_invoice}"}),
            ("contact", {"record_id": "NULL", "contact_id": "{strange_contact}"}),
        )
    ),
    Attack("a comment on nothing", (said(COMMENT, text="'x'", record_id="NULL"),), f"{COMMENT}_one_target"),
    Attack("a tag of two things", (said(TAG, name="'x'", contact_id="{contact}"),), f"{TAG}_one_target"),
    Attack("a tag twice", (said(TAG, name="'old'"),), f"{TAG}_record", rf"{TAG}\.record_id, {TAG}\.name"),
)
GROUPS = (
    Attack("deleting a group", (f"DELETE FROM {GROUP} WHERE id = {{group}}",), f"{GROUP}_undeletable"),
    Attack(
        "moving a group to another business",
        (update(GROUP, "business_id = {strange_business}", "{group}"),),
        f"{GROUP}_",
    ),
    Attack("a group of something else", (update(GROUP, "type = 'ROCK'", "{group}"),), f"{GROUP}_type"),
    Attack("joining a stranger's group", (member(group_id="{strange_group}"),), f"{MEMBER}_group_id_business"),
    Attack("a stranger joins a group", (member(contact_id="{strange_vendor}"),), f"{MEMBER}_contact_id_business"),
    Attack(
        "joining a group twice",
        (member(contact_id="{contact}"),),
        f"{MEMBER}_once",
        rf"{MEMBER}\.group_id, {MEMBER}\.contact_id",
    ),
    Attack("the name of a group again", (update(GROUP, "name = 'Market'", "{other_group}"),), f"{GROUP}_name"),
)
TABLE = (
    *GROUPS,
    *SAID,
    *(
        Attack(f"changing the {what} of a file", (update(FILE, edit, "{file}"),), f"{FILE}_fixed")
        for what, edit in FILE_EDITS.items()
    ),
    *(
        Attack(f"changing the {what} of a part of a file", (update(CHUNK, edit, "{chunk}"),), f"{CHUNK}_")
        for what, edit in CHUNK_EDITS.items()
    ),
    Attack("deleting a file", (f"DELETE FROM {FILE} WHERE id = {{spare_file}}",), f"{FILE}_undeletable"),
    Attack("deleting a part of a file", (f"DELETE FROM {CHUNK} WHERE id = {{chunk}}",), f"{CHUNK}_undeletable"),
    Attack(
        "moving a file to another business",
        (update(FILE, "business_id = {strange_business}", "{file}"),),
        f"{FILE}_fixed",
    ),
    Attack("a part of a stranger's file", (chunk(attachment_id="{strange_file}"),), f"{CHUNK}_attachment_id_business"),
    Attack("a stranger's file", (use(attachment_id="{strange_file}"),), f"{USE}_attachment_id_business"),
    Attack("a file of a stranger's record", (use(record_id="{strange_invoice}"),), f"{USE}_record_id_business"),
    Attack(
        "a file of a stranger's contact",
        (use(record_id="NULL", contact_id="{strange_contact}"),),
        f"{USE}_contact_id_business",
    ),
    Attack(
        "a stranger's file that takes the place of one",
        (update(USE, "attachment_id = {strange_file}", "{file_use}"),),
        f"{USE}_attachment_id_business",
    ),
    Attack("a file of a record and a contact", (use(contact_id="{contact}"),), f"{USE}_one_target"),
    Attack("a file of nothing", (use(record_id="NULL"),), f"{USE}_one_target"),
    Attack(
        "a file of a record twice",
        (use(record_id="{invoice}"),),
        f"{USE}_record",
        rf"{USE}\.record_id, {USE}\.attachment_id",
    ),
    Attack("an empty file", (file(size=0),), f"{FILE}_not_empty"),
    Attack("a uuid again", (file(uuid="'{spare_uuid}'"),), f"{FILE}_uuid"),
    Attack("a part in the place of another", (chunk(position=0),), f"{CHUNK}_position"),
    Attack("a part pushed out by another", (chunk("REPLACE", position=0),), "", f"{CHUNK}_position", on=SQLITE),
    Attack("a file pushed out by its uuid", (file("REPLACE", uuid="'{spare_uuid}'"),), "", f"{FILE}_uuid", on=SQLITE),
)
"""All attacks of this module."""
