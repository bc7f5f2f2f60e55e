"""What many wire types share: links, and the information about a person or company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from api.common.content import JSON
from api.common.wire import Text200, Wire
from bookkeeping.errors import InvalidError
from ledger.check_views import address_text

if TYPE_CHECKING:
    from collections.abc import Mapping

Detail = Annotated[str, Meta(max_length=1_000)] | None


class Link(Wire):
    """A link to a resource: host-relative, ``href`` first (contract, section 3.6)."""

    href: str
    rel: str
    type: str = JSON


def link(rel: str, noun: str, identity: int) -> Link:
    """Return the link to the resource ``/api/<noun>/<identity>``."""
    return Link(href(noun, identity), rel)


def currency_link(business: int, currency: str) -> Link:
    """Return the link to a currency of a business."""
    return Link(href=f"{href('businesses', business)}/currencies/{currency}", rel="currency")


def account_links(*accounts: int | None) -> list[Link]:
    """Return the links to those accounts that there are."""
    return [link("account", "accounts", account) for account in accounts if account]


def href(noun: str, identity: int) -> str:
    """Return the address of a resource."""
    return f"/api/{noun}/{identity}"


def own_context(told: int | None, own: int) -> None:
    """Raise ``InvalidError`` when something shall have another collaboration context than its own, whose id it has."""
    if told not in (None, own):
        message = "Its collaboration context has its own id."
        raise InvalidError(message, field="collaborationContext")


class ContactInformation(Wire):
    """Who somebody is and where (seed 002, type contactInformation)."""

    name: Text200 | None = None
    first: Detail = None
    last: Detail = None
    email: Detail = None
    phone: Detail = None
    mobile: Detail = None
    fax: Detail = None
    toll_free: Detail = None
    url: Detail = None
    street1: Detail = None
    street2: Detail = None
    city: Detail = None
    province_or_state: Detail = None
    postal_or_zip_code: Detail = None
    country: Detail = None
    has_shipping_address: bool | None = False
    shipping_name: Detail = None
    shipping_street1: Detail = None
    shipping_street2: Detail = None
    shipping_city: Detail = None
    shipping_province_or_state: Detail = None
    shipping_postal_or_zip_code: Detail = None
    shipping_country: Detail = None
    shipping_phone: Detail = None
    shipping_notes: Detail = None
    instructions: Detail = None
    locale: Detail = None
    referral: Detail = None
    campaign: Detail = None
    registration: Detail = None
    read_only: bool | None = False

    @classmethod
    def of(cls, stored: Mapping[str, Any], *, name: str) -> ContactInformation:
        """Return stored information; ``name`` always stands in it."""
        return msgspec.convert({**stored, "name": name}, cls, strict=False)

    def to_stored(self) -> dict[str, Any]:
        """Return what is worth storing: values that were given."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        told.pop("readOnly")
        return {key: value for key, value in told.items() if value}

    @property
    def full_name(self) -> str:
        """The name, else first and last name."""
        return self.name or " ".join(part for part in (self.first, self.last) if part)

    @property
    def phone_numbers(self) -> str | None:
        """The telephone numbers in one text."""
        return ", ".join(part for part in (self.phone, self.mobile, self.toll_free) if part) or None

    @property
    def address(self) -> str | None:
        """The postal address in one text."""
        town = (self.city, self.province_or_state, self.postal_or_zip_code)
        return address_text(self.street1, self.street2, *town, self.country)
