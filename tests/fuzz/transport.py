"""How schemathesis sends: XML as documented, and its probes without settings of the network."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest
import schemathesis
from schemathesis.transport.wsgi import WSGITransport

from api.common import markup

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NETWORK = ("max_redirects", "verify", "cert", "proxies")


@schemathesis.serializer("application/xml")
def xml_written(context: schemathesis.SerializationContext, value: Any) -> bytes:
    """Write a body as XML: scalars are attributes, lists have wrappers, and null is left out.

    schemathesis can do so as well, but does not look for its instructions inside ``anyOf`` and ``allOf``.
    """
    content = context.case.operation.definition.raw["requestBody"]["content"]
    name = content["application/xml"]["schema"].get("xml", {}).get("name", "data")
    tree = _writable(value)
    if isinstance(tree, dict):
        return markup.render(tree, name=name)
    members = b"".join(_element(each) for each in tree) if isinstance(tree, list) else escape(str(tree)).encode()
    return b"<%b>%b</%b>" % (name.encode(), members, name.encode())


def _element(tree: Any) -> bytes:
    """Return a member of a list as an element."""
    if isinstance(tree, dict):
        return markup.render(tree, name="member").partition(b"?>")[2]
    return f"<member>{escape(str(tree))}</member>".encode()


def _writable(value: Any) -> Any:
    """Return a value without what XML cannot say."""
    if isinstance(value, dict):
        return {key: _writable(each) for key, each in value.items() if each is not None and _NAME.fullmatch(key)}
    if isinstance(value, list):
        return [_writable(each) for each in value if each is not None]
    return _UNWRITABLE.sub("\ufffd", value) if isinstance(value, str) else value


@contextmanager
def in_process() -> Iterator[None]:
    """Let requests that have no session reach a WSGI application, which takes no settings of the network."""
    send = WSGITransport.send

    def sent(self: WSGITransport, case: schemathesis.Case[Any], *, session: Any = None, **settings: Any) -> Any:
        known = {name: value for name, value in settings.items() if session is not None or name not in _NETWORK}
        return send(self, case, session=session, **known)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGITransport, "send", sent)
        yield
