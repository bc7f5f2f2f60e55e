"""A call (what an endpoint is asked) and an answer (what it says), both frozen."""

from __future__ import annotations

import functools
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from api.common.conditions import Shown, check, check_list, is_conditional, tag_of
from api.common.content import FORM_TYPES, Body, Tree, json_tree, shaped
from api.common.errors import MalformedError
from api.common.problems import faults_in
from api.common.wire import Wire, encode
from bookkeeping.errors import InvalidError
from businesses.errors import UnauthenticatedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from django.http import HttpRequest, QueryDict

    from api.common.downloads import Download
    from api.common.tables import Table
    from businesses.actors import Caller

T = TypeVar("T", bound=Wire)
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint says: a wire value or a list of them (None: nothing), bare ``text``, or a file.

    ``element`` is the name of an XML element for the value (for a list: for each member); without it the answer is
    always JSON. ``shown`` is the thing and version that ``value`` is, if it is one thing.
    """

    value: object = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    element: str | None = None
    text: str | None = None
    shown: Shown | None = None
    download: Download | None = None
    rehearsed: Callable[[], Mapping[str, object]] | None = None
    """What a dry run tells beside ``value``, an object: keys and wire values."""
    table: Callable[[], Table] | None = None
    """The value as a table, for those who prefer CSV."""


NOTHING = Answer(status=204)


@contextmanager
def unless_unknown(find: Callable[[], object]) -> Iterator[None]:
    """Tell what is wrong with a question to those only who may ask it.

    Where who asks and what is asked are found out together, the question is read first: if it is refused, ``find`` may
    raise that there is nothing to be asked.
    """
    try:
        yield
    except InvalidError:
        find()
        raise


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as a form brings it, with what the client says of it."""

    name: str
    content: bytes
    content_type: str
    charset: str


@dataclass(frozen=True, slots=True)
class Call:
    """What an endpoint is asked, by whom, and when."""

    http: HttpRequest
    now: datetime
    request_id: str
    signed_in: Caller | None = None

    @property
    def caller(self) -> Caller:
        """Who asks; raises ``UnauthenticatedError`` when nobody is signed in."""
        if self.signed_in is None:
            raise UnauthenticatedError
        return self.signed_in

    @property
    def dry_run(self) -> bool:
        """Whether a write shall only be tried (``dryRun=true``); raise ``MalformedError`` for what is neither."""
        told = str(self.http.GET.get("dryRun", "")).lower() if "dryRun" in self.http.META["QUERY_STRING"] else ""
        if told not in ("", "true", "false"):
            message = "Expected true or false."
            raise MalformedError(message, field="dryRun")
        return told == "true"

    def expects(self, shown: Shown) -> int:
        """Return the version that is about to be changed; raise ``PreconditionFailedError`` if another is expected."""
        check(self.http, shown)
        return shown.version

    @property
    def conditional(self) -> bool:
        """Whether a write shall be done on a condition."""
        return is_conditional(self.http)

    def expects_list(self, shown: object = None) -> None:
        """Raise ``PreconditionFailedError`` unless a list about to be written looks as the client expects.

        ``shown`` is the wire value of the list as it is now; None: it cannot be read, so no tag fits it.
        """
        check_list(self.http, "" if shown is None else tag_of(encode(shown)))

    def expected(self, read: Callable[[], Shown]) -> int | None:
        """Return the version that is expected, None for any; ``read`` tells what is there, and only then is asked."""
        return self.expects(read()) if is_conditional(self.http) else None

    @property
    def accept(self) -> str:
        """The Accept header."""
        return str(self.http.META.get("HTTP_ACCEPT", ""))

    @property
    def media_type(self) -> str:
        """The declared type of the body. A form is read by Django, not by ``content``."""
        return Body.of(b"", self.http.META.get("CONTENT_TYPE", "")).media_type

    def content(self) -> Body:
        """Return the body with its declared type."""
        return Body.of(self.http.body, self.http.META.get("CONTENT_TYPE", ""))

    def body(self, kind: type[T]) -> T:
        """Return the body, JSON or XML, as a wire type; raise what ``Body.read`` raises."""
        return self.content().read(kind)

    def changed(self, kind: type[T], stored: Wire, *, follows: Mapping[str, Iterable[str]] | None = None) -> T:
        """Return the body laid over what is stored, as a wire type.

        A key that is not sent keeps its value, an explicit null clears it; objects inside are laid over each other,
        lists are replaced. A computed key that is sent back as it was read counts as not sent: see ``overlaid``.
        """
        return laid(self.content().tree(), kind, stored, follows=follows)

    def form(self, kind: type[T]) -> T:
        """Return a form, urlencoded or multipart, as a wire type; a JSON or XML body will do as well."""
        if self.media_type not in FORM_TYPES:
            return self.body(kind)
        return shaped(form_tree(self.http.POST), kind, strict=False)

    def upload(self) -> Upload:
        """Return the file of a multipart form; raise ``MalformedError`` when there is none, or more than one."""
        sent = self.uploads()
        if len(sent) != 1:
            message = "Send one file."
            raise MalformedError(message, field="file")
        return sent[0]

    def uploads(self) -> list[Upload]:
        """Return the files of a multipart form; there are none in anything else."""
        found = []
        for file in (file for _, files in self.http.FILES.lists() for file in files):
            charset: Any = file.charset or ""  # the parser leaves it as octets
            told = charset.decode("latin-1") if isinstance(charset, bytes) else charset
            found.append(Upload(file.name or "", file.read(), file.content_type or "", told))
        return found

    def query(self, kind: type[T]) -> T:
        """Return the query parameters as a wire type; empty ones count as absent, unknown ones are ignored."""
        if not self.http.META.get("QUERY_STRING"):
            return shaped({}, kind)
        try:
            return shaped(_parameters(self.http.GET, kind), kind, strict=False)
        except InvalidError as fault:
            for each in faults_in(fault):
                each.field = _INDEX.sub("", each.field or "")
            raise


