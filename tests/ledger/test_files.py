"""What files may be called, and what they may say that they are."""

from __future__ import annotations

import pytest

from bookkeeping.errors import InvalidError
from ledger.files import encoding_name, media_type, safe_name

NAMES = {
    "receipt.pdf": "receipt.pdf",
    "../../etc/passwd": "passwd",
    "C:\\fakepath\\scan 1.png": "scan 1.png",
    "..\\..\\boot.ini": "boot.ini",
    "invoice\u202egnp.exe": "invoicegnp.exe",
    "\u2066a\u2069.pdf": "a.pdf",
    "a\x00b\x01\x7f.txt": "ab.txt",
    "a\r\nSet-Cookie: x.txt": "a Set-Cookie_ x.txt",
    " .. .hidden. ": "hidden",
    'a"b<c>d|e?f*g:h.txt': "a_b_c_d_e_f_g_h.txt",
    "con.txt": "_con.txt",
    "LPT1": "_LPT1",
    "console.txt": "console.txt",
    "e\u0301cole.pdf": "école.pdf",
    "\u0645\u06cc\u200c\u062e.pdf": "\u0645\u06cc\u200c\u062e.pdf",
    "tab\tand\u2028line.txt": "tab and line.txt",
    "x" * 196 + ".pdf": "x" * 196 + ".pdf",
}


@pytest.mark.parametrize("given", NAMES)
def test_a_name_leads_nowhere_and_shows_what_it_is(given: str) -> None:
    assert safe_name(given) == NAMES[given]
    assert safe_name(safe_name(given)) == safe_name(given)


@pytest.mark.parametrize(
    "given", ["", " ", "..", "a/", "\u202e", "\x00", ".\u200d.", "x" * 201, "con" + "x" * 0 + "/."]
)
def test_what_is_no_name_is_refused(given: str) -> None:
    with pytest.raises(InvalidError) as refused:
        safe_name(given)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("", ("application/octet-stream", None)),
        (" Image/PNG ", ("image/png", None)),
        ('text/csv; header=present; Charset="UTF-8"', ("text/csv", "UTF-8")),
        ("text/plain; charset=", ("text/plain", None)),
        ("application/vnd.intu.qfx", ("application/vnd.intu.qfx", None)),
    ],
)
def test_what_a_file_says_that_it_is(given: str, kind: tuple[str, str | None]) -> None:
    assert media_type(given) == kind


@pytest.mark.parametrize(
    "given", ["png", "image/", "a/b/c", "image/png\r\nX: y", "text/html x", "text/plain; charset=a b"]
)
def test_what_is_no_media_type_is_refused(given: str) -> None:
    with pytest.raises(InvalidError):
        media_type(given)


def test_an_encoding_is_named_or_not() -> None:
    assert encoding_name(" utf-8 ") == "utf-8"
    assert encoding_name(" ") is None
    with pytest.raises(InvalidError):
        encoding_name("utf-8\r\nX: y")
