"""Files over the API: kept word for word, private, harmless, and where they belong (DESIGN, section 7)."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from businesses.roles import Role
from ledger.models import Attachment, AttachmentChunk
from ledger.selectors import attachments as selector
from ledger.services import attaching
from ledger.services import attachments as service
from tests.support.statements import asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from tests.api.kashoo.conftest import Browser

FILES = "/api/businesses/{b}/attachments"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5


def form(browser: Browser, path: str, fields: dict[str, Any], **headers: str) -> HttpResponse:
    body = encode_multipart(BOUNDARY, fields)
    return browser.send("POST", path, body, CONTENT_TYPE=MULTIPART_CONTENT, **headers)


def told(name: str = "scan.png", content: bytes = PNG, **more: Any) -> dict[str, Any]:
    return {"name": name, "contentType": "image/png", "initialData": b64encode(content).decode(), **more}


def read(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def content_of(browser: Browser, file: int) -> bytes:
    return read(browser.send("GET", f"/api/attachments/{file}/content"))


def bill(browser: Browser) -> int:
    line = {"account": browser.account("EXPENSE"), "rate": 10}
    return int(
        browser.post("/api/businesses/{b}/records/bills", {"date": "2026-01-10", "lineItems": [line]}, 201)["id"]
    )


def kept(browser: Browser, model: type[Attachment | AttachmentChunk]) -> int:
    """Return how many rows of the browser's business a table has; others may have left some."""
    return model.objects.filter(business_id=browser.business).count()


@pytest.mark.parametrize("size", [1, selector.CHUNK_SIZE, 5 * selector.CHUNK_SIZE + 7])
def test_what_is_kept_comes_back_octet_for_octet(size: int, browser: Browser) -> None:
    content = (PNG * (size // len(PNG) + 1))[:size]
    made = browser.post(FILES, told(content=content), 201)
    assert made["contentLength"] == size
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert content_of(browser, made["id"]) == content
    assert browser.get(f"/api/attachments/{made['id']}") == made


def test_a_form_keeps_a_file_under_the_name_that_it_has(browser: Browser) -> None:
    answer = form(
        browser, FILES, {"upload": SimpleUploadedFile("C:\\scans\\\u202egnp.csv", PNG, "text/csv; charset=latin-1")}
    )
    assert answer.status_code == 201
    made = browser.get(answer["Location"])
    assert (made["name"], made["contentType"], made["characterEncoding"]) == ("gnp.csv", "text/csv", "latin-1")
    assert (made["publicAccess"], made["complete"], made["initialData"]) == (False, True, None)
    fields = {"name": "other.txt", "contentType": "text/plain", "characterEncoding": "UTF-8"}
    made = form(browser, FILES, {**fields, "f": SimpleUploadedFile("x.bin", PNG, "image/png")}).json()  # type: ignore[attr-defined]
    assert {key: made[key] for key in fields} == fields


def test_a_file_that_is_sent_is_saved_and_never_run(browser: Browser) -> None:
    page = told('a"b\u00e9\n.html', b"<script>alert(1)</script>", contentType="text/html", characterEncoding="UTF-8")
    made = browser.post(FILES, page, 201)
    answer = browser.send("GET", f"/api/attachments/{made['id']}/content")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''a_b%C3%A9%20.html"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Type"] == "text/html; charset=UTF-8"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Length"] == "25"
    assert "gzip" not in answer.get("Content-Encoding", "")


def test_a_file_that_one_has_is_not_sent_again_and_head_sends_none(browser: Browser) -> None:
    path = f"/api/attachments/{browser.post(FILES, told(), 201)['id']}/content"
    tag = browser.send("GET", path)["ETag"]
    unchanged = browser.send("GET", path, HTTP_IF_NONE_MATCH=tag)
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
    head: Any = browser.send("HEAD", path)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(PNG)))
    assert b"".join(head.streaming_content) == b""


