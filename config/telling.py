"""What commands tell while they work, and when they cannot."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bookkeeping.errors import DaybookError


@contextmanager
def bar(doing: str) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what moves a bar (how many are done, of how many), on a terminal; elsewhere there is none."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only who looks at a bar needs it
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=None)

        def told(done: int, of: int) -> None:
            progress.update(task, completed=done, total=of)

        yield told


def problem_told(error: DaybookError | OSError) -> int:
    """Say what is in the way, and return the exit status for it."""
    field, message = getattr(error, "field", None), getattr(error, "message", error)
    sys.stderr.write(f"daybook: {field}: {message}\n" if field else f"daybook: {message}\n")
    return 1
