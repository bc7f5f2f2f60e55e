"""What tests of the shoebox do: stage, process, return, and let the bank tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.drafts import ProcessDraft, StagedDraft
from ledger.files import FileDraft
from ledger.models import BankStatementRow
from ledger.reconciliation_views import RowDraft
from ledger.selectors.shoebox import StagedView, staged_get, staged_proposal
from ledger.selectors.verify import faults_find
from ledger.services.processing import records_unprocess, staged_process
from ledger.services.shoebox import staged_create
from ledger.services.statement_rows import statement_row_create
from tests.support.builders import BANK, OFFICE, World, day

if TYPE_CHECKING:
    from bookkeeping.records import RecordType
    from ledger.views import RecordView

SCAN = FileDraft(name="scan.png", content=b"PNG", content_type="image/png")


def said(world: World, **details: Any) -> StagedDraft:
    """Return the draft of a receipt of 12.50 for the office, paid from the bank."""
    values = {"name": "Mill", "date": day(3, 2), "amount": 1250, "account": world.chart[BANK]}
    return StagedDraft(**{**values, "category": world.chart[OFFICE], **details})


def stage(world: World, **details: Any) -> StagedView:
    return staged_create(world.actor, draft=said(world, **details))


def get(world: World, item: StagedView) -> StagedView:
    return staged_get(world.actor, item=item.id)


def process(world: World, item: StagedView, kind: RecordType | None = None, **details: Any) -> RecordView:
    """Make what is proposed of an item, and look for faults."""
    record = staged_proposal(world.actor, item=get(world, item), kind=kind)
    return world.sound(staged_process(world.actor, item=item.id, draft=ProcessDraft(record=record, **details)))


def join(world: World, item: StagedView, record: int) -> RecordView:
    return world.sound(staged_process(world.actor, item=item.id, draft=ProcessDraft(record=record)))


def unprocess(world: World, *records: RecordView) -> list[RecordView]:
    made = records_unprocess(world.actor, records=[record.id for record in records])
    assert faults_find(world.actor) == []
    return made


def told(world: World, amount: int = 1250, account: str = BANK) -> int:
    """Let the bank tell of a transaction."""
    draft = RowDraft(date=day(3, 2), amount=amount, note="Mill", memo="card 7")
    return statement_row_create(world.actor, account=world.chart[account], draft=draft).id


def stored_row(row: int) -> BankStatementRow:
    return BankStatementRow.objects.get(id=row)
