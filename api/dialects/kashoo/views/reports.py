"""Reports, and the journal that their figures are made of (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import Answer
from api.common.described import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import next_page
from api.dialects.kashoo.wire.entries import EntriesOut, EntriesQuery
from api.dialects.kashoo.wire.reports.aged import AgedOut, AgedQuery
from api.dialects.kashoo.wire.reports.contact import (
    ActivityQuery,
    ContactActivityOut,
    ContactStatementOut,
    StatementQuery,
)
from api.dialects.kashoo.wire.reports.general_ledger import GeneralLedgerOut, LedgerQuery
from api.dialects.kashoo.wire.reports.insights import InsightsOut
from api.dialects.kashoo.wire.reports.inventory import OnHandOut, OnHandQuery, TradeOut, TradeQuery
from api.dialects.kashoo.wire.reports.queries import (
    BalanceSheetQuery,
    DayQuery,
    DaysQuery,
    PeriodQuery,
    ProfitAndLossQuery,
    ReportQuery,
)
from api.dialects.kashoo.wire.reports.sales_tax import SalesTaxOut
from api.dialects.kashoo.wire.reports.statements import BalanceSheetOut, CashFlowOut, ProfitAndLossOut
from api.dialects.kashoo.wire.reports.trial_balance import TrialBalanceOut
from businesses.selectors.actors import actor_get
from ledger.selectors.contacts import contact_actor
from ledger.selectors.lines import journal_get
from ledger.selectors.reports.aged import payables_aged, receivables_aged
from ledger.selectors.reports.contact import contact_activity_get, contact_statement_get
from ledger.selectors.reports.general_ledger import general_ledger_get
from ledger.selectors.reports.insights import insights_get
from ledger.selectors.reports.inventory import inventory_on_hand_get, product_trade_get
from ledger.selectors.reports.sales_tax import sales_tax_get
from ledger.selectors.reports.statements import balance_sheet_get, cash_flow_get, profit_and_loss_get
from ledger.selectors.trial_balance import trial_balance_get

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from api.common.calls import Call


def described(query: Any, out: Any) -> dict[str, Described]:
    """Return the description of a report."""
    return {"get": Described(query=query, answers={200: out}, privilege="VIEW_REPORTS", xml=False, csv=True)}


class Entries(KashooEndpoint):
    """The journal of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(
            query=EntriesQuery, answers={200: EntriesOut}, privilege="VIEW_JOURNAL_ENTRIES", xml=False, csv=True
        )
    }

    def get(self, call: Call, business: int) -> Answer:
        """List lines of the journal, newest first: what a figure of a report is made of, and its sum."""
        actor = actor_get(call.caller, business=business)
        query = call.query(EntriesQuery)
        selection, page = query.selection(), query.page()
        lines, total = journal_get(actor, selection=selection, page=page, descending=query.descending)
        shown = EntriesOut.of(lines, total, actor)
        return Answer(shown, headers=next_page(call, lines, page), table=shown.table)


