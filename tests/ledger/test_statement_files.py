"""Files of banks are read as they are meant, in SGML, XML and CSV, and broken ones are refused in words that help."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.currencies import currencies
from bookkeeping.errors import InvalidError
from ledger.statement_files import Columns, ofx, statement_chosen, tables
from ledger.statement_files.values import amount_of
from tests.ledger.statement_samples import SAMPLES, day, read, sample, told
from tests.support.scale import scaled

if TYPE_CHECKING:
    import datetime as dt

CAD = currencies()["CAD"]
GERMAN = Columns(date="Datum", amount="Betrag", payee="Name", memo="Verwendungszweck", balance="Saldo")
SGML = "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>{head}<BANKTRANLIST>{rows}</BANKTRANLIST></STMTRS></BANKMSGSRSV1></OFX>"


def refused(raw: bytes | str, field: str, *words: str, columns: Columns | None = None) -> None:
    """Expect a file to be refused, naming a field, in words."""
    with pytest.raises(InvalidError) as caught:
        read(raw.encode() if isinstance(raw, str) else raw, columns=columns)
    assert caught.value.field == field
    for word in words:
        assert word in caught.value.message


def sgml(*rows: str, head: str = "<CURDEF>CAD") -> bytes:
    """Return an OFX file of some transactions."""
    told_rows = "".join(f"<STMTTRN><TRNTYPE>DEBIT{row}</STMTTRN>" for row in rows)
    return SGML.format(head=head, rows=told_rows).encode()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_is_read_as_it_is_meant(name: str) -> None:
    found = [(each.account, each.currency, each.balance, told(each)) for each in read(sample(name))]
    assert found == SAMPLES[name]


def test_what_stands_beside_a_transaction_is_read() -> None:
    (statement,) = read(sample("chequing.ofx"))
    assert [row.check_number for row in statement.rows] == ["", "000412", ""]
    assert [row.reference for row in statement.rows] == ["", "", "POS 88213"]
    assert str(statement.balance_date) == "2026-01-31"
    (nameless,) = read(sample("nameless.ofx"))
    assert [row.corrects for row in nameless.rows] == [*[None] * 6, "N1"]


def test_a_file_in_utf_16_is_read() -> None:
    text = sample("chequing.ofx").decode("cp1252")
    assert read(text.encode("utf-16")) == read(sample("chequing.ofx")) == read(text.encode("utf-8-sig"))


def test_columns_of_a_csv_file_may_be_named() -> None:
    (statement,) = read(sample("semicolons.csv"), columns=GERMAN, fallback="EUR")
    assert told(statement) == [
        ("2026-01-19", 123456, "Mühle", "Rechnung 4711", None),
        ("2026-01-20", -1250, "Kundin", "Brot", None),
    ]
    assert [row.balance for row in statement.rows] == [-676544, -677794]


def test_columns_may_be_numbered_and_signs_turned() -> None:
    columns = Columns(date="1", amount="4", payee="3", reference="5", skip_lines=1, invert=True)
    (statement,) = read(sample("card-positive.csv"), columns=columns)
    assert [(row.amount, row.payee, row.reference) for row in statement.rows] == [
        (4500, 'PRINTER "INK" CO', "R-1"),
        (-500, "REFUND INK CO", "R-2"),
    ]
    (usual,) = read(sample("card-positive.csv"))
    assert [row.amount for row in usual.rows] == [-4500, 500]


def test_a_statement_is_chosen_by_the_end_of_its_number() -> None:
    statements = read(sample("two-accounts.ofx"))
    assert statement_chosen(statements, account="0222").account == "2000222"
    for account, word in ((None, "several"), ("9", "no statement"), ("", "several")):
        with pytest.raises(InvalidError, match=word) as caught:
            statement_chosen(statements, account=account)
        assert caught.value.field == "bank_account"
        assert "...0111 (CAD), ...0222 (USD)" in caught.value.message


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", 100),
        ("-1.5", -150),
        (".5", 50),
        ("5.", 500),
        ("+12.50", 1250),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("-1 234,56", -123456),
        ("1,234,567", 123456700),
        ("1,23,456.00", 12345600),
        ("12,5", 1250),
        ("25.000", 2500),
        ("(12.50)", -1250),
        ("12.50-", -1250),
        ("\u221212.50", -1250),
        ("$1,000.00", 100000),
        ("-CA$ 3", -300),
        ("CAD 7.00", 700),
        ("7.00 DR", -700),
        ("7.00cr", 700),
        ("1'000.00", 100000),
        ("0", 0),
        ("10000000000000.00", 10**15),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, amount: int) -> None:
    assert amount_of(text, CAD, field="amount") == amount


WRONG = ". - abc 1,234 1.234 1.2.3 1,2,3.4.5 1.005 --1 -1- (1 12x34 ² 1e5 10000000000000.01"


@pytest.mark.parametrize("text", ["", "9" * 400, *WRONG.split()])
def test_what_is_no_amount_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        amount_of(text, CAD, field="amount")


def test_the_digits_of_a_currency_and_a_named_separator_decide() -> None:
    assert amount_of("1,234", currencies()["KWD"], field="amount") == 1234
    assert amount_of("1200", currencies()["JPY"], field="amount") == 1200
    assert amount_of("1,234", CAD, field="amount", decimal=".") == 123400
    assert amount_of("1.234", CAD, field="amount", decimal=",") == 123400


def test_broken_files_are_refused_in_words_that_help() -> None:
    refused(sample("cut-off.ofx"), "file", "cut off")
    refused(sample("refused.ofx"), "file", "no statement", "Account not found")
    refused(b"", "file", "empty")
    refused(b" \n", "file", "empty")
    refused(b"%PDF-1.7 statement", "file", "OFX, QFX, QBO or CSV")
    refused("<html><body>Please sign in</body></html>", "file", "OFX, QFX, QBO or CSV")
    refused("<OFX><BANKMSGSRSV1></OFX>", "file", "no statement")
    refused(sgml(head="<CURDEF>GALLEONS"), "file", "GALLEONS")


def test_a_fault_names_the_transaction() -> None:
    good = "<DTPOSTED>20260105<TRNAMT>1<NAME>x"
    refused(sgml(good, "<DTPOSTED>20261345<TRNAMT>1"), "rows[1].date", "Transaction 2", "20261345")
    refused(sgml(good, good, "<TRNAMT>1"), "rows[2].date", "Transaction 3", "no date")
    refused(sgml("<DTPOSTED>20260105<TRNAMT>lots"), "rows[0].amount", "Transaction 1", "lots")
    refused(sgml("<DTPOSTED>20260105"), "rows[0].amount", "no amount")
    refused(sgml("<DTPOSTED>18991231<TRNAMT>1"), "rows[0].date", "1900")
    foreign = "<DTPOSTED>20260105<TRNAMT>1<CURRENCY><CURRATE>1.3<CURSYM>USD</CURRENCY>"
    refused(sgml(foreign), "rows[0].currency", "USD", "CAD")
    told_too = "<DTPOSTED>20260105<TRNAMT>1<ORIGCURRENCY><CURRATE>1.3<CURSYM>USD</ORIGCURRENCY>"
    assert len(read(sgml(told_too))[0].rows) == 1


def test_a_csv_file_that_can_be_read_in_two_ways_is_asked_about() -> None:
    text = "Date,Amount,Description\n03/04/2026,1.00,a\n05/06/2026,2.00,b\n"
    refused(text, "columns.date_format", "03/04/2026", "dd/MM/yyyy")
    for form, wanted in (("dd/MM/yyyy", "2026-04-03"), ("MM/dd/yyyy", "2026-03-04")):
        (statement,) = read(text.encode(), columns=Columns(date="Date", amount="Amount", date_format=form))
        assert str(statement.rows[0].date) == wanted
    (clear,) = read((text + "31/01/2026,3.00,c\n").encode())
    assert [str(row.date) for row in clear.rows] == ["2026-04-03", "2026-06-05", "2026-01-31"]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ("20260105;20260131", "2026-01-05"),
        ("5 Jan 2026;31 Jan 2026", "2026-01-05"),
        ("Jan 5, 2026;Jan 31, 2026", "2026-01-05"),
        ("05-JAN-26;31-JAN-26", "2026-01-05"),
        ("2026/01/05;2026/01/31", "2026-01-05"),
        ("2026-01-05 10:30;2026-01-31T00:00:00Z", "2026-01-05"),
        ("5.1.2026;31.1.2026", "2026-01-05"),
        ("05/01/26;31/01/26", "2026-01-05"),
    ],
)
def test_days_are_read_in_many_ways(days: str, first: str) -> None:
    text = "Date|Amount\n" + "".join(f"{day}|1.00\n" for day in days.split(";"))
    assert str(read(text.encode())[0].rows[0].date) == first


def test_faults_of_csv_files_name_line_and_column() -> None:
    refused("hello world", "columns", "hello world")
    refused("Date,Text\n2026-01-05,x\n", "columns", "'Text'")
    refused("Date,Amount\n2026-01-05,1.00\nnever,2.00\n", "rows[1].date", "Line 3", "never")
    refused("Date,Amount\n2026-01-05,1.00\n\n2026-01-06,x\n", "rows[1].amount", "Line 4")
    refused("Date,Amount\n2026-01-05\n", "rows[0].amount", "Line 2", "no amount")
    refused("Date,Amount\n,5.00\n", "rows[0].date", "no date")
    both = "Date,Debit,Credit\n2026-01-05,1.00,2.00\n"
    refused(both, "rows[0].amount", "both")
    refused("a,b\n1,2\n", "columns", columns=Columns(date="when", amount="b"))
    refused("a,b\n1,2\n", "columns", columns=Columns(date="1", payee="2"))
    refused("a,b\n1,2\n", "columns", columns=Columns(date="0", amount="2"))
    for form in ("dd/MM", "yyyy", "yyyy yy MM dd"):
        dated = Columns(date="Date", amount="Amount", date_format=form)
        refused("Date,Amount\n2026-01-05,1\n", "columns.date_format", form, columns=dated)


@pytest.mark.parametrize(
    "raw",
    [
        b"<OFX>" + b"<![CDATA[" * 100_000,
        b"<OFX>" + b"<!--" * 200_000,
        b"<OFX " + b"a" * 1_000_000,
        b"<OFX>" + b"<a " * 100_000,
        b"&#" * 500_000 + b"<OFX>",
        b"," * 1_000_000,
        b'"' * 1_000_000,
    ],
)
def test_files_made_to_hurt_are_refused_at_once(raw: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(InvalidError):
        read(raw)
    assert time.process_time() - begun < 5


def test_a_file_has_so_many_transactions_and_columns_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (ofx, tables):
        monkeypatch.setattr(module, "MAX_ROWS", 3)
    row = "<DTPOSTED>20260105<TRNAMT>1"
    assert len(read(sgml(row, row))[0].rows) == 2
    refused(sgml(row, row, row), "file", "more than 3")
    refused("<OFX>" + "<STMTRS>" * 4 + "</OFX>", "file", "more than 3")
    refused("Date,Amount\n" + "2026-01-05,1\n" * 4, "file", "more than 3")
    refused("," * 300, "file", "200 columns")


WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
ROWS = st.lists(
    st.tuples(
        st.dates(min_value=day("1990-01-01"), max_value=day("2100-12-31")),
        st.integers(-(10**9), 10**9),
        st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    ),
    max_size=6,
)


@settings(max_examples=scaled(20, soak=2_000))
@given(rows=ROWS, zone=st.sampled_from(["", "120000", "235959[-5:EST]", "000000.000[+13:NZDT]"]), xml=st.booleans())
def test_what_is_written_is_read_in_sgml_and_in_xml(rows: list[tuple[dt.date, int, str]], zone: str, xml: bool) -> None:  # noqa: FBT001 - drawn
    def element(name: str, value: object) -> str:
        text = str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"<{name}>{text}</{name}>" if xml else f"<{name}>{text}\n"

    transactions = []
    for number, (date, amount, payee) in enumerate(rows):
        figure = f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"
        values = {"DTPOSTED": f"{date:%Y%m%d}{zone}", "TRNAMT": figure, "FITID": f"F{number}", "NAME": payee}
        inside = "".join(element(*each) for each in values.items())
        transactions.append(f"<STMTTRN>{inside}</STMTTRN>")
    (statement,) = read(SGML.format(head=element("CURDEF", "CAD"), rows="".join(transactions)).encode())
    assert [(row.date, -row.amount, row.payee, row.fitid) for row in statement.rows] == [
        (date, amount, payee, f"F{number}") for number, (date, amount, payee) in enumerate(rows)
    ]