def laid(tree: Tree, kind: type[T], stored: Wire, *, follows: Mapping[str, Iterable[str]] | None = None) -> T:
    """Return what is sent laid over what is stored, as a wire type (see ``Call.changed``)."""
    if not isinstance(tree.value, dict):
        message = "Expected an object."
        raise InvalidError(message)
    names = {each.encode_name for each in msgspec.structs.fields(kind)}
    before = {key: value for key, value in json_tree(encode(stored)).items() if key in names}
    return shaped(overlaid(before, tree.value, kind=kind, follows=follows or {}), kind, strict=tree.strict)


def proposal_under(call: Call, kind: type[T], proposal: dict[str, Any]) -> T:
    """Return what is sent, if anything is, laid over a proposal of plain values, as a wire type."""
    tree = call.content().tree() if call.http.body else Tree({}, strict=True)
    if not isinstance(tree.value, dict):
        message = "Expected an object."
        raise InvalidError(message)
    follows: Mapping[str, Iterable[str]] = getattr(kind, "follows", {})
    return shaped(overlaid(proposal, tree.value, kind=kind, follows=follows), kind, strict=tree.strict)


def overlaid(
    stored: dict[str, Any], sent: dict[str, Any], *, kind: type[Wire], follows: Mapping[str, Iterable[str]]
) -> dict[str, Any]:
    """Return what a client means by sending ``sent`` for an object that it may have read as ``stored``.

    ``follows`` says which stored values go with another one: a record that changes its currency does not keep its
    exchange rate, unless the client gives a new one. Keys named by ``kind.echoes`` count as sent only when they
    differ from what is stored, because they are computed.
    """
    echoes: frozenset[str] = getattr(kind, "echoes", frozenset())
    merged = {key: value for key, value in stored.items() if key not in echoes}
    for key, value in sent.items():
        before = stored.get(key)
        if key in echoes and _same(value, before):
            continue
        if isinstance(before, dict) and isinstance(value, dict):
            merged[key] = {**before, **value}
        else:
            merged[key] = value
    for key, others in follows.items():
        if key in sent and not _same(sent[key], stored.get(key)):
            stale = (other for other in others if other not in sent or _same(sent[other], stored.get(other)))
            for other in stale:
                merged.pop(other, None)
    return merged


def form_tree(form: QueryDict) -> dict[str, str]:
    """Return the last value of every field that is not empty; raise ``MalformedError`` for a NUL character."""
    tree = {key: str(value) for key, value in form.items() if value}
    if any("\0" in value for value in tree.values()):
        message = "A value holds a NUL character."
        raise MalformedError(message)
    return tree


def _same(sent: Any, stored: Any) -> bool:
    """Tell whether a value was sent as it is stored; XML sends all of them as text."""
    if isinstance(sent, str) and isinstance(stored, bool | int | Decimal):
        return sent == str(stored).lower()
    return bool(sent == stored)


def _parameters(given: QueryDict, kind: type[Wire]) -> dict[str, Any]:
    tree: dict[str, Any] = dict(form_tree(given))
    for name in _lists(kind) & set(given):
        tree[name] = [value for value in given.getlist(name) if value]
    return tree


@functools.cache
def _lists(kind: type[Wire]) -> frozenset[str]:
    """Return the parameters that may be repeated."""
    return frozenset(each.encode_name for each in msgspec.structs.fields(kind) if each.default_factory is list)
