"""From the Authorization header to a Caller.

Two schemes are understood (contract, section 2.2), their names in any case: ``TOKEN uuid:<bare token>`` and
``TOKEN json:<the JSON token as issued>``. Everything else is refused with 401.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

import msgspec

from businesses.errors import UnauthenticatedError
from businesses.services.tokens import json_token_caller, token_caller

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Caller

CHALLENGE = 'TOKEN realm="daybook"'
"""What an answer 401 says in ``WWW-Authenticate``."""
MAX_HEADER = 4_096
"""Characters of a header that are looked at."""


def caller_of(header: str, *, now: datetime, request_id: str) -> Caller:
    """Return the caller that an Authorization header stands for.

    Raises:
        UnauthenticatedError: there is no header, its scheme is another, or its token is not valid.
    """
    scheme, _, credentials = header.strip().partition(" ")
    kind, _, value = credentials.strip().partition(":")
    if scheme.lower() != "token" or len(header) > MAX_HEADER or not value.strip():
        message = "Send a token: Authorization: TOKEN uuid:<token>."
        raise UnauthenticatedError(message)
    if kind.lower() == "uuid":
        return token_caller(value.strip(), now=now, request_id=request_id)
    if kind.lower() == "json":
        return json_token_caller(_json_object(value), now=now, request_id=request_id)
    message = "A token is written uuid:<token> or json:<token>."
    raise UnauthenticatedError(message)


def basic_credentials(header: str) -> tuple[str, str] | None:
    """Return user and password of a Basic header, None when it is none or cannot be read."""
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    user, colon, password = text.partition(":")
    return (user, password) if colon else None


def _json_object(text: str) -> dict[str, object]:
    try:
        return msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        message = "The token is not well formed."
        raise UnauthenticatedError(message) from error
