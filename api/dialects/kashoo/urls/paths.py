"""The addresses of this dialect, in one place, because many of them are guesses (contract, section 1).

How sure each is stands in the table beside this module. Addresses have no slash at either end; the resolver accepts
slashes at the end.
"""

from __future__ import annotations

from typing import Final

from bookkeeping.books import AccountType

API: Final = "api"
BUSINESS: Final = f"{API}/businesses/<int:business>"
RECORDS_OF: Final = f"{BUSINESS}/records"

AUTH_TOKENS: Final = f"{API}/authTokens"
AUTH_TOKENS_AT_ROOT: Final = "authTokens"
ME: Final = f"{API}/users/me"
MY_BUSINESSES: Final = f"{API}/users/me/businesses"
MY_ROLES: Final = f"{API}/users/me/roles"

BUSINESSES: Final = f"{API}/businesses"
EXPORT: Final = f"{BUSINESS}/export"
RESTORE: Final = f"{BUSINESSES}/restore"

ACCOUNTS: Final = f"{BUSINESS}/accounts"
ACCOUNT: Final = f"{API}/accounts/<int:account>"
ACCOUNT_MERGE: Final = f"{ACCOUNT}/merge"
JOURNAL: Final = f"{ACCOUNT}/journalEntries"
BALANCES: Final = f"{ACCOUNT}/balances"
OPENING_BALANCES: Final = f"{ACCOUNT}/openingBalances"
TRANSACTIONS: Final = f"{ACCOUNT}/transactions"
TRANSACTIONS_ALIAS: Final = f"{ACCOUNT}/records"
ACCOUNTS_USED: Final = f"{ACCOUNTS}/used"
ACCOUNTS_BY_TYPE: Final = {
    55: ("bank", AccountType.BANK),
    57: ("creditCard", AccountType.CREDIT_CARD),
    58: ("equity", AccountType.EQUITY),
    59: ("expense", AccountType.EXPENSE),
    60: ("fixedAsset", AccountType.FIXED_ASSET),
    61: ("income", AccountType.INCOME),
    62: ("otherAsset", AccountType.OTHER_ASSET),
    63: ("cash", AccountType.CASH),
    64: ("inventory", AccountType.INVENTORY),
    66: ("accountsReceivable", AccountType.ACCOUNTS_RECEIVABLE),
    67: ("accountsPayable", AccountType.ACCOUNTS_PAYABLE),
    68: ("costOfGoodsSold", AccountType.COST_OF_GOODS_SOLD),
    69: ("gainOrLossOnExchange", AccountType.GAIN_OR_LOSS_ON_EXCHANGE),
    70: ("longTermLiability", AccountType.LONG_TERM_LIABILITY),
    71: ("otherCurrentAsset", AccountType.OTHER_CURRENT_ASSET),
    72: ("otherCurrentLiability", AccountType.OTHER_CURRENT_LIABILITY),
    73: ("taxes", AccountType.TAXES),
    74: ("retainedEarnings", AccountType.RETAINED_EARNINGS),
    75: ("prepaidExpense", AccountType.PREPAID_EXPENSE),
}
"""Number of the operation, last segment of its address, and the type of account that it lists."""

CHECKS: Final = f"{BUSINESS}/checks"
CHECK: Final = f"{API}/checks/<int:check>"
STATEMENT_ROWS: Final = f"{ACCOUNT}/statementRows"
STATEMENT_ROW: Final = f"{API}/statementRows/<int:row>"
RECONCILIATIONS: Final = f"{ACCOUNT}/reconciliations"
RECONCILIATION: Final = f"{API}/reconciliations/<int:reconciliation>"

CONTACTS: Final = f"{BUSINESS}/contacts"
CUSTOMERS: Final = f"{CONTACTS}/customers"
CUSTOMERS_ALIAS: Final = f"{BUSINESS}/customers"
VENDORS: Final = f"{CONTACTS}/vendors"
VENDORS_ALIAS: Final = f"{BUSINESS}/vendors"
CONTACT: Final = f"{API}/contacts/<int:contact>"
CONTACT_MERGE: Final = f"{CONTACT}/merge"
CONTACT_RECORDS: Final = f"{CONTACT}/records"
CONTACT_ACTIVITY: Final = f"{CONTACT}/activity"
CONTACT_STATEMENT: Final = f"{CONTACT}/statement"
SUBCONTACTS: Final = f"{CONTACT}/subcontacts"
GROUPS: Final = f"{BUSINESS}/groups"
GROUP: Final = f"{API}/groups/<int:group>"
PROJECTS: Final = f"{BUSINESS}/projects"
PROJECT: Final = f"{API}/projects/<int:project>"
RECORD_TEMPLATES: Final = f"{BUSINESS}/recordTemplates"
RECORD_TEMPLATE: Final = f"{API}/recordTemplates/<int:template>"

ITEMS: Final = f"{BUSINESS}/items"
ITEM: Final = f"{ITEMS}/<int:item>"
INVENTORY_ENTRIES: Final = f"{BUSINESS}/inventoryEntries"
ITEM_CATEGORIES: Final = f"{BUSINESS}/itemCategories"
ITEM_CATEGORY: Final = f"{ITEM_CATEGORIES}/<int:category>"

CURRENCIES: Final = f"{BUSINESS}/currencies"
CURRENCY: Final = f"{CURRENCIES}/<str:currency>"
EXCHANGE_RATES: Final = f"{BUSINESS}/exchangeRates"

TAXES: Final = f"{BUSINESS}/taxes"
TAX: Final = f"{API}/taxes/<int:tax>"
TAX_CODES: Final = f"{BUSINESS}/taxCodes"
TAX_CODE: Final = f"{TAX_CODES}/<int:tax_code>"
TAX_CODE_ALIAS: Final = f"{API}/taxCodes/<int:tax_code>"

