"""What the pages say: figures on the right side, names as text, lists that narrow and go on."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from accounts.drafts import AccountDraft
from bookkeeping.books import AccountType
from bookkeeping.records import Adjustment, AdjustmentLine
from businesses.admin.chrome import ROLES
from businesses.roles import Role
from ledger.admin import journal, lists
from ledger.admin.formats import Figure, Formats
from ledger.admin.words import choices, word
from ledger.kinds import ContactType
from ledger.services.accounts import account_update
from ledger.services.records import record_remove, record_void
from tests.admin.conftest import Desk, plain, words
from tests.support.builders import BANK, NOW, PAYABLE, RECEIVABLE, SALES, books, day

if TYPE_CHECKING:
    from tests.support.builders import World

pytestmark = pytest.mark.django_db


def cells(html: str) -> list[list[str]]:
    """Return the rows of the tables of a page, cell by cell, as text."""
    rows = re.findall(r"<tr.*?</tr>", html.partition('class="db-page"')[2], re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]


@pytest.fixture
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the day that the tests live in."""
    monkeypatch.setattr("businesses.clock.now", lambda: NOW)


@pytest.mark.usefixtures("_today")
def test_the_overview_tells_how_the_business_stands(desk: Desk, world: World) -> None:
    ann, vendor = world.contact(), world.contact(ContactType.VENDOR)
    first = world.invoice("100", contact=ann, terms="net 30")
    world.invoice("40", contact=ann, date=day(5, 20), terms="net 30")
    world.pay((first, 2500), account=world.chart[BANK])
    world.bill("60", contact=vendor, terms="net 30", date=day(5, 30))
    text = desk.text("")
    assert "As of 2026-06-01, in CAD" in text
    for told in (
        "Cash and banks $25.00",
        "Receivable $115.00",
        "Payable $60.00",
        "Open invoices 2 $115.00 · 1 overdue",
        "Open bills 1 $60.00",
    ):
        assert told in text
    assert "Overdue $100.00 $75.00" in text


def test_accounts_stand_with_balances_on_their_normal_side(desk: Desk, world: World) -> None:
    world.rate("USD", "CAD", "1.25", day(1, 1))
    dollars = world.account(AccountType.BANK, name="Dollars", currency="USD")
    world.invoice("100", account=world.chart[BANK])
    world.invoice("80", account=dollars, currency="USD")
    world.bill("30", account=world.chart[BANK], date=day(3, 1))
    rows = {row[1]: row[-1] for row in cells(desk.get("accounts/"))}
    assert rows["Chequing Account"] == "$70.00"
    assert rows["Dollars"] == "US$80.00 = $100.00"
    assert rows["Savings Account"] == "$0.00"
    assert [row[-1] for row in cells(desk.get("accounts/?type=INCOME")) if row[0] == SALES] == [
        "$100.00 US$80.00 = $200.00"
    ]
    early = {row[1]: row[-1] for row in cells(desk.get("accounts/?as_of=2026-02-28"))}
    assert early["Chequing Account"] == "$100.00"
    world.bill("300", account=world.chart[BANK], date=day(3, 2))
    html = desk.get("accounts/?type=BANK")
    assert '<span class="db-figure db-negative">-$230.00</span>' in html
    assert "Sales" not in html


def test_archived_accounts_are_listed_when_asked_for(desk: Desk, world: World) -> None:
    draft = AccountDraft(name="Old till", type=AccountType.CASH, number="1199", archived=True)
    account_update(world.actor, account=world.account(AccountType.CASH, number="1199"), draft=draft)
    assert "Old till" not in desk.text("accounts/")
    assert "Old till Archived" in desk.text("accounts/?archived=on")


def test_an_account_shows_its_journal_with_running_balances(desk: Desk, world: World) -> None:
    world.invoice("100", account=world.chart[BANK], date=day(1, 5), memo="first")
    world.bill("30", account=world.chart[BANK], date=day(1, 6))
    world.invoice("5", account=world.chart[BANK], date=day(1, 6))
    path = f"accounts/{world.chart[BANK]}/"
    rows = [row[4:] for row in cells(desk.get(path))[1:]]
    assert rows == [["5.00", "", "$75.00"], ["", "30.00", "$70.00"], ["100.00", "", "$100.00"]]
    narrowed = [row[4:] for row in cells(desk.get(f"{path}?end=2026-01-05"))[1:]]
    assert narrowed == [["100.00", "", "$100.00"]]
    assert "Balance $75.00" in desk.text(path)
    assert "first" in desk.text(path)


