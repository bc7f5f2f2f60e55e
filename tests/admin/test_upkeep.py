"""What is let go of, merged, stated, locked and kept as a text in the admin, and why something is refused there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bookkeeping.books import AccountType
from businesses.selectors.locks import lock_get
from businesses.services.locks import lock_move
from ledger.kinds import ContactType
from ledger.models import Contact
from ledger.selectors.collaboration import About
from ledger.selectors.openings import openings_get
from ledger.selectors.templates import template_list
from ledger.selectors.verify import faults_find
from ledger.services.collaboration import tags_add
from tests.admin.conftest import plain
from tests.admin.test_changes import values
from tests.support.builders import BANK, RENT, SALES, day

if TYPE_CHECKING:
    from tests.admin.conftest import Desk
    from tests.support.builders import World

pytestmark = pytest.mark.django_db


def test_an_invoice_is_discounted_and_the_rest_of_it_written_off(desk: Desk, world: World) -> None:
    invoice = world.invoice("100", contact=world.contact(), terms="2/10 net 30", date=day(1, 5), number="A7")
    path = f"records/{invoice.id}/"
    account = str(world.chart[SALES])
    assert "$100.00 of it is due. Its terms are 2/10 net 30." in desk.text(f"{path}discount/")
    there = desk.post(f"{path}discount/", {"date": "2026-01-09", "account": account})
    assert "$2.00 of Invoice A7 is let go of." in plain(desk.client.get(there).content.decode())
    desk.post(f"{path}write-off/", {"date": "2026-03-01", "account": str(world.chart[RENT]), "amount": "40.5"})
    assert world.get(invoice).balance == 5750
    refused = [
        ("write-off", {"amount": "57.51"}, 400, "Only $57.50 of it is due."),
        ("write-off", {"amount": "1.005"}, 400, "CAD has at most 2 decimal places."),
        ("write-off", {"date": ""}, 200, "This field is required."),
        ("write-off", {"account": str(world.chart[BANK])}, 200, "Select a valid choice."),
        ("discount", {"date": "2026-01-16"}, 400, "The discount was for payment until 2026-01-15"),
    ]
    lock_move(world.actor, lock_date=day(1, 31))
    refused.append(("write-off", {"date": "2026-01-20"}, 409, "The books are locked"))
    for page, sent, status, told in refused:
        html = desk.post(f"{path}{page}/", {"date": "2026-03-02", "account": account} | sent, status)
        assert told in plain(html), sent
    assert world.get(invoice).balance == 5750
    desk.post(f"{path}write-off/", {"date": "2026-03-02", "account": account, "memo": "gone"})
    assert "Write off" not in desk.text(path)
    assert faults_find(world.actor) == []


def test_a_contact_is_merged_into_the_one_that_stays(desk: Desk, world: World) -> None:
    ann, twice = world.contact(name="Ann"), world.contact(name="Anne")
    world.contact(ContactType.VENDOR, name="Mill")
    invoice = world.invoice("10", contact=twice)
    tags_add(world.actor, about=About(contact=twice), names=["old"])
    path = f"contacts/{twice}/merge/"
    text = desk.text(path)
    assert "Records 1 Tags 1" in text
    assert "Mill" not in text.partition("The one that stays")[2]
    assert "This field is required." in plain(desk.post(path, {"into": str(ann)}, 200))
    assert "There is no other one" in desk.text(f"{path}?search=nobody")
    there = desk.post(path, {"into": str(ann), "sure": "on"})
    assert there == desk.at(f"contacts/{ann}/")
    assert "Anne is merged into Ann." in plain(desk.client.get(there).content.decode())
    assert world.get(invoice).contact == ann
    assert Contact.objects.get(id=twice).removed


def test_what_keeps_duplicates_apart_is_told_on_the_page(desk: Desk, world: World) -> None:
    one, other = (world.contact(ContactType.VENDOR) for _ in range(2))
    for contact in (one, other):
        world.bill("10", contact=contact, number="7")
    html = desk.post(f"contacts/{one}/merge/", {"into": str(other), "sure": "on"}, 409)
    assert "Both contacts have a bill 7" in plain(html)
    savings = world.account(AccountType.BANK, name="Second")
    html = desk.post(f"accounts/{world.chart[BANK]}/merge/", {"into": str(savings), "sure": "on"}, 409)
    assert "The business needs the duplicate" in plain(html)


def test_an_account_is_merged_into_the_one_that_stays(desk: Desk, world: World) -> None:
    twice = world.account(AccountType.EXPENSE, name="Rents")
    bill = world.bill("20", line_account=twice)
    path = f"accounts/{twice}/merge/"
    assert "Records 1" in desk.text(path)
    there = desk.post(path, {"into": str(world.chart[RENT]), "sure": "on"})
    assert there == desk.at(f"accounts/{world.chart[RENT]}/")
    assert [line.account for line in world.get(bill).lines] == [world.chart[RENT]]
    assert faults_find(world.actor) == []


def test_what_an_account_began_with_is_stated_in_each_currency(desk: Desk, world: World) -> None:
    account = world.chart[BANK]
    path = f"accounts/{account}/openings/"
    desk.post(path, {"currency": "cad", "amount": "500", "date": "2026-01-01", "before": ""})
    dollars = {"currency": "USD", "amount": "-20.50", "date": "2026-01-01", "exchange_rate": "1.25", "before": ""}
    desk.post(path, dollars)
    held = {each.currency: each.amount for each in openings_get(world.actor, account=account)}
    assert held == {"CAD": -50000, "USD": 2050}
    assert "USD 2026-01-01 -US$20.50 -$25.63" in desk.text(path)
    assert values(desk.get(path))["exchange_rate"] == ""
    read = values(desk.get(f"{path}?currency=USD"))
    assert (read["amount"], read["before"]) == ("-20.50", "2050")
    for sent, status, told in (
        (dollars, 409, "Somebody else changed it"),
        (read | {"currency": "XXQ"}, 400, "There is no currency"),
        (read | {"amount": "1.001"}, 400, "USD has at most 2"),
        (read | {"amount": ""}, 200, "This field is required."),
    ):
        assert told in plain(desk.post(path, sent, status))
    desk.post(path, read | {"amount": "0"})
    assert [each.currency for each in openings_get(world.actor, account=account)] == ["CAD"]
    desk.post(path, values(desk.get(path)))
    assert faults_find(world.actor) == []


def test_the_books_are_locked_and_opened_again_for_a_reason(desk: Desk, world: World) -> None:
    assert "The books have never been locked." in desk.text("lock-date/")
    desk.post("lock-date/", values(desk.get("lock-date/")) | {"lock_date": "2026-01-31", "reason": "filed"})
    stale = values(desk.get("lock-date/"))
    assert "The books are locked up to 2026-01-31" in desk.text("lock-date/")
    html = desk.post("lock-date/", stale | {"lock_date": ""}, 400)
    assert "Say why what is locked up to 2026-01-31 shall be open again." in plain(html)
    desk.post("lock-date/", stale | {"lock_date": "", "reason": "a late bill"})
    desk.post("lock-date/", stale | {"lock_date": "2026-02-28"}, 409)
    assert [move.reason for move in lock_get(world.actor).moves] == ["a late bill", "filed"]
    assert "open a late bill" in desk.text("lock-date/")


def test_a_text_is_added_changed_and_removed(desk: Desk, world: World) -> None:
    desk.post("texts/add/", {"label": "Thanks", "type": "INVOICE", "text": "Thank you."})
    (made,) = template_list(world.actor)
    assert "Thanks Invoice Thank you." in desk.text("texts/?type=INVOICE&search=thank")
    assert "No text is like that." in desk.text("texts/?type=PAYMENT")
    path = f"texts/{made.id}/edit/"
    read = values(desk.get(path))
    desk.post(path, read | {"text": "Many thanks."})
    assert "Somebody else changed it" in plain(desk.post(path, read | {"text": "Bye."}, 409))
    assert "Many thanks." in desk.text("texts/")
    desk.post(path, values(desk.get(path)) | {"removed": "on"})
    desk.get(path, 404)
    assert list(template_list(world.actor)) == []
