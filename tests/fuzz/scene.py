"""A business with something of every kind, so that generated requests meet real things."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.concurrency.crowd import Bookkeeper, bookkeeper_hired

if TYPE_CHECKING:
    from collections.abc import Mapping

SPARES: Final = 6
"""Of each kind, for requests that change or remove things: what bodies name has to stay."""
DATE: Final = "2026-03-14"
CURRENCY: Final = "CAD"
RECORDS: Final = "/businesses/{b}/records"


@dataclass
class Scene:
    """The bookkeeper, and ids by what they are ids of."""

    bookkeeper: Bookkeeper
    ids: dict[str, list[int]] = field(default_factory=dict)
    email: str = ""
    exported: str = ""
    """The business as a portable file, in base64."""

    def make(self, method: str, path: str, body: Any, *, name: str) -> int:
        """Make something and return its id, which is kept under a name."""
        answer = self.bookkeeper.send(method, path, body)
        assert answer.status in (200, 201), answer.content
        identity = int(answer.json["id"])
        self.ids.setdefault(name, []).append(identity)
        return identity

    def is_changed(self, path: str, method: str, name: str) -> bool:
        """Tell whether an operation changes or removes what a parameter of its address names."""
        for deed in ("/restore", "/void", "/approve", "/convert", "/merge", "/process"):
            path = path.removesuffix(deed)
        return method != "get" and path.endswith(f"{{{name}}}") and f"spare_{name}" in self.ids


def scene_set() -> Scene:
    """Open a business and fill it."""
    scene = Scene(bookkeeper_hired())
    scene.email = scene.bookkeeper.send("GET", "/users/me").json["email"]
    scene.ids["business"] = [scene.bookkeeper.business]
    accounts = {kind: scene.bookkeeper.account(kind) for kind in ("BANK", "CASH", "INCOME", "EXPENSE")}
    scene.ids["account"] = list(accounts.values())
    parties(scene)
    records(scene, accounts)
    spares(scene, accounts)
    files(scene)
    groups(scene)
    tags(scene)
    years(scene)
    bank(scene, accounts["BANK"])
    checks(scene, accounts["BANK"])
    scene.ids["changeset"] = [1]
    scene.make("POST", "/sync", {"business": scene.bookkeeper.business}, name="session")
    scene.exported = b64encode(scene.bookkeeper.send("GET", "/businesses/{b}/export").content).decode()
    return scene


def parties(scene: Scene) -> None:
    """Add contacts, taxes and a tax code."""
    for noun in ("customers", "vendors"):
        scene.make("POST", f"/businesses/{{b}}/contacts/{noun}", {"name": noun}, name="contact")
    taxed = scene.bookkeeper.send("POST", "/businesses/{b}/taxes", {"name": "Sales tax", "shortName": "ST", "rate": 8})
    scene.ids["tax"] = [each["id"] for each in taxed.json]
    scene.make("POST", "/businesses/{b}/taxCodes", {"name": "All", "expansion": "ST"}, name="tax_code")


def records(scene: Scene, accounts: Mapping[str, int]) -> None:
    """Add a record of every type that can be posted."""
    bank, customer, vendor = accounts["BANK"], *scene.ids["contact"]
    sale = {"date": DATE, "contact": customer, "lineItems": [{"account": accounts["INCOME"], "rate": 120.5}]}
    purchase = {"date": DATE, "contact": vendor, "lineItems": [{"account": accounts["EXPENSE"], "rate": 60}]}
    invoice = scene.make("POST", f"{RECORDS}/invoices", sale, name="record")
    bill = scene.make("POST", f"{RECORDS}/bills", purchase, name="record")
    for noun, contact, document in (("invoicePayments", customer, invoice), ("billPayments", vendor, bill)):
        allocated = [{"record": document, "amount": 1_000}]
        paid = {"date": DATE, "contact": contact, "account": bank, "amount": 2_500, "allocations": allocated}
        scene.make("POST", f"{RECORDS}/{noun}", paid, name="record")
    moved = {"date": DATE, "account": bank, "depositAccount": accounts["CASH"], "amount": 700}
    scene.make("POST", f"{RECORDS}/transfers", moved, name="record")
    lines = [{"account": bank, "amount": -300}, {"account": accounts["CASH"], "amount": 300}]
    scene.make("POST", f"{RECORDS}/adjustments", {"date": DATE, "adjustments": lines}, name="record")
    scene.make("POST", "/businesses/{b}/drafts", {"type": "invoice", **sale}, name="draft")
    scene.make("POST", "/businesses/{b}/orders", {"type": "estimate", **sale}, name="order")
    again = {"record": scene.ids["record"][0], "startDate": DATE, "unit": "MONTH", "count": 3}
    scene.make("POST", "/businesses/{b}/recurring", again, name="recurring")
    receipt = {"name": "Mill", "date": DATE, "amount": 500, "account": bank, "category": accounts["EXPENSE"]}
    scene.make("POST", "/businesses/{b}/shoebox", receipt, name="shoebox")
    opening = {"type": "OPENING_BALANCE", "date": DATE, "account": bank, "amount": -50_000}
    scene.make("POST", RECORDS, opening, name="record")


def groups(scene: Scene) -> None:
    """Add a group, a project, an item and a category, and spare ones."""
    for number in range(SPARES + 1):
        spare = "spare_" if number else ""
        group = {"name": f"Group {number}", "contacts": scene.ids["contact"]}
        scene.make("POST", "/businesses/{b}/groups", group, name=f"{spare}group")
        scene.make("POST", "/businesses/{b}/projects", {"name": f"Barn {number}"}, name=f"{spare}project")
        text = {"type": "INVOICE", "label": f"Thanks {number}", "text": "Thank you."}
        scene.make("POST", "/businesses/{b}/recordTemplates", text, name=f"{spare}template")
        scene.make("POST", "/businesses/{b}/items", {"name": f"Flour {number}"}, name=f"{spare}item")
        category = {"name": f"Goods {number}"}
        scene.make("POST", "/businesses/{b}/itemCategories", category, name=f"{spare}category")


def tags(scene: Scene) -> None:
    """Tag what has files."""
    for noun in ("record", "contact"):
        path = f"/{noun}s/{scene.ids[noun][0]}/tags"
        assert scene.bookkeeper.send("POST", path, {"tags": ["audit"]}).status == 200


def bank(scene: Scene, account: int) -> None:
    """Let the bank tell of transactions, and reconcile spare accounts with it."""
    for number in range(SPARES + 1):
        told = {"date": DATE, "amount": -100 - number}
        scene.make("POST", f"/accounts/{account}/statementRows", told, name="spare_row" if number else "row")
        reconciled = scene.ids["spare_account"][number - 1] if number else account
        scene.make(
            "POST",
            f"/accounts/{reconciled}/reconciliations",
            {"statementDate": "2026-12-31", "balance": 0},
            name="spare_reconciliation" if number else "reconciliation",
        )


def checks(scene: Scene, account: int) -> None:
    """Pay by check."""
    paid = {"date": DATE, "contact": scene.ids["contact"][1], "account": account, "amount": 100, "byCheck": True}
    for number in range(SPARES + 1):
        scene.make("POST", f"{RECORDS}/billPayments", paid, name="spare_check" if number else "check")


def years(scene: Scene) -> None:
    """Close fiscal years: one, and spare ones before it."""
    for number in range(SPARES + 1):
        year = 2025 - number
        made = scene.bookkeeper.send("POST", "/businesses/{b}/yearEnd", {"fiscalYear": year})
        assert made.status in (200, 201), made.content
        scene.ids.setdefault("spare_fiscal_year" if number else "fiscal_year", []).append(year)


def files(scene: Scene) -> None:
    """Keep files; a record and a contact have the first one, and the spare ones but the first."""
    file = {"name": "scan.png", "initialData": "AA=="}
    for name in ("attachment", *["spare_attachment"] * SPARES):
        scene.make("POST", "/businesses/{b}/attachments", file, name=name)
    for identity in (*scene.ids["attachment"], *scene.ids["spare_attachment"][1:]):
        for noun in ("record", "contact"):
            path = f"/{noun}s/{scene.ids[noun][0]}/attachments"
            assert scene.bookkeeper.send("POST", path, {"id": identity}).status == 201


def spares(scene: Scene, accounts: Mapping[str, int]) -> None:
    """Add what may be changed and removed."""
    for number in range(SPARES):
        scene.make("POST", "/businesses", {"name": f"Spare {number}", "currency": "CAD"}, name="spare_business")
        scene.make(
            "POST", "/businesses/{b}/accounts", {"name": f"Spare {number}", "type": "CASH"}, name="spare_account"
        )
        scene.make("POST", "/businesses/{b}/contacts/vendors", {"name": f"Spare {number}"}, name="spare_contact")
        code = {"name": f"Spare {number}", "expansion": "ST"}
        scene.make("POST", "/businesses/{b}/taxCodes", code, name="spare_tax_code")
        line = {"account": accounts["INCOME"], "rate": number + 1}
        scene.make("POST", f"{RECORDS}/invoices", {"date": DATE, "lineItems": [line]}, name="spare_record")
        scene.make("POST", f"{RECORDS}/bills", {"date": DATE, "lineItems": [line]}, name="spare_record")
        draft = {"type": "bill", "date": DATE, "lineItems": [line]}
        scene.make("POST", "/businesses/{b}/drafts", draft, name="spare_draft")
        again = {"record": scene.ids["record"][0], "startDate": DATE, "unit": "YEAR", "count": 1}
        scene.make("POST", "/businesses/{b}/recurring", again, name="spare_recurring")
        receipt = {"date": DATE, "amount": 500, "account": accounts["BANK"], "category": accounts["EXPENSE"]}
        scene.make("POST", "/businesses/{b}/shoebox", receipt, name="spare_shoebox")
        item = scene.make("POST", "/businesses/{b}/shoebox", receipt, name="processed")
        scene.make("POST", f"/shoebox/{item}/process", {}, name="spare_record")
        scene.make("POST", "/businesses/{b}/orders", draft | {"type": "purchaseOrder"}, name="spare_order")
    taxes = [{"name": f"Spare {number}", "shortName": f"S{number}", "rate": 5} for number in range(SPARES)]
    made = scene.bookkeeper.send("POST", "/businesses/{b}/taxes", taxes)
    scene.ids["spare_tax"] = [each["id"] for each in made.json if each["id"] not in scene.ids["tax"]]
