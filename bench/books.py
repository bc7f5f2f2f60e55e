"""The books that the server is measured on.

People, charts, taxes and contacts come through the services. So do one invoice and one adjustment of each filled
business; the others are copies of those two, row for row, made by the database (see ``bench.copies``).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import connection

from accounts.drafts import AccountDraft, BusinessDraft
from accounts.selectors.accounts import account_list
from accounts.services.accounts import account_create
from accounts.services.businesses import business_open
from bench.copies import Pattern, adjustments_copy, invoices_copy, totals_renew
from bench.filled import Books, Filled
from bench.scale import ACCOUNTS, ADJUSTMENT_LINES, BUSINESSES, CONTACTS, LINE_ACCOUNTS, Scale
from bookkeeping.books import AccountType
from bookkeeping.records import Adjustment, AdjustmentLine, Document, Line, RecordType
from businesses import clock
from businesses.actors import Actor, Caller
from businesses.selectors.actors import actor_get
from businesses.services.tokens import MAX_DURATION_MS, SignIn, token_create
from businesses.services.users import SignUp, user_create
from businesses.transactions import writing
from ledger.drafts import ContactDraft, Particulars, RecordDraft
from ledger.kinds import ContactType
from ledger.services.contacts import contact_create
from ledger.services.records import record_create
from taxes.drafts import TaxDraft
from taxes.services.taxes import tax_create

_EMAIL, _PASSWORD = "bench@demo.test", "demo-password-1"
_CURRENCY = "CAD"
_NO_LINES = frozenset({AccountType.ACCOUNTS_RECEIVABLE, AccountType.ACCOUNTS_PAYABLE, AccountType.TAXES})
"""Types of accounts that no line of an invoice names."""
TAX_CODE = "G,Q"
"""Two taxes, the second on top of the first."""


def books_fill(scale: Scale) -> Filled:
    """Fill an empty database and return what it holds."""
    with writing():
        now = clock.now()
        user = user_create(SignUp(email=_EMAIL, password=_PASSWORD, verified=True), now=now)
        token = token_create(SignIn(email=_EMAIL, password=_PASSWORD, duration_ms=MAX_DURATION_MS), now=now)
        caller = Caller(user=user, now=now)
        opened = [_business(caller, f"Business {number}") for number in range(1, BUSINESSES + 2)]
    with writing():
        large = _filled(caller, opened[0], scale)
        small = _filled(caller, opened[-1], scale.tenth)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Filled(
        token=token.bare,
        records=scale.records,
        entries=scale.entries,
        large=large,
        small=small,
        written=tuple(opened[1:-1]),
    )


def _business(caller: Caller, name: str) -> Books:
    """Open a business with 60 accounts, two stacked taxes and 50 customers."""
    business = business_open(caller, draft=BusinessDraft(name=name, currency=_CURRENCY, country="CA"))
    actor = actor_get(caller, business=business)
    taxes = [account.id for account in account_list(actor) if account.type is AccountType.TAXES]
    while len(taxes) < 2:
        draft = AccountDraft(name="Second tax", type=AccountType.TAXES)
        taxes.append(account_create(actor, draft=draft).id)
    for short_name, rate, account in (("G", "5", taxes[0]), ("Q", "9.975", taxes[1])):
        tax = TaxDraft(
            name=f"Tax {short_name}",
            short_name=short_name,
            rate=Decimal(rate),
            registered=True,
            compound=short_name == "Q",
            payable_account=account,
            receivable_account=account,
        )
        tax_create(actor, draft=tax)
    contacts = [
        contact_create(actor, draft=ContactDraft(type=ContactType.CUSTOMER, name=f"Customer {number}")).id
        for number in range(CONTACTS)
    ]
    chart = list(account_list(actor))
    for number in range(ACCOUNTS - len(chart)):
        extra = AccountDraft(name=f"Expense {number}", type=AccountType.EXPENSE)
        chart.append(account_create(actor, draft=extra))
    usable = [account.id for account in chart if account.type not in _NO_LINES]
    return Books(
        business=business,
        accounts=tuple(account.id for account in chart[:ACCOUNTS]),
        line_accounts=tuple(usable[:LINE_ACCOUNTS]),
        contacts=tuple(contacts),
        tax_code=TAX_CODE,
    )


def _filled(caller: Caller, books: Books, scale: Scale) -> Books:
    """Post an invoice and an adjustment, copy them as often as the scale says, and renew what is derived."""
    actor = actor_get(caller, business=books.business)
    invoice, adjustment = _invoice(actor, books), _adjustment(actor, books)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no guard, no foreign key: the rows are right
        cursor.execute("SET LOCAL synchronous_commit = off")
        first = invoices_copy(cursor, Pattern(invoice, books), scale.records)
        adjustments_copy(cursor, Pattern(adjustment, books), scale.adjustments)
        totals_renew(cursor, books.business)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return Books(
        business=books.business,
        accounts=books.accounts,
        line_accounts=books.line_accounts,
        contacts=books.contacts,
        tax_code=books.tax_code,
        records=scale.records,
        first_record=first,
    )


def _invoice(actor: Actor, books: Books) -> int:
    """Post the invoice that all others are copies of, and return its id."""
    first, second = books.line_accounts[:2]
    document = Document(
        type=RecordType.INVOICE,
        date=dt.date(2020, 12, 31),
        due_date=dt.date(2021, 1, 30),
        currency=_CURRENCY,
        contact=books.contacts[0],
        lines=(
            Line(account=first, quantity=Decimal(1), rate=Decimal(100), tax_code=TAX_CODE, note="First"),
            Line(account=second, quantity=Decimal(2), rate=Decimal(100), tax_code=TAX_CODE, note="Second"),
        ),
    )
    return record_create(actor, draft=RecordDraft(record=document, particulars=Particulars(memo="Order"))).id


def _adjustment(actor: Actor, books: Books) -> int:
    """Post the adjustment that all others are copies of, and return its id."""
    accounts = books.line_accounts
    lines = tuple(
        AdjustmentLine(account=accounts[position // 2 % len(accounts)], amount=-777 if position % 2 else 777)
        for position in range(ADJUSTMENT_LINES)
    )
    record = Adjustment(date=dt.date(2020, 12, 31), currency=_CURRENCY, lines=lines)
    return record_create(actor, draft=RecordDraft(record=record)).id
