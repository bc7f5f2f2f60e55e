"""Bodies: from bytes and a content type to a wire type, and which representation an answer shall have.

JSON is read into the wire type at once. Only when that fails is it read a second time into a tree, where 100.0 is
the integer 100 and every other fraction a ``Decimal``; a second failure then names every field at fault.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, get_args, get_origin

import msgspec
from django.utils.http import parse_header_parameters

from api.common import markup
from api.common.errors import MalformedError, UnsupportedTypeError
from bookkeeping.errors import DaybookError, InvalidError, ManyInvalidError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

T = TypeVar("T")

JSON: Final = "application/json"
XML: Final = "application/xml"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"
XML_TYPES = frozenset({"application/xml", "text/xml"})
URLENCODED: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
FORM_TYPES = frozenset({URLENCODED, MULTIPART})
MAX_DEPTH = 32
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_FAULT = re.compile(r"(?P<text>.*?)(?: - at `(?P<path>\$[^`]*)`)?", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_WORDS = {
    "int": "a whole number",
    "str": "text",
    "bool": "true or false",
    "decimal": "a decimal number",
    "float": "a decimal number",
    "array": "a list",
    "object": "an object",
    "date": "a date",
    "null": "null",
}
_WHOLE = {
    "Invalid RFC3339 encoded date": "Expected a date such as 2026-01-31.",
    "Invalid decimal string": "Expected a number.",
}


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request with its declared type: ``media_type`` in lower case, empty when none is declared."""

    raw: bytes
    media_type: str
    charset: str

    @classmethod
    def of(cls, raw: bytes, content_type: str) -> Body:
        """Read the Content-Type header."""
        return cls(raw, *_declared(content_type))

    def tree(self) -> Tree:
        """Return the body as a tree.

        Raises:
            UnsupportedTypeError: it is neither JSON nor XML.
            MalformedError: it cannot be read as what it says it is.
        """
        if self.media_type in XML_TYPES:
            name, value = markup.parse(self.raw)
            return Tree(value, strict=False, name=name)
        return Tree(json_tree(self.json_text()), strict=True)

    def members(self) -> list[Tree]:
        """Return a body that is a list as a tree for each member.

        Raises:
            InvalidError: it is no list. UnsupportedTypeError, MalformedError: as ``tree``.
        """
        if self.media_type in XML_TYPES:
            return [Tree(value, strict=False, name=name) for name, value in markup.parse_members(self.raw)]
        tree = self.tree()
        if not isinstance(tree.value, list):
            message = "Expected a list."
            raise InvalidError(message)
        return [Tree(value, strict=True) for value in tree.value]

    def json_text(self) -> bytes:
        """Return the body as UTF-8 JSON; raise ``UnsupportedTypeError`` when it says that it is something else."""
        kind = self.media_type
        if kind.endswith(("/json", "+json")):
            pass
        elif kind or self.raw.lstrip()[:1] not in (b"{", b"[", b""):
            message = "Send the body as application/json or application/xml."
            raise UnsupportedTypeError(message)
        raw = self.raw if self.charset in ("utf-8", "utf8", "us-ascii") else self._recoded()
        return raw.removeprefix(b"\xef\xbb\xbf")

    def read(self, kind: type[T]) -> T:
        """Return the body as a wire type.

        Raises:
            UnsupportedTypeError: the body is neither JSON nor XML.
            MalformedError: it cannot be read. InvalidError: it does not have the shape.
        """
        if self.media_type in XML_TYPES:
            return self.tree().shaped(kind)
        raw = self.json_text()
        check_json(raw)
        try:
            return msgspec.json.decode(raw, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return Tree(json_tree(raw), strict=True).shaped(kind)

    def _recoded(self) -> bytes:
        try:
            return self.raw.decode(self.charset).encode()
        except (LookupError, UnicodeError) as error:
            message = f"The body is not text in the encoding {self.charset!r}."
            raise UnsupportedTypeError(message) from error


@lru_cache(maxsize=256)
def _declared(content_type: str) -> tuple[str, str]:
    """Return the media type and the charset that a Content-Type header declares."""
    media_type, parameters = parse_header_parameters(content_type)
    return media_type.lower(), parameters.get("charset", "utf-8").lower()


@dataclass(frozen=True, slots=True)
class Tree:
    """A body as dicts, lists and scalars. ``strict`` is False when all its scalars are text; ``name`` its XML root."""

    value: Any
    strict: bool
    name: str = ""

    def shaped(self, kind: type[T]) -> T:
        """Return the tree as a wire type; raise ``InvalidError`` with every fault."""
        return shaped(self.value, kind, strict=self.strict)


def shaped(tree: Any, kind: type[T], *, strict: bool = True) -> T:
    """Return a tree as a wire type.

    Raises:
        InvalidError: it does not have the shape; a ``ManyInvalidError`` when several fields are at fault.
    """
    try:
        return msgspec.convert(tree, kind, strict=strict)
    except msgspec.ValidationError as error:
        faults = [*_faults(tree, kind, strict=strict, path="$")] or [fault_of(error, "$")]
        raise (faults[0] if len(faults) == 1 else ManyInvalidError(tuple(faults))) from error


def json_tree(raw: bytes) -> Any:
    """Return JSON as a tree without floats; raise ``MalformedError``."""
    check_json(raw)
    try:
        return _TREE_DECODER.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = "The body is empty." if not raw.strip() else f"The body is not well-formed JSON: {error}."
        raise MalformedError(message) from error


def check_json(raw: bytes) -> None:
    """Raise ``MalformedError`` for JSON that is nested too deeply or holds a NUL character."""
    if b"u0000" in raw and _NUL.search(raw):
        message = "The body holds a NUL character."
        raise MalformedError(message)
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for token in _TOKENS.finditer(raw):
        first = token.group()[:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > MAX_DEPTH:
            message = f"The body is nested more than {MAX_DEPTH} deep."
            raise MalformedError(message)


def fault_of(error: msgspec.ValidationError, path: str) -> InvalidError:
    """Return a shape error as a fault: the field in wire words (``lineItems[0].rate``) and a plain sentence.

    ``path`` is where in the body the checked value stands, ``$`` for the body itself.
    """
    match = cast("re.Match[str]", _FAULT.fullmatch(str(error)))
    text, where = match["text"], path + (match["path"] or "$")[1:]
    if missing := _MISSING.fullmatch(text):
        text, where = "This is required", f"{where}.{missing['name']}"
    field = where[1:].removeprefix(".") or None
    return InvalidError(_sentence(text), field=field)


@functools.lru_cache(maxsize=256)
def preferred(accept: str) -> str:
    """Return the type that an Accept header asks for by name: JSON, XML, CSV or TEXT; JSON over others on equal terms.

    XML and CSV only where they are named and JSON is wanted less; an empty text when nothing is named.
    """
    qualities: dict[str, float] = {}
    for part in accept.split(","):
        kind, parameters = parse_header_parameters(part)
        quality = _quality(parameters)
        qualities[kind.lower()] = max(quality, qualities.get(kind.lower(), 0))
    json = qualities.get(JSON, 0)
    any_json = json or qualities.get("application/*", 0) or qualities.get("*/*", 0)
    named = max((qualities.get(kind, 0) for kind in XML_TYPES), default=0)
    text, table = qualities.get(TEXT, 0), qualities.get(CSV, 0)
    if max(named, table) > max(any_json, text):
        return XML if named >= table else CSV
    if json and json >= text:
        return JSON
    return TEXT if text else ""


def _quality(parameters: Mapping[str, str]) -> float:
    try:
        return float(parameters.get("q", "1"))
    except ValueError:
        return 0


def _faults(tree: Any, kind: Any, *, strict: bool, path: str) -> Iterator[DaybookError]:
    """Yield a fault for every field of an object, or member of a list, that does not have its shape."""
    for name, value, wanted in _parts(tree, kind):
        if value is msgspec.UNSET:
            message = "This is required."
            yield InvalidError(message, field=f"{path}.{name}"[1:].removeprefix("."))
            continue
        try:
            msgspec.convert(value, wanted, strict=strict)
        except msgspec.ValidationError as error:
            inside = f"{path}{name}" if name.startswith("[") else f"{path}.{name}"
            yield from [*_faults(value, wanted, strict=strict, path=inside)] or [fault_of(error, inside)]


def _parts(tree: Any, kind: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, value (UNSET: missing) and type of the parts of an object or list whose type is known."""
    kinds = [kind, *get_args(kind)]
    struct = next((each for each in kinds if isinstance(each, type) and issubclass(each, msgspec.Struct)), None)
    listed = next((get_args(each)[0] for each in kinds if get_origin(each) in (list, tuple)), None)
    valued = next((get_args(each)[1] for each in kinds if get_origin(each) is dict), None)
    if isinstance(tree, dict) and struct is not None and get_origin(kind) not in (list, tuple):
        yield from _fields(tree, struct)
    elif isinstance(tree, dict) and valued is not None:
        yield from ((name, value, valued) for name, value in tree.items())
    elif isinstance(tree, list) and listed is not None:
        yield from ((f"[{index}]", value, listed) for index, value in enumerate(tree))


def _fields(tree: dict[str, Any], struct: type[msgspec.Struct]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the parts of an object that has fields."""
    for field in msgspec.structs.fields(struct):
        if field.encode_name in tree:
            yield field.encode_name, tree[field.encode_name], field.type
        elif field.required:
            yield field.encode_name, msgspec.UNSET, field.type


def _sentence(text: str) -> str:
    """Turn ``Expected `int | null`, got `str``` into plain words."""
    if text in _WHOLE:
        return _WHOLE[text]
    plain = re.sub(r"`([^`]*)`", lambda match: _words(match[1]), text)
    return plain if plain.endswith(".") else f"{plain}."


def _words(kinds: str) -> str:
    named = [kind for kind in kinds.split(" | ") if kind != "null"] or ["null"]
    return " or ".join(_WORDS.get(kind, kind) for kind in named)


def _whole(text: str) -> int | Decimal:
    value = Decimal(text)
    whole = value.adjusted() <= 30 and value == value.to_integral_value()
    return int(value) if whole else value


_TREE_DECODER = msgspec.json.Decoder(float_hook=_whole)
