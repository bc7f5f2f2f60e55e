"""The table of this dialect: addresses, endpoints, and which operation of the contract is where.

Confidence is the contract's: SEEN (a real client or vendor page shows it), DERIVED, GUESSED; DESIGN marks what
Daybook adds (DESIGN, section 7).
"""

from __future__ import annotations

from typing import Final

from api.common.routes import Operation, Route
from api.dialects.kashoo.urls import paths
from api.dialects.kashoo.views.accounts import (
    AccountBalances,
    AccountCollection,
    AccountItem,
    AccountJournal,
    AccountMerge,
    AccountsUsed,
    accounts_of,
)
from api.dialects.kashoo.views.attachments import (
    AttachmentCollection,
    AttachmentContent,
    AttachmentItem,
    ContactAttachment,
    ContactAttachments,
    RecordAttachment,
    RecordAttachments,
)
from api.dialects.kashoo.views.banking import (
    ReconciliationCollection,
    ReconciliationItem,
    StatementRowCollection,
    StatementRowItem,
)
from api.dialects.kashoo.views.batches import RecordBatch, RecordSet
from api.dialects.kashoo.views.businesses import BusinessCollection, BusinessItem
from api.dialects.kashoo.views.changesets import ChangesetCollection, ChangesetItem, RecordChangesets
from api.dialects.kashoo.views.checks import CheckCollection, CheckItem
from api.dialects.kashoo.views.collaboration import (
    ContactComments,
    ContactContext,
    ContactTag,
    ContactTags,
    RecordComments,
    RecordContext,
    RecordTag,
    RecordTags,
)
from api.dialects.kashoo.views.contacts import (
    ContactCollection,
    ContactItem,
    ContactMerge,
    CustomerCollection,
    Subcontacts,
    VendorCollection,
)
from api.dialects.kashoo.views.drafts import DraftApproval, DraftCollection, DraftItem
from api.dialects.kashoo.views.groups import GroupCollection, GroupItem
from api.dialects.kashoo.views.imports import RecordImport
from api.dialects.kashoo.views.items import CategoryCollection, CategoryItem, InventoryEntries, ItemCollection, ItemItem
from api.dialects.kashoo.views.openings import OpeningBalances
from api.dialects.kashoo.views.orders import OrderCollection, OrderConversion, OrderItem
from api.dialects.kashoo.views.periods import LockDate, YearEnd, YearEnds
from api.dialects.kashoo.views.portable import BusinessExport, BusinessRestoration
from api.dialects.kashoo.views.projects import ProjectCollection, ProjectItem
from api.dialects.kashoo.views.rates import CurrencyCollection, CurrencyItem, RateCollection
from api.dialects.kashoo.views.records import (
    AccountTransactions,
    AdjustmentCollection,
    BillCollection,
    BillPaymentCollection,
    ContactRecords,
    InvoiceCollection,
    InvoicePaymentCollection,
    RecordCollection,
    RecordItem,
    RecordRestoration,
    RecordSequence,
    RecordVoiding,
    TransferCollection,
)
from api.dialects.kashoo.views.recurring import (
    RecurringCollection,
    RecurringItem,
    RecurringRun,
    RecurringSkip,
)
from api.dialects.kashoo.views.reliefs import RecordDiscount, RecordWriteOff
from api.dialects.kashoo.views.reports import (
    AgedPayables,
    AgedReceivables,
    BalanceSheet,
    CashFlow,
    ContactActivity,
    ContactStatement,
    Entries,
    GeneralLedger,
    InsightReport,
    InventoryOnHand,
    ProductTrade,
    ProfitAndLoss,
    SalesTax,
    TrialBalance,
)
from api.dialects.kashoo.views.revaluation import Revaluations
from api.dialects.kashoo.views.shoebox import (
    Receipts,
    RecordUnprocessing,
    ShoeboxCollection,
    ShoeboxItem,
    ShoeboxProcessing,
)
from api.dialects.kashoo.views.sync import SyncChanges, SyncContacts, SyncCustomers, SyncSessions, SyncVendors
from api.dialects.kashoo.views.taxes import TaxCodeCollection, TaxCodeItem, TaxCollection, TaxItem
from api.dialects.kashoo.views.templates import RecordTemplateCollection, RecordTemplateItem
from api.dialects.kashoo.views.tokens import AuthTokens
from api.dialects.kashoo.views.users import Me, MyBusinesses, MyRoles


def _seen(number: int | None) -> Operation:
    return Operation(number, "SEEN")


