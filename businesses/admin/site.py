"""The admin site: signing in, the list of businesses, and the shell around every page.

A page is one unit of work, like an endpoint of the API: all of it is read from one snapshot, or all that was posted is
stored. What cannot be done is told on the page where it was asked for; what is not yours is not there.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path, re_path, reverse
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from bookkeeping.errors import DaybookError, InvalidError, LockedError
from businesses import clock
from businesses.actors import Caller
from businesses.admin.chrome import roles_text
from businesses.admin.visits import Moved, Page, Shown, Visit
from businesses.errors import ConflictError, NotFoundError
from businesses.selectors.actors import actor_get
from businesses.selectors.memberships import membership_list
from businesses.services.tokens import sign_in_note
from businesses.transactions import reading, writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from django.urls import URLPattern, URLResolver

    Scope = Callable[[], AbstractContextManager[None]]

logger = logging.getLogger(__name__)

STATUSES = {"not-found": 404, "forbidden": 403, "restricted": 403, "not-possible": 405, "unavailable": 503}
"""The status of a page that cannot be shown, by the code of the fault."""
TITLES = {403: "Not allowed", 404: "Not found", 405: "Not possible", 503: "Please try again"}
CORRIGIBLE = (InvalidError, ConflictError, LockedError)
"""Faults that are told on the page where something was posted."""
_METHODS = ("GET", "HEAD", "POST")


class NotPossibleError(DaybookError):
    """Nothing can be sent to this page."""

    code = "not-possible"


@dataclass(frozen=True, slots=True)
class Edge:
    """What the API does at its edge and the admin does alike, lent by the room that knows both.

    ``unit_of_work`` runs work in one transaction of a kind, and again if another writer came in between;
    ``fault_of`` says what an exception means, one of the database for instance.
    """

    unit_of_work: Callable[[Callable[[], HttpResponse], Scope], HttpResponse]
    fault_of: Callable[[Exception], DaybookError]


class SignInForm(AuthenticationForm):  # type: ignore[misc]  # Unfold comes without types
    """Asks for e-mail address and password; every active user may sign in, and then sees what the roles allow."""

    error_messages = {
        "invalid_login": "The e-mail address and the password do not match.",
        "inactive": "The e-mail address and the password do not match.",
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        """Ask for the user's name by its right name."""
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = "E-mail address"
        self.fields["username"].widget.attrs |= {"autocomplete": "email", "inputmode": "email"}

    def confirm_login_allowed(self, user: Any) -> None:
        """Let everybody in whom the backend knows (Django's admin asks for a staff flag)."""


