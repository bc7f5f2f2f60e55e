"""A business to a file, and back, from the command line, with a bar while it lasts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from config.telling import bar, problem_told

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.portable.archive import Manifest


def export_file(business: int, path: Path) -> int:
    """Write a business to a new file; print what is in the way and return 1, or 0 when it is done.

    The file has its name only when it is whole; what is called like that already is left alone.
    """
    import django  # noqa: PLC0415 - the command sets Django up only when it needs it

    django.setup()
    from bookkeeping.errors import DaybookError  # noqa: PLC0415

    part = path.with_name(f"{path.name}.part")
    try:
        if path.exists():
            message = f"{path} is there already."
            raise FileExistsError(message)
        manifest = _exported(business, part)
        part.rename(path)
    except (DaybookError, OSError) as error:
        part.unlink(missing_ok=True)
        return problem_told(error)
    rows = sum(member.rows for member in manifest.members)
    sys.stdout.write(f"daybook: {manifest.business.name}: {rows} rows and files in {path}\n")
    return 0


def _exported(business: int, path: Path) -> Manifest:
    from businesses import clock  # noqa: PLC0415 - needs Django set up
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.selectors.actors import actor_system  # noqa: PLC0415
    from businesses.transactions import reading  # noqa: PLC0415
    from ledger.selectors.exporting import business_export  # noqa: PLC0415

    with bar("exporting") as told, reading(), path.open("wb") as file:
        actor = actor_system(Caller(user=None, now=clock.now()), business=business)
        return business_export(actor, into=file, told=told)


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
