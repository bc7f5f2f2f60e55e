"""What the pages ask for. Only shape is checked here; what the books allow, the services say."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from ledger.admin.words import ACCOUNT_TYPES, CONTACT_TYPES, RECORD_TYPES, STATUSES, TEMPLATE_TYPES


def text(label: str, *, most: int = 200, required: bool = False, hint: str = "") -> forms.CharField:
    """Return a field for one line."""
    widget = UnfoldAdminTextInputWidget()
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def lines(label: str, *, most: int = 10_000) -> forms.CharField:
    """Return a field for several lines."""
    return forms.CharField(
        label=label, max_length=most, required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


def day(label: str, *, required: bool = False, hint: str = "") -> forms.DateField:
    """Return a field for a date, with the browser's own calendar."""
    widget = UnfoldAdminTextInputWidget(attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


def figure(label: str, *, required: bool = False, hint: str = "") -> forms.DecimalField:
    """Return a field for an amount in major units, or for a rate."""
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})
    return forms.DecimalField(label=label, max_digits=24, required=required, help_text=hint, widget=widget)


def choice(label: str, offered: list[tuple[str, str]], *, every: str = "") -> forms.ChoiceField:
    """Return a field for one of several values; with ``every``, none of them is a choice as well."""
    offered = [("", every), *offered] if every else offered
    return forms.ChoiceField(label=label, choices=offered, required=not every, widget=UnfoldAdminSelectWidget())


def mark(label: str, *, hint: str = "") -> forms.BooleanField:
    """Return a box to tick."""
    return forms.BooleanField(label=label, required=False, help_text=hint, widget=UnfoldBooleanWidget())


def version() -> forms.IntegerField:
    """Return the hidden field that says which version somebody looked at."""
    return forms.IntegerField(widget=forms.HiddenInput(), required=False)


class Versioned(forms.Form):
    """A form for something that somebody else may have changed meanwhile."""

    version = version()


class AccountForm(Versioned):
    """An account; its type can be chosen only while it is new."""

    name = text("Name", required=True)
    number = text("Number", most=20, hint="Leave it empty for the next free number of the type.")
    type = choice("Type", ACCOUNT_TYPES)
    currency = text("Currency", most=3, hint="Three letters, such as USD. Leave it empty for any currency.")
    description = lines("Description")


class AccountChangeForm(Versioned):
    """What can be changed of an account."""

    name = text("Name", required=True)
    number = text("Number", most=20)
    description = lines("Description")
    archived = mark("Archived", hint="An archived account keeps its history and takes no new records.")


class ContactForm(Versioned):
    """A contact; names of fields are those of its contact information where there is one."""

    name = text("Name", required=True)
    type = choice("Type", CONTACT_TYPES)
    email = forms.EmailField(label="E-mail address", required=False, widget=UnfoldAdminEmailInputWidget())
    phone = text("Telephone")
    street1 = text("Street")
    city = text("City")
    province_or_state = text("Province or state")
    postal_or_zip_code = text("Postal code")
    country = text("Country")
    currency = text("Currency", most=3, hint="Three letters, such as USD. Leave it empty for the business's own.")
    payment_terms = text("Payment terms", most=40, hint="For instance: due on receipt, net 30, EOM, 2/10 net 30.")
    archived = mark("Archived", hint="An archived contact keeps its history and is not offered any more.")


class MemoForm(Versioned):
    """The memo of a record."""

    memo = lines("Memo")


class ActionForm(Versioned):
    """A button pressed on the page of a record."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("approve", "void", "remove", "restore")])


class ReliefForm(forms.Form):
    """How much of a document is let go of, when, and which account bears it."""

    def __init__(self, data: Any, *, accounts: list[tuple[str, str]], initial: dict[str, Any]) -> None:
        """Offer the accounts that can bear it."""
        super().__init__(data, initial=initial)
        self.fields["account"] = choice("Account", [("", "Choose one"), *accounts])

    date = day("Date", required=True)
    account = choice("Account", [])
    amount = figure("Amount", hint="In the currency of the document.")
    memo = text("Memo", most=500)


class MergeForm(forms.Form):
    """What a duplicate shall be merged into."""

    def __init__(self, data: Any, *, offered: list[tuple[str, str]]) -> None:
        """Offer what can stay."""
        super().__init__(data)
        self.fields["into"] = choice("The one that stays", [("", "Choose one"), *offered])
        self.order_fields(["into", "sure"])

    into = choice("The one that stays", [])
    sure = forms.BooleanField(label="I have looked: there is no way back", widget=UnfoldBooleanWidget())


class OpeningForm(forms.Form):
    """What an account began with in one currency; ``before`` is what somebody read, in minor units."""

    currency = text("Currency", most=3, required=True)
    amount = figure("Balance", required=True, hint="As the account normally stands; 0 for none.")
    date = day("Date", hint="Leave it empty for the day on which the account or the business begins.")
    exchange_rate = figure("Exchange rate", hint="At home, for one unit of a foreign currency.")
    before = forms.CharField(widget=forms.HiddenInput(), required=False)


class LockForm(Versioned):
    """Up to when the books shall be locked, and why."""

    lock_date = day("Lock up to", hint="And including that day. Leave it empty to open the books.")
    reason = text("Reason", hint="Needed when what is locked shall be open again.")


class TextForm(Versioned):
    """A text that comes again on records."""

    label = text("Label", most=100, required=True)
    type = choice("For", TEMPLATE_TYPES)
    text = lines("Text")


class TextChangeForm(TextForm):
    """A text that is there."""

    removed = mark("Remove it", hint="It is not offered any more. Records that were written with it stay.")


class FilterForm(forms.Form):
    """What narrows a list. A value that cannot be read is told and left out."""

    def __init__(self, data: Any, *, accounts: list[tuple[str, str]] | None = None) -> None:
        """Offer the accounts where one can be chosen."""
        super().__init__(data)
        if accounts is not None:
            self.fields["account"] = choice("Account", accounts, every="All accounts")

    def value(self, name: str) -> Any:
        """Return a value, None when there is none or it cannot be read."""
        self.is_valid()
        return self.cleaned_data.get(name) or None

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return any(self.value(name) for name in self.fields)


class AccountFilterForm(FilterForm):
    """Which accounts, and their balances of which day."""

    type = choice("Type", ACCOUNT_TYPES, every="All types")
    as_of = day("Balances as of")
    archived = mark("Archived too")


class ContactFilterForm(FilterForm):
    """Which contacts."""

    search = text("Search")
    type = choice("Type", CONTACT_TYPES, every="All types")
    archived = mark("Archived too")


class SearchForm(FilterForm):
    """What a name holds."""

    search = text("Search")


class TextFilterForm(SearchForm):
    """Which texts."""

    type = choice("For", TEMPLATE_TYPES, every="All types")


class RecordFilterForm(FilterForm):
    """Which records."""

    search = text("Search")
    type = choice("Type", RECORD_TYPES, every="All types")
    status = choice("Status", STATUSES, every="Any status")
    start = day("From")
    end = day("To")
    removed = mark("Removed too")


class PeriodForm(FilterForm):
    """From one day to another."""

    start = day("From")
    end = day("To")


class AsOfForm(FilterForm):
    """The end of which day."""

    as_of = day("As of")
