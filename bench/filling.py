"""Fill the database that ``DATABASE_URL`` names, and print what it holds as JSON. Run as a process of its own."""

from __future__ import annotations

import argparse
import sys

import django
import msgspec
from django.core.management import call_command

from bench.scale import Scale


def main() -> int:
    """Migrate and fill an empty database as the owner of the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--entries", type=int, required=True)
    options = parser.parse_args()
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from bench.books import books_fill  # noqa: PLC0415 - needs Django set up

    sys.stdout.buffer.write(msgspec.json.encode(books_fill(Scale(options.records, options.entries))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
