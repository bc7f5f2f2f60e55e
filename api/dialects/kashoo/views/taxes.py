"""Taxes and tax codes (operations 21 and 22, and those of contract section 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from api.common.calls import NOTHING, Answer, overlaid
from api.common.conditions import Shown
from api.common.content import json_tree, shaped
from api.common.described import Described, ListOf, PartOf, Together
from api.common.wire import encode
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.base import href
from api.dialects.kashoo.wire.queries import TaxQuery
from api.dialects.kashoo.wire.records import Identified
from api.dialects.kashoo.wire.taxes import TaxCodeIn, TaxCodeOut, TaxIn, TaxOut
from businesses.errors import NotFoundError
from businesses.selectors.actors import actor_get
from ledger.services.taxes import tax_change, tax_remove, taxes_save
from taxes.selectors.taxes import tax_actor, tax_code_actor, tax_code_get, tax_code_list, tax_get, tax_list
from taxes.services.taxes import tax_code_create, tax_code_remove, tax_code_update

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.common.calls import Call
    from businesses.actors import Actor
    from taxes.drafts import TaxDraft


SAVED: Final = (TaxIn, Together((PartOf(TaxIn), Identified)))
"""A new tax, or a stored one, named by its id."""


class TaxCollection(KashooEndpoint):
    """The taxes of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(query=TaxQuery, answers={200: ListOf(TaxOut)}, privilege="VIEW_TAXES"),
        "post": Described(
            body=(ListOf(SAVED), *SAVED),
            answers={200: ListOf(TaxOut)},
            privilege="ADD_TAXES (CHANGE_TAXES for those with an id)",
            element="taxes",
        ),
        "put": Described(
            body=(ListOf(SAVED), *SAVED),
            answers={200: ListOf(TaxOut)},
            privilege="ADD_TAXES (CHANGE_TAXES for those with an id)",
            element="taxes",
        ),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List taxes associated with the business."""
        actor = actor_get(call.caller, business=business)
        call.query(TaxQuery)
        return Answer([TaxOut.of(tax, actor) for tax in tax_list(actor)], element="tax")

    def post(self, call: Call, business: int) -> Answer:
        """Save taxes: one or a list; those with an id are changed, the others made. Answers all of the business."""
        actor = actor_get(call.caller, business=business)
        seen = relied_on(call, actor)
        taxes = taxes_save(actor, drafts=tax_drafts(call, actor), seen=seen)
        return Answer([TaxOut.of(tax, actor) for tax in taxes], element="tax")

    def put(self, call: Call, business: int) -> Answer:
        """Save taxes, as POST does."""
        return self.post(call, business)


class TaxItem(KashooEndpoint):
    """One tax."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: TaxOut}, privilege="VIEW_TAXES"),
        "put": Described(body=PartOf(TaxIn), answers={200: TaxOut}, privilege="CHANGE_TAXES"),
        "delete": Described(answers={204: None}, privilege="REMOVE_TAXES"),
    }

    def get(self, call: Call, tax: int) -> Answer:
        """Get a tax."""
        actor = tax_actor(call.caller, tax=tax)
        stored = tax_get(actor, tax=tax)
        return Answer(TaxOut.of(stored, actor), element="tax", shown=Shown.of("tax", stored))

    def put(self, call: Call, tax: int) -> Answer:
        """Update a tax; ``removed`` hides it."""
        actor = tax_actor(call.caller, tax=tax)
        stored = tax_get(actor, tax=tax)
        version = call.expects(Shown.of("tax", stored))
        draft = call.changed(TaxIn, TaxOut.of(stored, actor)).to_draft()
        changed = tax_change(actor, tax=tax, draft=draft, version=version)
        return Answer(TaxOut.of(changed, actor), element="tax", shown=Shown.of("tax", changed))

    def delete(self, call: Call, tax: int) -> Answer:
        """Remove a tax that no record contains."""
        actor = tax_actor(call.caller, tax=tax)
        version = call.expected(lambda: Shown.of("tax", tax_get(actor, tax=tax)))
        tax_remove(actor, tax=tax, version=version)
        return NOTHING