def test_files_are_private(browser: Browser, stranger: Browser, member: Callable[[Role], Browser]) -> None:
    path = f"/api/attachments/{browser.post(FILES, told(), 201)['id']}/content"
    assert browser.send("GET", path, HTTP_AUTHORIZATION="").status_code == 401
    assert stranger.send("GET", path).status_code == 404
    assert member(Role.NO_ACCESS).send("GET", path).status_code == 404
    assert read(member(Role.VIEW_ONLY).send("GET", path)) == PNG


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (told(publicAccess=True), "publicAccess"),
        (told(complete=False), "complete"),
        (told(initialData="no base64!"), "initialData"),
        (told(initialData="iVBOR"), "initialData"),
        (told(initialData=""), "initialData"),
        (told(initialData=None), "initialData"),
        ({"name": "a.png"}, "initialData"),
        ({"initialData": "AA=="}, "name"),
        (told(name="../.."), "name"),
        (told(name="x" * 201), "name"),
        (told(contentType="image"), "contentType"),
        (told(characterEncoding="a b"), "characterEncoding"),
        (told(initialData="\n \n"), None),
    ],
)
def test_what_is_wrong_with_a_file_is_named(body: dict[str, Any], field: str | None, browser: Browser) -> None:
    answer = browser.post(FILES, body, 400)
    assert [fault["field"] for fault in answer["errors"]] == [field]
    assert browser.get(FILES) == []


def test_a_form_brings_just_one_file(browser: Browser) -> None:
    two = {"a": SimpleUploadedFile("a", PNG, "image/png"), "b": SimpleUploadedFile("b", PNG, "image/png")}
    for fields in ({"name": "a.png"}, two):
        assert form(browser, FILES, fields).json()["errors"][0]["field"] == "file"  # type: ignore[attr-defined]
    broken = browser.send("POST", FILES, b"--x\r\nnonsense", CONTENT_TYPE="multipart/form-data; boundary=y")
    assert broken.status_code == 400
    assert browser.send("POST", FILES, b"a=b", CONTENT_TYPE="application/x-www-form-urlencoded").status_code == 415


def test_a_form_beyond_ten_mebibytes_is_refused(browser: Browser) -> None:
    answer = form(browser, FILES, {"a": SimpleUploadedFile("a", bytes(10 * 2**20), "image/png")})
    assert answer.status_code == 413
    assert not kept(browser, Attachment)


