"""Every entrance about files, groups, projects, comments and tags: its privilege, and a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.drafts import GroupDraft
from ledger.files import FileDraft
from ledger.kinds import TemplateType
from ledger.selectors.attachments import (
    attachment_content,
    attachment_find,
    attachment_get,
    attachment_list,
    attachment_user,
    attachments_kept,
    attachments_known,
    contact_attachments,
    record_attachments,
)
from ledger.selectors.collaboration import About, comment_list, tag_list
from ledger.selectors.groups import group_get, group_list
from ledger.selectors.linked_businesses import linked_business_get
from ledger.selectors.projects import project_get, project_list
from ledger.selectors.templates import template_get, template_list
from ledger.services.attaching import contact_attach, contact_detach, record_attach, record_detach
from ledger.services.attachments import attachment_remove, attachment_store
from ledger.services.collaboration import comment_create, tag_remove, tags_add
from ledger.services.groups import group_create, group_remove, group_update
from ledger.services.projects import ProjectDraft, project_create, project_remove, project_update
from ledger.services.templates import TemplateDraft, template_create, template_remove, template_update

if TYPE_CHECKING:
    from collections.abc import Callable

    from businesses.actors import Actor

FILE = FileDraft(name="scan.png", content=b"PNG")
TEMPLATE = TemplateDraft(type=TemplateType.INVOICE, label="Thanks")
GROUP, PROJECT = GroupDraft(name="Members"), ProjectDraft(name="Barn")
COLLABORATION: dict[Callable[..., object], tuple[str, Callable[[Actor, Any], object]]] = {
    attachment_content: ("READ_FILES", lambda a, s: attachment_content(a, attachment=s.file.id)),
    attachment_find: ("READ_FILES", lambda a, s: attachment_find(a, uuid=s.file.uuid)),
    attachment_get: ("READ_FILES", lambda a, s: attachment_get(a, attachment=s.file.id)),
    attachment_list: ("READ_FILES", lambda a, _: attachment_list(a)),
    attachment_user: ("READ_FILES", lambda a, s: attachment_user(a, attachment=s.file.id)),
    attachments_kept: ("STORE_FILES", lambda a, _: attachments_kept(a)),
    attachments_known: ("READ_FILES", lambda a, s: attachments_known(a, attachments=[s.file.id])),
    contact_attachments: ("READ_FILES VIEW_CONTACTS", lambda a, s: contact_attachments(a, contact=s.contact)),
    record_attachments: ("READ_FILES VIEW_RECORDS", lambda a, s: record_attachments(a, record=s.record)),
    attachment_store: ("STORE_FILES READ_FILES", lambda a, _: attachment_store(a, draft=FILE)),
    attachment_remove: ("STORE_FILES READ_FILES", lambda a, s: attachment_remove(a, attachment=s.file.id)),
    record_attach: (
        "ATTACH_FILES_TO_RECORDS READ_FILES VIEW_RECORDS",
        lambda a, s: record_attach(a, record=s.record, file=s.file.id),
    ),
    record_detach: (
        "ATTACH_FILES_TO_RECORDS VIEW_RECORDS",
        lambda a, s: record_detach(a, record=s.record, attachment=s.attached),
    ),
    contact_attach: (
        "ATTACH_FILES_TO_CONTACTS READ_FILES",
        lambda a, s: contact_attach(a, contact=s.contact, file=s.file.id),
    ),
    contact_detach: (
        "ATTACH_FILES_TO_CONTACTS READ_FILES",
        lambda a, s: contact_detach(a, contact=s.contact, attachment=s.attached),
    ),
    comment_list: ("VIEW_RECORDS", lambda a, s: comment_list(a, about=About(record=s.record))),
    tag_list: ("VIEW_RECORDS", lambda a, s: tag_list(a, about=About(record=s.record))),
    comment_create: (
        "COMMENT_ON_RECORDS VIEW_RECORDS",
        lambda a, s: comment_create(a, about=About(record=s.record), text="seen"),
    ),
    tags_add: ("ADD_TAGS VIEW_RECORDS", lambda a, s: tags_add(a, about=About(record=s.record), names=["new"])),
    tag_remove: ("REMOVE_TAGS VIEW_RECORDS", lambda a, s: tag_remove(a, about=About(record=s.record), name="old")),
    group_get: ("VIEW_CONTACTS", lambda a, s: group_get(a, group=s.group)),
    group_list: ("VIEW_CONTACTS", lambda a, _: group_list(a)),
    group_create: ("ADD_CONTACTS", lambda a, _: group_create(a, draft=GROUP)),
    group_update: ("CHANGE_CONTACTS", lambda a, s: group_update(a, group=s.group, draft=GROUP)),
    group_remove: ("REMOVE_CONTACTS", lambda a, s: group_remove(a, group=s.group)),
    template_get: ("VIEW_TEMPLATES", lambda a, s: template_get(a, template=s.template)),
    template_list: ("VIEW_TEMPLATES", lambda a, _: template_list(a)),
    template_create: ("CHANGE_TEMPLATES", lambda a, _: template_create(a, draft=TEMPLATE)),
    template_update: ("CHANGE_TEMPLATES", lambda a, s: template_update(a, template=s.template, draft=TEMPLATE)),
    template_remove: ("CHANGE_TEMPLATES", lambda a, s: template_remove(a, template=s.template)),
    project_get: ("VIEW", lambda a, s: project_get(a, project=s.project)),
    project_list: ("VIEW", lambda a, _: project_list(a)),
    project_create: ("ADD", lambda a, _: project_create(a, draft=PROJECT)),
    project_update: ("CHANGE", lambda a, s: project_update(a, project=s.project, draft=PROJECT)),
    project_remove: ("REMOVE", lambda a, s: project_remove(a, project=s.project)),
    linked_business_get: (
        "VIEW_CONTACTS",
        lambda a, s: linked_business_get(a, contact=s.linked),
    ),
}
"""Each with the privileges that it needs, and a call on the stage of ``test_privileges`` that nothing else stops."""
