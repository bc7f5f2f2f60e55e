"""The description of the API, with the scene's things for examples, whole or without what repeats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from api.common.openapi import description
from api.common.routes import patterns
from api.dialects.kashoo.urls import ROUTES
from tests.concurrency.crowd import PASSWORD
from tests.fuzz.scene import CURRENCY, DATE, Scene

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

XML: Final = "application/xml"
SENT: Final = ("In", "Change")
"""How the names of wire types end that clients send."""
ANYWHERE: Final = {
    "archived": False,
    "currency": CURRENCY,
    "date": DATE,
    "item": None,
    "number": None,
    "project": None,
    "removed": False,
}
"""What keys of bodies are in every type."""
SIMPLE: Final[dict[str, dict[str, Any]]] = {
    "Account": {"name": "An account", "parent": None, "standardTerms": "net 30", "type": "CASH", "openDate": DATE},
    "Group": {"name": "A group", "contacts": []},
    "Project": {"name": "A project"},
    "RecordTemplate": {"type": "INVOICE", "label": "A text", "text": None},
    "Item": {"name": "An item", "category": None, "tracked": False, "defaultTaxCode": "ST"}
    | dict.fromkeys(("creditAccount", "debitAccount", "inventoryAccount", "cogsAccount")),
    "Category": {"name": "A category", "parent": None, "defaultAccount": None},
    "Attachment": {
        "name": "scan.png",
        "contentType": "image/png",
        "characterEncoding": None,
        "publicAccess": False,
        "complete": True,
        "initialData": "AA==",
    },
    "Business": {
        "name": "A business",
        "country": "CA",
        "timeZone": "America/Montreal",
        "fiscalStartMonth": 1,
        "fiscalStartDay": 1,
        "fiscalStartYear": 2026,
        "startDate": DATE,
        "dateFormatting": "yyyy-MM-dd",
        "inventoryCogsMethod": None,
        "defaultAccountsReceivable": None,
        "defaultAccountsPayable": None,
        "defaultBankAccount": None,
        "defaultCashAccount": None,
        "defaultEquityAccount": None,
        "defaultInventoryAccount": None,
        "gainOrLossOnExchange": None,
    },
    "ExchangeRate": {"currencyCode": "USD", "baseCurrencyCode": None, "exchangeRate": 1.25, "source": None},
    "Tax": {
        "id": None,
        "name": "A tax",
        "shortName": "Q7",
        "payableAccount": None,
        "receivableAccount": None,
        "expenseAccount": None,
    },
    "TaxCode": {"name": "A code", "expansion": "ST"},
}
"""Values that are not the scene's, by wire type and key."""


def document_of(scene: Scene) -> dict[str, Any]:
    """Return the OpenAPI document with examples that the scene's books accept."""
    made, _ = description(patterns(ROUTES), title="Daybook")
    document: dict[str, Any] = json.loads(json.dumps(made, default=str))
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            value = _of_parameter(parameter, path, method, scene)
            if value is not None:
                parameter["example"] = value
    particular = {**SIMPLE, **_of_scene(scene), "Restore": {"initialData": scene.exported}}
    for name, schema in document["components"]["schemas"].items():
        if name.endswith(SENT):
            known = particular.get(name.removesuffix("In").removesuffix("Change"), {})
            _exemplify(schema["properties"], {**ANYWHERE, **known})
    _exemplify(document["components"]["schemas"]["Spelled"]["properties"], {"type": "invoice"})
    _exemplify(document["components"]["schemas"]["Identified"]["properties"], {"id": scene.ids["spare_record"][2]})
    return document


def leading(document: Mapping[str, Any]) -> set[str]:
    """Return a few operations that together take all that any takes: parameters, and wire types in bodies."""
    takes = {label(path, method): set(_taken(each, document)) for path, method, each in operations(document)}
    missing = set().union(*takes.values())
    chosen = set()
    while missing:
        best = max(sorted(takes), key=lambda name: len(takes[name] & missing))
        missing -= takes[best]
        chosen.add(best)
    return chosen


