"""Projects are made, changed and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping.errors import InvalidError
from businesses import allocator
from businesses.errors import InUseError, NotFoundError
from businesses.roles import Privilege
from businesses.services.changesets import Work
from businesses.services.rows import row_create, row_update
from ledger.models import Project
from ledger.selectors.projects import ProjectView
from ledger.selectors.usage import project_named

if TYPE_CHECKING:
    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDraft:
    """A project as a client describes it."""

    name: str
    archived: bool = False
    removed: bool = False


def project_create(actor: Actor, *, draft: ProjectDraft) -> ProjectView:
    """Add a project and return it; raise ``ForbiddenError`` without ADD, or ``InvalidError`` without a name."""
    actor.require(Privilege.ADD)
    row = Project(
        id=allocator.one_id(),
        business_id=actor.business.id,
        name=_name(draft),
        archived=draft.archived,
        created_at=actor.now,
        modified_at=actor.now,
    )
    row_create(actor, row=row, kind="project")
    return ProjectView.of(row)


def project_update(actor: Actor, *, project: int, draft: ProjectDraft, version: int | None = None) -> ProjectView:
    """Replace a project by its draft; a draft that is ``removed`` hides it.

    Raises as ``project_create`` (with CHANGE) and ``project_remove`` do, and ``ChangedMeanwhileError``.
    """
    actor.require(Privilege.CHANGE)
    row = _project(actor, project)
    if draft.removed:
        project_remove(actor, project=project, version=version)
        row.refresh_from_db()
        return ProjectView.of(row)
    values = {"name": _name(draft), "archived": draft.archived}
    row_update(actor, row=row, values=values, kind="project", version=version)
    return ProjectView.of(row)


def project_remove(actor: Actor, *, project: int, version: int | None = None) -> None:
    """Hide a project.

    Raises:
        ForbiddenError: without REMOVE. NotFoundError: no such project.
        InUseError: records or orders that are not removed, or their lines, name it: archive it instead.
        ChangedMeanwhileError: it is no longer at ``version``.
    """
    actor.require(Privilege.REMOVE)
    Work(actor).lock()
    row = _project(actor, project)
    user = project_named(actor, project=project)
    if user is not None:
        message = "Records name this project: archive it instead of removing it."
        raise InUseError(message, conflicting=user)
    row_update(actor, row=row, values={"removed": True}, kind="project", version=version)


def _project(actor: Actor, project: int) -> Project:
    row = Project.objects.filter(business_id=actor.business.id, id=project, removed=False).first()
    if row is None:
        raise NotFoundError
    return row


def _name(draft: ProjectDraft) -> str:
    if not draft.name.strip():
        message = "A project needs a name."
        raise InvalidError(message, field="name")
    return draft.name.strip()
