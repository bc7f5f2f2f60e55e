"""``daybook export`` and ``daybook restore``: a business to a file and back, from the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from businesses.models import Business, Membership, User
from businesses.transactions import writing
from config import cli
from ledger.models import JournalLine
from tests.support.builders import books

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(committed_db: None) -> int:
    """A business with an invoice."""
    with writing():
        world = books()
        world.invoice("10")
    return world.actor.business.id


def lines(business: int) -> list[tuple[int, int]]:
    """Return what the lines of a business come to."""
    found = JournalLine.objects.filter(business_id=business).order_by("id")
    return list(found.values_list("amount", "home"))


def test_a_business_goes_to_a_file_and_comes_back(
    shop: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "books.zip"
    assert cli.main(["export", "--business", str(shop), "--to", str(file)]) == 0
    assert capsys.readouterr().out.startswith("daybook: Books: ")
    assert [path.name for path in tmp_path.iterdir()] == ["books.zip"]
    assert cli.main(["restore", str(file)]) == 0
    told = re.fullmatch(r"daybook: restored as business (\d+)\n", capsys.readouterr().out)
    assert told is not None
    assert lines(int(told[1])) == lines(shop)
    owner = Membership.objects.get(business_id=shop).user_id
    assert Membership.objects.get(business_id=int(told[1])).user_id == owner
    email = User.objects.get(id=owner).email
    assert cli.main(["restore", str(file), "--owner", email.upper()]) == 0


@pytest.mark.parametrize("program", ["beancount", "hledger"])
def test_the_journal_goes_to_a_file_for_another_program(
    shop: int, program: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "books.txt"
    assert cli.main(["export", "--business", str(shop), "--to", str(file), "--format", program]) == 0
    assert capsys.readouterr().out == f"daybook: Books: 1 entries in {file}\n"
    assert "Income:4000-Sales  -10.00 CAD" in file.read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["books.txt"]


def test_what_cannot_be_done_is_told_in_one_line(shop: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, before = tmp_path / "books.zip", Business.objects.count()
    assert cli.main(["export", "--business", "7", "--to", str(file)]) == 1
    assert cli.main(["export", "--business", "7", "--to", str(file), "--format", "hledger"]) == 1
    assert cli.main(["restore", str(file)]) == 1
    file.write_bytes(b"no zip")
    assert cli.main(["restore", str(file)]) == 1
    assert cli.main(["export", "--business", str(shop), "--to", str(file)]) == 1
    assert [line.partition(str(tmp_path))[0] for line in capsys.readouterr().err.splitlines()] == [
        "daybook: There is nothing here.",
        "daybook: There is nothing here.",
        "daybook: [Errno 2] No such file or directory: '",
        "daybook: file: This file cannot be restored. It is broken or cut off (File is not a zip file).",
        "daybook: ",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["books.zip"]
    assert file.read_bytes() == b"no zip"
    assert Business.objects.count() == before
