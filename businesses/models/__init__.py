"""Tables of the room. Fields, constraints and names only."""

from __future__ import annotations

from businesses.models.business import Business, Membership, PurgePermit
from businesses.models.changeset import Change, Changeset, Counter
from businesses.models.external import ExternalId
from businesses.models.idempotency import IdempotencyRecord
from businesses.models.sequence import Sequence
from businesses.models.token import AuthToken
from businesses.models.user import User

__all__ = [
    "AuthToken",
    "Business",
    "Change",
    "Changeset",
    "Counter",
    "ExternalId",
    "IdempotencyRecord",
    "Membership",
    "PurgePermit",
    "Sequence",
    "User",
]
