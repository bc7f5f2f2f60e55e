"""Projects (DESIGN, section 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from api.common.calls import NOTHING, Answer
from api.common.conditions import Shown
from api.common.described import Described, ListOf, PartOf
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.views.lists import listing, next_page
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.projects import ProjectIn, ProjectOut, ProjectQuery
from businesses.selectors.actors import actor_get
from ledger.selectors.projects import project_actor, project_get, project_list
from ledger.services.projects import project_create, project_remove, project_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from ledger.selectors.projects import ProjectView


class ProjectCollection(KashooEndpoint):
    """The projects of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=ProjectQuery, answers={200: ListOf(ProjectOut)}, privilege="VIEW"),
        "post": Described(body=ProjectIn, answers={201: ProjectOut}, privilege="ADD"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List projects by name."""
        actor = actor_get(call.caller, business=business)
        query = call.query(ProjectQuery)
        projects = project_list(actor, filters=query.filters(), page=query.page())
        shown = [ProjectOut.of(project) for project in projects]
        headers = next_page(call, projects, query.page())
        return listing(shown, query.fields, ProjectOut, element="project", headers=headers)

    def post(self, call: Call, business: int) -> Answer:
        """Add a project."""
        actor = actor_get(call.caller, business=business)
        project = project_create(actor, draft=call.body(ProjectIn).to_draft())
        location = {"Location": href("projects", project.id)}
        return Answer(ProjectOut.of(project), 201, location, element="project", shown=_shown(project))


class ProjectItem(KashooEndpoint):
    """One project."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ProjectOut}, privilege="VIEW"),
        "put": Described(body=PartOf(ProjectIn), answers={200: ProjectOut}, privilege="VIEW and CHANGE"),
        "delete": Described(answers={204: None}, privilege="REMOVE"),
    }

    def get(self, call: Call, project: int) -> Answer:
        """Get a project."""
        actor = project_actor(call.caller, project=project)
        stored = project_get(actor, project=project)
        return Answer(ProjectOut.of(stored), element="project", shown=_shown(stored))

    def put(self, call: Call, project: int) -> Answer:
        """Update a project; ``archived`` puts it aside, ``removed`` hides it."""
        actor = project_actor(call.caller, project=project)
        stored = project_get(actor, project=project)
        version = call.expects(_shown(stored))
        draft = call.changed(ProjectIn, ProjectOut.of(stored)).to_draft()
        changed = project_update(actor, project=project, draft=draft, version=version)
        return Answer(ProjectOut.of(changed), element="project", shown=_shown(changed))

    def delete(self, call: Call, project: int) -> Answer:
        """Remove a project that no record names."""
        actor = project_actor(call.caller, project=project)
        version = call.expected(lambda: _shown(project_get(actor, project=project)))
        project_remove(actor, project=project, version=version)
        return NOTHING


def _shown(project: ProjectView) -> Shown:
    return Shown.of("project", project, modified=project.modified_at)
