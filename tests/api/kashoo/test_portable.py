"""Every read of a restored business answers what it answers of the one that was exported (T14, T26)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from api.dialects.kashoo.urls import paths
from api.dialects.kashoo.views import portable
from tests.api.kashoo.costs import READS
from tests.api.kashoo.crowd import crowded
from tests.api.kashoo.golden import whole
from tests.support.portable import renamed

if TYPE_CHECKING:
    import pytest
    from django.http import HttpResponse, StreamingHttpResponse

    from tests.api.kashoo.conftest import Browser
    from tests.api.kashoo.costs import Cost

OTHERS = {paths.EXPORT, paths.AUTH_TOKENS, paths.ME, paths.MY_ROLES, paths.MY_BUSINESSES}
"""What is not about one business, or another file each time."""
CHAINED = re.compile(r'"(?:digest|hash)":"[0-9a-f]{64}"|"point":"[^"]+"')
PLACES = re.compile(r"(?<=after=)[^&>\"]+")


def exported(browser: Browser, business: int) -> bytes:
    """Return a business as a file."""
    answer = cast("StreamingHttpResponse", browser.send("GET", f"/api/businesses/{business}/export"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    file = answer.getvalue()
    assert len(file) == int(answer["Content-Length"])
    return file


def uploaded(browser: Browser, file: bytes, **headers: str) -> HttpResponse:
    """Restore a file that comes in a form."""
    form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("books.zip", file)})
    return browser.send("POST", "/api/businesses/restore", form, CONTENT_TYPE=MULTIPART_CONTENT, **headers)


def read(browser: Browser, cost: Cost, ids: dict[str, Any]) -> str:
    """Return what a read answers about some things."""
    address = re.sub(r"<\w+:(\w+)>", r"{\1}", cost.path)
    nouns = ("account", "contact", "record")
    named = {**ids, **{noun: ids[cost.on] for noun in nouns if cost.on and f"{{{noun}}}" in address}}
    answer: Any = browser.send("GET", f"/{address}?{cost.query}".format(**named))
    assert answer.status_code == 200, (cost.name, answer.content)
    told = whole(answer) if answer.streaming else answer
    return PLACES.sub("", CHAINED.sub("", told.content.decode()))


def test_every_list_report_and_file_is_as_it_was(browser: Browser) -> None:
    ids = crowded(browser, 2)
    file = exported(browser, browser.business)
    answer = uploaded(browser, file)
    assert answer.status_code == 201, answer.content
    new = json.loads(answer.content)["id"]
    before, after = renamed(file)[0], renamed(exported(browser, new))[0]
    place = {name: identity for identity, name in after.items()}
    names = {str(old): str(place[name]) for old, name in before.items()} | {str(browser.business): str(new)}
    known = re.compile("|".join(rf"\b{name}\b" for name in sorted(names, key=len, reverse=True)))
    there = {key: [_new(each, names) for each in value] if isinstance(value, list) else _new(value, names)
             for key, value in ids.items()}  # fmt: skip
    there["session"] = browser.post("/api/sync", {"business": new})["id"]
    for cost in READS:
        if cost.path not in OTHERS:
            told = known.sub(lambda match: names[match[0]], read(browser, cost, ids))
            assert read(browser, cost, there) == told, cost.name


def _new(value: Any, names: dict[str, str]) -> Any:
    return int(names[str(value)]) if str(value) in names else value


def test_a_restored_business_is_tried_before_it_is_stored_and_stored_once(browser: Browser) -> None:
    file = exported(browser, browser.business)
    before = len(browser.get("/api/users/me/businesses"))
    form = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("books.zip", file)})
    tried = browser.send("POST", "/api/businesses/restore?dryRun=true", form, CONTENT_TYPE=MULTIPART_CONTENT)
    assert tried.status_code == 201
    assert len(browser.get("/api/users/me/businesses")) == before
    made = [json.loads(uploaded(browser, file, HTTP_IDEMPOTENCY_KEY="k").content)["id"] for _ in range(2)]
    assert len({*made}) == 1
    assert len(browser.get("/api/users/me/businesses")) == before + 1


def test_a_file_that_unpacks_to_more_than_is_taken_here_is_refused(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = exported(browser, browser.business)
    monkeypatch.setattr(portable, "MAX_UNPACKED", 2**10)
    answer = uploaded(browser, file)
    assert answer.status_code == 400
    assert b"unpacks to more than" in answer.content
