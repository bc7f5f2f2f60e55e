"""A server with the demo company, and a Chromium that notes everything that goes wrong in it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

PASSWORD = "demo-password-1"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on an empty database, with the demo company."""
    with serving(tmp_path_factory.mktemp("browser"), None) as running:
        yield running.address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of the system; ``CHROMIUM`` may name another."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert found, f"no Chromium here: install one of {', '.join(NAMES)}, or name it in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures of the pages go: to ``DAYBOOK_TEST_PICTURES`` if it is set, else they go with the run."""
    named = os.environ.get("DAYBOOK_TEST_PICTURES")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@dataclass
class Visitor:
    """Somebody with a browser. ``troubles`` are console messages, failed requests and answers of 400 and more."""

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda told: self._note(told.type in {"error", "warning"}, told.text))
        self.page.on("pageerror", lambda error: self._note(True, str(error)))  # noqa: FBT003
        self.page.on("requestfailed", lambda request: self._note(True, f"failed: {request.url}"))  # noqa: FBT003
        self.page.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status}: {answer.url}"))
        self.page.on("request", lambda asked: self._note(not asked.url.startswith(self.address), f"away: {asked.url}"))

    def _note(self, wrong: bool, what: str) -> None:  # noqa: FBT001
        if wrong and "data:image" not in what:
            self.troubles.append(what)

    def go(self, path: str) -> Page:
        """Open a page and wait until all of it is there."""
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def sign_in(self, name: str = "creator") -> Page:
        """Sign in as a user of the demo company."""
        page = self.go("/admin/")
        page.get_by_label("E-mail address").fill(f"{name}@demo.test")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_load_state("networkidle")
        return page


@pytest.fixture
def visitor(chromium: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    """Return a function that opens a window of a width, in a theme; nothing may go wrong in it."""
    opened: list[Visitor] = []

    def open_window(width: int = 1280, theme: str = "light") -> Visitor:
        height = 844 if width < 600 else 900
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
        )
        opened.append(Visitor(context.new_page(), address))
        return opened[-1]

    yield open_window
    for one in opened:
        one.page.context.close()
    assert [trouble for one in opened for trouble in one.troubles] == []
