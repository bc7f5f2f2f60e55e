"""A business as one file, and back (DESIGN, section 7)."""

from __future__ import annotations

import hashlib
import io
from typing import IO, TYPE_CHECKING, ClassVar, Final

from accounts.selectors.businesses import business_get
from api.common.calls import Answer
from api.common.conditions import Shown
from api.common.content import MULTIPART
from api.common.described import Described
from api.common.downloads import PART, spooled
from api.common.wire import encode
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.businesses import BusinessOut
from api.dialects.kashoo.wire.portable import ExportQuery, RestoreForm, RestoreIn
from businesses.selectors.actors import actor_get
from ledger.files import safe_name
from ledger.selectors.exporting import business_export
from ledger.selectors.plain_text import Program, journal_text
from ledger.services.restoring import business_restore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor

ZIP: Final = "application/zip"
TEXT: Final = "text/plain; charset=utf-8"
ENDINGS: Final = {Program.BEANCOUNT: "beancount", Program.HLEDGER: "journal"}
MAX_UNPACKED: Final = 256 * 2**20
"""Octets that a file may unpack to; the command has no such limit."""


class BusinessExport(KashooEndpoint):
    """A business as a file."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ExportQuery, answers={200: None}, privilege="REMOVE_BUSINESS", download=True)
    }

    def get(self, call: Call, business: int) -> Answer:
        """Send the whole business as one portable file, with its history and its files.

        `POST /api/businesses/restore` takes it back. What is in it, and what is not, is in docs/export.md. With a
        `format` it is the journal instead, as text that beancount or hledger reads.
        """
        actor = actor_get(call.caller, business=business)
        program = call.query(ExportQuery).program
        named = f"{business_get(actor).name} {call.now.date()}"
        if program is not None:
            named, kind = f"{named}.{ENDINGS[program]}", TEXT
            return Answer(download=spooled(safe_name(named), kind, lambda file: _text(actor, program, file)))
        return Answer(download=spooled(safe_name(f"{named}.zip"), ZIP, lambda file: _whole(actor, file)))


def _whole(actor: Actor, file: IO[bytes]) -> str:
    return hashlib.sha256(encode(business_export(actor, into=file))).hexdigest()


def _text(actor: Actor, program: Program, file: IO[bytes]) -> str:
    """Write the journal and return what names it: as long as nothing is posted or named anew, that is the same."""
    journal_text(actor, program=program, into=file)
    digest = hashlib.sha256()
    file.seek(0)
    while part := file.read(PART):
        digest.update(part)
    return digest.hexdigest()


class BusinessRestoration(KashooEndpoint):
    """A business from a file."""

    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(
            body=RestoreIn,
            upload=RestoreForm,
            answers={201: BusinessOut},
            privilege="any user",
            element="businessRestoration",
        )
    }

    def post(self, call: Call) -> Answer:
        """Open a business with the books of a portable file; who restores it becomes its creator, and alone in it.

        The file comes in a form, or in base64. Larger ones than a body may be are restored by `daybook restore`.
        """
        content = _sent(call)
        number = business_restore(call.caller, file=io.BytesIO(content), at_most=MAX_UNPACKED)
        business = business_get(actor_get(call.caller, business=number))
        location = {"Location": href("businesses", number)}
        return Answer(BusinessOut.of(business), 201, location, element="business", shown=Shown.of("business", business))


def _sent(call: Call) -> bytes:
    if call.media_type == MULTIPART:
        call.form(RestoreForm)
        return call.upload().content
    return call.body(RestoreIn).content()