class TaxCodeCollection(KashooEndpoint):
    """The tax codes of a business."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: ListOf(TaxCodeOut)}, privilege="VIEW_TAXES"),
        "post": Described(body=TaxCodeIn, answers={201: TaxCodeOut}, privilege="CHANGE_TAX_CODES"),
    }

    def get(self, call: Call, business: int) -> Answer:
        """List tax codes by name."""
        tax_codes = tax_code_list(actor_get(call.caller, business=business))
        return Answer([TaxCodeOut.of(tax_code) for tax_code in tax_codes], element="taxCode")

    def post(self, call: Call, business: int) -> Answer:
        """Add a tax code."""
        actor = actor_get(call.caller, business=business)
        tax_code = tax_code_create(actor, draft=call.body(TaxCodeIn).to_draft())
        location = f"{href('businesses', business)}/taxCodes/{tax_code.id}"
        shown = Shown.of("taxCode", tax_code)
        return Answer(TaxCodeOut.of(tax_code), 201, {"Location": location}, element="taxCode", shown=shown)


class TaxCodeItem(KashooEndpoint):
    """One tax code."""

    described: ClassVar[Mapping[str, Described]] = {
        "get": Described(answers={200: TaxCodeOut}, privilege="VIEW_TAXES"),
        "put": Described(body=PartOf(TaxCodeIn), answers={200: TaxCodeOut}, privilege="CHANGE_TAX_CODES"),
        "delete": Described(answers={204: None}, privilege="CHANGE_TAX_CODES"),
    }

    def get(self, call: Call, tax_code: int, business: int | None = None) -> Answer:
        """Get a tax code."""
        actor = _code_actor(call, tax_code, business)
        stored = tax_code_get(actor, tax_code=tax_code)
        return Answer(TaxCodeOut.of(stored), element="taxCode", shown=Shown.of("taxCode", stored))

    def put(self, call: Call, tax_code: int, business: int | None = None) -> Answer:
        """Update a tax code."""
        actor = _code_actor(call, tax_code, business)
        stored = tax_code_get(actor, tax_code=tax_code)
        version = call.expects(Shown.of("taxCode", stored))
        draft = call.changed(TaxCodeIn, TaxCodeOut.of(stored)).to_draft()
        changed = tax_code_update(actor, tax_code=tax_code, draft=draft, version=version)
        return Answer(TaxCodeOut.of(changed), element="taxCode", shown=Shown.of("taxCode", changed))

    def delete(self, call: Call, tax_code: int, business: int | None = None) -> Answer:
        """Remove a tax code."""
        actor = _code_actor(call, tax_code, business)
        version = call.expected(lambda: Shown.of("taxCode", tax_code_get(actor, tax_code=tax_code)))
        tax_code_remove(actor, tax_code=tax_code, version=version)
        return NOTHING


def _code_actor(call: Call, tax_code: int, business: int | None) -> Actor:
    if business is None:
        return tax_code_actor(call.caller, tax_code=tax_code)
    return actor_get(call.caller, business=business)


def relied_on(call: Call, actor: Actor) -> dict[int, int] | None:
    """Return the versions of the taxes that a conditional write relies on, None for one without a condition.

    Raises:
        PreconditionFailedError: the list is no longer what the client has read.
    """
    if not call.conditional:
        return None
    stored = tax_list(actor)
    call.expects_list([TaxOut.of(tax, actor) for tax in stored])
    return {tax.id: tax.version for tax in stored}


def tax_drafts(call: Call, actor: Actor) -> list[TaxDraft]:
    """Return the taxes of a body: a list, an object that holds one, or a single tax (contract, operation 22).

    A tax with an id keeps what is not sent; raise ``NotFoundError`` when the business has none of that id.
    """
    tree = call.content().tree()
    sent = tree.value.get("taxes", tree.value) if isinstance(tree.value, dict) else tree.value
    trees = sent if isinstance(sent, list) else [sent]
    stored = {str(tax.id): _tree_of(TaxOut.of(tax, actor)) for tax in tax_list(actor)} if _named(trees) else {}
    laid = [_laid(each, stored) for each in trees]
    if isinstance(sent, list):
        return [tax.to_draft() for tax in shaped(laid, list[TaxIn], strict=tree.strict)]
    return [shaped(laid[0], TaxIn, strict=tree.strict).to_draft()]


def _named(trees: list[Any]) -> bool:
    return any(isinstance(each, dict) and each.get("id") is not None for each in trees)


def _laid(sent: Any, stored: Mapping[str, dict[str, Any]]) -> Any:
    named = str(sent.get("id")) if isinstance(sent, dict) else ""
    if named.isdecimal() and named not in stored:
        raise NotFoundError
    return overlaid(stored[named], sent, kind=TaxIn, follows={}) if named in stored else sent


def _tree_of(tax: TaxOut) -> dict[str, Any]:
    tree: dict[str, Any] = json_tree(encode(tax))
    return tree
