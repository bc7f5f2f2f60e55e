"""Files, and what they belong to (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.content import MULTIPART
from api.common.described import Described, ListOf
from api.common.downloads import Download
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import next_page
from api.dialects.kashoo.wire.attachments import (
    AttachmentForm,
    AttachmentIn,
    AttachmentOut,
    AttachmentQuery,
    Contained,
    NamedFileIn,
)
from api.dialects.kashoo.wire.base import href
from bookkeeping.errors import InvalidError
from businesses.errors import NotFoundError
from businesses.selectors.actors import actor_get
from ledger.selectors.attachments import (
    attachment_actor,
    attachment_content,
    attachment_find,
    attachment_get,
    attachment_list,
    contact_attachments,
    record_attachments,
)
from ledger.selectors.contacts import contact_actor, contact_get
from ledger.selectors.records import record_actor, record_get
from ledger.services.attaching import contact_attach, contact_detach, record_attach, record_detach
from ledger.services.attachments import attachment_remove, attachment_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor
    from ledger.files import FileDraft
    from ledger.selectors.attachments import AttachmentView


class AttachmentCollection(KashooEndpoint):
    """The files of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=AttachmentQuery, answers={200: ListOf(AttachmentOut)}, privilege="READ_FILES"),
        "post": Described(
            body=AttachmentIn,
            upload=AttachmentForm,
            answers={201: AttachmentOut},
            privilege="STORE_FILES and READ_FILES",
            element="attachment",
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List files, newest first."""
        actor = actor_get(call.caller, business=business)
        query = call.query(AttachmentQuery)
        page = query.page()
        found = attachment_list(actor, search=query.search, include_removed=query.include_removed, page=page)
        shown = [AttachmentOut.of(file) for file in found]
        return Answer(shown, headers=next_page(call, found, page), element="attachment")

    def post(self, call: Call, business: int) -> Answer:
        """Keep a file: a form with one file, or its content in base64."""
        actor = actor_get(call.caller, business=business)
        return _made(attachment_store(actor, draft=_sent(call)))


class AttachmentItem(KashooEndpoint):
    """One file."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: AttachmentOut}, privilege="READ_FILES"),
        "delete": Described(answers={204: None}, privilege="STORE_FILES and READ_FILES"),
    }

    def get(self, call: Call, attachment: int) -> Answer:
        """Tell what a file is; its content is at another address."""
        actor = attachment_actor(call.caller, attachment=attachment)
        file = attachment_get(actor, attachment=attachment)
        return Answer(AttachmentOut.of(file), element="attachment", shown=Shown.of("attachment", file))

    def delete(self, call: Call, attachment: int) -> Answer:
        """Remove a file that no record and no contact has."""
        actor = attachment_actor(call.caller, attachment=attachment)
        version = call.expected(lambda: Shown.of("attachment", attachment_get(actor, attachment=attachment)))
        attachment_remove(actor, attachment=attachment, version=version)
        return NOTHING


class AttachmentContent(KashooEndpoint):
    """The content of a file."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: None}, privilege="READ_FILES", download=True)
    }

    def get(self, call: Call, attachment: int) -> Answer:
        """Send the content of a file, to be saved and not to be shown."""
        actor = attachment_actor(call.caller, attachment=attachment)
        file = attachment_get(actor, attachment=attachment)
        kind = file.content_type
        if file.character_encoding and kind.startswith("text/"):
            kind = f"{kind}; charset={file.character_encoding}"
        parts = attachment_content(actor, attachment=attachment)
        return Answer(download=Download(file.name, kind, file.size, file.digest, parts))


class RecordAttachments(KashooEndpoint):
    """The files of a record."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(AttachmentOut)}, privilege="READ_FILES and VIEW_RECORDS"),
        "post": Described(
            body=(NamedFileIn, AttachmentIn),
            upload=AttachmentForm,
            answers={201: AttachmentOut},
            privilege="ATTACH_FILES_TO_RECORDS, READ_FILES and VIEW_RECORDS, for a new file STORE_FILES",
            element="attachment",
        ),
    }

    def get(self, call: Call, record: int) -> Answer:
        """List the files of a record, in its order."""
        actor = record_actor(call.caller, record=record)
        found = record_attachments(actor, record=record)
        return Answer([AttachmentOut.of(file) for file in found], element="attachment")

    def post(self, call: Call, record: int) -> Answer:
        """Attach a file that is there (``id`` or ``uuid``), or a new one (a form, or ``initialData``), to a record."""
        actor = record_actor(call.caller, record=record)
        call.expected(lambda: Shown.of("record", record_get(actor, record=record)))
        return _made(record_attach(actor, record=record, file=_meant(call, actor)))


