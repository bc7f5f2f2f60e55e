"""Rows as plain data, for changesets, where more belongs to them than their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from businesses.payloads import row_payload

if TYPE_CHECKING:
    from ledger.models import Contact


def contact_payload(row: Contact, groups: tuple[int, ...]) -> dict[str, Any]:
    """Return a contact with the groups that it belongs to."""
    return {**row_payload(row), "groups": list(groups)}
