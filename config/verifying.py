"""The audit from the command line."""

from __future__ import annotations

import sys


def verify(business: int | None) -> int:
    """Check the guards and one business or all; print what is wrong and return 1, or 0 when all is well."""
    import django  # noqa: PLC0415 - the command sets Django up only when it needs it

    django.setup()
    from businesses import clock  # noqa: PLC0415
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.errors import NotFoundError  # noqa: PLC0415
    from businesses.selectors.actors import actor_system  # noqa: PLC0415
    from businesses.transactions import reading  # noqa: PLC0415
    from ledger.selectors.verify import businesses_all, faults_find, guards_missing  # noqa: PLC0415

    caller = Caller(user=None, now=clock.now())
    with reading():
        faults = [f"guard {name} is missing" for name in guards_missing(caller)]
        chosen = businesses_all(caller) if business is None else [business]
        for identity in chosen:
            try:
                found = faults_find(actor_system(caller, business=identity))
            except NotFoundError:
                found = ["there is no such business"]
            faults += [f"business {identity}: {fault}" for fault in found]
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    if not faults:
        sys.stdout.write(f"daybook: {len(chosen)} businesses verified, nothing wrong\n")
    return 1 if faults else 0
