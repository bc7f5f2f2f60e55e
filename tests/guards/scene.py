"""Two businesses to attack: the victim and a stranger, built through the services and committed.

Every id that an attack needs has a name here; the SQL of an attack has the names in braces.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, connections, transaction

from bookkeeping.books import AccountType
from bookkeeping.orders import OrderType
from bookkeeping.records import Adjustment, AdjustmentLine, Document, Line, RecordType
from bookkeeping.schedules import Schedule, Unit
from businesses.models import Change, Changeset, Membership
from businesses.services.locks import lock_move
from businesses.transactions import writing
from ledger.drafts import GroupDraft, ImportDraft, OrderDraft, RecordDraft, RecurringDraft, StagedDraft
from ledger.files import FileDraft
from ledger.kinds import ContactType, TemplateType
from ledger.models import (
    Allocation,
    AttachedFile,
    AttachmentChunk,
    BankClearing,
    BankMatch,
    JournalEntry,
    JournalLine,
    Occurrence,
    StockMovement,
)
from ledger.reconciliation_views import ReconciliationDraft, RowDraft
from ledger.selectors.collaboration import About
from ledger.selectors.verify import faults_find
from ledger.services.attaching import record_attach
from ledger.services.attachments import attachment_store
from ledger.services.collaboration import comment_create, tags_add
from ledger.services.drafts import draft_create
from ledger.services.groups import group_create
from ledger.services.imports import records_import
from ledger.services.item_categories import CategoryDraft, category_create
from ledger.services.orders import order_create
from ledger.services.projects import ProjectDraft, project_create
from ledger.services.reconciliations import reconciliation_start
from ledger.services.recurring import recurring_create, recurring_skip
from ledger.services.shoebox import staged_create
from ledger.services.statement_rows import statement_row_create
from ledger.services.templates import TemplateDraft, template_create
from taxes.drafts import TaxCodeDraft
from taxes.services.taxes import tax_code_create
from tests.support.builders import BANK, COGS, SALES, SAVINGS, STOCK, World, books, day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

    from ledger.views import RecordView

LOCKED, LOCKED_UP_TO = day(6, 30, 2025), day(12, 31, 2025)
BANK_FILE = b"Date,Amount,Payee,Transaction ID\n2026-03-02,-12.50,Mill,F1\n"
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Scene:
    """The two businesses, the names of what is in them, and their rows as they were before the first attack."""

    victim: World
    stranger: World
    names: dict[str, Any] = field(default_factory=dict)
    before: Rows = field(default_factory=dict)

    def unchanged(self) -> bool:
        """Tell whether every row of both businesses is what it was."""
        return rows_of(self.victim, self.stranger) == self.before

    def faults(self) -> list[str]:
        """Return what the audit finds in both businesses."""
        return [*faults_find(self.victim.actor), *faults_find(self.stranger.actor)]


def columns_of(model: type[Model]) -> tuple[str, list[str]]:
    """Return the table of a model and its columns."""
    options = model._meta  # noqa: SLF001 - what Django documents for this
    return options.db_table, [column.column for column in options.local_concrete_fields if column.column]


def tenant_tables() -> Iterator[tuple[str, str]]:
    """Yield every table that has rows of a business, with the column that names the business."""
    yield "businesses_business", "id"
    for model in apps.get_models():
        table, columns = columns_of(model)
        if "business_id" in columns:
            yield table, "business_id"


def rows_of(*worlds: World) -> Rows:
    """Return all rows of some businesses, by table; on SQLite also the sums of the entries, which know no business."""
    wanted = ", ".join(str(world.actor.business.id) for world in worlds)
    found: Rows = {}
    queries = {table: f"SELECT * FROM {table} WHERE {column} IN ({wanted})" for table, column in tenant_tables()}
    if connection.vendor == "sqlite":
        entries = f"SELECT id FROM ledger_journalentry WHERE business_id IN ({wanted})"
        queries["sums"] = f"SELECT * FROM ledger_entrysum WHERE entry_id IN ({entries})"
        queries["zero"] = "SELECT * FROM ledger_zero"
    with connection.cursor() as cursor:
        for table, query in queries.items():
            cursor.execute(query)
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


@contextmanager
def undone(owner: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the owner's connection be that of the thread for one transaction, which is rolled back."""
    before = connections["default"]
    if owner.vendor == "postgresql":
        connections["default"] = owner
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connections["default"] = before