def test_running_balances_go_on_from_page_to_page(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 2)
    for number in range(1, 6):
        world.invoice(f"{number}", account=world.chart[BANK], date=day(1, number))
    path, seen = f"accounts/{world.chart[BANK]}/", []
    query = ""
    for _ in range(3):
        html = desk.get(f"{path}{query}")
        seen += [row[-1] for row in cells(html)[1:]]
        found = re.search(r'href="(\?after=[^"]*)" rel="next"', html)
        query = found[1].replace("&amp;", "&") if found else ""
    assert seen == ["$15.00", "$10.00", "$6.00", "$3.00", "$1.00"]
    assert query == ""


def test_contacts_are_found_by_name_and_type(desk: Desk, world: World) -> None:
    world.contact(name="Zoë's Café", contact_information={"email": "zoe@example.test", "city": "Laval"}, currency="USD")
    world.contact(ContactType.VENDOR, name="Mill & Sons")
    everybody = cells(desk.get("contacts/"))[1:]
    assert everybody == [
        ["Mill & Sons", "Vendor", "", "", "CAD"],
        ["Zoë's Café", "Customer", "zoe@example.test", "Laval", "USD"],
    ]
    assert [row[0] for row in cells(desk.get("contacts/?type=VENDOR"))[1:]] == ["Mill & Sons"]
    assert [row[0] for row in cells(desk.get("contacts/?search=CAF%C3%89"))[1:]] == ["Zoë's Café"]
    assert "No contact is like that." in desk.text("contacts/?search=nobody")


def test_a_contact_is_shown_with_its_own_records_only(desk: Desk, world: World) -> None:
    ann, bob = world.contact(name="Ann", payment_terms="net 15"), world.contact(name="Bob")
    world.invoice("10", contact=ann, number="A-1")
    world.invoice("20", contact=bob, number="B-1")
    text = desk.text(f"contacts/{ann}/")
    assert "Payment terms net 15" in text
    assert "Invoice A-1" in text
    assert "B-1" not in text


def test_records_are_narrowed_by_what_they_are(desk: Desk, world: World) -> None:
    world.tax("G", "5")
    ann = world.contact(name="Ann")
    paid = world.invoice("10", number="PAID", contact=ann)
    world.pay((paid, 1000), account=world.chart[BANK])
    world.invoice("20", number="OPEN", contact=ann, date=day(3, 1), memo="a wedding cake")
    world.bill("30", number="BILL")
    gone = world.bill("31", number="GONE")
    record_remove(world.actor, record=gone.id)
    record_void(world.actor, record=world.bill("32", number="VOID").id)

    def numbers(query: str) -> set[str]:
        return {row[1].split()[-1] for row in cells(desk.get(f"records/?{query}"))[1:]}

    assert numbers("type=INVOICE") == {"PAID", "OPEN"}
    assert numbers("type=INVOICE&status=unpaid") == {"OPEN"}
    assert numbers("type=INVOICE&status=paid") == {"PAID"}
    assert numbers("status=void") == {"VOID"}
    assert numbers("search=WEDDING") == {"OPEN"}
    assert numbers("start=2026-02-01&type=INVOICE") == {"OPEN"}
    assert numbers("end=2026-02-01&type=INVOICE") == {"PAID"}
    assert numbers("type=BILL") == {"BILL", "VOID"}
    assert numbers("type=BILL&removed=on") == {"BILL", "VOID", "GONE"}
    assert "Bill GONE Removed" in desk.text("records/?removed=on").replace("2026-01-05 ", "")


