"""Checks: bill payments made by check get numbers, are printed, clear with reconciliation, and are made void."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bookkeeping.errors import InvalidError, LockedError
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from ledger.kinds import ContactType
from ledger.selectors.checks import CheckFilter, CheckStatus, check_get, check_list
from ledger.selectors.verify import faults_find
from ledger.services.checks import CheckDraft, check_update
from ledger.services.reconciliations import reconciliation_update
from tests.support.banking import started, statement, told
from tests.support.builders import BANK, CASH, World, books, day, refused

if TYPE_CHECKING:
    from ledger.selectors.checks import CheckView
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


def paid(world: World, price: str = "50", **details: Any) -> RecordView:
    """Pay a bill by check."""
    vendor = world.contact(ContactType.VENDOR, name="Mill", contact_information={"street1": "1 Weir", "city": "Hull"})
    bill = world.bill(price, contact=vendor, number="B-7")
    payment = world.pay((bill, bill.total), account=world.chart[BANK], date=day(1, 20), **details)
    return world.edit(payment, says={"by_check": True})


def put(world: World, payment: RecordView, **draft: Any) -> CheckView:
    """Change the check of a payment, and look for faults."""
    view = check_update(world.actor, check=payment.id, draft=CheckDraft(**draft))
    assert faults_find(world.actor) == []
    return view


def test_a_bill_payment_by_check_is_a_check_that_waits_to_be_printed() -> None:
    world = books()
    payment = paid(world)
    check = check_get(world.actor, check=payment.id)
    assert (check.number, check.status, check.amount, check.pay_to) == (None, CheckStatus.TO_PRINT, 5_000, "Mill")
    assert check.bills == (("B-7", 5_000),)
    world.edit(payment, says={"by_check": False})
    with refused(NotFoundError):
        check_get(world.actor, check=payment.id)
    assert check_list(world.actor) == []


def test_printing_takes_the_next_number_of_the_account() -> None:
    world = books()
    first, second, third = paid(world), paid(world), paid(world)
    assert put(world, first, number=412, printed_on=day(1, 21)).status == CheckStatus.PRINTED
    assert (printed := put(world, second, status=CheckStatus.PRINTED)).number == 413
    assert printed.printed_on == world.actor.now.date()
    again = put(world, second, status=CheckStatus.TO_PRINT)
    assert (again.number, again.printed_on, again.status) == (413, None, CheckStatus.TO_PRINT)
    with refused(ConflictError, "check_number") as fault:
        put(world, third, number=412)
    assert fault.conflicting == first.id
    world.edit(third, account=world.chart[CASH])
    assert put(world, third, status=CheckStatus.PRINTED).number == 1
    with refused(ChangedMeanwhileError):
        check_update(world.actor, check=third.id, draft=CheckDraft(number=7), version=1)
    with refused(InvalidError, "check_number"):
        put(world, third, number=2**31)


def test_a_void_check_keeps_its_number_and_opens_what_it_paid() -> None:
    world = books()
    payment = paid(world)
    put(world, payment, status=CheckStatus.PRINTED)
    check = put(world, payment, number=1, status=CheckStatus.VOID)
    assert (check.status, check.number, world.get(payment).state) == (CheckStatus.VOID, 1, "VOID")
    assert world.balance(BANK) == {"CAD": 0}
    with refused(ConflictError, "status"):
        put(world, payment, number=2)
    with refused(ConflictError, "check_number"):
        put(world, paid(world), number=1)
    locked = world.locked(day(1, 31))
    other = paid(world)
    with refused(LockedError):
        put(locked, other, status=CheckStatus.VOID)


def test_a_check_clears_when_the_account_is_reconciled() -> None:
    world = books()
    payment = paid(world)
    put(world, payment, number=412)
    with refused(InvalidError, "status"):
        put(world, payment, status=CheckStatus.CLEARED)
    row = told(world, 5_000, check_number="000412")
    assert row.suggested is not None
    assert [why.words for why in row.suggested[0].reasons][-1] == "the reference 412"
    view = started(world, statement(5_000, cleared=(payment.id,)))
    assert check_get(world.actor, check=payment.id).status == CheckStatus.TO_PRINT
    reconciliation_update(world.actor, reconciliation=view.id, draft=statement(5_000, finished=True))
    check = check_get(world.actor, check=payment.id)
    assert (check.status, check.cleared_on) == (CheckStatus.CLEARED, day(1, 31))
    for change in ({"number": 5}, {"status": CheckStatus.VOID}):
        with refused(ConflictError, "status"):
            put(world, payment, **change)
    assert put(world, payment, number=412, status=CheckStatus.CLEARED).version == check.version


def test_checks_are_listed_by_account_status_and_day() -> None:
    world = books()
    waiting, printed, void = (paid(world) for _ in range(3))
    put(world, printed, status=CheckStatus.PRINTED)
    put(world, void, status=CheckStatus.VOID)
    for status, payment in (
        (CheckStatus.TO_PRINT, waiting),
        (CheckStatus.PRINTED, printed),
        (CheckStatus.VOID, void),
    ):
        found = check_list(world.actor, filters=CheckFilter(status=status, account=world.chart[BANK]))
        assert [check.id for check in found] == [payment.id], status
    assert check_list(world.actor, filters=CheckFilter(status=CheckStatus.CLEARED)) == []
    for filters in (CheckFilter(start_date=day(1, 21)), CheckFilter(end_date=day(1, 19)), CheckFilter(account=1)):
        assert check_list(world.actor, filters=filters) == []
