"""Exchange rates of a business: entered, imported, and what foreign records make of them."""

from __future__ import annotations

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.drafts import RateDraft
from accounts.models import ExchangeRate
from accounts.rate_files import rates_read
from accounts.selectors.rates import RateFilter, currency_get, rate_list
from accounts.services import rates
from accounts.services.rates import rate_enter, rates_import
from bookkeeping.errors import InvalidError
from businesses.errors import NotFoundError
from ledger.selectors.rates import rates_get
from tests.support.builders import World, books, day, refused

FILES = Path(__file__).parent / "files"


@pytest.fixture
def world(db: None) -> World:
    return books()


def draft(**details: object) -> RateDraft:
    values = {"base": "USD", "currency": "CAD", "rate": Decimal("1.37"), "as_of": day(1, 15)}
    return RateDraft(**{**values, **details})  # type: ignore[arg-type]


def test_a_rate_takes_the_place_of_the_one_of_its_day(world: World) -> None:
    before = world.changesets()
    first = rate_enter(world.actor, draft=draft())
    second = rate_enter(world.actor, draft=draft(base="usd", rate=Decimal("1.38"), source="OANDA"))
    assert rate_enter(world.actor, draft=draft(rate=Decimal("1.380"), source="OANDA")) == second
    assert (first.id, first.rate, second.rate, second.source) == (second.id, Decimal("1.37"), Decimal("1.38"), "OANDA")
    assert rate_list(world.actor) == [second]
    assert world.changesets() == before + 2


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"base": "XYZ"}, "base"),
        ({"currency": "XYZ"}, "currency"),
        ({"currency": "usd"}, "currency"),
        ({"rate": Decimal(0)}, "rate"),
        ({"rate": Decimal(-1)}, "rate"),
        ({"rate": Decimal("1E13")}, "rate"),
        ({"source": "HEARSAY"}, "source"),
    ],
)
def test_bad_rates_are_refused(details: dict[str, object], field: str, world: World) -> None:
    with refused(InvalidError, field):
        rate_enter(world.actor, draft=draft(**details))
    with refused(InvalidError, f"[1].{field}"):
        rates_import(world.actor, drafts=[draft(), draft(**details)])


def test_a_list_is_filtered(world: World) -> None:
    rates_import(world.actor, drafts=rates_read((FILES / "rates.csv").read_bytes()))
    assert [(r.base, r.as_of.day) for r in rate_list(world.actor)] == [("GBP", 16), ("USD", 16), ("USD", 15)]
    assert len(rate_list(world.actor, filters=RateFilter(base="usd", currency="cad"))) == 2
    assert len(rate_list(world.actor, filters=RateFilter(start_date=day(1, 16)))) == 2
    assert len(rate_list(world.actor, filters=RateFilter(end_date=day(1, 15)))) == 1


def test_the_banks_file_serves_any_home_currency(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "IN_ONE_CHANGESET", 2)
    before = world.changesets()
    drafts = rates_read((FILES / "eurofxref.xml").read_bytes())
    assert rates_import(world.actor, drafts=drafts) == 5
    assert world.changesets() == before + 3
    assert rates_import(world.actor, drafts=drafts) == 0
    assert {row.source for row in ExchangeRate.objects.filter(business_id=world.actor.business.id)} == {
        "EUROPEAN_CENTRAL_BANK"
    }
    found = rates_get(world.actor, currencies={"USD", "EUR", "JPY"}, on=day(1, 20))
    assert (found["USD"], found["EUR"]) == (Decimal("1.4"), Decimal("1.54"))
    assert found["JPY"].quantize(Decimal("0.00001")) == Decimal("0.00905")
    earlier = rates_get(world.actor, currencies={"USD", "EUR"}, on=day(1, 15))
    assert (earlier["USD"].quantize(Decimal("0.001")), earlier["EUR"]) == (Decimal("1.390"), Decimal("1.53"))
    rate_enter(world.actor, draft=draft(as_of=day(1, 16)))
    assert rates_get(world.actor, currencies={"USD"}, on=day(1, 20))["USD"] == Decimal("1.37")
    view = world.invoice("100", currency="USD", date=day(1, 20))
    assert view.home_total == 13700


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "": "no column",
        "a,b\n1,2\n": "no column baseCurrencyCode",
        "baseCurrencyCode,currencyCode,exchangeRate,asOf\nUSD,CAD,x,2026-01-15\n": "line 2",
        "baseCurrencyCode,currencyCode,exchangeRate,asOf\nUSD,CAD,NaN,2026-01-15\n": "'NaN'",
        "baseCurrencyCode,currencyCode,exchangeRate,asOf\nUSD,CAD,1.3,15.1.2026\n": "no date '15.1.2026' in line 2",
        "baseCurrencyCode,currencyCode,exchangeRate,asOf\nUSD\n": "no number",
        "<a>": "well-formed",
        "<a/>": "European Central Bank",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>': "well-formed",
        '<a><b time="soon"/></a>': "no date",
    }.items(),
)
def test_bad_files_are_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(InvalidError, match=words):
        rates_read(text.encode())


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(InvalidError, match="UTF-8"):
        rates_read(b"\xff\xfe")


def test_a_byte_order_mark_and_the_banks_spaces_do_not_matter() -> None:
    assert len(rates_read(b"\xef\xbb\xbf" + (FILES / "rates.csv").read_bytes())) == 3
    assert len(rates_read(b"\n" + (FILES / "eurofxref.xml").read_bytes().partition(b"\n")[2])) == 5


def test_the_command_stores_all_or_nothing(world: World, tmp_path: Path) -> None:
    business, said = str(world.actor.business.id), StringIO()
    call_command("import_rates", str(FILES / "rates.csv"), "--business", business, stdout=said)
    assert "3 rates read, 3 new or changed" in said.getvalue()
    bad = tmp_path / "bad.csv"
    bad.write_text("baseCurrencyCode,currencyCode,exchangeRate,asOf\nUSD,EUR,1,2026-01-15\nUSD,XXL,1,2026-01-15\n")
    with pytest.raises(CommandError, match=r"\[1\].currency: There is no currency 'XXL'"):
        call_command("import_rates", str(bad), "--business", business)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_rates", str(tmp_path / "none"), "--business", business)
    with pytest.raises(CommandError):
        call_command("import_rates", str(FILES / "rates.csv"), "--business", "7")
    assert ExchangeRate.objects.filter(business_id=world.actor.business.id).count() == 3


def test_currencies_are_known_by_their_codes(world: World) -> None:
    style = currency_get(world.actor, currency="cad")
    assert (style.code, style.digits, style.prefix, style.foreign_prefix) == ("CAD", 2, "$", "CA$")
    with pytest.raises(NotFoundError):
        currency_get(world.actor, currency="XXL")