class DaybookSite(UnfoldAdminSite):  # type: ignore[misc]  # Unfold comes without types
    """The site under ``/admin/``, made of pages that the outermost room hands to it."""

    site_title = "Daybook"
    login_form = SignInForm

    def __init__(self, *, pages: tuple[Page, ...], edge: Edge) -> None:
        """Keep the pages; ``start`` must be among them."""
        super().__init__("admin")
        self.pages = pages
        self.edge = edge

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether somebody is signed in; what there is to see follows from the roles."""
        return request.user.is_authenticated

    def get_log_entries(self, _request: HttpRequest) -> Any:
        """Return nothing: who changed what stands in the changesets."""
        return ()

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return every address below ``/admin/``."""
        view = self.admin_view
        pages = [
            path(f"<int:business>/{page.path}", view(self._answering(page)), name=page.name) for page in self.pages
        ]
        return [
            path("", view(self.index), name="index"),
            path("login/", self.login, name="login"),
            path("logout/", view(self.logout), name="logout"),
            *pages,
            re_path("", view(self.missing), name="missing"),
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sign somebody in, and note when."""
        response: HttpResponse = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == 302:
            sign_in_note(self._caller(request))
        return response

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002 - as Unfold has it
        """Show the businesses to choose from; go straight to the only one, unless ``all`` is asked for."""

        def work() -> HttpResponse:
            businesses = membership_list(self._caller(request))
            if len(businesses) == 1 and "all" not in request.GET:
                return HttpResponseRedirect(reverse("admin:start", kwargs={"business": businesses[0].business}))
            rows = [(each, roles_text(each.roles)) for each in businesses]
            return self._written(request, Shown("daybook/businesses.html", "Businesses", {"rows": rows}))

        try:
            return self.edge.unit_of_work(work, reading)
        except Exception as error:  # noqa: BLE001 - the edge: everything becomes an answer
            return self._refused(request, error)

    def missing(self, request: HttpRequest) -> HttpResponse:
        """Answer an address that nobody knows."""
        return self._refused(request, NotFoundError())

    def _answering(self, page: Page) -> Callable[..., HttpResponse]:
        """Return the view that answers for a page, whatever happens."""

        def view(request: HttpRequest, business: int, **address: int) -> HttpResponse:
            try:
                response = self._answer(page, request, business, address)
            except Exception as error:  # noqa: BLE001 - the edge: everything becomes an answer
                return self._refused(request, error)
            if isinstance(response, Moved):
                messages.success(request, response.message)
            return response

        return view

    def _answer(self, page: Page, request: HttpRequest, business: int, address: dict[str, int]) -> HttpResponse:
        """Do what is asked, in one unit of work; show the page again with the fault when it can be mended there."""
        posting = request.method == "POST"
        if request.method not in _METHODS or (posting and not page.posts):
            raise NotPossibleError

        def work(fault: DaybookError | None = None) -> HttpResponse:
            visit = self._visit(page, request, business, fault)
            answer = page.view(visit, **address)
            status = 200 if fault is None else 409 if isinstance(fault, ConflictError | LockedError) else 400
            return self._written(request, answer, status) if isinstance(answer, Shown) else answer

        try:
            return self.edge.unit_of_work(work, writing if posting else reading)
        except Exception as error:
            fault = self.edge.fault_of(error)
            if not posting or not isinstance(fault, CORRIGIBLE):
                raise
            return self.edge.unit_of_work(lambda: work(fault), reading)

    def _caller(self, request: HttpRequest) -> Caller:
        request_id = str(request.META.get("HTTP_X_REQUEST_ID", ""))
        return Caller(user=request.user.pk, now=clock.now(), request_id=request_id)

    def _visit(self, page: Page, request: HttpRequest, business: int, fault: DaybookError | None) -> Visit:
        """Resolve who looks at what; raise ``NotFoundError`` for a stranger's business, ``ForbiddenError``."""
        caller = self._caller(request)
        actor = actor_get(caller, business=business)
        businesses = tuple(membership_list(caller))
        here = next(each for each in businesses if each.business == business)
        visit = Visit(
            http=request, actor=actor, business=here, businesses=businesses, page=page, menu=self.pages, fault=fault
        )
        request.visit = visit  # type: ignore[attr-defined]  # for chrome.visit_of
        for privilege in sorted(page.needs):
            actor.require(privilege)
        return visit

    def _written(self, request: HttpRequest, shown: Shown, status: int = 200) -> HttpResponse:
        """Return a page as HTML."""
        request.current_app = self.name
        context = {**self.each_context(request), "title": shown.title, **shown.context}
        context["visit"] = getattr(request, "visit", None)
        return HttpResponse(render_to_string(shown.template, context, request), status=status)

    def _refused(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """Return the page that says why there is no other; what nobody intended is noted in the log."""
        fault = NotFoundError() if isinstance(error, Http404) else self.edge.fault_of(error)
        status = STATUSES.get(fault.code, 400 if isinstance(fault, CORRIGIBLE) else 500)
        if status == 500:
            logger.error("%s %s", request.method, request.path, exc_info=error)
        title = TITLES.get(status, "Something went wrong")
        return self._written(request, Shown("daybook/refused.html", title, {"fault": fault}), status)
