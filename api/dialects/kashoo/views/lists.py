"""Lists and parts of things: the header that names the next page, and the keys that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlencode

import msgspec
from django.utils.encoding import iri_to_uri

from api.common.calls import Answer
from api.common.wire import Wire, encode
from bookkeeping.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.common.calls import Call
    from businesses.paging import Page


_PLACES: Final = ("after", "offset")
"""The parameters that say where a page begins."""


class Found(Protocol):
    """What a selector says about how its list goes on."""

    @property
    def more(self) -> bool:
        """Whether more rows follow."""

    @property
    def after(self) -> str | None:
        """The place where they begin; None: this list is paged by offset only."""


def next_page(call: Call, found: Found, page: Page) -> Mapping[str, str]:
    """Return the header that names the next page of a list; empty when this one is the last.

    A list with places goes on after one, even when it was paged by offset: rows that come and go meanwhile then move
    nothing. Other lists go on by offset.
    """
    if not found.more:
        return {}
    kept = ((name, value) for name, values in call.http.GET.lists() if name not in _PLACES for value in values)
    place = ("offset", page.offset + (page.size or 0)) if found.after is None else ("after", found.after)
    return {"Link": f'<{iri_to_uri(call.http.path)}?{urlencode((*kept, place))}>; rel="next"'}


def listing(
    values: Sequence[Wire], fields: str, *kinds: type[Wire], element: str, headers: Mapping[str, str]
) -> Answer:
    """Return the answer that lists values of these wire types, or only the named fields of each."""
    names = fields_named(fields, *kinds)
    return Answer([part(value, names) for value in values], headers=headers, element=element)


def part(whole: Wire, names: Sequence[str]) -> Wire | dict[str, Any]:
    """Return the named fields of an object, as far as it has them; all when none is named."""
    if not names:
        return whole
    tree = fields_of(whole)
    return {name: tree[name] for name in names if name in tree}


def fields_of(whole: Wire) -> dict[str, Any]:
    """Return the fields of an object by name, each as it is written."""
    return msgspec.json.decode(encode(whole), type=dict[str, msgspec.Raw])


def fields_named(fields: str, *kinds: type[Wire]) -> list[str]:
    """Return the names in a list separated by commas; raise ``InvalidError`` for one that none of the types has."""
    names = [name.strip() for name in fields.split(",") if name.strip()]
    if not names:
        return []
    known = {field.encode_name for kind in kinds for field in msgspec.structs.fields(kind)}
    if unknown := [name for name in names if name not in known]:
        message = f"There is no field {unknown[0][:40]!r}."
        raise InvalidError(message, field="fields")
    return names
