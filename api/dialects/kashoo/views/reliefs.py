"""Bad debts that are written off, and discounts for early payment (ours: DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.conditions import Shown
from api.common.described import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.records import answer
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.payments import PaymentOut
from api.dialects.kashoo.wire.reliefs import ReliefIn
from ledger.selectors.records import record_actor, record_get
from ledger.services.reliefs import document_discount, document_write_off

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.common.calls import Answer, Call
    from ledger.views import RecordView

_DESCRIBED = {"post": Described(body=ReliefIn, answers={201: PaymentOut}, privilege="ADD_RECORDS and VIEW_RECORDS")}


class RecordWriteOff(KashooEndpoint):
    """What nobody will pay any more."""

    described: ClassVar[Mapping[str, Described]] = _DESCRIBED

    def post(self, call: Call, record: int) -> Answer:
        """Write an invoice or bill off, or a part of it: a payment without money settles it, which can be removed."""
        return _relieved(call, record, document_write_off)


class RecordDiscount(KashooEndpoint):
    """What need not be paid by who pays early."""

    described: ClassVar[Mapping[str, Described]] = _DESCRIBED

    def post(self, call: Call, record: int) -> Answer:
        """Give a discount on an invoice or bill, as its terms say: a payment without money, which can be removed."""
        return _relieved(call, record, document_discount)


def _relieved(call: Call, record: int, service: Callable[..., RecordView]) -> Answer:
    """Let a service settle a document, and answer with the payment."""
    actor = record_actor(call.caller, record=record)
    call.expected(lambda: Shown.of("record", record_get(actor, record=record)))
    payment = service(actor, document=record, draft=call.body(ReliefIn).to_draft())
    return answer(payment, actor, status=201, headers={"Location": href("records", payment.id)})
