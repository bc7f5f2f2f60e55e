"""Projects (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.common.wire import Text200, Wire, milliseconds
from api.dialects.kashoo.wire.base import Link, link
from api.dialects.kashoo.wire.queries import ListQuery
from ledger.selectors.projects import ProjectFilter
from ledger.services.projects import ProjectDraft

if TYPE_CHECKING:
    from ledger.selectors.projects import ProjectView


class ProjectIn(Wire):
    """A project as a client sends it."""

    name: Text200
    archived: bool | None = None
    removed: bool | None = None

    def to_draft(self) -> ProjectDraft:
        """Return the draft that the client means."""
        return ProjectDraft(name=self.name, archived=bool(self.archived), removed=bool(self.removed))


class ProjectQuery(ListQuery):
    """Which projects; ``search`` looks into their names."""

    archived: bool | None = None
    include_removed: bool = False
    search: Text200 = ""

    def filters(self) -> ProjectFilter:
        """Return the filter."""
        return ProjectFilter(archived=self.archived, include_removed=self.include_removed, search=self.search)


class ProjectOut(Wire):
    """A project: a job that records and lines are charged to."""

    id: int
    business: int
    name: str
    archived: bool
    removed: bool
    last_modified: int | None
    links: list[Link]
    link: list[Link]

    @classmethod
    def of(cls, project: ProjectView) -> ProjectOut:
        """Return a project as clients read it."""
        links = [link("self", "projects", project.id), link("business", "businesses", project.business)]
        return cls(
            id=project.id,
            business=project.business,
            name=project.name,
            archived=project.archived,
            removed=project.removed,
            last_modified=milliseconds(project.modified_at),
            links=links,
            link=links,
        )
