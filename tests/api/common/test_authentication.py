"""Headers that are refused before anything is looked up."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from api.common.authentication import basic_credentials, caller_of
from businesses.errors import UnauthenticatedError


@pytest.mark.parametrize(
    "header",
    [
        "",
        "TOKEN",
        "TOKEN ",
        "TOKEN abc",
        "TOKEN uuid:",
        "TOKEN uuid: ",
        "TOKEN hash:abc",
        "Bearer abc",
        "Bearer uuid:abc",
        "Basic dXNlcjpwYXNz",
        "TOKEN json:",
        "TOKEN json:[]",
        "TOKEN json:{",
        "TOKEN json:nonsense",
        "TOKEN json:" + "[" * 3000,
        'TOKEN json:{"myUserId":"1"}',
        'TOKEN json:{"myUserId":1,"restriction":null,"authenticationCode":"x","expiryDate":"nonsense"}',
        'TOKEN json:{"myUserId":1,"restriction":null,"authenticationCode":"x","expiryDate":1}',
        "TOKEN json:" + "x" * 5000,
    ],
)
def test_a_bad_header_is_refused(header: str) -> None:
    with pytest.raises(UnauthenticatedError):
        caller_of(header, now=datetime(2026, 1, 1, tzinfo=UTC), request_id="r")


def test_basic_credentials_are_read() -> None:
    encoded = b64encode("a@b.c:pä:ss".encode()).decode()
    assert basic_credentials(f"bAsIc {encoded}") == ("a@b.c", "pä:ss")


@pytest.mark.parametrize(
    "header", ["", "TOKEN uuid:x", "Basic", "Basic ???", "Basic " + b64encode(b"nocolon").decode(), "Basic /////w=="]
)
def test_other_basic_headers_say_nothing(header: str) -> None:
    assert basic_credentials(header) is None