RECORDS: Final = RECORDS_OF
INVOICES: Final = f"{RECORDS_OF}/invoices"
BILLS: Final = f"{RECORDS_OF}/bills"
INVOICE_PAYMENTS: Final = f"{RECORDS_OF}/invoicePayments"
BILL_PAYMENTS: Final = f"{RECORDS_OF}/billPayments"
TRANSFERS: Final = f"{RECORDS_OF}/transfers"
ADJUSTMENTS: Final = f"{RECORDS_OF}/adjustments"
ADJUSTMENTS_ALIAS: Final = f"{RECORDS_OF}/manualAdjustmentRecords"
RECORD_SEQUENCE: Final = f"{RECORDS_OF}/sequences/<str:sequence>"
RECORD_BATCH: Final = f"{RECORDS_OF}/batch"
RECORD_IMPORT: Final = f"{RECORDS_OF}/import"
RECORD_SET: Final = f"{API}/records"
RECORD: Final = f"{API}/records/<int:record>"
RECORD_RESTORE: Final = f"{RECORD}/restore"
RECORD_VOID: Final = f"{RECORD}/void"
RECORD_WRITE_OFF: Final = f"{RECORD}/writeOff"
RECORD_DISCOUNT: Final = f"{RECORD}/discount"
RECORD_CHANGESETS: Final = f"{RECORD}/changesets"

CHANGESETS: Final = f"{BUSINESS}/changesets"
CHANGESET: Final = f"{CHANGESETS}/<int:changeset>"

REVALUATION: Final = f"{BUSINESS}/revaluation"
LOCK_DATE: Final = f"{BUSINESS}/lockDate"
SHOEBOX: Final = f"{BUSINESS}/shoebox"
SHOEBOX_ITEM: Final = f"{API}/shoebox/<int:shoebox>"
SHOEBOX_PROCESS: Final = f"{SHOEBOX_ITEM}/process"
RECEIPTS: Final = f"{BUSINESS}/receipts"
RECORD_UNPROCESS: Final = f"{API}/records/unprocess"
DRAFTS: Final = f"{BUSINESS}/drafts"
DRAFT: Final = f"{API}/drafts/<int:draft>"
DRAFT_APPROVE: Final = f"{DRAFT}/approve"
ATTACHMENTS: Final = f"{BUSINESS}/attachments"
ATTACHMENT: Final = f"{API}/attachments/<int:attachment>"
ATTACHMENT_CONTENT: Final = f"{ATTACHMENT}/content"
RECORD_ATTACHMENTS: Final = f"{RECORD}/attachments"
RECORD_ATTACHMENT: Final = f"{RECORD_ATTACHMENTS}/<int:attachment>"
CONTACT_ATTACHMENTS: Final = f"{CONTACT}/attachments"
CONTACT_ATTACHMENT: Final = f"{CONTACT_ATTACHMENTS}/<int:attachment>"
YEAR_ENDS: Final = f"{BUSINESS}/yearEnd"
YEAR_END: Final = f"{YEAR_ENDS}/<int:fiscal_year>"
RECORD_COMMENTS: Final = f"{RECORD}/comments"
RECORD_TAGS: Final = f"{RECORD}/tags"
RECORD_TAG: Final = f"{RECORD_TAGS}/<str:tag>"
RECORD_CONTEXT: Final = f"{RECORD}/collaborationContext"
CONTACT_COMMENTS: Final = f"{CONTACT}/comments"
CONTACT_TAGS: Final = f"{CONTACT}/tags"
CONTACT_TAG: Final = f"{CONTACT_TAGS}/<str:tag>"
CONTACT_CONTEXT: Final = f"{CONTACT}/collaborationContext"

ENTRIES: Final = f"{BUSINESS}/entries"
REPORTS: Final = f"{BUSINESS}/reports"
TRIAL_BALANCE: Final = f"{REPORTS}/trial-balance"
PROFIT_AND_LOSS: Final = f"{REPORTS}/profit-and-loss"
BALANCE_SHEET: Final = f"{REPORTS}/balance-sheet"
CASH_FLOW: Final = f"{REPORTS}/cash-flow"
AGED_RECEIVABLES: Final = f"{REPORTS}/aged-receivables"
AGED_PAYABLES: Final = f"{REPORTS}/aged-payables"
GENERAL_LEDGER: Final = f"{REPORTS}/general-ledger"
SALES_TAX: Final = f"{REPORTS}/sales-tax"
INVENTORY_ON_HAND: Final = f"{REPORTS}/inventory-on-hand"
PRODUCT_TRADE: Final = f"{REPORTS}/product-purchases-sales"
INSIGHTS: Final = f"{REPORTS}/insights"

ORDERS: Final = f"{BUSINESS}/orders"
ORDER: Final = f"{API}/orders/<int:order>"
ORDER_CONVERT: Final = f"{ORDER}/convert"

RECURRINGS: Final = f"{BUSINESS}/recurring"
RECURRING_RUN: Final = f"{RECURRINGS}/run"
RECURRING: Final = f"{API}/recurring/<int:recurring>"
RECURRING_SKIP: Final = f"{RECURRING}/skip"

SYNC: Final = f"{API}/sync"
SYNC_CHANGES: Final = f"{SYNC}/<int:session>/changes"
SYNC_CONTACTS: Final = f"{SYNC}/<int:session>/contacts"
SYNC_CUSTOMERS: Final = f"{SYNC_CONTACTS}/customers"
SYNC_VENDORS: Final = f"{SYNC_CONTACTS}/vendors"
