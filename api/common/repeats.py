"""``Idempotency-Key``: a write that is sent again is answered again, and not done again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse

from api.common.errors import MalformedError
from businesses.chain import digest_of
from businesses.services.idempotency import Attempt, StoredAnswer, idempotency_claim, idempotency_store

if TYPE_CHECKING:
    from api.common.calls import Call

MAX_KEY: Final = 255
REPLAYED: Final = "Idempotent-Replayed"


def attempt_of(call: Call) -> Attempt | None:
    """Return what a write with a key is, None without one; signing in has none, since tokens are not kept.

    Raises:
        MalformedError: the key is blank, or longer than 255 characters.
    """
    key = call.http.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None or call.signed_in is None:
        return None
    if not 0 < len(key.strip()) <= MAX_KEY:
        message = f"An Idempotency-Key has 1 to {MAX_KEY} characters."
        raise MalformedError(message, field="Idempotency-Key")
    method, path = str(call.http.method), call.http.get_full_path()
    restriction = call.signed_in.restriction or ""
    body = call.http.body.decode("latin-1")  # every octet is a character, so that no two bodies look the same
    return Attempt(
        key=key.strip(), method=method, path=path, digest=digest_of(method, path, restriction, call.media_type, body)
    )


def replay(call: Call, attempt: Attempt) -> HttpResponse | None:
    """Take the key for the write about to be done, or return what was answered when it was done."""
    stored = idempotency_claim(call.caller, attempt=attempt)
    if stored is None:
        return None
    return HttpResponse(stored.content, status=stored.status, headers={**stored.headers, REPLAYED: "true"})


def keep(call: Call, attempt: Attempt, response: HttpResponse) -> None:
    """Store the answer with the work, so that both are committed or none is."""
    answer = StoredAnswer(status=response.status_code, content=response.content, headers=dict(response.items()))
    idempotency_store(call.caller, key=attempt.key, answer=answer)