def test_a_filter_that_cannot_be_read_is_told_and_left_out(desk: Desk, world: World) -> None:
    world.invoice("10", number="HERE")
    text = desk.text("records/?start=yesterday&type=NOTHING&after=")
    assert "Enter a valid date." in text
    assert "Select a valid choice." in text
    assert "HERE" in text
    assert "This is no place in this list" in plain(desk.get("records/?after=made-up", 400))


def test_a_record_is_shown_whole(desk: Desk, world: World) -> None:
    world.tax("G", "5")
    bread = world.item(name="Loaf", credit_account=world.chart[SALES], default_sell_rate=None)
    invoice = world.invoice(
        "10", quantity=Decimal(3), item=bread, tax_code="G", contact=world.contact(name="Ann"), number="7"
    )
    payment = world.pay((invoice, 1500), account=world.chart[BANK], amount=2000)
    text = desk.text(f"records/{invoice.id}/")
    for told in (
        "Invoice 7",
        "Loaf",
        "Before taxes $30.00 Tax G $1.50 Total $31.50 Balance due $16.50",
        f"Payment {payment.number}",
        "4000 Sales",
        "1200 Accounts Receivable 31.50",
        "Create user-",
    ):
        assert told in text, told
    paid = desk.text(f"records/{payment.id}/")
    assert "Total $20.00 Unallocated $5.00" in paid
    assert "2026-01-05 Invoice 7 $15.00" in paid
    assert "Unallocated" in desk.text("records/?type=INVOICE_PAYMENT")


def test_an_entry_is_read_in_two_columns_of_the_home_currency(desk: Desk, world: World) -> None:
    dollars = world.account(AccountType.BANK, currency="USD")
    invoice = world.invoice("100", account=dollars, currency="USD", exchange_rate=Decimal("1.25"))
    rows = [row for row in cells(desk.get(f"records/{invoice.id}/")) if len(row) == 5]
    assert [row[2:] for row in rows[1:]] == [["US$100.00", "", "125.00"], ["US$100.00", "125.00", ""]]
    assert "Exchange rate 1.25" in desk.text(f"records/{invoice.id}/")


def test_an_adjustment_has_no_total_of_its_own(desk: Desk, world: World) -> None:
    lines = tuple(AdjustmentLine(account=world.chart[key], amount=amount) for key, amount in ((BANK, 5), (SALES, -5)))
    view = world.create(Adjustment(date=day(1, 5), currency="CAD", lines=lines), memo="moved")
    text = desk.text(f"records/{view.id}/")
    assert "Totals" not in text
    assert "4000 Sales 0.05" in text


def test_a_transfer_says_what_arrives(desk: Desk, world: World) -> None:
    world.rate("USD", "CAD", "1.25", day(1, 1))
    dollars = world.account(AccountType.BANK, currency="USD")
    view = world.move(1250, world.chart[BANK], dollars, deposit_currency="USD")
    assert "Total $12.50 Deposited US$10.00" in desk.text(f"records/{view.id}/")


def test_the_journal_is_narrowed_by_account_and_dates(desk: Desk, world: World) -> None:
    world.invoice("10", number="ONE", account=world.chart[BANK], date=day(1, 5))
    world.invoice("20", number="TWO", contact=world.contact(name="Ann"), date=day(2, 5))
    gone = world.invoice("30", number="GONE", date=day(2, 6))
    record_remove(world.actor, record=gone.id)

    def numbers(query: str) -> list[str]:
        return re.findall(r"Invoice (\w+)</a>", desk.get(f"journal/?{query}"))

    assert numbers("") == ["TWO", "ONE"]
    assert numbers(f"account={world.chart[BANK]}") == ["ONE"]
    assert numbers("start=2026-02-01") == ["TWO"]
    assert numbers("end=2026-02-01") == ["ONE"]
    assert "The journal has no such entry." in desk.text("journal/?start=2027-01-01")
    assert 'method="post"' not in desk.get("journal/").partition('class="db-page"')[2].partition("modal-overlay")[0]


