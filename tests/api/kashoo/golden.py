"""Golden conversations: how a file of ``fixtures/kashoo`` is read, held with the server, and written again.

The README beside the files says what stands in them.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test.client import BOUNDARY, encode_multipart

from api.common.routes import patterns
from api.dialects.kashoo.urls import ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.api.kashoo.conftest import Browser

FOLDER: Final = Path(__file__).resolve().parents[3] / "fixtures" / "kashoo"
PATTERNS: Final = patterns(ROUTES)
WIDTH: Final = 118
"""Characters that a line of a file has at most, where it can be broken."""
OBJECTS: Final = range(2**32, 10**11)
"""Where the ids of all things but users and businesses lie, at least in a test."""
HEADERS: Final = (
    "Content-Type",
    "Location",
    "Link",
    "ETag",
    "Content-Disposition",
    "Last-Modified",
    "Allow",
    "WWW-Authenticate",
    "Idempotent-Replayed",
    "X-Daybook-Dry-Run",
)
"""The headers of an answer that a file shows, ``Content-Type`` only when it is not JSON."""
JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
ZIP: Final = "application/zip"
TEXT_FILE: Final = "text/plain; charset=utf-8"
_PLACEHOLDER = re.compile(r'\{([^{}"]+)\}')
_NUMBER = re.compile(r"\b\d{6,16}\b")
_PARTS = re.compile(r'(?<=>)(?=<)|(?= \w+=")')
_SECRET = re.compile(r'(?<=authenticationCode=")[^"]+')
_MADE_UP = {"authenticationCode": "authentication code", "requestId": "request", "uuid": "uuid", "point": "point"}
_DIGESTS = ("digest", "hash")
_OF_CHANGES = frozenset({"requestId", "before"})
_WITH_IDS = frozenset({"id", "business", "business_id", "user", "object", "myUserId"})


@dataclass(frozen=True)
class Golden:
    """A file: a title, the operation it is about, requests that prepare the books, and the conversation."""

    title: str
    operation: str
    conversation: list[dict[str, Any]]
    given: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, path: Path) -> Golden:
        """Return what stands in a file."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def text(self, conversation: list[dict[str, Any]]) -> str:
        """Return the file with another conversation."""
        given = {"given": self.given} if self.given else {}
        return rendered({"title": self.title, "operation": self.operation, **given, "conversation": conversation})