def without_xml(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without bodies in XML, which say what those in JSON say."""
    for _, _, operation in operations(document):
        operation.get("requestBody", {}).get("content", {}).pop(XML, None)
    return document


def without_rehearsal(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without ``dryRun``: what is made or removed in a chain has to be so for the next in it."""
    for _, _, operation in operations(document):
        told = operation.get("parameters", [])
        operation["parameters"] = [parameter for parameter in told if parameter["name"] != "dryRun"]
    return document


def label(path: str, method: str) -> str:
    """Return what schemathesis calls an operation."""
    return f"{method.upper()} {path}"


def labels(document: Mapping[str, Any]) -> set[str]:
    """Return what schemathesis calls the operations of a document."""
    return {label(path, method) for path, method, _ in operations(document)}


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield address, method and description of every operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _exemplify(properties: dict[str, Any], values: Mapping[str, Any]) -> None:
    for name in properties.keys() & values.keys():
        properties[name]["examples"] = [values[name]]


def _taken(operation: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    yield from (each["name"] for each in operation.get("parameters", ()) if each["in"] != "path")
    yield from _components(operation.get("requestBody", {}), document["components"]["schemas"])


def _components(part: Any, schemas: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the wire types that a part of the document refers to, with those inside them."""
    if isinstance(part, list):
        for each in part:
            yield from _components(each, schemas)
    elif isinstance(part, dict):
        for key, each in part.items():
            if key == "$ref":
                name = each.rpartition("/")[2]
                if name.endswith(SENT):
                    yield name.removesuffix("Change").removesuffix("In")
                yield from _components(schemas[name], schemas)
            else:
                yield from _components(each, schemas)


def _of_parameter(parameter: Mapping[str, Any], path: str, method: str, scene: Scene) -> Any:
    name = parameter["name"]
    if parameter["in"] != "path":
        return {"If-Match": "*", "If-None-Match": '"another"'}.get(name)
    words = {"tag": "audit", "sequence": "invoice", "currency": CURRENCY}
    if name in words:
        return words[name]
    if scene.is_changed(path, method, name):
        return scene.ids[f"spare_{name}"][0 if method == "delete" else 1]
    return scene.ids[name][0]


IMPORT: Final[dict[str, Any]] = {
    "uuid": None,
    "url": None,
    "initialData": "RGF0ZSxBbW91bnQKMjAyNi0wMS0xNSwtNS4wMAo=",
    "columns": None,
    "bankAccount": None,
    "expenseAccount": None,
}
"""A file of the bank with one row, given in the request."""


def _of_banking(scene: Scene) -> dict[str, dict[str, Any]]:
    """Return values for what is about the bank, by wire type and key."""
    return {
        "Check": {"checkNumber": 77, "status": "PRINTED"},
        "Match": {"record": scene.ids["record"][0]},
        "StatementRow": {"currency": CURRENCY, "journalEntry": None, "matches": [], "removeRequested": False},
        "Reconciliation": {"currency": CURRENCY, "cleared": None, "removed": False, "statementDate": "2027-01-31"},
    }


def _of_scene(scene: Scene) -> dict[str, dict[str, Any]]:
    """Return values that are the scene's, by wire type and key."""
    customer, _ = scene.ids["contact"]
    bank, cash, income, _ = scene.ids["account"]
    lines = [{"account": bank, "amount": 5}, {"account": cash, "amount": -5}]
    moved = {"account": bank, "depositAccount": cash, "depositCurrency": CURRENCY, "amount": 100, "contact": None}
    return _of_banking(scene) | {
        "NamedFile": {"id": scene.ids["attachment"][0], "uuid": None},
        "Adjustment": {"account": None, "contact": None, "adjustments": lines},
        "ContactMerge": {"duplicate": scene.ids["spare_contact"][-1]},
        "AccountMerge": {"duplicate": scene.ids["spare_account"][-1]},
        "Contact": {
            "name": "A contact",
            "receivableAccount": None,
            "payableAccount": None,
            "incomeOrExpenseAccount": income,
            "paymentAccount": bank,
            "defaultTaxCode": "ST",
            "paymentTerms": "net 30",
            "parent": None,
            "linkedBusiness": None,
            "groups": scene.ids["group"],
        },
        "Document": {"contact": customer, "account": None, "terms": "net 30", "payments": []},
        "Import": {**IMPORT, "account": bank, "incomeAccount": income},
        "LineItem": {"account": income, "taxCode": "ST"},
        "Opening": {"amount": -500, "exchangeRate": None},
        "OpeningBalance": {"account": bank, "contact": None},
        "Payment": {
            "contact": customer,
            "account": bank,
            "creditAccount": None,
            "allocations": [],
            "amount": 100,
            "unallocatedAmount": 100,
            "method": "CASH",
        },
        "PaymentAllocation": {"account": bank, "payment": None, "amount": 1},
        "PaymentAllocationOut": {"record": scene.ids["record"][0]},
        "SignIn": {
            "email": scene.email,
            "password": PASSWORD,
            "duration": 60_000,
            "restriction": None,
            "provider": None,
            "authCode": None,
        },
        "Sync": {"business": scene.bookkeeper.business},
        "Transfer": moved,
    }
