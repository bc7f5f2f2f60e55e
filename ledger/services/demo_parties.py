"""The chart and the parties of a demo company: accounts, taxes, contacts, items, projects, texts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from accounts.drafts import AccountDraft
from accounts.selectors.accounts import account_list
from accounts.services.accounts import account_create
from bookkeeping.books import AccountType
from bookkeeping.openings import OpeningStated
from ledger.drafts import ContactDraft, GroupDraft
from ledger.kinds import ContactType, TemplateType
from ledger.services.contacts import contact_create
from ledger.services.groups import group_create
from ledger.services.item_categories import CategoryDraft, category_create
from ledger.services.items import ItemDraft, item_create
from ledger.services.openings import openings_set
from ledger.services.projects import ProjectDraft, project_create
from ledger.services.templates import TemplateDraft, template_create
from taxes.drafts import TaxCodeDraft, TaxDraft
from taxes.services.taxes import tax_code_create, tax_create

if TYPE_CHECKING:
    from businesses.actors import Actor
    from ledger.demo_records import Cast

ADDRESS: Final[tuple[str, ...]] = (
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


def chart_complete(actor: Actor, *, demo: dict[str, Any], named: Cast) -> None:
    """Complete the default chart, say what accounts began with, and make taxes and tax codes."""
    for account in demo.get("accounts", ()):
        draft = AccountDraft(
            name=account["name"],
            type=AccountType(account["type"]),
            number=account["number"],
            currency=account.get("currency"),
            description=account.get("description", ""),
        )
        account_create(actor, draft=draft)
    named.accounts = {account.number: account.id for account in account_list(actor)}
    for opening in demo.get("openings", ()):
        stated = OpeningStated(currency=actor.business.currency, amount=opening["amount"])
        openings_set(actor, account=named.accounts[opening["account"]], stated=(stated,))
    for tax in demo.get("taxes", ()):
        _tax(actor, tax, named)
    for code in demo.get("taxCodes", ()):
        draft_code = TaxCodeDraft(name=code["name"], expansion=code["expansion"], description=code["description"])
        tax_code_create(actor, draft=draft_code)


def _tax(actor: Actor, tax: dict[str, Any], named: Cast) -> None:
    draft = TaxDraft(
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
    tax_create(actor, draft=draft)


def parties_add(actor: Actor, *, demo: dict[str, Any], named: Cast, linking: Actor) -> None:
    """Make contacts and their groups, items and their categories, projects and texts.

    ``linking`` makes the contacts that are a business of their own here, which it can look into.
    """
    for contact in demo["contacts"]:
        _contact(linking if "linkedBusiness" in contact else actor, contact, named)
    for group in demo.get("groups", ()):
        members = tuple(named.contacts[key] for key in group["contacts"])
        group_create(actor, draft=GroupDraft(name=group["name"], contacts=members))
    for category in demo.get("categories", ()):
        draft = CategoryDraft(name=category["name"], parent=named.categories.get(category.get("parent", "")))
        named.categories[category["key"]] = category_create(actor, draft=draft).id
    for item in demo.get("items", ()):
        _item(actor, item, named)
    for project in demo.get("projects", ()):
        named.projects[project["key"]] = project_create(actor, draft=ProjectDraft(name=project["name"])).id
    for template in demo.get("templates", ()):
        kind = TemplateType(template["type"])
        template_create(actor, draft=TemplateDraft(type=kind, label=template["label"], text=template["text"]))


def _contact(actor: Actor, contact: dict[str, Any], named: Cast) -> None:
    draft = ContactDraft(
        type=ContactType(contact["type"]),
        name=contact["name"],
        contact_information={key: contact[key] for key in ("name", *ADDRESS) if key in contact},
        currency=contact["currency"],
        income_or_expense_account=named.accounts.get(contact.get("incomeOrExpenseAccount", "")),
        payment_account=named.accounts.get(contact.get("paymentAccount", "")),
        payment_terms=contact.get("paymentTerms", ""),
        default_tax_code=contact.get("defaultTaxCode", ""),
        parent=named.contacts.get(contact.get("parent", "")),
        linked_business=named.businesses.get(contact.get("linkedBusiness", "")),
    )
    named.contacts[contact["key"]] = contact_create(actor, draft=draft).id


def _item(actor: Actor, item: dict[str, Any], named: Cast) -> None:
    draft = ItemDraft(
        name=item["name"],
        category=named.categories.get(item.get("category", "")),
        credit_account=named.accounts.get(item.get("creditAccount", "")),
        debit_account=named.accounts.get(item.get("debitAccount", "")),
        default_sell_rate=_decimal(item.get("sellRate")),
        default_buy_rate=_decimal(item.get("buyRate")),
        default_tax_code=item.get("taxCode"),
        default_note=item.get("note", ""),
        tracked=item.get("tracked", False),
    )
    named.items[item["key"]] = item_create(actor, draft=draft).id


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