def test_a_business_keeps_so_much_and_no_more(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_OCTETS", 2**30)
    file = browser.post(FILES, told(content=bytes(2**10)), 201)["id"]
    browser.delete(f"/api/attachments/{file}")
    monkeypatch.setattr(service, "MAX_OCTETS", 2**10 + 1)
    browser.post(FILES, told(content=b"ab"), 409)
    browser.post(FILES, told(content=b"a"), 201)
    monkeypatch.setattr(service, "MAX_FILES", 2)
    browser.post(FILES, told(content=b"a"), 409)
    assert kept(browser, AttachmentChunk) == 2


def test_a_file_that_is_only_tried_is_not_kept_and_one_sent_twice_is_kept_once(browser: Browser) -> None:
    browser.post(f"{FILES}?dryRun=true", told(), 201)
    assert not kept(browser, AttachmentChunk)
    sent = [{"f": SimpleUploadedFile("a.png", PNG, "image/png")} for _ in range(2)]
    first, second = (form(browser, FILES, fields, HTTP_IDEMPOTENCY_KEY="one") for fields in sent)
    assert (first.content, second["Idempotent-Replayed"]) == (second.content, "true")
    assert kept(browser, Attachment) == 1


def test_files_are_listed_newest_first_and_found_by_name(browser: Browser) -> None:
    ids = [browser.post(FILES, told(f"{name}.png"), 201)["id"] for name in ("Lease", "invoice 1", "INVOICE 2")]
    assert [file["id"] for file in browser.get(FILES)] == ids[::-1]
    assert [file["id"] for file in browser.get(f"{FILES}?search=Invoice")] == [ids[2], ids[1]]
    first = browser.send("GET", f"{FILES}?limit=2")
    rest = browser.get(first["Link"].partition(">")[0].removeprefix("<"))
    assert [file["id"] for file in rest] == [ids[0]]
    browser.delete(f"/api/attachments/{ids[0]}")
    browser.get(f"/api/attachments/{ids[0]}", 404)
    assert browser.send("GET", f"/api/attachments/{ids[0]}/content").status_code == 404
    assert [file["removed"] for file in browser.get(f"{FILES}?includeRemoved=true")] == [False, False, True]


def test_a_record_has_files_and_gives_them_back(browser: Browser) -> None:
    record = bill(browser)
    files = f"/api/records/{record}/attachments"
    lease = browser.post(FILES, told("lease.pdf"), 201)
    browser.post(files, {"uuid": lease["uuid"].upper()}, 201)
    scan = browser.post(files, told("scan.png"), 201)
    browser.post(files, {"id": lease["id"]}, 201)
    form(browser, files, {"f": SimpleUploadedFile("third.png", PNG, "image/png")})
    assert [file["name"] for file in browser.get(files)] == ["lease.pdf", "scan.png", "third.png"]
    assert browser.send("DELETE", f"/api/attachments/{scan['id']}").status_code == 409
    browser.delete(f"{files}/{scan['id']}")
    browser.delete(f"{files}/{scan['id']}", 404)
    assert [file["name"] for file in browser.get(files)] == ["lease.pdf", "third.png"]
    browser.delete(f"/api/attachments/{scan['id']}")
    for body, field in (({"id": scan["id"]}, "id"), ({"uuid": scan["uuid"]}, "uuid"), ({}, "id")):
        assert browser.post(files, body, 400)["errors"][0]["field"] == field
    browser.delete(f"/api/records/{record}")
    assert len(browser.get(files)) == 2
    browser.post(files, told(), 409)


def test_attaching_is_a_change_of_the_record_and_only_once(browser: Browser) -> None:
    record = bill(browser)
    tag = browser.send("GET", f"/api/records/{record}")["ETag"]
    path = f"/api/records/{record}/attachments"
    made = browser.post(path, told(), 201, HTTP_IF_MATCH=tag)
    browser.post(path, {"id": made["id"]}, 412, HTTP_IF_MATCH=tag)
    after = browser.send("GET", f"/api/records/{record}")["ETag"]
    assert after != tag
    browser.post(path, {"id": made["id"]}, 201)
    assert browser.send("GET", f"/api/records/{record}")["ETag"] == after


def test_receipts_turn_up_after_the_books_are_locked(browser: Browser) -> None:
    record = bill(browser)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE businesses_business SET lock_date = '2026-12-31' WHERE id = %s", [browser.business])
    browser.post(f"/api/records/{record}/attachments", told(), 201)
    browser.put(f"/api/records/{record}", {"memo": "x"}, 409)


def test_a_contact_has_files_too(browser: Browser) -> None:
    contact = browser.post("/api/businesses/{b}/contacts/vendors", {"name": "Mill"}, 201)["id"]
    files = f"/api/contacts/{contact}/attachments"
    made = browser.post(files, told("contract.pdf"), 201)
    assert browser.get(files) == [made]
    browser.delete(f"{files}/{made['id']}")
    assert browser.get(files) == []
    browser.delete(f"/api/contacts/{contact}")
    browser.post(files, told(), 404)


def test_a_record_has_so_many_files_and_no_more(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MAX_FILES_OF_ONE", 1)
    path = f"/api/records/{bill(browser)}/attachments"
    browser.post(path, told(), 201)
    assert browser.post(path, told(), 400)["errors"][0]["field"] == "attachments"
    assert kept(browser, Attachment) == 1


def test_a_strangers_file_is_not_there_to_be_attached(browser: Browser, stranger: Browser) -> None:
    theirs = stranger.post(FILES, told(), 201)
    path = f"/api/records/{bill(browser)}/attachments"
    for body in ({"id": theirs["id"]}, {"uuid": theirs["uuid"]}):
        assert "no such file" in browser.post(path, body, 400)["message"]


def test_a_large_file_is_read_in_parts(browser: Browser) -> None:
    made = browser.post(FILES, told(content=bytes(9 * selector.CHUNK_SIZE)), 201)
    answer: Any = browser.send("GET", f"/api/attachments/{made['id']}/content")
    with asked() as statements:
        parts = [len(part) for part in answer.streaming_content]
    assert parts == [selector.CHUNK_SIZE] * 9
    assert len(statements) == 3


def test_a_record_is_sent_with_its_files(browser: Browser, stranger: Browser) -> None:
    one, two = (browser.post(FILES, told(name), 201)["id"] for name in ("one.png", "two.png"))
    line = {"account": browser.account("EXPENSE"), "rate": 10}
    body = {"type": "BILL", "date": "2026-01-10", "lineItems": [line], "attachments": [{"id": two}, {"id": one}]}
    made = browser.post("/api/businesses/{b}/records/bills", body, 201)
    address = f"/api/records/{made['id']}"
    assert [file["id"] for file in made["attachments"]] == [two, one]
    assert browser.put(address, {"memo": "rent"})["attachments"] == made["attachments"]
    tag = browser.send("GET", address)["ETag"]
    assert browser.send("PUT", address, browser.get(address))["ETag"] == tag, "what is sent as it was read is no change"
    assert browser.put(f"{address}?dryRun=true", {"attachments": []})["attachments"] == []
    taken = browser.put(address, {"attachments": [{"id": one}]}, HTTP_IF_MATCH=tag)
    assert [file["id"] for file in taken["attachments"]] == [one]
    assert browser.send("GET", address)["ETag"] != tag
    browser.put(address, {"attachments": []}, 412, HTTP_IF_MATCH=tag)
    (last, *_) = browser.get(f"{address}/changesets")
    (changed,) = last["changes"]
    assert [[file["attachment"] for file in changed[side]["files"]] for side in ("before", "after")] == [
        [two, one],
        [one],
    ]
    theirs = stranger.post(FILES, told(), 201)["id"]
    for sent, field in (([{"id": one}, {"id": theirs}], "attachments[1]"), ([{"name": "x"}], "attachments[0].id")):
        refused = browser.put(address, {"attachments": sent}, 400)
        assert [fault["field"] for fault in refused["errors"]] == [field]
    both = browser.post("/api/businesses/{b}/records/batch", [body, body])
    assert [[file["id"] for file in each["attachments"]] for each in both] == [[two, one]] * 2
    refused = browser.put("/api/records", [{"id": made["id"], "attachments": [{"id": theirs}]}], 400)
    assert refused["errors"][0]["field"] == "[0].attachments[0]"


def test_a_draft_and_what_is_locked_have_files_too(browser: Browser, member: Callable[[Role], Browser]) -> None:
    one, two = (browser.post(FILES, told(name), 201)["id"] for name in ("one.png", "two.png"))
    line = {"account": browser.account("EXPENSE"), "rate": 10}
    body = {"type": "BILL", "date": "2026-01-10", "lineItems": [line], "attachments": [{"id": two}, {"id": one}]}
    address = f"/api/records/{browser.post('/api/businesses/{b}/records', body)['id']}"
    draft = browser.post("/api/businesses/{b}/drafts", body, 201)
    assert [file["id"] for file in browser.post(f"/api/drafts/{draft['id']}/approve", {})["attachments"]] == [two, one]
    browser.put("/api/businesses/{b}/lockDate", {"lockDate": "2026-01-31"})
    assert browser.put(address, {"attachments": [{"id": two}]})["attachments"][0]["id"] == two
    browser.put(address, {"attachments": [], "memo": "no"}, 409)
    browser.delete(address, 409)
    viewer = member(Role.VIEW_ONLY)
    assert viewer.put(address, {"attachments": []}, 403)


def test_a_removed_record_keeps_its_files(browser: Browser) -> None:
    file, address = browser.post(FILES, told(), 201)["id"], f"/api/records/{bill(browser)}"
    gone = browser.put(address, {"removed": True, "attachments": [{"id": file}]})
    assert (gone["removed"], gone["attachments"][0]["id"]) == (True, file)
    assert browser.put(address, {"attachments": []}, 409)["errors"][0]["field"] == "removed"
    assert browser.put(address, {"removed": False, "attachments": []})["attachments"] == []