def scene_build() -> Scene:
    """Build and commit the two businesses."""
    with writing():
        scene = Scene(books(name="Victim"), books(name="Stranger"))
        scene.names |= {"new": 9_000_000_000_000, **_furnish(scene.victim)}
        scene.names |= {f"strange_{name}": value for name, value in _furnish(scene.stranger).items()}
    scene.before = rows_of(scene.victim, scene.stranger)
    assert scene.faults() == []
    return scene


def _template(world: World) -> int:
    """Add a text for invoices."""
    return template_create(world.actor, draft=TemplateDraft(type=TemplateType.INVOICE, label="Thanks")).id


def _furnish(world: World) -> dict[str, Any]:
    """Give a business one of everything, and return the names."""
    business = world.actor.business.id
    contact, vendor = world.contact(), world.contact(ContactType.VENDOR)
    usd = world.account(AccountType.BANK, currency="USD")
    plain = world.account(AccountType.OTHER_CURRENT_ASSET)
    tax = world.tax()
    tax_code = tax_code_create(world.actor, draft=TaxCodeDraft(name="shortcut", expansion="G")).id
    project = project_create(world.actor, draft=ProjectDraft(name="P")).id
    world.rate("USD", "CAD", "1.25", day(1, 1))
    world.move(1, world.chart[BANK], world.chart[SAVINGS], date=LOCKED)
    locked_names = _locked_records(world, contact)
    invoice = world.invoice("100", contact=contact, number="501", tax_code="G")
    second = world.invoice("70", contact=contact, number="502")
    bill = world.bill("50", contact=vendor, number="B-1")
    payment = world.pay((invoice, 5000))
    foreign = world.invoice("80", contact=contact, currency="USD")
    world.pay((foreign, 8000), account=usd, exchange_rate=Decimal("1.3"))
    moved = world.move(700, world.chart[BANK], world.chart[SAVINGS])
    edited = world.edit(world.move(300, world.chart[BANK], world.chart[SAVINGS]), amount=400)
    lock_move(world.actor, lock_date=LOCKED_UP_TO)
    return {
        "business": business,
        "user": world.actor.caller.user,
        "plain": plain,
        **_file_names(world, invoice.id),
        **_group_names(world, contact),
        **_comment_name(world, invoice.id),
        "usd": usd,
        "contact": contact,
        "vendor": vendor,
        **_item_names(world),
        "project": project,
        "template": _template(world),
        "tax": tax,
        "tax_code": tax_code,
        "invoice": invoice.id,
        "second_invoice": second.id,
        "bill": bill.id,
        "payment": payment.id,
        **_unposted(world, invoice.id),
        "moved": moved.id,
        **locked_names,
        **_bank_names(world),
        **_journal_names(moved, edited),
        **_chain_names(business),
        "allocation": Allocation.objects.get(payment_id=payment.id).id,
        "membership": Membership.objects.get(business_id=business).id,
    }


def _item_names(world: World) -> dict[str, Any]:
    """Name a category and the item in it, and a tracked item with a movement of its stock."""
    category = category_create(world.actor, draft=CategoryDraft(name="Goods")).id
    goods = world.item(tracked=True)
    bill = world.bill("5", item=goods, line_account=None)
    movement = StockMovement.objects.get(record_id=bill.id).id
    return {"category": category, "item": world.item(category=category), "goods": goods, "movement": movement}


def _locked_records(world: World, contact: int) -> dict[str, Any]:
    """Post an invoice and an adjustment in the period to be locked, and name them."""
    invoice = world.invoice("30", contact=contact, number="500", tax_code="G", date=LOCKED)
    pairs = ((BANK, 5), (SAVINGS, -5))
    lines = tuple(AdjustmentLine(account=world.chart[number], amount=amount) for number, amount in pairs)
    adjustment = world.create(Adjustment(date=LOCKED, currency="CAD", lines=lines))
    return {"locked_invoice": invoice.id, "locked_adjustment": adjustment.id}


def _unposted(world: World, record: int) -> dict[str, Any]:
    """Add the draft of an invoice that lacks everything, an estimate of the same, what comes again, what is staged."""
    bare = Document(type=RecordType.INVOICE, date=day(3, 1), currency="CAD", lines=(Line(),))
    again = RecurringDraft(record=record, schedule=Schedule(start=day(6, 1), unit=Unit.MONTH))
    recurring = recurring_create(world.actor, draft=again).id
    recurring_skip(world.actor, recurring=recurring)
    told = RowDraft(date=day(5, 5), amount=900, note="Mill")
    row = statement_row_create(world.actor, account=world.chart[BANK], draft=told).id
    return {
        "staged_row": row,
        "staged": staged_create(world.actor, draft=StagedDraft(row=row)).id,
        "recurring": recurring,
        "occurrence": Occurrence.objects.get(recurring_id=recurring).id,
        "draft": draft_create(world.actor, draft=RecordDraft(record=bare)).id,
        "order": order_create(world.actor, draft=OrderDraft(type=OrderType.ESTIMATE, record=bare)).id,
    }


