"""What can be changed in the admin goes through the services: one changeset, one version, one clear refusal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from accounts.models import Account
from accounts.selectors.accounts import account_get
from businesses.models import Business, Changeset
from ledger.models import Contact
from ledger.selectors.contacts import contact_get
from ledger.selectors.verify import faults_find
from ledger.services.records import record_remove
from tests.admin.conftest import Desk, plain
from tests.support.builders import BANK, RENT, day

if TYPE_CHECKING:
    from tests.support.builders import World

pytestmark = pytest.mark.django_db


def values(html: str) -> dict[str, Any]:
    """Return what the form of a page would send if nobody touched it."""
    form = html.partition('class="db-card db-form"')[2].partition("</form>")[0]
    found = {
        match[1]: match[2]
        for match in re.finditer(r'<input [^>]*?name="(\w+)"(?:[^>]*?value="([^"]*)")?', form)
        if 'type="checkbox"' not in match[0]
    }
    found |= {match[1]: match[2].strip() for match in re.finditer(r'<textarea name="(\w+)"[^>]*>([^<]*)<', form)}
    for name, options in re.findall(r'<select name="(\w+)"(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: value or "" for name, value in found.items()}


def newest(world: World) -> Changeset:
    """Return the newest changeset of the books."""
    return Changeset.objects.filter(business_id=world.actor.business.id).order_by("-number")[0]


def test_a_contact_is_added_and_changed(desk: Desk, world: World) -> None:
    before = world.changesets()
    sent = {"name": "Ann", "type": "VENDOR", "email": "ann@example.test", "city": "Laval", "payment_terms": "net 15"}
    there = desk.post("contacts/add/", sent)
    contact = int(there.rstrip("/").rpartition("/")[2])
    view = contact_get(world.actor, contact=contact)
    assert (view.name, view.type, view.payment_terms, view.currency) == ("Ann", "VENDOR", "net 15", None)
    assert view.contact_information == {"name": "Ann", "email": "ann@example.test", "city": "Laval"}
    assert "Ann is there." in plain(desk.client.get(there).content.decode())
    changed = values(desk.get(f"contacts/{contact}/edit/")) | {"name": "Ann B.", "city": "", "archived": "on"}
    assert desk.post(f"contacts/{contact}/edit/", changed) == there
    view = contact_get(world.actor, contact=contact)
    assert (view.name, view.archived, view.version) == ("Ann B.", True, 2)
    assert view.contact_information == {"name": "Ann B.", "email": "ann@example.test"}
    assert world.changesets() == before + 2
    assert newest(world).user_id == desk.actor.caller.user


def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(desk: Desk, world: World) -> None:
    told = {"name": "Ann", "email": "a@example.test", "shippingCity": "Laval", "mobile": "514"}
    contact = world.contact(
        name="Ann", contact_information=told, comments=("old friend",), default_tax_code="", prefix="A", currency="USD"
    )
    account = world.chart[BANK]
    invoice = world.invoice("10", memo="a\nb", number="7")
    before = world.changesets()
    for path in (f"contacts/{contact}/edit/", f"accounts/{account}/edit/", f"records/{invoice.id}/edit/"):
        desk.post(path, values(desk.get(path)))
    assert world.changesets() == before
    assert Contact.objects.get(id=contact).version == 1
    assert Account.objects.get(id=account).version == 1


def test_an_account_is_added_renamed_and_archived(desk: Desk, world: World) -> None:
    there = desk.post("accounts/add/", {"name": "Till", "type": "CASH", "number": "", "currency": "usd"})
    account = int(there.rstrip("/").rpartition("/")[2])
    view = account_get(world.actor, account=account)
    assert (view.name, view.type, view.number, view.currency) == ("Till", "CASH", "1111", "USD")
    changed = values(desk.get(f"accounts/{account}/edit/")) | {"name": "Old till", "archived": "on"}
    desk.post(f"accounts/{account}/edit/", changed)
    view = account_get(world.actor, account=account)
    assert (view.name, view.archived, view.currency, view.type) == ("Old till", True, "USD", "CASH")


def test_what_the_books_forbid_is_told_beside_the_field(desk: Desk, world: World) -> None:
    cases = [
        ("accounts/add/", {"name": "Till", "type": "CASH", "currency": "XXQ"}, 400, "There is no currency"),
        ("accounts/add/", {"name": "", "type": "CASH"}, 200, "This field is required."),
        ("accounts/add/", {"name": "Till", "type": "PIRATE"}, 200, "Select a valid choice."),
        ("contacts/add/", {"name": "Ann", "type": "CUSTOMER", "payment_terms": "soon"}, 400, "are not understood"),
        ("contacts/add/", {"name": "Ann", "type": "CUSTOMER", "email": "nowhere"}, 200, "valid email address"),
        (f"accounts/{world.chart[BANK]}/edit/", {"name": "B", "archived": "on"}, 409, "A default account is needed"),
    ]
    before = world.changesets()
    for path, sent, status, words in cases:
        html = desk.post(path, sent, status)
        assert words in plain(html), path
        assert f'value="{sent["name"]}"' in html or not sent["name"]
    assert world.changesets() == before


@pytest.mark.parametrize("kind", ["contacts", "accounts", "records"])
def test_of_two_who_change_the_same_the_second_is_told(desk: Desk, world: World, kind: str) -> None:
    things = {"contacts": world.contact(), "accounts": world.chart[RENT], "records": world.invoice().id}
    path = f"{kind}/{things[kind]}/edit/"
    read = values(desk.get(path))
    text = "memo" if kind == "records" else "name"
    desk.post(path, read | {text: "the first"})
    html = desk.post(path, read | {text: "the second"}, 409)
    assert "Somebody else changed it since it was read." in plain(html)
    assert "the second" in html
    assert "the first" in desk.get(path)


def test_the_memo_of_a_record_is_changed_and_nothing_else(desk: Desk, world: World) -> None:
    ann = world.contact()
    invoice = world.invoice("100", contact=ann, number="A7", memo="old")
    world.pay((invoice, 4000), account=world.chart[BANK])
    entries = world.entry_ids(invoice)
    path = f"records/{invoice.id}/edit/"
    desk.post(path, values(desk.get(path)) | {"memo": "new"})
    after = world.get(invoice)
    assert (after.memo, after.number, after.balance, after.lines) == ("new", "A7", 6000, invoice.lines)
    assert world.entry_ids(invoice) == entries
    desk.post(path, values(desk.get(path)) | {"memo": ""})
    assert world.get(invoice).memo is None
    assert faults_find(world.actor) == []


def test_a_record_is_removed_restored_and_voided_by_its_buttons(desk: Desk, world: World) -> None:
    invoice = world.invoice("100", number="A7")
    path = f"records/{invoice.id}/"

    def press(action: str) -> str:
        html = desk.get(path)
        form = html.partition(f'name="action" value="{action}"')[2].partition("</form>")[0]
        version = re.search(r'name="version" value="(\d+)"', form)
        assert version, f"{action} is not offered"
        desk.post(path, {"action": action, "version": version[1]})
        return desk.text(path)

    assert "The record is removed, and can be restored." in press("remove")
    assert world.get(invoice).removed
    assert world.entries(invoice) == []
    assert "The record is restored." in press("restore")
    assert not world.get(invoice).removed
    assert "The record is void." in press("void")
    assert world.get(invoice).state == "VOID"
    assert "This record is not in the journal." in desk.text(path)
    html = desk.get(path)
    assert 'value="void"' not in html
    assert "/edit/" not in html.partition('class="db-page"')[2]
    assert faults_find(world.actor) == []


def test_what_cannot_be_done_to_a_record_is_told_on_its_page(desk: Desk, world: World) -> None:
    invoice = world.invoice("100", number="A7")
    path = f"records/{invoice.id}/"
    stale = {"action": "void", "version": str(invoice.version + 5)}
    assert "Somebody else changed it since it was read." in plain(desk.post(path, stale, 409))
    desk.post(path, {"action": "void", "version": "1"})
    again = desk.post(path, {"action": "void", "version": str(world.get(invoice).version)}, 409)
    assert "This record is void already." in plain(again)
    assert "Invoice A7" in plain(again)
    assert desk.post(path, {"action": "burn"}, 200)
    assert world.get(invoice).state == "VOID"


def test_a_number_that_is_taken_meanwhile_keeps_a_record_removed(desk: Desk, world: World) -> None:
    invoice = world.invoice("100", number="A7")
    record_remove(world.actor, record=invoice.id)
    world.invoice("1", number="A7")
    html = desk.post(f"records/{invoice.id}/", {"action": "restore"}, 409)
    assert "number" in plain(html).partition("Status")[0]
    assert world.get(invoice).removed


def test_locked_books_are_not_changed(desk: Desk, world: World) -> None:
    invoice = world.invoice("100", date=day(1, 5))
    Business.objects.filter(id=world.actor.business.id).update(lock_date=day(1, 31))
    html = desk.post(f"records/{invoice.id}/", {"action": "remove", "version": "1"}, 409)
    assert "The books are locked at this date." in plain(html)
    assert not world.get(invoice).removed


def test_a_change_names_the_request_that_made_it(desk: Desk, world: World) -> None:
    response = desk.client.post(
        desk.at("contacts/add/"), {"name": "Ann", "type": "OTHER"}, headers={"x-request-id": "req-7"}
    )
    assert (response.status_code, response["X-Request-Id"]) == (302, "req-7")
    assert newest(world).request_id == "req-7"


def test_a_fault_of_ours_is_a_page_and_a_line_in_the_log(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr("ledger.admin.contacts.contact_create", broken)
    html = desk.post("contacts/add/", {"name": "Ann", "type": "OTHER"}, 500)
    assert "Something went wrong" in plain(html)
    assert "secret detail" not in html
    assert "secret detail" in caplog.text
