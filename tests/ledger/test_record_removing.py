"""Documents and payments removed and restored, in every order: the books are right after each step."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bookkeeping.books import AccountType
from bookkeeping.errors import InvalidError
from bookkeeping.records import Allocation
from businesses.models import Change, Changeset
from ledger.drafts import PaymentDraft
from ledger.models import Contact
from ledger.selectors.records import RecordFilter, record_list
from ledger.services.records import record_remove, record_restore
from tests.support.builders import (
    BANK,
    CREDITS,
    RECEIVABLE,
    SALES,
    World,
    books,
    day,
    refused,
)
from tests.support.scale import SOAK

if TYPE_CHECKING:
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return books()


def remove(world: World, view: RecordView) -> None:
    record_remove(world.actor, record=view.id)
    world.sound(view)


def restore(world: World, view: RecordView) -> RecordView:
    return world.sound(record_restore(world.actor, record=view.id))


def test_a_removed_record_is_hidden_and_out_of_the_journal(world: World) -> None:
    view = world.invoice("100")
    remove(world, view)
    assert world.get(view).removed
    assert world.entries(view) == []
    assert record_list(world.actor) == []
    assert [found.id for found in record_list(world.actor, filters=RecordFilter(include_removed=True))] == [view.id]
    assert world.balance(SALES) == {"CAD": 0}


def test_a_restored_record_is_what_it_was(world: World) -> None:
    world.tax("G", "5")
    view = world.invoice("100", tax_code="G", memo="thanks")
    before = world.entry(view)
    remove(world, view)
    after = restore(world, view)
    assert (after.total, after.memo, after.number, after.taxes) == (view.total, view.memo, view.number, view.taxes)
    assert world.entry(view) == before


def test_a_removed_document_leaves_its_payments_on_the_credit_account(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000), credit_account=world.chart[CREDITS])
    remove(world, invoice)
    assert (world.get(payment).balance, world.get(payment).allocations) == (10_000, ())
    assert world.entry(payment) == [(BANK, -10_000, "CAD", -10_000), (CREDITS, 10_000, "CAD", 10_000)]
    assert restore(world, invoice).balance == 0
    assert world.entry(payment)[1] == (RECEIVABLE, 10_000, "CAD", 10_000)


def test_a_removed_payment_leaves_its_documents_due(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 6_000))
    remove(world, payment)
    assert (world.get(invoice).balance, world.get(invoice).payments) == (10_000, ())
    assert restore(world, payment).allocations[0].amount == 6_000
    assert world.get(invoice).balance == 4_000


ORDERS = list(itertools.permutations(range(3)))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("back", ORDERS if SOAK else [None, "turned"])
def test_documents_and_payments_go_and_come_back_in_every_order(order: list[int], back: list[int] | str | None) -> None:
    """The long profile brings them back in every order, the other in the same one and in the opposite."""
    world = books()
    contact = world.contact()
    one, two = world.invoice("100", contact=contact), world.invoice("50", contact=contact)
    payment = world.pay((one, 6_000), (two, 5_000), amount=12_000)
    all_three = [one, two, payment]
    for position in order:
        remove(world, all_three[position])
    assert all(world.balance(account).get("CAD", 0) == 0 for account in (BANK, RECEIVABLE, SALES))
    returning = back if isinstance(back, list | tuple) else order if back is None else order[::-1]
    for position in returning:
        restore(world, all_three[position])
    assert [world.get(view).balance for view in all_three] == [4_000, 0, 1_000]
    assert world.balance(BANK) == {"CAD": -12_000}


def test_restoring_attaches_only_what_the_document_still_needs(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    remove(world, payment)
    world.pay((invoice, 7_000))
    restored = restore(world, payment)
    assert (restored.allocations[0].amount, restored.balance) == (3_000, 7_000)
    remove(world, payment)
    world.pay((invoice, 3_000))
    assert restore(world, payment).allocations == ()


def test_restoring_attaches_only_what_the_payment_still_has(world: World) -> None:
    contact = world.contact()
    invoice, other = world.invoice("100", contact=contact), world.invoice("70", contact=contact)
    payment = world.pay((invoice, 10_000))
    remove(world, invoice)
    world.edit(payment, allocations=(Allocation(document=other.id, amount=7_000),))
    assert restore(world, invoice).balance == 7_000
    assert world.get(payment).balance == 0


def test_a_payment_whose_contact_has_changed_is_not_attached_again(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    remove(world, invoice)
    world.edit(payment, contact=world.contact())
    assert restore(world, invoice).balance == 10_000
    assert world.get(payment).balance == 10_000


def test_a_document_whose_contact_has_changed_is_not_attached_again(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    remove(world, payment)
    world.edit(invoice, contact=world.contact())
    assert restore(world, payment).allocations == ()
    assert world.get(invoice).balance == 10_000


def test_a_removed_credit_note_frees_the_payment_that_netted_it(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("100", contact=contact), world.invoice("-40", contact=contact)
    payment = world.pay((invoice, 4_000), (note, -4_000), amount=0)
    remove(world, payment)
    assert [world.get(view).balance for view in (invoice, note)] == [10_000, -4_000]
    restore(world, payment)
    assert [world.get(view).balance for view in (invoice, note)] == [6_000, 0]


def test_netting_survives_when_one_of_both_goes_and_comes_back(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("100", contact=contact), world.invoice("-40", contact=contact)
    payment = world.pay((invoice, 10_000), (note, -4_000), amount=6_000)
    remove(world, invoice)
    assert (world.get(payment).balance, world.get(note).balance) == (10_000, 0)
    assert restore(world, invoice).balance == 0


def test_a_netting_payment_shrinks_with_what_is_left_to_net(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("100", contact=contact), world.invoice("-40", contact=contact)
    payment = world.pay((invoice, 4_000), (note, -4_000), amount=0)
    remove(world, note)
    assert (world.get(payment).allocations, world.get(invoice).balance) == ((), 10_000)
    restore(world, note)
    assert [world.get(view).balance for view in (payment, note, invoice)] == [0, -4_000, 10_000]


def test_a_netting_payment_comes_back_as_far_as_both_sides_need_it(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("100", contact=contact), world.invoice("-40", contact=contact)
    payment = world.pay((invoice, 4_000), (note, -4_000), amount=0)
    remove(world, payment)
    world.pay((invoice, 9_000))
    restore(world, payment)
    assert [world.get(view).balance for view in (payment, note, invoice)] == [0, -3_000, 0]


def test_across_currencies_a_netted_invoice_is_let_go_whole(world: World) -> None:
    contact = world.contact()
    invoice = world.invoice("100", currency="USD", exchange_rate=Decimal("1.25"), contact=contact)
    note = world.invoice("-40", contact=contact)
    payment = world.pay((invoice, 10_000), (note, -4_000), currency="CAD", amount=8_500)
    assert payment.balance == 0
    remove(world, note)
    assert [world.get(view).balance for view in (payment, invoice)] == [8_500, 10_000]


def test_a_record_of_a_removed_contact_is_not_restored(world: World) -> None:
    contact = world.contact()
    view = world.invoice(contact=contact)
    remove(world, view)
    Contact.objects.filter(id=contact).update(removed=True)
    with refused(InvalidError, "contact"):
        record_restore(world.actor, record=view.id)


def test_a_document_of_which_a_stored_payment_was_dropped_does_not_get_it_back(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    world.edit(invoice, payments=[PaymentDraft(payment=payment.id, amount=0)])
    remove(world, invoice)
    assert restore(world, invoice).payments == ()


def test_removing_is_one_changeset_that_tells_of_payment_and_document(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    before = world.changesets()
    remove(world, invoice)
    assert world.changesets() == before + 1
    newest = Changeset.objects.filter(business_id=world.actor.business.id).order_by("-number")[0]
    told = Change.objects.filter(changeset=newest).order_by("position").values_list("object_id", "action")
    assert list(told) == [(invoice.id, "remove"), (payment.id, "update")]


def test_a_foreign_invoice_and_its_payment_come_back_at_zero(world: World) -> None:
    usd = world.account(AccountType.BANK, currency="USD")
    contact = world.contact()
    invoice = world.invoice("100", currency="USD", exchange_rate=Decimal("1.25"), contact=contact)
    payment = world.pay((invoice, 10_000), account=usd, exchange_rate=Decimal("1.30"))
    for view in (invoice, payment):
        remove(world, view)
        restore(world, view)
        assert world.holding(RECEIVABLE, "USD") == (0, 0)
        assert world.holding(usd, "USD") == (-10_000, -13_000)


def test_a_payment_in_another_currency_uses_what_it_used_before_when_it_comes_back(world: World) -> None:
    contact = world.contact()
    invoice = world.invoice("100", currency="USD", exchange_rate=Decimal("1.25"), contact=contact)
    payment = world.pay((invoice, 10_000), currency="CAD", amount=20_000, unallocated=7_000, date=day(2, 5))
    assert payment.balance == 7_000
    remove(world, payment)
    assert restore(world, payment).balance == 7_000
    remove(world, invoice)
    assert world.get(payment).balance == 20_000
    restore(world, invoice)
    assert world.get(payment).balance == 7_000


def test_what_is_left_of_a_refund_pays_nothing_that_is_owed(world: World) -> None:
    contact = world.contact()
    invoice, note = world.invoice("60", contact=contact), world.invoice("-100", contact=contact)
    payment = world.pay((invoice, 6_000), (note, -10_000), amount=-4_000)
    remove(world, note)
    assert (world.get(payment).allocations, world.get(payment).balance) == ((), -4_000)
    assert world.get(invoice).balance == 6_000
    restore(world, note)
    assert [world.get(view).balance for view in (payment, note, invoice)] == [0, -6_000, 6_000]


def test_what_has_lost_its_contact_is_not_attached_again(world: World) -> None:
    invoice = world.invoice("100", contact=world.contact())
    payment = world.pay((invoice, 10_000))
    remove(world, payment)
    world.edit(invoice, contact=None)
    remove(world, invoice)
    world.edit(restore(world, payment), contact=None)
    assert restore(world, invoice).balance == 10_000
    remove(world, payment)
    assert restore(world, payment).allocations == ()
