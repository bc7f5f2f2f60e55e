"""Checks: bill payments made by check get numbers, are printed, clear with reconciliation, and are made void."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from bookkeeping.errors import InvalidError, LockedError
from bookkeeping.records import RecordType
from businesses.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from businesses.models import Change
from businesses.roles import Privilege
from ledger.check_views import CheckStatus, check_of
from ledger.drafts import CheckDraft, Particulars, RecordDraft
from ledger.kinds import ContactType
from ledger.reconciliation_views import MatchDraft
from ledger.selectors.beside import check_seen, files_seen
from ledger.selectors.checks import CheckFilter, check_get, check_list
from ledger.selectors.past import record_known
from ledger.selectors.records import record_list
from ledger.selectors.verify import faults_find
from ledger.services.checks import check_update
from ledger.services.drafts import draft_create
from ledger.services.reconciliations import reconciliation_update
from ledger.services.records import record_create, record_update, record_void
from ledger.views import FileView
from tests.support.banking import matched, started, statement, told
from tests.support.builders import BANK, CASH, World, books, day, refused

if TYPE_CHECKING:
    from ledger.check_views import CheckView
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


def sent(world: World, payment: RecordView, **check: Any) -> RecordView:
    """Send a payment as it is, with something about its check, and look for faults."""
    draft = replace(RecordDraft.of(world.get(payment)), check=CheckDraft(**{"tells_printing": False, **check}))
    return world.sound(record_update(world.actor, record=payment.id, draft=draft))


def test_a_payment_shows_its_check_as_the_registry_does() -> None:
    world = books()
    payment, other = paid(world), world.pay(account=world.chart[BANK], amount=5, type=RecordType.BILL_PAYMENT)
    put(world, payment, number=412, printed_on=day(1, 21))
    view = started(world, statement(5_000, cleared=(payment.id,)))
    reconciliation_update(world.actor, reconciliation=view.id, draft=statement(5_000, finished=True))
    expected = check_get(world.actor, check=payment.id)
    assert (expected.cleared_on, expected.address) == (day(1, 31), "1 Weir, Hull")
    shown = {record.id: check_of(record) for record in record_list(world.actor)}
    for check in (check_of(world.get(payment)), shown[payment.id]):
        assert check is not None
        assert replace(check, contact_information={}) == replace(expected, contact_information={})
        assert check.address == expected.address
    assert shown[other.id] is None
    matched(world, told(world, 5_000, date=day(1, 25)), MatchDraft(record=payment.id))
    again = check_of(world.get(payment))
    assert again is not None
    assert again.cleared_on == check_get(world.actor, check=payment.id).cleared_on == day(1, 25)


def test_a_check_is_numbered_and_printed_with_its_payment_in_one_changeset() -> None:
    world = books()
    payment, changesets = paid(world), world.changesets()
    after = sent(world, payment, number=412, told={"amount": 5_000, "pay_to": "Mill", "bills": (("B-7", 5_000),)})
    assert (after.checks[0].number, after.version, world.changesets()) == (412, payment.version + 1, changesets + 1)
    assert sent(world, payment, number=412) == after
    assert sent(world, payment, status=CheckStatus.PRINTED).checks[0].printed_on == world.actor.now.date()
    assert sent(world, payment, number=413).checks[0].printed_on == world.actor.now.date()
    assert sent(world, payment, tells_printing=True).checks[0].printed_on is None
    assert world.changesets() == changesets + 4
    changed = record_known(world.actor, record=payment.id, changeset=_number(world, 1))
    assert changed.checks[0].number == 412
    moved = replace(RecordDraft.of(after), check=CheckDraft(number=500, tells_printing=False, told={"memo": None}))
    both = replace(moved, particulars=replace(moved.particulars, memo="rent"))
    edited = record_update(world.locked(day(1, 1)).actor, record=payment.id, draft=both)
    assert (edited.memo, edited.checks[0].number) == ("rent", 500)
    sealed = world.locked(day(1, 31))
    assert sent(sealed, payment, number=501).checks[0].number == 501
    bare = world.pay(account=world.chart[BANK], amount=5, type=RecordType.BILL_PAYMENT, date=day(2, 1))
    draft = RecordDraft(record=RecordDraft.of(bare).record, particulars=Particulars(by_check=True))
    made = record_create(world.actor, draft=replace(draft, check=CheckDraft(number=77, tells_printing=False)))
    assert (made.checks[0].number, made.version) == (77, 1)


def test_what_a_check_cannot_say_is_refused_by_name() -> None:
    world = books()
    payment = paid(world)
    bare = world.pay(account=world.chart[BANK], amount=5, type=RecordType.BILL_PAYMENT)
    for said, field in (
        ({"told": {"amount": 4_999}}, "checks[0].amount"),
        ({"told": {"pay_to": "Sawmill"}}, "checks[0].pay_to"),
        ({"told": {"address": "elsewhere"}}, "checks[0].address"),
        ({"told": {"bills": (("B-8", 5_000),)}}, "checks[0].bills"),
        ({"status": CheckStatus.VOID}, "checks[0].status"),
        ({"status": CheckStatus.CLEARED}, "checks[0].status"),
        ({"number": 2**31}, "checks[0].check_number"),
    ):
        with refused(InvalidError, field):
            sent(world, payment, **said)
    with refused(InvalidError, "checks"):
        sent(world, bare, number=1)
    with refused(InvalidError, "checks"):
        draft_create(world.actor, draft=replace(RecordDraft.of(payment), check=CheckDraft(number=1)))
    sent(world, payment, number=412)
    with refused(ConflictError, "checks[0].check_number"):
        sent(world, paid(world), number=412)
    record_void(world.actor, record=payment.id)
    assert sent(world, payment, number=412, status=CheckStatus.VOID).checks[0].number == 412
    with refused(ConflictError, "checks[0].status"):
        sent(world, payment, number=413)


def _number(world: World, back: int) -> int:
    """Return the number of a changeset: ``back`` ones after the payment was made by check."""
    told = Change.objects.filter(business_id=world.actor.business.id, kind="check").order_by("changeset__number")
    return told.values_list("changeset__number", flat=True)[back - 1]


def test_the_check_and_files_of_a_record_are_for_those_who_may_see_them() -> None:
    world = books()
    file = FileView(id=1, attachment=2, name="bill.pdf", content_type="application/pdf", size=3)
    record = msgspec.structs.replace(paid(world), files=(file,))
    check = check_seen(world.actor, record=record)
    assert check is not None
    assert check.id == record.id
    assert files_seen(world.actor, record=record) == (file,)
    for privilege, seen in ((Privilege.VIEW_CHECKS, [False, True]), (Privilege.READ_FILES, [True, False])):
        other = replace(world.actor, privileges=world.actor.privileges - {privilege})
        assert [bool(check_seen(other, record=record)), bool(files_seen(other, record=record))] == seen
