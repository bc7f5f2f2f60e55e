"""Importing files of the bank (operation 80)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from api.common.calls import Answer
from api.common.content import MULTIPART
from api.common.described import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.imports import ImportForm, ImportIn, ImportOut
from bookkeeping.errors import InvalidError
from businesses.errors import NotFoundError
from businesses.selectors.actors import actor_get
from ledger.selectors.attachments import attachment_content, attachment_find, attachment_get
from ledger.selectors.imports import import_preview
from ledger.services.imports import records_import

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor
    from ledger.drafts import ImportDraft
    from ledger.selectors.attachments import AttachmentView

_ADDRESS = re.compile(r"/api/attachments/(\d{1,16})(?:/content)?/?")


class RecordImport(KashooEndpoint):
    """Records from outside."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=ImportIn,
            upload=ImportForm,
            answers={200: ImportOut},
            privilege="ADD_RECORDS and BANK_RECONCILIATION, for a file that is kept READ_FILES",
            element="recordImport",
        )
    }

    def post(self, call: Call, business: int) -> Answer:
        """Import records from a file of the bank (OFX, QFX, QBO, CSV): all new transactions or none.

        The file comes in a form, in base64 (`initialData`), or is one that is kept here, named by `uuid` or `url`.
        `preview` shows what would be created and which transactions are duplicates, and stores nothing.
        """
        actor = actor_get(call.caller, business=business)
        preview, draft = _asked(call, actor)
        view = import_preview(actor, draft=draft) if preview else records_import(actor, draft=draft)
        return Answer(ImportOut.of(view, preview=preview), element="recordImport")


def _asked(call: Call, actor: Actor) -> tuple[bool, ImportDraft]:
    """Return whether only a preview is asked for, and the file with what is said of it."""
    if call.media_type == MULTIPART:
        form, upload = call.form(ImportForm), call.upload()
        return bool(form.preview), form.draft(upload.content, upload.name, form.columns_told())
    sent = call.body(ImportIn)
    named = [value for value in (sent.uuid, sent.url, sent.initial_data) if value]
    if len(named) != 1:
        message = "Name one file by its uuid or url, or send one: in a form, or as initialData."
        raise InvalidError(message, field="uuid")
    if sent.initial_data:
        return bool(sent.preview), sent.draft(sent.content(), "", sent.columns)
    file = _kept(call, actor, sent)
    content = b"".join(attachment_content(actor, attachment=file.id))
    return bool(sent.preview), sent.draft(content, file.name, sent.columns)


def _kept(call: Call, actor: Actor, sent: ImportIn) -> AttachmentView:
    """Return the file that is named; raise ``InvalidError`` when the business has none like that."""
    try:
        if sent.uuid:
            return attachment_find(actor, uuid=sent.uuid)
        return attachment_get(actor, attachment=_identity(call, sent.url or ""))
    except NotFoundError as error:
        message = "There is no such file."
        raise InvalidError(message, field="uuid" if sent.uuid else "url") from error


def _identity(call: Call, url: str) -> int:
    """Return the id in the address of a file of this server; nothing is ever fetched from an address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        parts = urlsplit("")
    here = parts.scheme in ("", "http", "https") and parts.netloc in ("", call.http.get_host())
    match = _ADDRESS.fullmatch(parts.path) if here else None
    if match is None:
        message = "This is no address of a file on this server: these begin with /api/attachments/."
        raise InvalidError(message, field="url")
    return int(match[1])
