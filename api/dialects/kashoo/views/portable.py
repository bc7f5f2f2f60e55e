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
from api.common.downloads import spooled
from api.common.wire import encode
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.businesses import BusinessOut
from api.dialects.kashoo.wire.portable import RestoreForm, RestoreIn
from businesses.selectors.actors import actor_get
from ledger.files import safe_name
from ledger.selectors.exporting import business_export
from ledger.services.restoring import business_restore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call

ZIP: Final = "application/zip"
MAX_UNPACKED: Final = 256 * 2**20
"""Octets that a file may unpack to; the command has no such limit."""


class BusinessExport(KashooEndpoint):
    """A business as a file."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: None}, privilege="REMOVE_BUSINESS", download=True)
    }

    def get(self, call: Call, business: int) -> Answer:
        """Send the whole business as one portable file, with its history and its files.

        `POST /api/businesses/restore` takes it back. What is in it, and what is not, is in docs/export.md.
        """
        actor = actor_get(call.caller, business=business)

        def write(file: IO[bytes]) -> str:
            return hashlib.sha256(encode(business_export(actor, into=file))).hexdigest()

        named = f"{business_get(actor).name} {call.now.date()}.zip"
        return Answer(download=spooled(safe_name(named), ZIP, write))


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