class RecordAttachment(KashooEndpoint):
    """A file of a record."""

    described: ClassVar[Mapping[str, Described]] = {
        "delete": Described(
            answers={204: None}, privilege="ATTACH_FILES_TO_RECORDS, READ_FILES and VIEW_RECORDS", tagged=False
        )
    }

    def delete(self, call: Call, record: int, attachment: int) -> Answer:
        """Take a file off a record; the file stays."""
        actor = record_actor(call.caller, record=record)
        call.expected(lambda: Shown.of("record", record_get(actor, record=record)))
        record_detach(actor, record=record, attachment=attachment)
        return NOTHING


class ContactAttachments(KashooEndpoint):
    """The files of a contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(AttachmentOut)}, privilege="READ_FILES and VIEW_CONTACTS"),
        "post": Described(
            body=(NamedFileIn, AttachmentIn),
            upload=AttachmentForm,
            answers={201: AttachmentOut},
            privilege="ATTACH_FILES_TO_CONTACTS and READ_FILES, for a new file STORE_FILES",
            element="attachment",
        ),
    }

    def get(self, call: Call, contact: int) -> Answer:
        """List the files of a contact, in its order."""
        actor = contact_actor(call.caller, contact=contact)
        found = contact_attachments(actor, contact=contact)
        return Answer([AttachmentOut.of(file) for file in found], element="attachment")

    def post(self, call: Call, contact: int) -> Answer:
        """Attach a file that is there (``id`` or ``uuid``), or a new one (a form, or ``initialData``), to a contact."""
        actor = contact_actor(call.caller, contact=contact)
        call.expected(lambda: Shown.of("contact", contact_get(actor, contact=contact)))
        return _made(contact_attach(actor, contact=contact, file=_meant(call, actor)))


class ContactAttachment(KashooEndpoint):
    """A file of a contact."""

    described: ClassVar[Mapping[str, Described]] = {
        "delete": Described(answers={204: None}, privilege="ATTACH_FILES_TO_CONTACTS and READ_FILES", tagged=False)
    }

    def delete(self, call: Call, contact: int, attachment: int) -> Answer:
        """Take a file off a contact; the file stays."""
        actor = contact_actor(call.caller, contact=contact)
        call.expected(lambda: Shown.of("contact", contact_get(actor, contact=contact)))
        contact_detach(actor, contact=contact, attachment=attachment)
        return NOTHING


def _made(file: AttachmentView) -> Answer:
    location = {"Location": href("attachments", file.id)}
    return Answer(AttachmentOut.of(file), 201, location, element="attachment", shown=Shown.of("attachment", file))


def _sent(call: Call) -> FileDraft:
    """Return the file that is sent, in a form or in base64."""
    if call.media_type == MULTIPART:
        return call.form(AttachmentForm).to_draft(call.upload())
    return call.body(AttachmentIn).to_file()


def _meant(call: Call, actor: Actor) -> FileDraft | int:
    """Return the file that is sent, or the id of the one that is named.

    Raises:
        InvalidError: none is, or the one that is named is not there.
    """
    if call.media_type == MULTIPART or call.body(Contained).initial_data is not None:
        return _sent(call)
    named = call.body(NamedFileIn)
    if named.id is not None:
        return named.id
    if not named.uuid:
        message = "Name a file by its id or uuid, or send one: its name and initialData."
        raise InvalidError(message, field="id")
    try:
        return attachment_find(actor, uuid=named.uuid).id
    except NotFoundError as error:
        message = "There is no such file."
        raise InvalidError(message, field="uuid") from error
