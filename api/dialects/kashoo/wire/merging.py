"""Merging what is in the books twice (DESIGN, section 7)."""

from __future__ import annotations

from api.common.wire import Id, Wire


class ContactMergeIn(Wire):
    """The other contact, which is merged into the one that the address names."""

    duplicate: Id


class AccountMergeIn(Wire):
    """The other account, which is merged into the one that the address names."""

    duplicate: Id
