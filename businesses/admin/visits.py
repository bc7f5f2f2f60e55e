"""A visit (who looks at which page of which business), a page, and what a page answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.forms import Form
    from django.http import HttpRequest

    from bookkeeping.errors import DaybookError
    from businesses.actors import Actor
    from businesses.roles import Privilege
    from businesses.selectors.memberships import MembershipView

    FormOf = TypeVar("FormOf", bound=Form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a page is asked. ``fault`` is why what was posted could not be done: the page is shown again with it."""

    http: HttpRequest
    actor: Actor
    business: MembershipView
    businesses: tuple[MembershipView, ...]
    page: Page
    menu: tuple[Page, ...]
    fault: DaybookError | None = None

    @property
    def posted(self) -> bool:
        """Whether something shall be changed now."""
        return self.http.method == "POST" and self.fault is None

    def may(self, privilege: Privilege) -> bool:
        """Tell whether the visitor holds a privilege, to offer what it allows."""
        return privilege in self.actor.privileges

    def to(self, page: str, **address: int) -> str:
        """Return the address of a page of this business."""
        return reverse(f"admin:{page}", kwargs={"business": self.business.business, **address})

    def offered(self, page: str, **address: int) -> str | None:
        """Return the address of a page of this business, None where the visitor may not see it."""
        needs = next(each.needs for each in self.menu if each.name == page)
        return self.to(page, **address) if needs <= self.actor.privileges else None

    def accepts(self, form: Form) -> bool:
        """Tell whether a form was posted and can be read."""
        return self.posted and form.is_valid()

    def told(self, form: FormOf) -> FormOf:
        """Return a form that says, beside the field concerned, why what was posted could not be done."""
        if self.fault is not None and form.is_valid():
            for each in getattr(self.fault, "faults", (self.fault,)):
                name = (each.field or "").rpartition(".")[2]
                form.add_error(name if name in form.fields else None, each.message)
        return form


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """How a page stands in the menu: ``icon`` is the name of a Material symbol."""

    title: str
    icon: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page about one business, at ``/admin/<business>/<path>``.

    ``view`` takes a Visit and what the path names. Without one of ``needs`` the page is refused and not in the menu;
    ``section`` is the name of the menu's page that it belongs to. ``posts``: something can be changed there.
    """

    path: str
    name: str
    view: Callable[..., Shown | HttpResponse]
    needs: frozenset[Privilege]
    section: str
    menu: Menu | None = None
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to be written: its template, its title, and everything that the template names."""

    template: str
    title: str
    context: Mapping[str, Any] = field(default_factory=dict)


class Moved(HttpResponseRedirect):
    """What is answered once something is done: go to another page, and read there what was done."""

    def __init__(self, address: str, message: str) -> None:
        """Keep the message until the work is committed."""
        super().__init__(address)
        self.message = message