class Names:
    """What the server made up (ids, tokens, tags, places in lists), and what a file calls it."""

    def __init__(self, browser: Browser, people: Mapping[str, Callable[[], Browser]]) -> None:
        self.people = people
        self.values = {"business": str(browser.business), "user": str(browser.user)}
        for account in browser.get("/api/businesses/{b}/accounts"):
            self.values[f"{account['number']} {account['name']}"] = str(account["id"])
        self.names = {value: name for name, value in self.values.items()}

    def call(self, name: str, value: str) -> str:
        """Give a value its name, unless it has one, and return it in braces."""
        known = self.names.setdefault(value, name)
        self.values.setdefault(known, value)
        return f"{{{known}}}"

    def count(self, kind: str, value: str) -> str:
        """Give a value the next name of a kind, ``{id-3}``, unless it has a name."""
        number = 1 + sum(name.startswith(f"{kind}-") for name in self.values)
        return self.call(f"{kind}-{number}", value)

    def value(self, name: str) -> str:
        """Return what a name stands for; people are made when they are first needed."""
        if name in self.people and name not in self.values:
            self.values[name] = self.people[name]().token
        return self.values[name]

    def sent(self, value: Any) -> Any:
        """Return what is sent: values for names; a text that is nothing but a name is an id, so a number."""
        if isinstance(value, dict):
            return {key: self.sent(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.sent(each) for each in value]
        if not isinstance(value, str):
            return value
        whole = _PLACEHOLDER.fullmatch(value)
        known = self.value(whole[1]) if whole else self.filled(value)
        return int(known) if whole and known.isdigit() else known

    def filled(self, text: str) -> str:
        """Return a text with values for names."""
        return _PLACEHOLDER.sub(lambda match: self.value(match[1]), text)

    def told(self, value: Any, key: str = "") -> Any:
        """Return what was answered with names for values."""
        if isinstance(value, dict):
            digests = _DIGESTS if value.keys() & _OF_CHANGES else ()
            return {
                name: self.count("digest", each) if name in digests else self.told(each, name)
                for name, each in value.items()
            }
        if isinstance(value, list):
            return [self.told(each) for each in value]
        if key in _MADE_UP:
            return self.call(_MADE_UP[key], value) if key == "authenticationCode" else self.count(_MADE_UP[key], value)
        if isinstance(value, int) and not isinstance(value, bool):
            known = value in OBJECTS or (key in _WITH_IDS and str(value) in self.names)
            return self.count("id", str(value)) if known else value
        return self.emptied(value) if isinstance(value, str) else value

    def emptied(self, text: str) -> str:
        """Return a text (an address, a header, XML) with names for values."""
        if text in self.names:
            return f"{{{self.names[text]}}}"
        text = re.sub(r"(?<=after=)[^&>]+", lambda match: self.count("place", match[0]), text)
        text = re.sub(r'(?<= uuid=")[^"]+', lambda match: self.count("uuid", match[0]), text)
        text = re.sub(r'(?<= point=")[^"]+', lambda match: self.count("point", match[0]), text)
        text = _SECRET.sub(lambda match: self.call("authentication code", match[0]), text)
        return _NUMBER.sub(self._named, text)

    def _named(self, match: re.Match[str]) -> str:
        known = match[0] in self.names or int(match[0]) in OBJECTS
        return self.count("id", match[0]) if known else match[0]

    def learn(self, answer: HttpResponse, wanted: str | list[str] | None) -> None:
        """Name what an answer made: what the step wants to call it, and tokens."""
        kind = answer.get("Content-Type", "")
        if kind == ZIP:
            self.values[str(wanted)] = b64encode(answer.content).decode()
            return
        text = answer.content.decode()
        if answer.status_code < 300 and kind == "text/plain":
            self.call("token", text)
        if answer.status_code < 300 and '"authenticationCode"' in text:
            self.values["token as JSON"] = text
        if wanted and answer.status_code < 300:
            names = [wanted] if isinstance(wanted, str) else wanted
            for name, made in zip(names, _made(answer), strict=True):
                self.call(name, made)


def _made(answer: HttpResponse) -> list[str]:
    """Return the ids of what an answer made: of the Location, else of the body."""
    if "Location" in answer:
        return [answer["Location"].rpartition("/")[2]]
    tree = json.loads(answer.content)
    return [str(each["id"]) for each in (tree if isinstance(tree, list) else [tree])]


def spoken(browser: Browser, step: dict[str, Any], names: Names) -> dict[str, Any]:
    """Take a step of a conversation and return it with what was answered."""
    request = step["request"]
    answer = asked(browser, request, names)
    names.learn(answer, step.get("as"))
    if "ETag" in answer:
        names.count("tag", answer["ETag"])
    headers = {name: names.emptied(answer[name]) for name in HEADERS if name in answer and answer[name] != JSON}
    if "X-Request-Id" in request.get("headers", {}):
        headers["X-Request-Id"] = answer["X-Request-Id"]
    told: dict[str, Any] = {"status": answer.status_code}
    if headers:
        told["headers"] = headers
    if answer.content:
        told["body"] = shortened(_read(answer, names), step.get("show"))
    return {**{key: value for key, value in step.items() if key != "answer"}, "answer": told}


def prepared(browser: Browser, step: dict[str, Any], names: Names) -> None:
    """Send a request that prepares the books for a conversation."""
    answer = asked(browser, step, names)
    assert answer.status_code < 300, (step, answer.content)
    names.learn(answer, step.get("as"))


def asked(browser: Browser, request: dict[str, Any], names: Names) -> HttpResponse:
    """Send a request and return the answer."""
    headers = {name: names.filled(value) for name, value in request.get("headers", {}).items()}
    kind = headers.setdefault("Content-Type", JSON)
    body: Any = request.get("body")
    if kind == MULTIPART:
        headers["Content-Type"] = f"{MULTIPART}; boundary={BOUNDARY}"
        body = encode_multipart(BOUNDARY, {key: _field(value, names) for key, value in body.items()})
    elif kind == JSON:
        body = names.sent(body)
    else:
        body = names.filled("".join(body or "")).encode()
    given = {name: value for name, value in headers.items() if name != "Content-Type"}
    sent = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in given.items()}
    answer = browser.send(
        request["method"], names.filled(request["path"]), body, CONTENT_TYPE=headers["Content-Type"], **sent
    )
    return whole(answer) if answer.streaming else answer


