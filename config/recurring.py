"""What comes again, from the command line: for cron, once a day."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from businesses.actors import Caller
    from ledger.services.recurring import Outcome, Run


def recurring_come(business: int | None, as_of: dt.date | None) -> int:
    """Let everything come that is due, in one business or all; print what came and what is in the way.

    Return 1 when something is in the way, or there is no such business, else 0. Whoever runs it twice at once, or again
    after it was killed, gets each record once.
    """
    import django  # noqa: PLC0415 - the command sets Django up only when it needs it

    django.setup()
    from businesses import clock  # noqa: PLC0415 - needs Django set up
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.errors import NotFoundError  # noqa: PLC0415
    from ledger.selectors.recurring import businesses_recurring  # noqa: PLC0415

    caller = Caller(user=None, now=clock.now())
    faults = made = 0
    for each in businesses_recurring(caller) if business is None else [business]:
        more = True
        while more:
            try:
                run = _run(caller, each, as_of)
            except NotFoundError:
                sys.stderr.write(f"daybook: there is no business {each}\n")
                return 1
            more = run.more
            made += sum(outcome.record is not None for outcome in run.outcomes)
            told = [_told(each, outcome) for outcome in run.outcomes if outcome.fault is not None and not more]
            faults += len(told)
            sys.stdout.writelines(told)
    sys.stdout.write(f"daybook: {made} recurring records made, {faults} held up\n")
    return 1 if faults else 0


def _run(caller: Caller, business: int, as_of: dt.date | None) -> Run:
    """Let what is due in a business come, as far as one transaction goes."""
    from businesses.selectors.actors import actor_system  # noqa: PLC0415 - needs Django set up
    from businesses.transactions import writing  # noqa: PLC0415
    from ledger.services.recurring import recurring_run  # noqa: PLC0415

    with writing():
        return recurring_run(actor_system(caller, business=business), as_of=as_of)


def _told(business: int, outcome: Outcome) -> str:
    """Return the line that tells what is in the way of a day."""
    message = outcome.fault.message if outcome.fault else ""
    return f"business {business}: recurring {outcome.recurring} of {outcome.date}: {message}\n"
