"""Portable files: a business that is restored from one."""

from __future__ import annotations

from typing import Literal

from api.common.wire import Wire
from api.dialects.kashoo.wire.attachments import AttachmentIn, Base64
from ledger.selectors.plain_text import Program


class ExportQuery(Wire):
    """What a business is written as: the portable file (``daybook``), or the journal for another program."""

    format: Literal["daybook", "beancount", "hledger"] = "daybook"

    @property
    def program(self) -> Program | None:
        """The program that shall read it, None for the portable file."""
        return None if self.format == "daybook" else Program(self.format)


class RestoreIn(Wire):
    """A portable file in base64."""

    initial_data: Base64

    def content(self) -> bytes:
        """Return the file; raise ``InvalidError`` for broken base64."""
        return AttachmentIn(name="file", initial_data=self.initial_data).to_file().content


class RestoreForm(Wire):
    """A form that brings a portable file, under any name; nothing is said of it."""
