"""The hash chain over the changesets of a business. Pure: values in, digests out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a changeset's hash covers beside the hash of the changeset before it."""

    business: int
    number: int
    user: int | None
    at: dt.datetime
    description: str
    request_id: str
    digest: str


def chain_hash(previous: str, link: Link) -> str:
    """Return the hash that chains a changeset to the one before it (empty text before the first)."""
    return digest_of(
        previous,
        str(link.business),
        str(link.number),
        "" if link.user is None else str(link.user),
        str(int(link.at.timestamp() * 1000)),
        link.description,
        link.request_id,
        link.digest,
    )


def change_digest(kind: str, object_id: int, action: str, payloads: tuple[str | None, str | None]) -> str:
    """Return the digest of one change over its payloads, before and after."""
    before, after = ("" if payload is None else digest_of(payload) for payload in payloads)
    return digest_of(kind, str(object_id), action, before, after)


def canonical(payload: dict[str, Any] | None) -> str | None:
    """Return a payload as the one JSON text that its digest is taken of."""
    return None if payload is None else msgspec.json.encode(payload, order="deterministic").decode()


def digest_of(*parts: str) -> str:
    """Return the SHA-256 of texts, each preceded by its length so that no two lists give the same."""
    state = hashlib.sha256()
    for part in parts:
        octets = part.encode()
        state.update(f"{len(octets)}:".encode() + octets)
    return state.hexdigest()
