"""A business as one portable file (docs/export.md): every table of it, its history, and the content of its files."""

from __future__ import annotations

from importlib.metadata import version
from typing import IO, TYPE_CHECKING, Any, Final

from businesses.models import Business, Membership, User
from businesses.roles import Privilege, Role
from ledger.models import AttachmentChunk
from ledger.portable.archive import FORMAT, PRODUCT, ArchiveWriter, Exported, Manifest, encoded
from ledger.portable.naming import BUSINESSES, USERS, BusinessLine, UserLine
from ledger.portable.rows import row_line
from ledger.portable.tables import BUSINESS, tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from businesses.actors import Actor
    from ledger.portable.tables import Table

    Told = Callable[[int, int], None] | None

_AT_ONCE: Final = 1_000
"""Rows that are in memory together."""
_PARTS_AT_ONCE: Final = 4
"""Parts of files that are in memory together, of 256 KiB each."""


def business_export(actor: Actor, *, into: IO[bytes], told: Told = None) -> Manifest:
    """Write the business to a file and return what its manifest says. The transaction is one snapshot.

    Args:
        actor: who exports; a command, which is nobody, exports for the one who created the business.
        into: what takes the file; it is written from front to back, and read by nobody before it is whole.
        told: is told how many rows are written, and of how many, as it goes on.

    Raises:
        ForbiddenError: without REMOVE_BUSINESS: the file has all that there is, whoever may see it.
    """
    actor.require(Privilege.REMOVE_BUSINESS)
    writer = ArchiveWriter(into, moment=actor.now)
    named = _Named(actor.business.id)
    total = sum(_rows(actor, table).count() for table in tables()) if told else 0
    done = 0
    for table in tables():
        with writer.member(table.member) as write:
            for values in _rows(actor, table).values_list(*table.columns).iterator(chunk_size=_AT_ONCE):
                write(row_line(table, values))
                named.note(table, values)
                done += 1
                if told and (done % _AT_ONCE == 0 or done == total):
                    told(done, total)
    _write_files(actor, writer)
    _write_named(named, writer)
    row = Business.objects.get(id=actor.business.id)
    manifest = Manifest(
        format=FORMAT,
        product=PRODUCT,
        product_version=version(PRODUCT),
        business=Exported(row.id, row.name, row.currency),
        exported_at=actor.now,
        exporter=_exporter(actor),
        members=writer.members,
    )
    writer.close(manifest)
    return manifest


class _Named:
    """The users and the other businesses that rows name."""

    def __init__(self, business: int) -> None:
        self.business = business
        self.users: set[int] = set()
        self.businesses: set[int] = set()

    def note(self, table: Table, values: tuple[Any, ...]) -> None:
        """Keep whom a row names."""
        if not table.users and not table.businesses:
            return
        row = dict(zip(table.columns, values, strict=True))
        self.users |= {row[column] for column in table.users if row[column] is not None}
        self.businesses |= {row[column] for column in table.businesses if row[column] is not None}


def _rows(actor: Actor, table: Table) -> QuerySet[Any]:
    """Return the rows of a table that are the business's, in the order of the file."""
    key = "id" if table.name == BUSINESS else "business_id"
    rows: QuerySet[Any] = table.model._default_manager.filter(**{key: actor.business.id})  # noqa: SLF001 - documented
    return rows.order_by(*table.order)


def _write_files(actor: Actor, writer: ArchiveWriter) -> None:
    """Write the content of each file as a member, called by the id of the file."""
    chunks = AttachmentChunk.objects.filter(business_id=actor.business.id).order_by("attachment_id", "position")
    parts = chunks.values_list("attachment_id", "content").iterator(chunk_size=_PARTS_AT_ONCE)
    following = next(parts, None)
    while following is not None:
        current = following[0]
        with writer.member(f"attachments/{current}", packed=False) as write:
            while following is not None and following[0] == current:
                write(bytes(following[1]))  # which drivers give as views of memory
                following = next(parts, None)


def _write_named(named: _Named, writer: ArchiveWriter) -> None:
    """Write who and what the ids mean that are no rows of the business."""
    with writer.member(USERS) as write:
        for user, email in User.objects.filter(id__in=named.users).order_by("id").values_list("id", "email"):
            write(encoded(UserLine(user, email)))
    with writer.member(BUSINESSES) as write:
        for row in Business.objects.filter(id__in=named.businesses).order_by("id"):
            opened = int(row.created_at.timestamp() * 1000)
            write(encoded(BusinessLine(id=row.id, name=row.name, created_at=opened)))


def _exporter(actor: Actor) -> str | None:
    """Return the e-mail address of who exports, for a command that of who created the business."""
    if actor.caller.user is not None:
        return User.objects.values_list("email", flat=True).get(id=actor.caller.user)
    held = Membership.objects.filter(business_id=actor.business.id, role__in=(Role.CREATOR, Role.OWNER))
    return held.order_by("role", "id").values_list("user__email", flat=True).first()
