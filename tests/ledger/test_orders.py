"""Orders: estimates, sales orders and purchase orders, and what becomes of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bookkeeping.errors import AccountMissingError, InvalidError, LockedError
from bookkeeping.orders import DOCUMENT_OF, Decision, OrderType, Portion
from bookkeeping.records import Document, Line, RecordType
from businesses.errors import ChangedMeanwhileError, ConflictError, DuplicateNumberError, InUseError, NotFoundError
from businesses.models import Change
from ledger.drafts import ConversionDraft, OrderDraft, Particulars, RecordDraft
from ledger.kinds import ContactType
from ledger.models import Order, OrderLine
from ledger.selectors.orders import OrderFilter, OrderView, order_get, order_list
from ledger.selectors.records import RecordFilter, record_list
from ledger.selectors.verify import faults_find
from ledger.services.accounts import account_remove
from ledger.services.contacts import contact_remove
from ledger.services.conversions import order_convert
from ledger.services.drafts import draft_approve, draft_remove, draft_update
from ledger.services.orders import order_create, order_remove, order_update
from ledger.services.projects import ProjectDraft, project_create, project_remove
from ledger.services.records import record_remove, record_restore, record_void
from ledger.services.taxes import tax_remove
from tests.support.builders import NOW, OFFICE, SALES, World, books, day, refused

if TYPE_CHECKING:
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def world() -> World:
    return books()


def said(world: World, *quantities: str, kind: OrderType = OrderType.ESTIMATE, **details: Any) -> OrderDraft:
    """Return the draft of an order of lines at 10.00 each, for these quantities."""
    account = world.chart[SALES if kind != OrderType.PURCHASE_ORDER else OFFICE]
    lines = tuple(Line(account=account, quantity=Decimal(q), rate=Decimal(10)) for q in quantities or ("3",))
    record = Document(type=DOCUMENT_OF[kind], date=day(1, 5), currency="CAD", lines=lines)
    record = replace(record, **{name: details.pop(name) for name in ("contact", "lines", "terms") if name in details})
    told = {name: details.pop(name) for name in ("number", "memo", "po_number") if name in details}
    return OrderDraft(type=kind, record=record, particulars=Particulars(**told), **details)


def order(world: World, *quantities: str, **details: Any) -> OrderView:
    return order_create(world.actor, draft=said(world, *quantities, **details))


def get(world: World, view: OrderView) -> OrderView:
    return order_get(world.actor, order=view.id)


def convert(world: World, view: OrderView, *portions: tuple[int, str | None], **details: Any) -> Any:
    """Convert an order, or so much of some of its lines (by place), and look for faults."""
    lines = [Portion(line=view.lines[i].id, quantity=None if q is None else Decimal(q)) for i, q in portions]
    draft = ConversionDraft(portions=tuple(lines) if lines else None, **details)
    made = order_convert(world.actor, order=view.id, draft=draft)
    assert faults_find(world.actor) == []
    return made


def state(world: World, view: OrderView) -> tuple[str, list[str]]:
    now = get(world, view)
    return now.status, [f"{line.converted.normalize():f}/{line.quantity.normalize():f}" for line in now.lines]


def test_an_order_has_the_figures_of_the_document_it_becomes(world: World) -> None:
    world.tax("G", "5")
    contact = world.contact(payment_terms="net 15", default_tax_code="G")
    view = order(world, "2", "0.5", contact=contact, memo="as talked", expiry_date=day(12, 31))
    assert (view.status, view.number, view.before_taxes, view.total, view.terms) == ("OPEN", "1", 2500, 2625, "net 15")
    assert [(tax.name, tax.amount) for tax in view.taxes] == [("Tax G", 125)]
    assert get(world, view) == view
    made: RecordView = convert(world, view)
    assert (made.type, made.total, made.contact, made.memo, made.date) == ("INVOICE", 2625, contact, "as talked", TODAY)
    assert (made.due_date, made.order) == (TODAY + dt.timedelta(days=15), view.id)
    assert [(line.tax_code, line.quantity) for line in made.lines] == [("G", Decimal(2)), ("G", Decimal("0.5"))]
    assert state(world, view) == ("CONVERTED", ["2/2", "0.5/0.5"])
    assert [(c.record, c.type, c.number, c.quantity, c.stands) for c in get(world, view).conversions] == [
        (made.id, "INVOICE", "1", Decimal(2), True), (made.id, "INVOICE", "1", Decimal("0.5"), True),
    ]  # fmt: skip


def test_orders_are_no_records_and_number_themselves_by_type(world: World) -> None:
    first, second = order(world), order(world, number="40")
    sales = order(world, kind=OrderType.SALES_ORDER)
    asked = order(world, kind=OrderType.PURCHASE_ORDER, number="PO-7")
    assert [view.number for view in (first, second, order(world), sales, asked)] == ["1", "40", "41", "1", "PO-7"]
    with refused(DuplicateNumberError, "number") as told:
        order(world, number="40")
    assert told.conflicting == second.id
    order_remove(world.actor, order=second.id)
    assert (order(world, number="40").number, order(world).number) == ("40", "42")
    assert list(record_list(world.actor, filters=RecordFilter())) == []
    assert world.invoice("1").number == "1"


def test_parts_become_documents_until_nothing_is_left(world: World) -> None:
    view = order(world, "3", "-1")
    first = convert(world, view, (0, "1.5"))
    assert (first.total, state(world, view)) == (1500, ("OPEN", ["1.5/3", "0/-1"]))
    second = convert(world, view, (0, "1"), (1, None), number="77")
    assert (second.total, second.number, state(world, view)) == (0, "77", ("OPEN", ["2.5/3", "-1/-1"]))
    with refused(InvalidError, "lines[0].quantity"):
        convert(world, view, (0, "1"))
    with refused(InvalidError, "lines"):
        convert(world, view, (1, None))
    assert convert(world, view).total == 500
    with refused(ConflictError, "status"):
        convert(world, view)
    changes = Change.objects.filter(object_id=view.id).order_by("id").values_list("action", flat=True)
    assert list(changes) == ["create", "convert", "convert", "convert"]


def test_what_is_void_or_removed_is_open_again_and_what_returns_is_not(world: World) -> None:
    view = order(world, "3")
    first, second = convert(world, view, (0, "1")), convert(world, view, (0, "2"))
    record_void(world.actor, record=first.id)
    assert state(world, view) == ("OPEN", ["2/3"])
    record_remove(world.actor, record=second.id)
    assert state(world, view) == ("OPEN", ["0/3"])
    assert [c.stands for c in get(world, view).conversions] == [False, False]
    record_restore(world.actor, record=second.id)
    assert state(world, view) == ("OPEN", ["2/3"])
    third = convert(world, view)
    assert (third.total, state(world, view)) == (1000, ("CONVERTED", ["3/3"]))
    record_remove(world.actor, record=third.id)
    convert(world, view)
    record_restore(world.actor, record=third.id)
    assert state(world, view) == ("CONVERTED", ["4/3"])
    world.sound(world.get(third))


def test_an_estimate_becomes_a_sales_order_which_becomes_an_invoice(world: World) -> None:
    estimate = order(world, "3", memo="as talked")
    sales = convert(world, estimate, (0, "2"), target=OrderType.SALES_ORDER)
    assert (sales.type, sales.number, sales.total, sales.memo) == ("SALES_ORDER", "1", 2000, "as talked")
    assert [(c.target, c.type) for c in get(world, estimate).conversions] == [(sales.id, "SALES_ORDER")]
    invoice = convert(world, sales)
    assert (invoice.total, invoice.order, state(world, sales)) == (2000, sales.id, ("CONVERTED", ["2/2"]))
    order_remove(world.actor, order=sales.id)
    assert state(world, estimate) == ("OPEN", ["0/3"])
    draft = replace(said(world, "2", kind=OrderType.SALES_ORDER), removed=False)
    order_update(world.actor, order=sales.id, draft=draft)
    assert state(world, estimate) == ("OPEN", ["2/3"])
    with refused(InvalidError, "draft"):
        convert(world, estimate, target=OrderType.SALES_ORDER, drafted=True)
    with refused(InvalidError, "type"):
        convert(world, estimate, target=RecordType.BILL)


def test_a_purchase_order_becomes_a_bill(world: World) -> None:
    vendor = world.contact(ContactType.VENDOR)
    view = order(world, "4", kind=OrderType.PURCHASE_ORDER, contact=vendor)
    bill = convert(world, view, date=day(3, 1), number="V-9")
    assert (bill.type, bill.total, bill.number, bill.date, bill.contact) == ("BILL", 4000, "V-9", day(3, 1), vendor)


def test_an_order_becomes_a_draft_that_can_still_be_thrown_away(world: World) -> None:
    view = order(world, "3")
    draft = convert(world, view, (0, "2"), drafted=True)
    assert (draft.draft, draft.order, state(world, view)) == (True, view.id, ("OPEN", ["2/3"]))
    draft_remove(world.actor, record=draft.id)
    assert state(world, view) == ("OPEN", ["0/3"])
    again = replace(RecordDraft.of(world.get(draft)), removed=False)
    back = draft_update(world.actor, record=draft.id, draft=again)
    assert state(world, view) == ("OPEN", ["2/3"])
    assert draft_approve(world.actor, record=back.id).order == view.id


def test_declined_closed_and_expired_orders_become_nothing(world: World) -> None:
    for decision, expiry, status in (
        (Decision.DECLINED, None, "DECLINED"),
        (Decision.CLOSED, None, "CLOSED"),
        (Decision.OPEN, TODAY - dt.timedelta(days=1), "EXPIRED"),
    ):
        view = order(world, decision=decision, expiry_date=expiry)
        assert view.status == status
        with refused(ConflictError, "status"):
            convert(world, view)
    accepted = order(world, decision=Decision.ACCEPTED, expiry_date=TODAY - dt.timedelta(days=1))
    assert convert(world, accepted).total == 3000
    order_remove(world.actor, order=accepted.id)
    with refused(ConflictError, "removed"):
        convert(world, accepted)
    with refused(InvalidError, "expiry_date"):
        order(world, expiry_date=day(1, 4))


def test_what_cannot_be_posted_leaves_the_order(world: World) -> None:
    view = order(world, lines=(Line(rate=Decimal(5)),))
    assert view.total == 500
    with refused(AccountMissingError, "lines[0].account"):
        convert(world, view)
    whole = order(world)
    with refused(LockedError, "date"):
        order_convert(world.locked(TODAY).actor, order=whole.id, draft=ConversionDraft())
    with refused(ChangedMeanwhileError):
        order_convert(world.actor, order=whole.id, draft=ConversionDraft(), version=9)
    assert (get(world, view), get(world, whole)) == (view, whole)


def test_an_order_is_changed_and_its_lines_keep_what_became_of_them(world: World) -> None:
    view = order(world, "3", "1")
    changesets = world.changesets()
    assert order_update(world.actor, order=view.id, draft=said(world, "3", "1")) == view
    assert world.changesets() == changesets
    convert(world, view, (1, "1"))
    first, second = (line.id for line in view.lines)
    draft = replace(said(world, "2", "5"), lines=(second, None))
    after = order_update(world.actor, order=view.id, draft=draft)
    assert [(line.id, line.quantity, line.converted) for line in after.lines] == [
        (second, Decimal(2), Decimal(1)), (after.lines[1].id, Decimal(5), Decimal(0)),
    ]  # fmt: skip
    assert after.lines[1].id not in {first, second}
    for lines, quantities, fault, field in (
        ((second,), ("0.5",), ConflictError, "lines[0].quantity"),
        ((second,), ("-1",), ConflictError, "lines[0].quantity"),
        ((after.lines[1].id,), ("1",), ConflictError, "lines"),
        ((first,), ("1",), InvalidError, "lines[0].id"),
        ((second, second), ("1", "1"), InvalidError, "lines[1].id"),
    ):
        with refused(fault, field):
            order_update(world.actor, order=view.id, draft=replace(said(world, *quantities), lines=lines))
    done = order_update(world.actor, order=view.id, draft=replace(said(world, "1"), lines=(second,)))
    assert (done.status, done.version) == ("CONVERTED", 4)
    with refused(InvalidError, "type"):
        order_update(world.actor, order=view.id, draft=said(world, kind=OrderType.SALES_ORDER))
    with refused(ChangedMeanwhileError):
        order_update(world.actor, order=view.id, draft=said(world), version=1)


def test_a_removed_order_is_hidden_and_returns_with_its_number(world: World) -> None:
    view = order(world)
    order_remove(world.actor, order=view.id)
    with refused(NotFoundError):
        order_remove(world.actor, order=view.id)
    with refused(NotFoundError):
        order_remove(world.actor, order=1)
    assert order(world, number="1").number == "1"
    with refused(DuplicateNumberError, "number"):
        order_update(world.actor, order=view.id, draft=said(world))
    back = order_update(world.actor, order=view.id, draft=said(world, number="9"))
    assert (back.removed, back.number) == (False, "9")
    hidden = order_update(world.actor, order=view.id, draft=replace(said(world), removed=True))
    assert (hidden.removed, hidden.number) == (True, "9")
    assert Change.objects.filter(object_id=view.id).order_by("-id")[0].action == "remove"


def test_lists_are_narrowed_and_sorted(world: World) -> None:
    contact = world.contact(name="Zoe")
    yesterday = TODAY - dt.timedelta(days=1)
    views = {
        "open": order(world, expiry_date=TODAY, memo="fence"),
        "accepted": order(world, decision=Decision.ACCEPTED, expiry_date=yesterday, contact=contact),
        "declined": order(world, decision=Decision.DECLINED),
        "closed": order(world, decision=Decision.CLOSED),
        "converted": order(world),
        "expired": order(world, "9", expiry_date=yesterday),
    }
    convert(world, views["converted"])
    sales = order(world, kind=OrderType.SALES_ORDER)

    def found(**filters: Any) -> list[int]:
        return [view.id for view in order_list(world.actor, filters=OrderFilter(**filters))]

    assert {status: found(status=status) for status in views} == {
        status: [view.id] + [sales.id] * (status == "open") if status != "open" else [sales.id, view.id]
        for status, view in views.items()
    }
    assert found(types=frozenset({OrderType.SALES_ORDER})) == [sales.id]
    assert (found(search="FENCE"), found(search="zo")) == ([views["open"].id], [views["accepted"].id])
    assert found(contact=contact) == [views["accepted"].id]
    assert found(sort_column="amount")[0] == views["expired"].id
    assert found(sort_column="contact_name", sort_order="desc")[0] == views["accepted"].id
    assert found(start_date=day(1, 6)) == found(end_date=day(1, 4)) == []
    assert found(modified_since=NOW + dt.timedelta(seconds=1)) == []
    order_remove(world.actor, order=sales.id)
    assert sales.id not in found()
    assert sales.id in found(include_removed=True)
    for wrong in ({"status": "lost"}, {"sort_column": "memo"}, {"sort_order": "up"}):
        with refused(InvalidError):
            OrderFilter(**wrong)  # type: ignore[arg-type]


def test_what_an_order_names_is_in_use(world: World) -> None:
    tax, contact = world.tax("G", "5"), world.contact(default_tax_code="G")
    project = project_create(world.actor, draft=ProjectDraft(name="Kitchen")).id
    line = Line(account=world.chart["4400"], project=project, rate=Decimal(1))
    view = order(world, contact=contact, lines=(line,))
    with refused(InUseError) as caught:
        project_remove(world.actor, project=project)
    assert caught.conflicting == view.id
    with refused(InUseError):
        contact_remove(world.actor, contact=contact)
    with refused(InUseError):
        account_remove(world.actor, account=world.chart["4400"])
    with refused(InUseError):
        tax_remove(world.actor, tax=tax)
    order_remove(world.actor, order=view.id)
    contact_remove(world.actor, contact=contact)
    project_remove(world.actor, project=project)


def test_the_audit_finds_what_is_not_converted_as_it_says(world: World) -> None:
    view = order(world, "3")
    convert(world, view, (0, "1"))
    OrderLine.objects.filter(order_id=view.id).update(converted=Decimal(2))
    assert faults_find(world.actor) == [f"order {view.id}: 2 of line 0 is converted, 1 stands"]
    OrderLine.objects.filter(order_id=view.id).update(converted=Decimal(1))
    Order.objects.filter(id=view.id).update(progress="WHOLE")
    assert faults_find(world.actor) == [f"order {view.id}: it is said to be WHOLE, its lines say PARTLY"]
