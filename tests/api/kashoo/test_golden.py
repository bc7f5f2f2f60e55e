"""Requests and the answers they get, word for word: the files of ``fixtures/kashoo``.

A file is a list of steps on a new business: method, path, body (``null``: none), and the status, headers and answer to
it. In paths and bodies, ``{b}`` is the business and ``{INCOME}`` the first account of a type; ``id-3`` is the third id
that an answer named. In answers ids are written so, and moments as ``moment``. ``DAYBOOK_TEST_GOLDEN=write`` writes
what the server answers now.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bookkeeping.books import AccountType

if TYPE_CHECKING:
    from tests.api.kashoo.conftest import Browser

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "kashoo"
FILES = sorted(FOLDER.glob("*.json"))
MOMENTS = frozenset({"creation", "lastModified"})
HEADERS = ("Location", "Link")
FIRST_ID = 2**32


class Names:
    """The ids of a conversation, by the order in which answers named them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.ids: list[int] = []

    def sent(self, value: Any) -> Any:
        """Return a path or body with ids for names."""
        if isinstance(value, dict):
            return {key: self.sent(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.sent(each) for each in value]
        if not isinstance(value, str):
            return value
        whole = re.fullmatch(r"id-\d+|\{[A-Z_]+\}", value)
        text = re.sub(r"id-(\d+)", lambda match: str(self.ids[int(match[1]) - 1]), value)
        text = re.sub(r"\{([A-Z_]+)\}", lambda match: str(self.browser.account(AccountType(match[1]))), text)
        return int(text) if whole else text

    def told(self, value: Any, key: str = "") -> Any:
        """Return an answer with names for ids and moments."""
        if isinstance(value, dict):
            return {name: self.told(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self.told(each) for each in value]
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value, key)
        return self.text(value) if isinstance(value, str) else value

    def number(self, value: int, key: str) -> int | str:
        """Return the name of an id or moment; another number as it is."""
        if key in MOMENTS:
            return "moment"
        if value == self.browser.business:
            return "{b}"
        return self.name(value) if value > FIRST_ID else value

    def text(self, value: str) -> str:
        """Return an address with names for ids, and without the place of the next page, which is signed."""
        value = re.sub(r"after=[^&>]+", "after=place", value).replace(f"/{self.browser.business}", "/{b}")
        return re.sub(r"\b\d{10,16}\b", lambda match: self.name(int(match[0])), value)

    def name(self, identity: int) -> str:
        """Return the name of an id."""
        if identity not in self.ids:
            self.ids.append(identity)
        return f"id-{self.ids.index(identity) + 1}"


def spoken(browser: Browser, step: dict[str, Any], names: Names) -> dict[str, Any]:
    """Take a step and return it with what was answered."""
    answer = browser.send(step["method"], names.sent(step["path"]), names.sent(step["body"]))
    headers = {name: names.text(answer[name]) for name in HEADERS if name in answer}
    content = json.loads(answer.content) if answer.content else None
    return {
        **{name: step[name] for name in ("method", "path", "body")},
        "status": answer.status_code,
        "headers": headers,
        "answer": names.told(content),
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_answers_are_as_written(browser: Browser, path: Path) -> None:
    steps = json.loads(path.read_text(encoding="utf-8"))
    names = Names(browser)
    found = [spoken(browser, step, names) for step in steps]
    if os.environ.get("DAYBOOK_TEST_GOLDEN") == "write":
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(path.read_text(encoding="utf-8"))


def test_there_are_files() -> None:
    assert FILES
