"""What the database refuses about files and what they belong to; ``ledger.guards`` has the guards of the whole room."""

from __future__ import annotations

from businesses.guards import Guard, business_key, fixed, same_business, unchangeable, undeletable, unreplaceable

FILE, CHUNK, USE = "ledger_attachment", "ledger_attachmentchunk", "ledger_attachedfile"
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
]
"""The guards of these tables."""
