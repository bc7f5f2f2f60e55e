"""Portable files in tests: made, taken apart, changed, put together, and compared up to what things are called."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

from ledger.portable.archive import MANIFEST
from ledger.selectors.exporting import business_export

if TYPE_CHECKING:
    from collections.abc import Mapping

    from businesses.actors import Actor

CHAINED: Final = frozenset({"digest", "hash", "head"})
"""What is taken of ids, and differs with them; the chain itself is the audit's."""
UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def exported(actor: Actor) -> bytes:
    """Return a business as a file."""
    file = io.BytesIO()
    business_export(actor, into=file)
    return file.getvalue()


def members(file: bytes) -> dict[str, bytes]:
    """Return the members of a file by name."""
    with zipfile.ZipFile(io.BytesIO(file)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rows(file: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a file by the member that has them."""
    found = members(file)
    return {name: [json.loads(line) for line in found[name].splitlines()] for name in found if name.endswith(".jsonl")}


def packed(found: Mapping[str, bytes], *, manifest: Mapping[str, Any] | None = None, honest: bool = True) -> bytes:
    """Return members as a file; an honest manifest says of each what it is now."""
    told = {**json.loads(found[MANIFEST]), **(manifest or {})}
    if honest:
        told["members"] = [
            {
                "name": name,
                "rows": content.count(b"\n") if name.endswith(".jsonl") else 1,
                "octets": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for name, content in found.items()
            if name != MANIFEST
        ]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in found.items():
            opened.writestr(name, json.dumps(told) if name == MANIFEST else content)
    return file.getvalue()


def renamed(file: bytes) -> tuple[dict[Any, str], dict[str, Any]]:
    """Return what each id and uuid of a file stands for, its place, and the rows with places for ids.

    An id is replaced wherever it stands, under any name, also in JSON inside of texts: one that restoring has
    forgotten shows. Files are their content.
    """
    tables = rows(file)
    places: dict[Any, str] = {}
    for name, lines in tables.items():
        if name in {"users.jsonl", "businesses.jsonl"}:
            continue
        for number, row in enumerate(lines, start=1):
            if "id" in row:
                places[row["id"]] = f"{name} {number}"
            if "uuid" in row:
                places[row["uuid"]] = f"{name} {number} uuid"
    placed = {name: [_placed(row, places) for row in lines] for name, lines in tables.items()}
    return places, placed | {"files": [each for name, each in members(file).items() if name.startswith("attachments/")]}


def _placed(value: Any, places: Mapping[Any, str]) -> Any:
    if isinstance(value, dict):
        return {key: "" if key in CHAINED else _placed(each, places) for key, each in value.items()}
    if isinstance(value, list):
        return [_placed(each, places) for each in value]
    if isinstance(value, str) and value[:1] in {"{", "["}:
        return _placed(json.loads(value), places)
    known = type(value) is int or (isinstance(value, str) and UUID.fullmatch(value))
    return places.get(value, value) if known else value
