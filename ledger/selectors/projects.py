"""Reads of projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from businesses.errors import NotFoundError
from businesses.keyset import Order, contains, text_key
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from businesses.selectors.actors import actor_via
from ledger.models import Project

if TYPE_CHECKING:
    from datetime import datetime

    from businesses.actors import Actor, Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectView:
    """A project as it is stored."""

    id: int
    business: int
    name: str
    archived: bool
    removed: bool
    created_at: datetime
    modified_at: datetime
    version: int

    @classmethod
    def of(cls, row: Project) -> ProjectView:
        """Return a row as a view."""
        return cls(
            id=row.id,
            business=row.business_id,
            name=row.name,
            archived=row.archived,
            removed=row.removed,
            created_at=row.created_at,
            modified_at=row.modified_at,
            version=row.version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFilter:
    """Which projects a list shows: archived or not, among some ids (None: any); ``search`` looks into the name."""

    archived: bool | None = None
    include_removed: bool = False
    search: str = ""
    among: frozenset[int] | None = None


def project_actor(caller: Caller, *, project: int) -> Actor:
    """Return the caller as an actor on the project's business; raise ``NotFoundError`` for a stranger's, or removed."""
    return actor_via(caller, table="ledger_project", kind="project", identity=project, standing=True)


def project_get(actor: Actor, *, project: int) -> ProjectView:
    """Return a project that is not removed; raise ``NotFoundError``, or ``ForbiddenError`` without VIEW."""
    actor.require(Privilege.VIEW)
    row = Project.objects.filter(business_id=actor.business.id, id=project, removed=False).first()
    if row is None:
        raise NotFoundError
    return ProjectView.of(row)


def project_list(actor: Actor, *, filters: ProjectFilter | None = None, page: Page = EVERYTHING) -> Listed[ProjectView]:
    """Return a page of the projects of the business by name (in the order of ``businesses.keyset``).

    Raises:
        ForbiddenError: without VIEW. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW)
    filters = filters or ProjectFilter()
    rows = Project.objects.filter(business_id=actor.business.id)
    if filters.among is not None:
        rows = rows.filter(id__in=filters.among)
    if not filters.include_removed:
        rows = rows.filter(removed=False)
    if filters.archived is not None:
        rows = rows.filter(archived=filters.archived)
    if filters.search.strip():
        rows = rows.filter(contains(filters.search.strip(), "name"))
    found = Order(f"projects-{actor.business.id}", text_key("name")).listed(rows, page)
    return Listed((ProjectView.of(row) for row in found), more=found.more, after=found.after)