def test_the_journal_goes_on_by_key_and_keeps_its_filter(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "ENTRIES", 2)
    for number in range(1, 6):
        world.invoice(f"{number}", number=f"N{number}", date=day(1, 1 + number // 2))
    html, query = "", "?start=2026-01-01"
    seen = []
    while query:
        html = desk.get(f"journal/{query}")
        seen += re.findall(r"Invoice (\w+)</a>", html)
        found = re.search(r'href="([^"]*)" rel="next"', html)
        query = found[1].replace("&amp;", "&") if found else ""
        assert not query or "start=2026-01-01" in query
    assert seen == ["N5", "N4", "N3", "N2", "N1"]
    assert 'rel="first"' in html


def test_the_trial_balance_agrees_with_itself_and_the_accounts(desk: Desk, world: World) -> None:
    ann = world.contact()
    world.pay((world.invoice("100.10", contact=ann), 4000), account=world.chart[BANK], date=day(2, 5))
    world.bill("60", contact=world.contact(ContactType.VENDOR), date=day(2, 7))
    rows = {row[0].partition(" ")[0]: row[2:] for row in cells(desk.get("trial-balance/?as_of=2026-02-05"))[1:]}
    assert rows == {
        BANK: ["40.00", ""],
        RECEIVABLE: ["60.10", ""],
        SALES: ["", "100.10"],
        "Total": ["100.10", "100.10"],
    }
    assert PAYABLE in desk.text("trial-balance/?as_of=2026-02-07")
    assert "No account had a balance on that day." in desk.text("trial-balance/?as_of=2025-01-01")


def test_the_trial_balance_is_a_file_too(desk: Desk, world: World) -> None:
    world.invoice("100.10", account=world.chart[BANK])
    response = desk.client.get(desk.at("trial-balance/?as_of=2026-02-05&format=csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="trial-balance-2026-02-05.csv"'
    assert list(csv.reader(io.StringIO(response.content.decode()))) == [
        ["number", "name", "type", "debit CAD", "credit CAD"],
        [BANK, "Chequing Account", "BANK", "100.10", "0.00"],
        [SALES, "Sales", "INCOME", "0.00", "100.10"],
        ["", "total", "", "100.10", "100.10"],
    ]


def test_what_people_write_is_text_and_never_markup(world: World) -> None:
    evil = "<script>alert(1)</script>"
    other = books(name=f"Shop {evil}")
    ann = other.contact(name=f"Ann {evil}", contact_information={"city": evil, "email": f'a"{evil}'})
    account = other.account(AccountType.BANK, name=f"Bank {evil}", description=evil)
    invoice = other.invoice("1", contact=ann, memo=evil, number=f"1{evil}", account=account)
    desk = Desk(other.actor)
    paths = ["", "accounts/", f"accounts/{account}/", "contacts/", f"contacts/{ann}/", f"contacts/{ann}/edit/"]
    paths += ["records/", f"records/{invoice.id}/", f"records/{invoice.id}/edit/", "journal/", "trial-balance/"]
    for path in (*paths, f"records/?search={evil}", f"accounts/{account}/edit/"):
        html = desk.get(path)
        assert evil not in html, path
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html, path
    listed = desk.client.get("/admin/?all=1").content.decode()
    assert evil not in listed
    assert "Shop &lt;script&gt;" in listed


def test_amounts_have_the_digits_of_the_books_and_the_grouping_of_the_country() -> None:
    canadian = Formats("CAD", "en_CA")
    assert canadian.money(123456789) == Figure("$1,234,567.89")
    assert canadian.money(-5) == Figure("-$0.05", negative=True)
    assert canadian.money(1500, "JPY") == Figure("JP¥1,500")
    assert canadian.number(1234567, "KWD") == Figure("1,234.567")
    assert canadian.number(1500, "IQD") == Figure("1.500")
    assert Formats("INR", "en_IN").number(10**9) == Figure("10,000,000.00")
    assert canadian.sides(0) == ("", "")
    assert canadian.sides(-250) == ("2.50", "")
    assert canadian.balance(-250, AccountType.CREDIT_CARD) == Figure("-$2.50", negative=True)


def test_every_word_is_for_people() -> None:
    assert word(AccountType.COST_OF_GOODS_SOLD) == "Cost of goods sold"
    assert ("INCOME", "Income") in choices(AccountType)
    assert set(ROLES) == {str(role) for role in Role}