def _derived(number: int | None = None) -> Operation:
    return Operation(number, "DERIVED")


def _guessed(number: int | None = None) -> Operation:
    return Operation(number, "GUESSED")


_DESIGN: Final = Operation(None, "DESIGN")
_CONTACTS = {"get": _derived(), "post": _derived()}
_GUESSED_ITEM = {"get": _guessed(), "put": _guessed(), "delete": _guessed()}

ROUTES: Final = (
    Route(
        path=paths.RECORD,
        view=RecordItem,
        operations={"get": _derived(83), "put": _derived(84), "delete": _derived(85)},
    ),
    Route(path=paths.BALANCES, view=AccountBalances, operations={"get": _derived(51)}),
    Route(path=paths.RECORDS, view=RecordCollection, operations={"get": _seen(77), "post": _derived(78)}),
    Route(path=paths.INVOICES, view=InvoiceCollection, operations={"get": _seen(88), "post": _seen(89)}),
    Route(
        path=paths.OPENING_BALANCES,
        view=OpeningBalances,
        operations={"get": _derived(48), "put": _DESIGN},
    ),
    Route(path=paths.JOURNAL, view=AccountJournal, operations={"get": _derived(49)}),
    Route(path=paths.TRIAL_BALANCE, view=TrialBalance, operations={"get": _DESIGN}),
    Route(path=paths.BILLS, view=BillCollection, operations={"get": _seen(93), "post": _seen(94)}),
    Route(
        path=paths.INVOICE_PAYMENTS,
        view=InvoicePaymentCollection,
        operations={"get": _seen(86), "post": _seen(87)},
    ),
    Route(path=paths.BILL_PAYMENTS, view=BillPaymentCollection, operations={"get": _seen(91), "post": _seen(92)}),
    Route(path=paths.TRANSFERS, view=TransferCollection, operations={"get": _seen(None), "post": _derived()}),
    Route(
        path=paths.ADJUSTMENTS,
        view=AdjustmentCollection,
        operations={"get": _derived(), "post": _derived()},
        aliases=(paths.ADJUSTMENTS_ALIAS,),
    ),
    Route(path=paths.RECORD_BATCH, view=RecordBatch, operations={"post": _guessed(79)}),
    Route(path=paths.RECORD_IMPORT, view=RecordImport, operations={"post": _guessed(80)}),
    Route(path=paths.RECORD_SET, view=RecordSet, operations={"put": _derived(81)}),
    Route(path=paths.RECORD_SEQUENCE, view=RecordSequence, operations={"get": _guessed(76)}),
    Route(path=paths.RECORD_RESTORE, view=RecordRestoration, operations={"post": _DESIGN}),
    Route(path=paths.RECORD_VOID, view=RecordVoiding, operations={"post": _DESIGN}),
    Route(path=paths.RECORD_WRITE_OFF, view=RecordWriteOff, operations={"post": _DESIGN}),
    Route(path=paths.RECORD_DISCOUNT, view=RecordDiscount, operations={"post": _DESIGN}),
    Route(path=paths.ORDERS, view=OrderCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.ORDER, view=OrderItem, operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.ORDER_CONVERT, view=OrderConversion, operations={"post": _DESIGN}),
    Route(path=paths.SHOEBOX, view=ShoeboxCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.SHOEBOX_ITEM, view=ShoeboxItem, operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.SHOEBOX_PROCESS, view=ShoeboxProcessing, operations={"post": _DESIGN}),
    Route(path=paths.RECEIPTS, view=Receipts, operations={"post": _derived(42)}),
    Route(path=paths.RECORD_UNPROCESS, view=RecordUnprocessing, operations={"post": _guessed(82)}),
    Route(path=paths.RECURRINGS, view=RecurringCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.RECURRING_RUN, view=RecurringRun, operations={"post": _DESIGN}),
    Route(path=paths.RECURRING, view=RecurringItem, operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.RECURRING_SKIP, view=RecurringSkip, operations={"post": _DESIGN}),
    Route(path=paths.DRAFTS, view=DraftCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.DRAFT, view=DraftItem, operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.DRAFT_APPROVE, view=DraftApproval, operations={"post": _DESIGN}),
    Route(path=paths.RECORD_CHANGESETS, view=RecordChangesets, operations={"get": _DESIGN}),
    Route(path=paths.CHANGESETS, view=ChangesetCollection, operations={"get": _DESIGN}),
    Route(path=paths.CHANGESET, view=ChangesetItem, operations={"get": _DESIGN}),
    Route(
        path=paths.TRANSACTIONS,
        view=AccountTransactions,
        operations={"get": _guessed(50)},
        aliases=(paths.TRANSACTIONS_ALIAS,),
    ),
    Route(
        path=paths.ACCOUNT,
        view=AccountItem,
        operations={"get": _derived(52), "put": _derived(53), "delete": _derived(54)},
    ),
    Route(path=paths.ACCOUNT_MERGE, view=AccountMerge, operations={"post": _DESIGN}),
    Route(path=paths.ACCOUNTS, view=AccountCollection, operations={"get": _seen(56), "post": _seen(20)}),
    Route(path=paths.ACCOUNTS_USED, view=AccountsUsed, operations={"get": _guessed(65)}),
    *(
        Route(path=f"{paths.ACCOUNTS}/{segment}", view=accounts_of(kind), operations={"get": _guessed(number)})
        for number, (segment, kind) in paths.ACCOUNTS_BY_TYPE.items()
    ),
    Route(path=paths.CHECKS, view=CheckCollection, operations={"get": _DESIGN}),
    Route(path=paths.CHECK, view=CheckItem, operations={"get": _DESIGN, "put": _DESIGN}),
    Route(path=paths.STATEMENT_ROWS, view=StatementRowCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(
        path=paths.STATEMENT_ROW,
        view=StatementRowItem,
        operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN},
    ),
    Route(path=paths.RECONCILIATIONS, view=ReconciliationCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(
        path=paths.RECONCILIATION,
        view=ReconciliationItem,
        operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN},
    ),
    Route(path=paths.CONTACT_ACTIVITY, view=ContactActivity, operations={"get": _guessed(35)}),
    Route(path=paths.CONTACT_STATEMENT, view=ContactStatement, operations={"get": _derived(36)}),
    Route(path=paths.SUBCONTACTS, view=Subcontacts, operations={"get": _derived(37)}),
    Route(path=paths.GROUPS, view=GroupCollection, operations={"get": _derived(18), "post": _derived(19)}),
    Route(path=paths.GROUP, view=GroupItem, operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.PROJECTS, view=ProjectCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.RECORD_TEMPLATES, view=RecordTemplateCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(
        path=paths.RECORD_TEMPLATE,
        view=RecordTemplateItem,
        operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN},
    ),
    Route(path=paths.PROJECT, view=ProjectItem, operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.ITEMS, view=ItemCollection, operations={"get": _derived(43), "post": _derived(44)}),
    Route(
        path=paths.ITEM, view=ItemItem, operations={"get": _derived(45), "put": _derived(46), "delete": _derived(47)}
    ),
    Route(path=paths.INVENTORY_ENTRIES, view=InventoryEntries, operations={"get": _DESIGN}),
    Route(path=paths.ITEM_CATEGORIES, view=CategoryCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.ITEM_CATEGORY, view=CategoryItem, operations={"get": _DESIGN, "put": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.CONTACT_RECORDS, view=ContactRecords, operations={"get": _derived(38)}),
    Route(
        path=paths.CONTACT,
        view=ContactItem,
        operations={"get": _derived(39), "put": _derived(40), "delete": _derived(41)},
    ),
    Route(path=paths.CONTACT_MERGE, view=ContactMerge, operations={"post": _DESIGN}),
    Route(path=paths.CONTACTS, view=ContactCollection, operations=_CONTACTS),
    Route(path=paths.CUSTOMERS, view=CustomerCollection, operations=_CONTACTS, aliases=(paths.CUSTOMERS_ALIAS,)),
    Route(path=paths.VENDORS, view=VendorCollection, operations=_CONTACTS, aliases=(paths.VENDORS_ALIAS,)),
    Route(
        path=paths.TAXES,
        view=TaxCollection,
        operations={"get": _derived(21), "post": _guessed(22), "put": _guessed(22)},
    ),
    Route(path=paths.TAX, view=TaxItem, operations=_GUESSED_ITEM),
    Route(path=paths.TAX_CODES, view=TaxCodeCollection, operations={"get": _guessed(), "post": _guessed()}),
    Route(path=paths.TAX_CODE, view=TaxCodeItem, operations=_GUESSED_ITEM, aliases=(paths.TAX_CODE_ALIAS,)),
    Route(path=paths.EXCHANGE_RATES, view=RateCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.CURRENCIES, view=CurrencyCollection, operations={"get": _DESIGN}),
    Route(path=paths.CURRENCY, view=CurrencyItem, operations={"get": _DESIGN}),
    Route(path=paths.REVALUATION, view=Revaluations, operations={"post": _DESIGN}),
    Route(path=paths.LOCK_DATE, view=LockDate, operations={"get": _DESIGN, "put": _DESIGN}),
    Route(path=paths.YEAR_ENDS, view=YearEnds, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.YEAR_END, view=YearEnd, operations={"delete": _DESIGN}),
    Route(path=paths.ENTRIES, view=Entries, operations={"get": _DESIGN}),
    Route(path=paths.PROFIT_AND_LOSS, view=ProfitAndLoss, operations={"get": _DESIGN}),
    Route(path=paths.BALANCE_SHEET, view=BalanceSheet, operations={"get": _DESIGN}),
    Route(path=paths.CASH_FLOW, view=CashFlow, operations={"get": _DESIGN}),
    Route(path=paths.AGED_RECEIVABLES, view=AgedReceivables, operations={"get": _DESIGN}),
    Route(path=paths.AGED_PAYABLES, view=AgedPayables, operations={"get": _DESIGN}),
    Route(path=paths.GENERAL_LEDGER, view=GeneralLedger, operations={"get": _DESIGN}),
    Route(path=paths.SALES_TAX, view=SalesTax, operations={"get": _DESIGN}),
    Route(path=paths.INVENTORY_ON_HAND, view=InventoryOnHand, operations={"get": _DESIGN}),
    Route(path=paths.PRODUCT_TRADE, view=ProductTrade, operations={"get": _DESIGN}),
    Route(path=paths.INSIGHTS, view=InsightReport, operations={"get": _DESIGN}),
    Route(path=paths.MY_BUSINESSES, view=MyBusinesses, operations={"get": _seen(16)}),
    Route(path=paths.MY_ROLES, view=MyRoles, operations={"get": _derived(17)}),
    Route(path=paths.ME, view=Me, operations={"get": _seen(12)}),
    Route(
        path=paths.BUSINESS,
        view=BusinessItem,
        operations={"get": _derived(), "put": _guessed(), "delete": _guessed()},
    ),
    Route(path=paths.BUSINESSES, view=BusinessCollection, operations={"post": _guessed()}),
    Route(path=paths.EXPORT, view=BusinessExport, operations={"get": _DESIGN}),
    Route(path=paths.RESTORE, view=BusinessRestoration, operations={"post": _DESIGN}),
    Route(
        path=paths.AUTH_TOKENS,
        view=AuthTokens,
        operations={"post": _seen(1), "get": _derived(2)},
        aliases=(paths.AUTH_TOKENS_AT_ROOT,),
    ),
    Route(path=paths.ATTACHMENTS, view=AttachmentCollection, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.ATTACHMENT, view=AttachmentItem, operations={"get": _DESIGN, "delete": _DESIGN}),
    Route(path=paths.ATTACHMENT_CONTENT, view=AttachmentContent, operations={"get": _DESIGN}),
    Route(path=paths.RECORD_ATTACHMENTS, view=RecordAttachments, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.RECORD_ATTACHMENT, view=RecordAttachment, operations={"delete": _DESIGN}),
    Route(path=paths.CONTACT_ATTACHMENTS, view=ContactAttachments, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.CONTACT_ATTACHMENT, view=ContactAttachment, operations={"delete": _DESIGN}),
    Route(path=paths.RECORD_COMMENTS, view=RecordComments, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.RECORD_TAGS, view=RecordTags, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.RECORD_TAG, view=RecordTag, operations={"delete": _DESIGN}),
    Route(path=paths.RECORD_CONTEXT, view=RecordContext, operations={"get": _DESIGN}),
    Route(path=paths.CONTACT_COMMENTS, view=ContactComments, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.CONTACT_TAGS, view=ContactTags, operations={"get": _DESIGN, "post": _DESIGN}),
    Route(path=paths.CONTACT_TAG, view=ContactTag, operations={"delete": _DESIGN}),
    Route(path=paths.CONTACT_CONTEXT, view=ContactContext, operations={"get": _DESIGN}),
    Route(path=paths.SYNC, view=SyncSessions, operations={"post": _seen(None)}),
    Route(path=paths.SYNC_CHANGES, view=SyncChanges, operations={"get": _DESIGN}),
    Route(path=paths.SYNC_CONTACTS, view=SyncContacts, operations={"get": _seen(None)}),
    Route(path=paths.SYNC_CUSTOMERS, view=SyncCustomers, operations={"get": _seen(None)}),
    Route(path=paths.SYNC_VENDORS, view=SyncVendors, operations={"get": _seen(None)}),
)
"""Every address."""
