"""``daybook import``: a file of the bank becomes records, from the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from businesses.transactions import writing
from config import cli
from ledger.models import Record
from tests.e2e.test_conversations import books as opened
from tests.support.builders import BANK, books

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.e2e.server import Server

FILE = "Datum;Betrag;Empfänger\n19.01.2026;-1.234,56;Mühle\n20.01.2026;12,50;Kundin\n"
COLUMNS = ("--column", "date=Datum", "--column", "amount=Betrag", "--column", "payee=Empfänger")


def test_a_file_is_tried_imported_and_known_the_second_time(
    signed_in: httpx.Client, server: Server, tmp_path: Path
) -> None:
    shop, accounts = opened(signed_in)
    file = tmp_path / "january.csv"
    file.write_text(FILE, encoding="cp1252")
    given = ("import", str(file), "--business", str(shop), "--account", str(accounts[BANK]), *COLUMNS)
    tried, done, again = server.command(*given, "--dry-run"), server.command(*given), server.command(*given)
    assert tried.stdout.splitlines() == [
        "     1 2026-01-19        -1234.56 USD Mühle                                    bill",
        "     2 2026-01-20           12.50 USD Kundin                                   invoice",
        "daybook: 2 transactions would be imported, 0 known already, 0 left out",
    ]
    assert done.stdout == "daybook: 2 transactions imported, 0 known already, 0 left out\n"
    assert again.stdout == "daybook: 0 transactions imported, 2 known already, 0 left out\n"
    totals = sorted(record["totalDue"] for record in signed_in.get(f"/api/businesses/{shop}/records").json())
    assert totals == [1250, 123456]
    assert server.command("verify", "--business", str(shop)).returncode == 0


@pytest.fixture
def shop(committed_db: None) -> tuple[str, str]:
    """A business and its bank account."""
    with writing():
        world = books()
    return str(world.actor.business.id), str(world.chart[BANK])


def test_what_cannot_be_imported_is_told_in_one_line(
    shop: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.ofx"
    given = ["import", str(file), "--business", shop[0], "--account", shop[1]]
    assert cli.main(given) == 1
    assert "x.ofx" in capsys.readouterr().err
    file.write_text("Date,Amount\n2026-01-05,lots\n")
    assert cli.main(given) == 1
    assert capsys.readouterr().err == "daybook: rows[0].amount: Line 2: There is no amount 'lots'.\n"
    for column in ("x=y", "delimiter=#", "skipLines=many"):
        assert cli.main([*given, "--column", column]) == 1
        assert capsys.readouterr().err.startswith(f"daybook: columns.{column.partition('=')[0]}: ")
    with pytest.raises(SystemExit):
        cli.main([*given, "--column", "nothing"])


def test_on_a_terminal_a_bar_goes_along(
    shop: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "y.csv"
    file.write_text("Exported\nDate,Amount\n2026-01-05,1.00\n2026-01-06,0.00\n")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    given = ["import", str(file), "--business", shop[0], "--account", shop[1], "--column", "skipLines=1"]
    assert cli.main([*given, "--column", "date=Date", "--column", "amount=Amount", "--column", "invert=true"]) == 0
    told = capsys.readouterr()
    assert "importing" in told.err
    assert told.out.splitlines()[0].endswith("The amount is zero.")
    assert [record.type for record in Record.objects.filter(business_id=int(shop[0]))] == ["BILL"]
