"""What the database refuses about files, what they belong to, and groups: a part of ``ledger.guards``."""

from __future__ import annotations

from businesses.guards import Guard, business_key, fixed, same_business, unchangeable, undeletable, unreplaceable

FILE, CHUNK, USE = "ledger_attachment", "ledger_attachmentchunk", "ledger_attachedfile"
COMMENT, TAG = "ledger_comment", "ledger_tag"
COMMENT_COLUMNS = ("id", "business_id", "record_id", "contact_id", "text", "created_at", "created_by_id")
GROUP, MEMBER = "ledger_contactgroup", "ledger_groupmember"
CHUNK_COLUMNS = ("id", "business_id", "attachment_id", "position", "content")

COLLABORATION_GUARDS: list[Guard] = [
    business_key(FILE),
    *undeletable(FILE),
    fixed(FILE, "uuid", "name", "content_type", "size", "digest", "created_at"),
    *unreplaceable(FILE, ("uuid",), constraint="ledger_attachment_uuid"),
    *undeletable(CHUNK),
    unchangeable(CHUNK, CHUNK_COLUMNS),
    *unreplaceable(CHUNK, ("attachment_id", "position"), constraint="ledger_attachmentchunk_position"),
    *same_business(CHUNK, "attachment_id", FILE),
    *same_business(USE, "attachment_id", FILE),
    *same_business(USE, "record_id", "ledger_record"),
    *same_business(USE, "contact_id", "ledger_contact"),
    *same_business(USE, "shoebox_item_id", "ledger_shoeboxitem"),
    *undeletable(COMMENT),
    unchangeable(COMMENT, COMMENT_COLUMNS),
    *(guard for table in (COMMENT, TAG) for guard in same_business(table, "record_id", "ledger_record")),
    *(guard for table in (COMMENT, TAG) for guard in same_business(table, "contact_id", "ledger_contact")),
    business_key(GROUP),
    *undeletable(GROUP),
    fixed(GROUP),
    *unreplaceable(GROUP, ("business_id", "name"), constraint="ledger_contactgroup_name", where="NOT {row}.removed"),
    *same_business(MEMBER, "group_id", GROUP),
    *same_business(MEMBER, "contact_id", "ledger_contact"),
]
"""The guards of these tables."""