def _group_names(world: World, contact: int) -> dict[str, Any]:
    """Name a group of a contact, and an empty one."""
    groups = (GroupDraft(name="Market", contacts=(contact,)), GroupDraft(name="Fair"))
    group, other = (group_create(world.actor, draft=draft).id for draft in groups)
    return {"group": group, "other_group": other}


def _comment_name(world: World, record: int) -> dict[str, Any]:
    """Name a comment on a record, which also has a tag."""
    about = About(record=record)
    tags_add(world.actor, about=about, names=["old"])
    return {"comment": comment_create(world.actor, about=about, text="Seen.").id}


def _file_names(world: World, record: int) -> dict[str, Any]:
    """Name a file that a record has, its content, and one that nothing has."""
    one, other = (FileDraft(name=name, content=b"PNG") for name in ("scan.png", "other.png"))
    file = record_attach(world.actor, record=record, file=one).id
    spare = attachment_store(world.actor, draft=other)
    names: dict[str, Any] = {"file": file, "spare_file": spare.id, "spare_uuid": spare.uuid}
    names["chunk"] = AttachmentChunk.objects.get(attachment_id=file).id
    names["file_use"] = AttachedFile.objects.get(attachment_id=file).id
    return names


def _bank_names(world: World) -> dict[str, Any]:
    """Import a statement of the bank, and name it, its only transaction, its match, and the accounts of the chart."""
    imported = records_import(world.actor, draft=ImportDraft(account=world.chart[BANK], content=BANK_FILE))
    row = imported.rows[0].row or 0
    numbers = {"bank": BANK, "savings": SAVINGS, "sales": SALES, "stock": STOCK, "cogs": COGS}
    accounts = {name: world.chart[number] for name, number in numbers.items()}
    match = BankMatch.objects.get(row_id=row).id
    names = {**accounts, "statement": imported.statement, "bank_row": row, "bank_match": match}
    return names | _reconciliation_names(world, imported.rows[0].record or 0)


def _reconciliation_names(world: World, record: int) -> dict[str, Any]:
    """Reconcile the bank, which has cleared a record, and begin to do so again; name both, and what has cleared."""
    done = ReconciliationDraft(statement_date=day(3, 31), balance=1250, cleared=(record,), finished=True)
    begun = ReconciliationDraft(statement_date=day(4, 30), balance=0)
    first, second = (
        reconciliation_start(world.actor, account=world.chart[BANK], draft=draft).id for draft in (done, begun)
    )
    clearing = BankClearing.objects.get(reconciliation_id=first).id
    return {"reconciled": first, "reconciling": second, "clearing": clearing, "cleared": record}


def _journal_names(moved: RecordView, edited: RecordView) -> dict[str, Any]:
    """Name a live entry with its two lines, a superseded one, and one of a period to be locked."""
    live = JournalEntry.objects.get(record_id=moved.id)
    old = JournalEntry.objects.get(record_id=edited.id, superseded__isnull=False)
    other = JournalEntry.objects.get(record_id=edited.id, superseded__isnull=True)
    locked = JournalEntry.objects.filter(business_id=live.business_id, date=LOCKED).order_by("id")[0]
    names: dict[str, Any] = {}
    for name, entry in {"": live, "old_": old, "other_": other, "locked_": locked}.items():
        first, second = JournalLine.objects.filter(entry_id=entry.id).order_by("position")
        names |= {f"{name}entry": entry.id, f"{name}line": first.id, f"{name}line_2": second.id}
    return names


def _chain_names(business: int) -> dict[str, Any]:
    """Name the newest changeset, one before it, a change of each, and the next number."""
    newest, before = Changeset.objects.filter(business_id=business).order_by("-number")[:2]
    return {
        "changeset": newest.id,
        "changeset_number": newest.number,
        "early_changeset": before.id,
        "next_number": newest.number + 1,
        "change": Change.objects.filter(changeset_id=newest.id).order_by("position")[0].id,
        "early_change": Change.objects.filter(changeset_id=before.id).order_by("position")[0].id,
    }