class TrialBalance(KashooEndpoint):
    """What all accounts hold at the end of a day."""

    at_once = True
    described = described(DayQuery, TrialBalanceOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get the trial balance as of a day, in the home currency."""
        actor = actor_get(call.caller, business=business)
        query = call.query(DayQuery)
        as_of = query.as_of or actor.now.date()
        report = trial_balance_get(actor, as_of=as_of, closing=query.closing, changeset=query.changeset)
        shown = TrialBalanceOut.of(report, actor)
        return Answer(shown, table=shown.table)


class ProfitAndLoss(KashooEndpoint):
    """What was earned and spent."""

    described = described(ProfitAndLossQuery, ProfitAndLossOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get the profit and loss of a period, by month, quarter or year, beside an earlier one."""
        actor = actor_get(call.caller, business=business)
        shown = ProfitAndLossOut.of(profit_and_loss_get(actor, options=call.query(ProfitAndLossQuery).options()), actor)
        return Answer(shown, table=shown.table)


class BalanceSheet(KashooEndpoint):
    """What the business has and owes."""

    described = described(BalanceSheetQuery, BalanceSheetOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get the balance sheet as of a day, or of the ends of several intervals, beside an earlier one."""
        actor = actor_get(call.caller, business=business)
        shown = BalanceSheetOut.of(balance_sheet_get(actor, options=call.query(BalanceSheetQuery).options()), actor)
        return Answer(shown, table=shown.table)


class CashFlow(KashooEndpoint):
    """How the money changed."""

    described = described(PeriodQuery, CashFlowOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get the cash flow of a period, by month, quarter or year, beside an earlier one."""
        actor = actor_get(call.caller, business=business)
        shown = CashFlowOut.of(cash_flow_get(actor, options=call.query(PeriodQuery).options()), actor)
        return Answer(shown, table=shown.table)


class AgedReceivables(KashooEndpoint):
    """What customers owe."""

    described = described(AgedQuery, AgedOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get what customers owe at the end of a day, by how long it has been due."""
        actor = actor_get(call.caller, business=business)
        query = call.query(AgedQuery)
        report = receivables_aged(actor, as_of=query.as_of, changeset=query.changeset)
        shown = AgedOut.of("aged-receivables", report, actor)
        return Answer(shown, table=shown.table)


class AgedPayables(KashooEndpoint):
    """What is owed to vendors."""

    described = described(AgedQuery, AgedOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get what is owed to vendors at the end of a day, by how long it has been due."""
        actor = actor_get(call.caller, business=business)
        query = call.query(AgedQuery)
        report = payables_aged(actor, as_of=query.as_of, changeset=query.changeset)
        shown = AgedOut.of("aged-payables", report, actor)
        return Answer(shown, table=shown.table)


class GeneralLedger(KashooEndpoint):
    """Every account with every line."""

    described = described(LedgerQuery, GeneralLedgerOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get the general ledger of a period: what accounts held, what moved them, and what they hold."""
        actor = actor_get(call.caller, business=business)
        query = call.query(LedgerQuery)
        accounts, page = frozenset(query.account), query.page()
        ledger = general_ledger_get(actor, options=query.options(), accounts=accounts, page=page)
        shown = GeneralLedgerOut.of(ledger, actor)
        return Answer(shown, headers=next_page(call, ledger, page), table=shown.table)


class SalesTax(KashooEndpoint):
    """Sales tax collected and paid."""

    described = described(DaysQuery, SalesTaxOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get what was collected and paid of every tax in a period, and what the tax accounts hold."""
        actor = actor_get(call.caller, business=business)
        shown = SalesTaxOut.of(sales_tax_get(actor, options=call.query(DaysQuery).options()), actor)
        return Answer(shown, table=shown.table)


class InventoryOnHand(KashooEndpoint):
    """Stock at the end of a day."""

    described = described(OnHandQuery, OnHandOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get what there is of items at the end of a day, and what the inventory accounts hold."""
        actor = actor_get(call.caller, business=business)
        query = call.query(OnHandQuery)
        report = inventory_on_hand_get(actor, as_of=query.as_of, changeset=query.changeset)
        shown = OnHandOut.of(report, actor)
        return Answer(shown, table=shown.table)


class ProductTrade(KashooEndpoint):
    """Purchases and sales by item."""

    described = described(TradeQuery, TradeOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get what was bought and sold of every item in a period, and what that cost."""
        actor = actor_get(call.caller, business=business)
        shown = TradeOut.of(product_trade_get(actor, options=call.query(TradeQuery).options()), actor)
        return Answer(shown, table=shown.table)


class InsightReport(KashooEndpoint):
    """How the business stands."""

    described = described(ReportQuery, InsightsOut)

    def get(self, call: Call, business: int) -> Answer:
        """Get the few figures that tell how the business stands today."""
        actor = actor_get(call.caller, business=business)
        call.query(ReportQuery)
        shown = InsightsOut.of(insights_get(actor), actor)
        return Answer(shown, table=shown.table)


class ContactStatement(KashooEndpoint):
    """What is open between the business and a contact."""

    described = described(StatementQuery, ContactStatementOut)

    def get(self, call: Call, contact: int) -> Answer:
        """Get contact statement: what is open at the end of a day, document by document."""
        actor = contact_actor(call.caller, contact=contact)
        query = call.query(StatementQuery)
        report = contact_statement_get(actor, contact=contact, as_of=query.day, changeset=query.changeset)
        shown = ContactStatementOut.of(report, actor, query.memo)
        return Answer(shown, table=shown.table)


class ContactActivity(KashooEndpoint):
    """What happened between the business and a contact."""

    described = described(ActivityQuery, ContactActivityOut)

    def get(self, call: Call, contact: int) -> Answer:
        """Get contact activity report: what was charged and paid over some days, and what is owed after each."""
        actor = contact_actor(call.caller, contact=contact)
        query = call.query(ActivityQuery)
        report = contact_activity_get(actor, contact=contact, options=query.options())
        shown = ContactActivityOut.of(report, actor, query.memo)
        return Answer(shown, table=shown.table)
