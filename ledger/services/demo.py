"""The demo company, written through the same services as everything else."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import fixtures
from accounts.drafts import AccountDraft, BusinessDraft
from accounts.selectors.accounts import account_list
from accounts.services.accounts import account_create
from accounts.services.businesses import business_open
from bookkeeping.books import AccountType
from bookkeeping.orders import OrderType
from bookkeeping.schedules import Schedule, Unit
from bookkeeping.staging import Source
from businesses.actors import Caller
from businesses.errors import ConflictError
from businesses.roles import Role
from businesses.selectors.actors import actor_get
from businesses.selectors.users import users_exist
from businesses.services.users import SignUp, membership_create, user_create
from fixtures.demo import expand, orders
from ledger.demo_records import Cast, document_of, record_of
from ledger.drafts import (
    ContactDraft,
    GroupDraft,
    OrderDraft,
    Particulars,
    ProcessDraft,
    RecordDraft,
    RecurringDraft,
    StagedDraft,
)
from ledger.files import FileDraft
from ledger.kinds import ContactType
from ledger.reconciliation_views import MatchDraft, ReconciliationDraft, RowChange, RowDraft
from ledger.selectors.collaboration import About
from ledger.services.attaching import record_attach
from ledger.services.attachments import attachment_store
from ledger.services.checks import CheckDraft, check_update
from ledger.services.collaboration import comment_create, tags_add
from ledger.services.contacts import contact_create
from ledger.services.groups import group_create
from ledger.services.items import ItemDraft, item_create
from ledger.services.orders import order_create
from ledger.services.processing import staged_process
from ledger.services.projects import ProjectDraft, project_create
from ledger.services.reconciliations import reconciliation_start
from ledger.services.records import record_create
from ledger.services.recurring import recurring_create
from ledger.services.revaluation import revaluation_make
from ledger.services.shoebox import staged_create
from ledger.services.statement_rows import statement_row_create, statement_row_match
from taxes.drafts import TaxCodeDraft, TaxDraft
from taxes.services.taxes import tax_code_create, tax_create

if TYPE_CHECKING:
    from businesses.actors import Actor
    from fixtures.demo import DemoRecord

_ADDRESS = (
    "first",
    "last",
    "email",
    "phone",
    "street1",
    "city",
    "provinceOrState",
    "postalOrZipCode",
    "country",
    "url",
)


def demo_load(caller: Caller) -> int:
    """Load the demo company of ``fixtures/demo.json`` and return the business's id; ``caller`` is the command's.

    Raises:
        ConflictError: the database is not empty.
    """
    caller.require_system()
    if users_exist(caller):
        message = "The demo company loads only into an empty database."
        raise ConflictError(message)
    demo = fixtures.load("demo")
    users = {user["role"]: _user(caller, user, demo["password"]) for user in demo["users"]}
    creator = Caller(user=users[Role.CREATOR], now=caller.now)
    business = business_open(creator, draft=_business(demo["business"]))
    actor = actor_get(creator, business=business)
    for role, user in users.items():
        membership_create(actor, user=user, role=Role(role))
    named = Cast()
    _chart(actor, demo, named)
    _parties(actor, demo, named)
    for record in expand():
        _record(actor, record, named)
    _print(actor, demo, named)
    for order in orders():
        _order(actor, order, named)
    for revaluation in demo["revaluations"]:
        rates = {currency: Decimal(rate) for currency, rate in revaluation["rates"].items()}
        revaluation_make(actor, as_of=date.fromisoformat(revaluation["asOf"]), rates=rates)
    for again in demo["recurring"]:
        _again(actor, again, named)
    for said in demo["said"]:
        _said(actor, said, named)
    _bank(actor, demo, named)
    _shoebox(actor, demo, named)
    return business


def _user(caller: Caller, user: dict[str, str], password: str) -> int:
    information = {"first": user["first"], "last": user["last"], "email": user["email"]}
    information["name"] = f"{user['first']} {user['last']}"
    sign_up = SignUp(email=user["email"], password=password, verified=True, contact_information=information)
    return user_create(sign_up, now=caller.now)


def _business(business: dict[str, Any]) -> BusinessDraft:
    information = {key: business[key] for key in ("name", *_ADDRESS) if key in business}
    return BusinessDraft(
        name=business["name"],
        contact_information=information,
        currency=business["currency"],
        country=business["country"],
        time_zone=business["timeZone"],
        start_date=date.fromisoformat(business["startDate"]),
        fiscal_start_month=business["fiscalStartMonth"],
        fiscal_start_day=business["fiscalStartDay"],
        fiscal_start_year=business["fiscalStartYear"],
    )


def _chart(actor: Actor, demo: dict[str, Any], named: Cast) -> None:
    """Complete the default chart, and make taxes and tax codes."""
    for account in demo["accounts"]:
        draft = AccountDraft(
            name=account["name"],
            type=AccountType(account["type"]),
            number=account["number"],
            currency=account.get("currency"),
            description=account.get("description", ""),
        )
        account_create(actor, draft=draft)
    named.accounts = {account.number: account.id for account in account_list(actor)}
    for tax in demo["taxes"]:
        draft_tax = TaxDraft(
            name=tax["name"],
            short_name=tax["shortName"],
            rate=Decimal(tax["rate"]),
            description=tax["description"],
            registered=tax["registered"],
            registration=tax["registration"],
            compound=tax["compound"],
            payable_account=named.accounts[tax["payableAccount"]],
            receivable_account=named.accounts[tax["receivableAccount"]],
        )
        tax_create(actor, draft=draft_tax)
    for code in demo["taxCodes"]:
        tax_code_create(
            actor,
            draft=TaxCodeDraft(name=code["name"], expansion=code["expansion"], description=code["description"]),
        )


def _parties(actor: Actor, demo: dict[str, Any], named: Cast) -> None:
    """Make contacts and their groups, items and projects."""
    for contact in demo["contacts"]:
        draft = ContactDraft(
            type=ContactType(contact["type"]),
            name=contact["name"],
            contact_information={key: contact[key] for key in ("name", *_ADDRESS) if key in contact},
            currency=contact["currency"],
            income_or_expense_account=named.accounts.get(contact.get("incomeOrExpenseAccount", "")),
            payment_account=named.accounts.get(contact.get("paymentAccount", "")),
            payment_terms=contact.get("paymentTerms", ""),
            default_tax_code=contact.get("defaultTaxCode", ""),
        )
        named.contacts[contact["key"]] = contact_create(actor, draft=draft).id
    for group in demo["groups"]:
        members = tuple(named.contacts[key] for key in group["contacts"])
        group_create(actor, draft=GroupDraft(name=group["name"], contacts=members))
    for item in demo["items"]:
        draft_item = ItemDraft(
            name=item["name"],
            credit_account=named.accounts.get(item.get("creditAccount", "")),
            debit_account=named.accounts.get(item.get("debitAccount", "")),
            default_sell_rate=_decimal(item.get("sellRate")),
            default_buy_rate=_decimal(item.get("buyRate")),
            default_tax_code=item.get("taxCode"),
            default_note=item.get("note", ""),
            tracked=item.get("tracked", False),
        )
        named.items[item["key"]] = item_create(actor, draft=draft_item).id
    for project in demo["projects"]:
        named.projects[project["key"]] = project_create(actor, draft=ProjectDraft(name=project["name"])).id


def _said(actor: Actor, said: dict[str, Any], named: Cast) -> None:
    """Tag a record, comment on it, and attach a file to it."""
    record, file = named.documents[said["record"]].id, said["file"]
    tags_add(actor, about=About(record=record), names=said["tags"])
    comment_create(actor, about=About(record=record), text=said["comment"])
    record_attach(actor, record=record, file=_file(file))


def _bank(actor: Actor, demo: dict[str, Any], named: Cast) -> None:
    """Let the bank tell of transactions, and reconcile accounts with its statements."""
    for told in demo["told"]:
        draft = RowDraft(date=date.fromisoformat(told["date"]), amount=told["amount"], note=told["note"])
        row = statement_row_create(actor, account=named.accounts[told["account"]], draft=draft)
        named.told[told["note"]] = row.id
        if "record" in told:
            said = replace(draft, currency=row.currency)
            change = RowChange(said=said, matches=(MatchDraft(named.documents[told["record"]].id),))
            statement_row_match(actor, row=row.id, change=change)
    for reconciled in demo["reconciled"]:
        statement = ReconciliationDraft(
            statement_date=date.fromisoformat(reconciled["statementDate"]),
            balance=reconciled["balance"],
            comment=reconciled["comment"],
            cleared=tuple(named.documents[key].id for key in reconciled["records"]),
            finished=True,
        )
        reconciliation_start(actor, account=named.accounts[reconciled["account"]], draft=statement)


def _shoebox(actor: Actor, demo: dict[str, Any], named: Cast) -> None:
    """Stage what came in and is not dealt with yet, and something that is."""
    for staged in demo["shoebox"]:
        _staged(actor, staged, named)


def _staged(actor: Actor, staged: dict[str, Any], named: Cast) -> None:
    """Stage something, with its file; it may turn out to be a record of the demo."""
    file, day = staged.get("file"), staged.get("date")
    draft = StagedDraft(
        source=Source(staged["source"]) if "source" in staged else None,
        name=staged.get("name", ""),
        text=staged.get("text", ""),
        date=date.fromisoformat(day) if day else None,
        amount=staged.get("amount"),
        contact=named.contacts.get(staged.get("contact", "")),
        account=named.accounts.get(staged.get("account", "")),
        category=named.accounts.get(staged.get("category", "")),
        row=named.told.get(staged.get("told", "")),
        attachments=(attachment_store(actor, draft=_file(file)).id,) if file else (),
    )
    item = staged_create(actor, draft=draft)
    if "record" in staged:
        staged_process(actor, item=item.id, draft=ProcessDraft(record=named.documents[staged["record"]].id))


def _file(file: dict[str, str]) -> FileDraft:
    return FileDraft(name=file["name"], content=b64decode(file["content"]), content_type=file["contentType"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _record(actor: Actor, record: DemoRecord, named: Cast) -> None:
    """Write one record of the demo, and remember what is open of it."""
    particulars = Particulars(
        memo=record.get("memo"),
        number=record.get("number"),
        method=record.get("method"),
        by_check=record.get("byCheck", False),
    )
    view = record_create(actor, draft=RecordDraft(record=record_of(record, named), particulars=particulars))
    named.documents[record["key"]] = view
    named.open[record["key"]] = view.balance
    for allocation in view.allocations:
        for key, document in named.documents.items():
            if document.id == allocation.document:
                named.open[key] = allocation.balance_due


def _print(actor: Actor, demo: dict[str, Any], named: Cast) -> None:
    """Print checks on the days of their payments."""
    for payment in (named.documents[key] for key in demo["printed"]):
        check_update(actor, check=payment.id, draft=CheckDraft(printed_on=payment.date))


def _order(actor: Actor, order: DemoRecord, named: Cast) -> None:
    """Write one order of the demo."""
    expires = order.get("expires")
    draft = OrderDraft(
        type=OrderType(order["order"]),
        record=document_of(order, named),
        particulars=Particulars(memo=order.get("memo")),
        expiry_date=date.fromisoformat(expires) if expires else None,
    )
    order_create(actor, draft=draft)


def _again(actor: Actor, again: dict[str, Any], named: Cast) -> None:
    """Let a record of the demo come again."""
    draft = RecurringDraft(
        record=named.documents[again["record"]].id,
        schedule=Schedule(start=date.fromisoformat(again["from"]), unit=Unit(again["unit"])),
        name=again["name"],
        drafted=again["drafted"],
    )
    recurring_create(actor, draft=draft)
