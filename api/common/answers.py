"""What the OpenAPI document says about all answers alike: refusals, and headers.

They stand once among its components; the operations refer to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["message", "errors"],
    "properties": {
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": ["string", "null"]}, "message": {"type": "string"}},
            },
        },
        "conflicting": {"type": ["integer", "null"], "description": "Of 409: the id of what is in the way."},
    },
}
"""The body of a refusal."""
REFUSALS: Final = {
    400: "It cannot be read, does not have the documented shape, or means something that the books cannot take.",
    401: "There is no valid token.",
    403: "The caller may not do this.",
    404: "There is no such thing, or it is somebody else's.",
    409: "What is stored stands in the way.",
    412: "It has changed since it was read.",
    413: "The body is larger than 10 MiB.",
    415: "The body is of a type, or in an encoding, that is not understood here.",
    500: "Something went wrong on the server.",
    503: "The database cannot be reached just now, and nothing was done: try again.",
}
"""What a refusal with a status means."""
OPTIONAL: Final = "x-optional"
"""Marks a body that may be left out, until the document is completed."""
_TEXT: Final = {"type": "string"}
_HEADERS: Final[dict[str, dict[str, Any]]] = {
    "Cache-Control": {"description": "Whether an answer may be kept.", "schema": _TEXT},
    "ETag": {"description": "The version, for If-Match and If-None-Match.", "schema": _TEXT},
    "Idempotent-Replayed": {
        "description": "The write was done before under this Idempotency-Key: this is its first answer.",
        "schema": {"enum": ["true"], "type": "string"},
    },
    "Last-Modified": {"description": "For If-Modified-Since.", "schema": _TEXT},
    "Link": {"description": "The address of the next page, if there is one.", "schema": _TEXT},
    "Location": {"description": "The address of what was made.", "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait.", "schema": {"minimum": 1, "type": "integer"}},
    "WWW-Authenticate": {"description": "How to present a token.", "schema": _TEXT},
    "X-Daybook-Dry-Run": {
        "description": "The write was only tried.",
        "schema": {"enum": ["true"], "type": "string"},
    },
    "X-Request-Id": {"description": "The id of the request, for the log.", "schema": _TEXT},
}
_ALWAYS: Final = frozenset({"Retry-After", "WWW-Authenticate", "X-Request-Id"})
"""Headers that an answer has whenever it is said to have them."""
_OF_REFUSALS: Final = {401: ("WWW-Authenticate",), 503: ("Retry-After",)}


def refused(method: str, *, public: bool, addressed: bool, sent: bool) -> Iterator[int]:
    """Yield the statuses with which an operation may refuse.

    Args:
        method: its method, in capitals.
        public: nobody needs to be signed in.
        addressed: its address or its body names something that may not be there.
        sent: it takes a body.
    """
    yield from (400, 401)
    if not public:
        yield 403
    if addressed:
        yield 404
    if method != "GET" and not public:
        yield 409
    if method in ("PUT", "DELETE"):
        yield 412
    if sent:
        yield from (413, 415)
    yield from (500, 503)


def completed(document: dict[str, Any]) -> None:
    """Give the document's answers their headers, and its refusals their meaning; say what may be empty or missing."""
    components = document["components"]
    components["headers"] = {
        name: {**header, "required": True} if name in _ALWAYS else header for name, header in _HEADERS.items()
    }
    told: set[int] = set()
    for method, operation in _operations(document):
        if "requestBody" in operation:
            optional = operation["requestBody"].pop(OPTIONAL, False)
            operation["requestBody"]["required"] = "security" in operation and not optional
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                parameter["allowEmptyValue"] = True
        for text, answer in operation["responses"].items():
            status = int(text)
            if status in REFUSALS:
                told.add(status)
                operation["responses"][text] = {"$ref": f"#/components/responses/{status}"}
            else:
                answer["headers"] = _references(_of_success(method, status, operation))
    components["responses"] = {str(status): _refusal(status) for status in sorted(told)}


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for methods in document["paths"].values():
        for method, operation in methods.items():
            yield method.upper(), operation


def _of_success(method: str, status: int, operation: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the headers that an answer to something that worked may have."""
    yield "X-Request-Id"
    if method == "GET":
        yield from ("Cache-Control", "ETag", "Last-Modified") if status != 204 else ("Cache-Control",)
        if any(parameter["name"] == "limit" for parameter in operation.get("parameters", ())):
            yield "Link"
    elif operation.get("security"):
        yield from ("Idempotent-Replayed", "X-Daybook-Dry-Run")
        if status != 204:
            yield "ETag"
        if method == "POST":
            yield "Location"
    else:
        yield "Cache-Control"


def _refusal(status: int) -> dict[str, Any]:
    return {
        "description": REFUSALS[status],
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        "headers": _references(("X-Request-Id", *_OF_REFUSALS.get(status, ()))),
    }


def _references(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
