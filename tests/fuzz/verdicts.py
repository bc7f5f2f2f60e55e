"""Which complaints of schemathesis are none: each with its reason, and as narrow as it can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData, UseAfterFree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from schemathesis import Case, Response

XML: Final = "application/xml"
TEXTUAL: Final = frozenset({XML, "application/x-www-form-urlencoded", "multipart/form-data"})
"""Types of bodies in which every scalar is text."""
SHAPE: Final = re.compile("Expected |The body |Invalid |This is required|A value ")
"""How refusals begin that are about the shape of a request, which the schema has to tell, and not about its meaning."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """A reason why a failed check is none, and when it holds; ``says`` is part of what the check says."""

    reason: str
    kind: type[Failure]
    holds: Callable[[Case[Any], Response], bool]
    says: str = ""


def _is_meant(case: Case[Any], response: Response) -> bool:
    return response.status_code == 400 and not any(SHAPE.match(message) for message in _messages(response))


def _is_nul(case: Case[Any], response: Response) -> bool:
    return response.status_code == 400 and any("NUL character" in message for message in _messages(response))


def _is_nothing(case: Case[Any], response: Response) -> bool:
    faults = [message for message in _messages(response) if SHAPE.match(message)]
    return case.media_type == XML and all(fault.endswith("got null.") for fault in faults)


def _is_part(case: Case[Any], response: Response) -> bool:
    named = {name.strip() for name in str(case.query.get("fields", "")).split(",")}
    shown = msgspec.json.decode(response.content)
    return all(each.keys() <= named for each in (shown if isinstance(shown, list) else [shown]))


def _is_removed(case: Case[Any], response: Response) -> bool:
    shown = msgspec.json.decode(response.content) if response.status_code == 200 else {}
    return case.path == "/api/records/{record}" and shown.get("removed", True) is True


EXCUSES: Final = (
    Excuse("a generated tag is not the current one", RejectedPositiveData, lambda _, got: got.status_code == 412),
    Excuse("it has the shape, and means what the books cannot take", RejectedPositiveData, _is_meant),
    Excuse("text may not hold a NUL character, and no schema says so", RejectedPositiveData, _is_nul),
    Excuse("in XML an empty text or object is nothing", RejectedPositiveData, _is_nothing),
    Excuse(
        "forms and XML have only text: a value of the wrong type looks like one of the right type",
        AcceptedNegativeData,
        lambda case, _: case.media_type in TEXTUAL,
    ),
    Excuse(
        "of a parameter that is sent several times, the last value counts",
        AcceptedNegativeData,
        lambda case, _: any(isinstance(value, list) and name != "type" for name, value in case.query.items()),
    ),
    Excuse(
        "with `fields`, an answer has no other keys, required or not",
        JsonSchemaError,
        _is_part,
        says="is a required property",
    ),
    Excuse("a removed record says that it is removed; it can be looked at, and restored", UseAfterFree, _is_removed),
)


def excuse_for(failure: Failure, case: Case[Any], response: Response) -> str | None:
    """Return the reason why a failed check is none; None: it is a failure."""
    excuses = (each for each in EXCUSES if isinstance(failure, each.kind) and each.says in failure.message)
    return next((excuse.reason for excuse in excuses if excuse.holds(case, response)), None)


def _messages(response: Response) -> Iterator[str]:
    """Yield what a refusal says of each fault; of all of them together only when there are none."""
    told = msgspec.json.decode(response.content)
    yield from [each["message"] for each in told["errors"]] or [told["message"]]
