"""XML in and out: scalars as attributes, lists in wrappers (contract, section 3.11).

Both directions go through the tree that JSON would give: dicts, lists, text. Coming in, every scalar is text, and
an empty one is nothing; the wire types turn text into what they need.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET  # to build with; what comes in is parsed by defusedxml

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from api.common.errors import MalformedError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WRAPPERS = {
    "lineItems": "lineItem",
    "payments": "payment",
    "taxes": "tax",
    "allocations": "allocation",
    "adjustments": "adjustment",
    "journalEntries": "journalEntry",
    "balances": "balance",
    "checks": "checkRegistry",
    "roles": "role",
    "comments": "comment",
    "groups": "group",
    "attachments": "attachment",
    "statementRows": "statementRow",
    "transactions": "transaction",
    "cleared": "record",
    "matches": "match",
    "suggestions": "suggestion",
    "reasons": "reason",
    "tags": "tag",
    "contacts": "contact",
}
"""Lists inside an element of their own, and what their members are called."""
UNWRAPPED = frozenset({"link", "privilege", "bill"})
"""Lists whose members stand side by side."""
TWINS = frozenset({"links"})
"""Lists that repeat another one (``link``) and are left out."""
MAX_DEPTH = 32
_UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)}


def parse(raw: bytes) -> tuple[str, Any]:
    """Return the name of the root element and its content as a tree of dicts, lists and text; empty is an empty dict.

    Raises:
        MalformedError: it is not well formed, declares entities, or is nested too deeply.
    """
    root = _root(raw)
    return _name(root), _content(root, 1)


def parse_members(raw: bytes) -> list[tuple[str, Any]]:
    """Return names and contents of the elements inside the root element; raise ``MalformedError`` as ``parse``."""
    return [(_name(child), _content(child, 2)) for child in _root(raw)]


def render(tree: Any, *, name: str) -> bytes:
    """Return an XML document of a tree; ``name`` is the root element, for a list the plural of its members' name.

    ``tree`` is what JSON decodes to; null is left out.
    """
    if isinstance(tree, list):
        root = ET.Element(f"{name}es" if name.endswith(("s", "x")) else f"{name}s")
        for member in tree:
            _put(root, name, member)
    else:
        root = ET.Element(name)
        _fill(root, tree)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode()


def _root(raw: bytes) -> Element:
    try:
        root: Element = ElementTree.fromstring(raw, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        message = "The body is not well-formed XML."
        raise MalformedError(message) from error
    return root


def _content(element: Element, depth: int) -> Any:
    """Return the tree of an element that stands for a body or a member of one: empty, it is an object without keys."""
    tree = _tree(element, depth)
    return {} if tree is None else tree


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _tree(element: Element, depth: int) -> Any:
    if depth > MAX_DEPTH:
        message = f"The body is nested more than {MAX_DEPTH} deep."
        raise MalformedError(message)
    if _name(element) in WRAPPERS and not element.attrib:
        return [_tree(child, depth + 1) for child in element]
    if not element.attrib and not len(element):
        return (element.text or "").strip() or None
    tree: dict[str, Any] = {name.rpartition("}")[2]: value or None for name, value in element.attrib.items()}
    for child in element:
        value = _tree(child, depth + 1)
        if _name(child) in UNWRAPPED:
            tree.setdefault(_name(child), []).append(value)
        else:
            tree[_name(child)] = value
    return tree


def _fill(element: Element, tree: dict[str, Any]) -> None:
    for key, value in tree.items():
        if value is None or key in TWINS:
            continue
        if isinstance(value, list):
            wrapper = element if key in UNWRAPPED else ET.SubElement(element, key)
            for member in value:
                _put(wrapper, key if key in UNWRAPPED else WRAPPERS.get(key, key), member)
        elif isinstance(value, dict):
            _put(element, key, value)
        else:
            element.set(key, _text(value))


def _put(parent: Element, name: str, value: Any) -> None:
    element = ET.SubElement(parent, name)
    if isinstance(value, dict):
        _fill(element, value)
    elif value is not None:
        element.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value).translate(_UNWRITABLE)
