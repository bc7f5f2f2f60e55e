"""XML out and back."""

from __future__ import annotations

from decimal import Decimal

from api.common import markup


def test_scalars_are_attributes_and_lists_are_wrapped() -> None:
    tree = {
        "id": 7,
        "memo": None,
        "paid": False,
        "rate": Decimal("0.0000001"),
        "lineItems": [{"rate": 1}],
        "links": [{"href": "/x"}],
        "link": [{"href": "/x"}],
        "privilege": ["VIEW", "SYNC"],
        "contactInformation": {"name": "A & B", "email": None},
        "comments": ["x", None],
    }
    assert markup.render(tree, name="invoice").decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<invoice id="7" paid="false" rate="0.0000001">'
        '<lineItems><lineItem rate="1" /></lineItems><link href="/x" />'
        "<privilege>VIEW</privilege><privilege>SYNC</privilege>"
        '<contactInformation name="A &amp; B" />'
        "<comments><comment>x</comment><comment /></comments></invoice>"
    )


def test_a_list_has_a_root_of_its_own() -> None:
    assert markup.render([{"id": 1}], name="account").endswith(b'<accounts><account id="1" /></accounts>')
    assert markup.render([], name="business").endswith(b"<businesses />")


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    assert markup.render({"memo": "a\x01b\nc"}, name="x").endswith(b'<x memo="ab&#10;c" />')


def test_what_is_rendered_is_read_back() -> None:
    tree = {"id": "7", "payments": [{"amount": "5", "link": [{"href": "/a"}, {"href": "/b"}]}], "taxes": []}
    assert markup.parse(markup.render(tree, name="invoice")) == ("invoice", tree)


def test_namespaces_and_child_elements_are_understood() -> None:
    raw = b'<t:tax xmlns:t="urn:x" t:name="GST"><rate> 5 </rate><note/></t:tax>'
    assert markup.parse(raw) == ("tax", {"name": "GST", "rate": "5", "note": None})
