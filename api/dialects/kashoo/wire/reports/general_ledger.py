"""The general ledger. A debit and a credit are both positive; balances are on the side where the account stands."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from api.common.tables import Table
from api.common.wire import Id, Wire
from api.dialects.kashoo.wire.queries import ChangesetNumber, KeysetQuery
from api.dialects.kashoo.wire.reports.figures import FigureOut, money
from api.dialects.kashoo.wire.reports.queries import Drafts, no_drafts
from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from ledger.selectors.reports.options import PeriodOptions

if TYPE_CHECKING:
    from api.common.tables import Cell
    from bookkeeping.reporting.general_ledger import LedgerAccount, LedgerRow
    from businesses.actors import Actor
    from ledger.selectors.reports.general_ledger import GeneralLedger


class LedgerQuery(KeysetQuery):
    """The days of a ledger, and of which accounts (none named: of all). ``limit`` counts lines."""

    default_limit: ClassVar[int | None] = 1_000

    start_date: dt.date | None = None
    end_date: dt.date | None = None
    account: list[Id] = []
    changeset: ChangesetNumber | None = None
    drafts: Drafts = False

    def __post_init__(self) -> None:
        """Refuse what no report tells."""
        no_drafts(drafts=self.drafts)

    def options(self) -> PeriodOptions:
        """Return the options."""
        return PeriodOptions(start=self.start_date, end=self.end_date, changeset=self.changeset)


class LedgerLineOut(Wire):
    """A line: debit and credit at home, ``amount`` a credit amount in its own currency, and the balance after it."""

    id: int
    date: dt.date
    record: int
    record_type: RecordType
    number: str | None
    contact_name: str | None
    memo: str | None
    note: str | None
    currency: str
    amount: int
    debit: int
    credit: int
    balance: int

    @classmethod
    def of(cls, row: LedgerRow) -> LedgerLineOut:
        """Return a line as clients read it."""
        line = row.line
        return cls(
            id=line.id,
            date=line.date,
            record=line.record,
            record_type=line.record_type,
            number=line.number,
            contact_name=line.contact,
            memo=line.memo,
            note=line.note,
            currency=line.currency,
            amount=line.amount,
            debit=row.debit,
            credit=row.credit,
            balance=row.balance,
        )


class LedgerAccountOut(Wire):
    """An account: what it held before the period, by how much that changed, what it holds at the end; and lines."""

    account: int
    number: str
    name: str
    type: AccountType
    opening: FigureOut
    change: FigureOut
    closing: FigureOut
    lines: list[LedgerLineOut]

    @classmethod
    def of(cls, told: LedgerAccount, business: int) -> LedgerAccountOut:
        """Return an account as clients read it."""
        account = told.account
        return cls(
            account=account.id,
            number=account.number,
            name=account.name,
            type=account.type,
            opening=FigureOut.of(told.opening, business),
            change=FigureOut.of(told.change, business),
            closing=FigureOut.of(told.closing, business),
            lines=[LedgerLineOut.of(row) for row in told.rows],
        )


class GeneralLedgerOut(Wire):
    """A page of the general ledger. An account that a page cuts comes again on the next, with its other lines."""

    kind: str
    business: int
    currency: str
    start_date: dt.date | None
    end_date: dt.date | None
    changeset: int | None
    rows: list[LedgerAccountOut]

    @classmethod
    def of(cls, ledger: GeneralLedger, actor: Actor) -> GeneralLedgerOut:
        """Return the report as clients read it."""
        return cls(
            kind="general-ledger",
            business=actor.business.id,
            currency=actor.business.currency,
            start_date=ledger.base.start,
            end_date=ledger.base.end,
            changeset=ledger.base.changeset,
            rows=[LedgerAccountOut.of(told, actor.business.id) for told in ledger.accounts],
        )

    def table(self) -> Table:
        """Return the page as a table: a row for what an account held, its lines, and what it holds; major units."""
        amounts = (f"{name} {self.currency}" for name in ("debit", "credit", "balance"))
        headings = ("account", "name", "date", "type", "number", "contact", "memo", "note", *amounts, "href")
        rows: list[tuple[Cell, ...]] = []
        for row in self.rows:
            rows.append(self._held(row, "opening", self.start_date, row.opening))
            for line in row.lines:
                told = (line.date, line.record_type, line.number, line.contact_name, line.memo, line.note)
                amounts_of = money((line.debit, line.credit, line.balance), self.currency)
                rows.append((row.number, row.name, *told, *amounts_of, None))
            rows.append(self._held(row, "closing", self.end_date, row.closing))
        return Table(f"{self.kind}-{self.end_date}", headings, rows)

    def _held(self, row: LedgerAccountOut, word: str, day: dt.date | None, figure: FigureOut) -> tuple[Cell, ...]:
        balance = money((figure.amount,), self.currency)[0]
        return (row.number, row.name, day, word, None, None, None, None, None, None, balance, figure.href)
