"""Files (seed 002, element attachment)."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from api.common.wire import Id, Text40, Text200, Wire, milliseconds
from api.dialects.kashoo.wire.base import Link, href, link
from api.dialects.kashoo.wire.queries import KeysetQuery
from bookkeeping.errors import InvalidError
from ledger.files import FileDraft

if TYPE_CHECKING:
    from api.common.calls import Upload
    from ledger.selectors.attachments import AttachmentView

Base64 = Annotated[str, Meta(min_length=1, extra_json_schema={"contentEncoding": "base64"})]
Uuid = Annotated[str, Meta(max_length=36)]
_SPACE = re.compile(r"\s+")


class FileTold(Wire, kw_only=True):
    """What a client may say about a file that it sends."""

    name: Text200 | None = None
    content_type: Text200 | None = None
    character_encoding: Text40 | None = None
    public_access: bool | None = None
    complete: bool | None = None

    def to_draft(self, upload: Upload) -> FileDraft:
        """Return the file of a form, of which its other fields say more.

        Raises:
            InvalidError: it shall be public, or more of it shall follow.
        """
        return self.drafted(upload.content, name=upload.name, kind=upload.content_type, charset=upload.charset)

    def drafted(self, content: bytes, *, name: str = "", kind: str = "", charset: str = "") -> FileDraft:
        """Return the draft; name, kind and charset are what the form says, where the client says nothing else."""
        if self.public_access:
            message = "Files are private here: nobody reads them without a token."
            raise InvalidError(message, field="publicAccess")
        if self.complete is False:
            message = "Send the whole file at once."
            raise InvalidError(message, field="complete")
        return FileDraft(
            name=self.name or name,
            content=content,
            content_type=self.content_type or kind,
            character_encoding=self.character_encoding or charset,
        )


class AttachmentIn(FileTold, kw_only=True):
    """A file as a client sends it in JSON or XML: its content in base64."""

    name: Text200
    initial_data: Base64

    def to_file(self) -> FileDraft:
        """Return the draft that the client means; raise ``InvalidError`` as ``FileTold``, and for broken base64."""
        try:
            content = b64decode(_SPACE.sub("", self.initial_data), validate=True)
        except (binascii.Error, ValueError) as error:
            message = "The content is not base64."
            raise InvalidError(message, field="initialData") from error
        return self.drafted(content)


class NamedFileIn(Wire):
    """A file that is there already, by its id or its uuid."""

    id: Id | None = None
    uuid: Uuid | None = None


class Contained(Wire):
    """The part of a body that tells whether it brings a file."""

    initial_data: str | None = None


class AttachmentForm(FileTold, kw_only=True):
    """A form: one file, under any name, and what it does not say of itself."""


class AttachmentQuery(KeysetQuery):
    """Which files; ``search`` looks into their names."""

    search: Text200 = ""
    include_removed: bool = False


class AttachmentOut(Wire):
    """A file. Its content is at the link ``content``; ``sha256`` is its digest in hexadecimal."""

    id: int
    uuid: str
    business: int
    name: str
    content_type: str
    content_length: int
    character_encoding: str | None
    sha256: str
    timestamp: int | None
    uploader_name: str | None
    removed: bool
    links: list[Link]
    link: list[Link]
    public_access: bool = False
    complete: bool = True
    initial_data: None = None

    @classmethod
    def of(cls, file: AttachmentView) -> AttachmentOut:
        """Return a file as clients read it."""
        links = [link("self", "attachments", file.id), link("business", "businesses", file.business)]
        if not file.removed:
            links.append(Link(href=f"{href('attachments', file.id)}/content", rel="content", type=file.content_type))
        return cls(
            id=file.id,
            uuid=file.uuid,
            business=file.business,
            name=file.name,
            content_type=file.content_type,
            content_length=file.size,
            character_encoding=file.character_encoding,
            sha256=file.digest,
            timestamp=milliseconds(file.created_at),
            uploader_name=file.uploader_name,
            removed=file.removed,
            links=links,
            link=links,
        )
