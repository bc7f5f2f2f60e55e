"""A contact that is in the books twice is merged into the other one (DESIGN, section 7).

Everything that named the duplicate names the contact that stays, and what belongs to the duplicate goes with it.
Records keep their figures, so it does not matter whether their books are locked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from bookkeeping.errors import InvalidError
from bookkeeping.records import RecordType
from businesses.errors import ChangedMeanwhileError, ConflictError, DuplicateNumberError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Change, Work, changeset_close
from ledger.merging import AT_ONCE, changes, hangs_below, parts
from ledger.models import Contact, Order, Record
from ledger.models.record import NUMBERED
from ledger.payloads import contact_payload
from ledger.selectors.contacts import ContactView, contact_get, contacts_grouped
from ledger.selectors.orders import orders_get
from ledger.selectors.records import records_get
from ledger.services.belongings import belongings_move
from ledger.services.staging import staged_move

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from businesses.actors import Actor


def contact_merge(actor: Actor, *, contact: int, duplicate: int, version: int | None = None) -> ContactView:
    """Merge a duplicate into a contact, and return the contact; the duplicate is removed.

    Records, orders and staged items of any state, subcontacts, groups, tags, comments and files of the duplicate are
    the contact's afterwards. What the contact says of itself stays as it is.

    Raises:
        ForbiddenError: without CHANGE_CONTACTS, REMOVE_CONTACTS, CHANGE_RECORDS and what it takes to read them.
        NotFoundError: no such contact. InvalidError: no such duplicate, or the contact itself; or together they would
            have more tags, comments, files or groups than one may have.
        ConflictError: they are of different types or currencies, or the contact hangs below one of the duplicate's.
        DuplicateNumberError: both have a bill of one number. ChangedMeanwhileError: it is no longer at ``version``.
    """
    for privilege in (Privilege.CHANGE_CONTACTS, Privilege.REMOVE_CONTACTS, Privilege.CHANGE_RECORDS):
        actor.require(privilege)
    work = Work(actor)
    work.lock()
    kept, gone = _pair(actor, contact, duplicate, version)
    _check(actor, kept, gone)
    before = {row.id: contact_payload(row, ContactView.read(row).groups) for row in (kept, gone)}
    _records_move(actor, work, gone.id, kept.id)
    _orders_move(actor, work, gone.id, kept.id)
    staged_move(actor, work=work, columns=("contact_id",), source=gone.id, target=kept.id)
    _below_move(actor, work, gone, kept)
    belongings_move(actor, work=work, source=gone, target=kept)
    gone.removed = True
    _save(actor, work, (kept, gone), before)
    changeset_close(actor, work=work, description=f"merge contact {gone.name} into {kept.name}")
    return contact_get(actor, contact=contact)


def _pair(actor: Actor, contact: int, duplicate: int, version: int | None) -> tuple[Contact, Contact]:
    """Return both rows, that of the contact first."""
    rows = {row.id: row for row in contacts_grouped(actor).filter(id__in=(contact, duplicate), removed=False)}
    if contact not in rows:
        raise NotFoundError
    if version is not None and rows[contact].version != version:
        raise ChangedMeanwhileError
    for wrong, message in (
        (contact == duplicate, "A contact cannot be merged into itself."),
        (duplicate not in rows, "There is no such contact in this business."),
    ):
        if wrong:
            raise InvalidError(message, field="duplicate")
    return rows[contact], rows[duplicate]


def _check(actor: Actor, kept: Contact, gone: Contact) -> None:
    """Refuse what would make the books say something else."""
    home = actor.business.currency
    parents: dict[int, int | None] = {kept.id: None}
    if kept.parent_id:
        parents = dict(Contact.objects.filter(business_id=actor.business.id).values_list("id", "parent_id"))
    for differs, message in (
        (kept.type != gone.type, f"One contact is a {kept.type.lower()}, the other one a {gone.type.lower()}."),
        ((kept.currency or home) != (gone.currency or home), "The contacts have different currencies."),
        (hangs_below(parents, kept.id, gone.id), "The contact hangs below one of the duplicate's: move it first."),
    ):
        if differs:
            raise ConflictError(message, field="duplicate")
    bills = Record.objects.filter(
        business_id=actor.business.id, type=RecordType.BILL, removed=False, state__in=NUMBERED
    )
    numbers = bills.filter(contact_id=kept.id).values("number")
    twice = bills.filter(contact_id=gone.id, number__in=numbers).order_by("id").first()
    if twice is not None:
        message = f"Both contacts have a bill {twice.number}: remove one of them, or change its number."
        raise DuplicateNumberError(message, field="duplicate", conflicting=twice.id)


def _records_move(actor: Actor, work: Work, source: int, target: int) -> None:
    """Let the records of one contact be those of another one, and note each as it was and is."""
    here = Record.objects.filter(business_id=actor.business.id, contact_id=source)
    for part in parts(list(here.order_by("id").values_list("id", flat=True))):
        before = records_get(actor, records=part)
        here.filter(id__in=part).update(contact_id=target, version=F("version") + 1, modified_at=actor.now)
        work.changes += changes("record", before, records_get(actor, records=part))


def _orders_move(actor: Actor, work: Work, source: int, target: int) -> None:
    """Let the orders of one contact be those of another one, and note each as it was and is."""
    here = Order.objects.filter(business_id=actor.business.id, contact_id=source)
    for part in parts(list(here.order_by("id").values_list("id", flat=True))):
        before = orders_get(actor, orders=part)
        here.filter(id__in=part).update(contact_id=target, version=F("version") + 1, modified_at=actor.now)
        work.changes += changes("order", before, orders_get(actor, orders=part))


def _below_move(actor: Actor, work: Work, gone: Contact, kept: Contact) -> None:
    """Hang what is below the duplicate below the contact, or the contact itself below what is above the duplicate."""
    if kept.parent_id == gone.id:
        kept.parent_id = gone.parent_id
    rows = list(contacts_grouped(actor).filter(parent_id=gone.id).exclude(id=kept.id).order_by("id"))
    groups = {row.id: ContactView.read(row).groups for row in rows}
    before = {row.id: contact_payload(row, groups[row.id]) for row in rows}
    for row in rows:
        row.parent_id, row.version, row.modified_at = kept.id, row.version + 1, actor.now
        work.changes.append(Change("contact", row.id, "update", before[row.id], contact_payload(row, groups[row.id])))
    Contact.objects.bulk_update(rows, ["parent_id", "version", "modified_at"], batch_size=AT_ONCE)


def _save(actor: Actor, work: Work, rows: Sequence[Contact], before: Mapping[int, dict[str, object]]) -> None:
    """Store both contacts, and note them: the one that stays with the groups that it has now."""
    for row in rows:
        row.version, row.modified_at = row.version + 1, actor.now
        row.save(update_fields=["parent", "comments", "removed", "version", "modified_at"])
    now = {row.id: ContactView.read(row).groups for row in contacts_grouped(actor).filter(id__in=list(before))}
    for row in rows:
        action = "remove" if row.removed else "merge"
        work.changes.append(Change("contact", row.id, action, before[row.id], contact_payload(row, now[row.id])))
