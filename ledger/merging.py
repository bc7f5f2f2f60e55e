"""What merging contacts and merging accounts have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from businesses.services.changesets import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ledger.selectors.orders import OrderView
    from ledger.views import RecordView

    Told = RecordView | OrderView

AT_ONCE: Final = 500
"""So many rows are changed with one group of statements."""


def parts(identities: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids, so many at once."""
    for start in range(0, len(identities), AT_ONCE):
        yield identities[start : start + AT_ONCE]


def changes(kind: str, before: Mapping[int, Told], after: Mapping[int, Told]) -> Iterator[Change]:
    """Yield how each thing was and is, by its id."""
    for identity in sorted(before):
        yield Change(kind, identity, "update", before[identity].payload(), after[identity].payload())


def hangs_below(parents: Mapping[int, int | None], kept: int, gone: int) -> bool:
    """Tell whether a thing is below what is right below another one, so that both would hang below each other."""
    above = parents[kept]
    if above == gone:
        return False
    while above not in (None, gone):
        above = parents[above]
    return above == gone