def whole(answer: Any) -> HttpResponse:
    """Return an answer that comes in parts as one that does not."""
    return HttpResponse(b"".join(answer.streaming_content), status=answer.status_code, headers=answer.headers)


def _field(value: Any, names: Names) -> Any:
    """Return a field of a form; an object with a ``filename`` is a file."""
    if not isinstance(value, dict):
        return names.sent(value)
    return SimpleUploadedFile(value["filename"], value["content"].encode(), value["contentType"])


def _read(answer: HttpResponse, names: Names) -> Any:
    """Return the body of an answer: JSON as it is, XML and files of text as lines that make it up, any other text."""
    kind = answer.get("Content-Type", "")
    if kind == ZIP:
        return "a zip"  # what is in it changes with every table
    text = answer.content.decode()
    if kind == JSON:
        return names.told(json.loads(text))
    if kind == TEXT_FILE and "\n" in text:
        return names.emptied(text).splitlines(keepends=True)
    return broken(names.emptied(text)) if "xml" in kind else names.emptied(text)


def broken(text: str) -> list[str]:
    """Return XML as lines that give it when they are put together: one an element, long ones broken at attributes."""
    lines: list[str] = []
    for part in _PARTS.split(text):
        if lines and part.startswith(" ") and len(lines[-1]) + len(part) < WIDTH:
            lines[-1] += part
        else:
            lines.append(part)
    return lines


def shortened(body: Any, show: int | None) -> Any:
    """Return a list as its first members and how many more there are; anything else as it is."""
    if show is None or not isinstance(body, list) or len(body) <= show:
        return body
    return [*body[:show], f"and {len(body) - show} more"]


def rendered(tree: Any) -> str:
    """Return a file: JSON with every object and list on one line, as far as it fits there."""
    return _layout(tree, 0, 0) + "\n"


def _layout(tree: Any, depth: int, used: int) -> str:
    """Return JSON that begins after ``used`` characters of a line, ``depth`` levels deep."""
    line = json.dumps(tree, ensure_ascii=False)
    if not isinstance(tree, dict | list) or not tree or (depth > 1 and depth + used + len(line) < WIDTH):
        return line
    inner = "\n" + " " * (depth + 1)
    if isinstance(tree, dict):
        pairs = [(f"{json.dumps(key)}: ", value) for key, value in tree.items()]
        members = [key + _layout(value, depth + 1, len(key)) for key, value in pairs]
        return "{" + inner + f",{inner}".join(members) + inner[:-1] + "}"
    if all(isinstance(each, str) and len(each) < 40 for each in tree):
        return "[" + inner + inner.join(_rows(tree, depth + 1)) + inner[:-1] + "]"
    return "[" + inner + f",{inner}".join(_layout(each, depth + 1, 0) for each in tree) + inner[:-1] + "]"


def _rows(words: list[str], depth: int) -> Iterator[str]:
    """Yield short texts side by side, as many as fit into a line."""
    row = ""
    for index, word in enumerate(words):
        told = json.dumps(word, ensure_ascii=False) + ("," if index < len(words) - 1 else "")
        if row and depth + len(row) + 1 + len(told) > WIDTH:
            yield row
            row = ""
        row = f"{row} {told}".strip()
    yield row


def operation_of(request: dict[str, Any]) -> tuple[str, str] | None:
    """Return the operation (``GET /api/accounts/{account}``) and the address that a request is to, None for none."""
    path = _PLACEHOLDER.sub("1", request["path"].partition("?")[0]).lstrip("/")
    match = next((found for pattern in PATTERNS if (found := pattern.resolve(path))), None)
    if match is None:
        return None
    route = next(route for route in ROUTES if match.route in (route.path, *route.aliases))
    return operation(request["method"], route.path), shown(match.route)


def operation(method: str, path: str) -> str:
    """Return the name of an operation."""
    return f"{method.upper()} {shown(path)}"


def shown(path: str) -> str:
    """Return an address as people read it."""
    return "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", path)


def operations() -> dict[str, int | None]:
    """Return the operations that are served, each with its number in the contract."""
    return {operation(method, route.path): told.number for route in ROUTES for method, told in route.operations.items()}


def addresses() -> set[str]:
    """Return all addresses that are served, aliases as well."""
    return {shown(path) for route in ROUTES for path in (route.path, *route.aliases)}
