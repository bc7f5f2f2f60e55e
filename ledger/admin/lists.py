"""What the lists of the pages have in common: places to go on from, and addresses that keep the filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from businesses.paging import Page

if TYPE_CHECKING:
    from businesses.admin.visits import Visit
    from businesses.paging import Listed

PAGE_SIZE = 50


def page_of(visit: Visit, size: int | None = None) -> Page:
    """Return the page of a list that an address asks for, of the usual size unless another is given."""
    return Page(limit=size or PAGE_SIZE, after=visit.http.GET.get("after", ""))


def pager(visit: Visit, *, more: bool, after: str | None) -> dict[str, str]:
    """Return the links to the next page and back to the first, as far as there are such."""
    query = visit.http.GET.copy()
    begun = bool(query.pop("after", None))
    links = {"first": f"?{query.urlencode()}"} if begun else {}
    if more and after:
        query["after"] = after
        links["next"] = f"?{query.urlencode()}"
    return links


def pager_of(visit: Visit, found: Listed[Any]) -> dict[str, str]:
    """Return the links of a list (see ``pager``)."""
    return pager(visit, more=found.more, after=found.after)
