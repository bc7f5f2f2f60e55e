"""A business to a file, and back, from the command line, with a bar while it lasts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from config.telling import bar, problem_told

if TYPE_CHECKING:
    from pathlib import Path


def export_file(business: int, path: Path, *, form: str = "daybook") -> int:
    """Write a business to a new file; print what is in the way and return 1, or 0 when it is done.

    ``form`` is ``daybook``, for the portable file, or the program that shall read its journal as text. The file has its
    name only when it is whole; what is called like that already is left alone.
    """
    import django  # noqa: PLC0415 - the command sets Django up only when it needs it

    django.setup()
    from bookkeeping.errors import DaybookError  # noqa: PLC0415

    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists():
            message = f"{path} is there already."
            raise FileExistsError(message)
        told = _exported(business, part) if form == "daybook" else _told_as_text(business, part, form)
        part.rename(path)
    except (DaybookError, OSError) as error:
        part.unlink(missing_ok=True)
        return problem_told(error)
    sys.stdout.write(f"daybook: {told} in {path}\n")
    return 0


def _exported(business: int, path: Path) -> str:
    """Write the portable file and return what is in it."""
    from businesses import clock  # noqa: PLC0415 - needs Django set up
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.selectors.actors import actor_system  # noqa: PLC0415
    from businesses.transactions import reading  # noqa: PLC0415
    from ledger.selectors.exporting import business_export  # noqa: PLC0415

    with bar("exporting") as told, reading(), path.open("wb") as file:
        actor = actor_system(Caller(user=None, now=clock.now()), business=business)
        manifest = business_export(actor, into=file, told=told)
    return f"{manifest.business.name}: {sum(member.rows for member in manifest.members)} rows and files"


def _told_as_text(business: int, path: Path, program: str) -> str:
    """Write the journal for a program and return what is in the file."""
    from accounts.selectors.businesses import business_get  # noqa: PLC0415 - needs Django set up
    from businesses import clock  # noqa: PLC0415
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.selectors.actors import actor_system  # noqa: PLC0415
    from businesses.transactions import reading  # noqa: PLC0415
    from ledger.selectors.plain_text import Program, journal_text  # noqa: PLC0415

    with bar("exporting") as told, reading(), path.open("wb") as file:
        actor = actor_system(Caller(user=None, now=clock.now()), business=business)
        count = journal_text(actor, program=Program(program), into=file, told=told)
        return f"{business_get(actor).name}: {count} entries"


def restore_file(path: Path, *, owner: str) -> int:
    """Restore a business from a file; print what is in the way and return 1, or 0 when it is there."""
    import django  # noqa: PLC0415 - the command sets Django up only when it needs it

    django.setup()
    from bookkeeping.errors import DaybookError  # noqa: PLC0415
    from businesses import clock  # noqa: PLC0415
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.transactions import writing  # noqa: PLC0415
    from ledger.services.restoring import business_restore  # noqa: PLC0415

    try:
        with path.open("rb") as file, bar("restoring") as told, writing():
            caller = Caller(user=None, now=clock.now())
            business = business_restore(caller, file=file, owner=owner, told=told)
    except (DaybookError, OSError) as error:
        return problem_told(error)
    sys.stdout.write(f"daybook: restored as business {business}\n")
    return 0
