"""The `daybook` command: serve, migrate, demo, verify, recurring, import, export, restore, manage."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit status (0: well, 1: something is wrong, 2: wrong usage)."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["manage"]:
        return _manage(given[1:])
    options = _parser().parse_args(given)
    from django.db.utils import OperationalError  # noqa: PLC0415 - only what runs something needs Django

    try:
        status: int = options.run(options)
    except OperationalError as error:
        sys.stderr.write(f"daybook: the database (DATABASE_URL, DAYBOOK_DATA_DIR) cannot be used: {error}\n")
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="daybook", description="A double-entry ledger server that speaks the Kashoo API."
    )
    parser.add_argument("--version", action="version", version=f"daybook {version('daybook')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    _serve_parser(commands)

    migrate = commands.add_parser("migrate", help="bring the database up to date and grant DAYBOOK_DATABASE_ROLE")
    migrate.set_defaults(run=_migrate)

    demo = commands.add_parser("demo", help="load the demo company into an empty database")
    demo.set_defaults(run=_demo)

    verify = commands.add_parser("verify", help="re-add every entry and check everything; exit 1 and a list if wrong")
    verify.add_argument("--business", type=int, help="only this business")
    verify.set_defaults(run=_verify)

    recurring = commands.add_parser("recurring", help="make the recurring records that are due (for cron)")
    recurring.add_argument("--business", type=int, metavar="ID", help="only those of this business")
    recurring.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="up to and with this day")
    recurring.set_defaults(run=_recurring)

    _import_parser(commands)
    _portable_parsers(commands)

    commands.add_parser("manage", help="run a Django management command")
    return parser


def _serve_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="migrate, load the demo company once, and serve")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument(
        "--port", type=_port, default=8000, help="port to listen on, 0 for a free one (default: %(default)s)"
    )
    serve.add_argument("--workers", type=_workers, default=1, help="worker processes (default: %(default)s)")
    serve.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="load the demo company into an empty database (default: only on loopback)",
    )
    serve.add_argument(
        "--migrate",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="bring the database up to date first; with --no-migrate, refuse to serve one that is not",
    )
    serve.add_argument("--tls-cert", type=Path, metavar="F", help="serve HTTPS with this certificate and chain (PEM)")
    serve.add_argument("--tls-key", type=Path, metavar="F", help="private key of the certificate (PEM)")
    serve.set_defaults(run=_serve, refuse=serve.error)


def _import_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("import", help="turn a file of the bank (OFX, QFX, QBO, CSV) into records")
    parser.add_argument("file", type=Path, metavar="FILE", help="OFX, QFX, QBO or CSV")
    parser.add_argument("--business", type=int, required=True, metavar="ID", help="whose records they become")
    parser.add_argument("--account", type=int, required=True, metavar="ID", help="the account that the file is of")
    parser.add_argument("--dry-run", action="store_true", help="show what would be imported, and do nothing")
    parser.add_argument("--bank-account", metavar="END", help="the end of the account's number at the bank, of several")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=_column,
        metavar="NAME=VALUE",
        help="how a CSV file is meant: date=Datum, amount=3, dateFormat=dd/MM/yyyy, decimalSeparator=, (repeatable)",
    )
    parser.set_defaults(run=_import)


def _portable_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = commands.add_parser("export", help="write a business to one file")
    export.add_argument("--business", type=int, required=True, metavar="ID", help="which business")
    export.add_argument("--to", type=Path, required=True, metavar="FILE", help="the file, which must not be there yet")
    export.add_argument(
        "--format",
        choices=("daybook", "beancount", "hledger"),
        default="daybook",
        help="daybook: all there is, to be restored; else: the journal as text for that program (default: daybook)",
    )
    export.set_defaults(run=_export)

    restore = commands.add_parser("restore", help="open a business with the books of an exported file")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `daybook export` wrote")
    restore.add_argument("--owner", default="", metavar="EMAIL", help="who it belongs to (default: who exported it)")
    restore.set_defaults(run=_restore)


def _column(text: str) -> tuple[str, str]:
    name, given, value = text.partition("=")
    if not given:
        message = f"{text} is not NAME=VALUE"
        raise argparse.ArgumentTypeError(message)
    return name, value


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 65536:
        message = f"{text} is not a port"
        raise argparse.ArgumentTypeError(message)
    return port


def _workers(text: str) -> int:
    workers = int(text)
    if not 1 <= workers <= 64:
        message = "use 1 to 64 workers"
        raise argparse.ArgumentTypeError(message)
    return workers


def _serve(options: argparse.Namespace) -> int:
    from config.listening import Certificate  # noqa: PLC0415 - other commands need no network
    from config.serving import Serving, serve  # noqa: PLC0415 - needs the environment of the command

    if (options.tls_cert is None) != (options.tls_key is None):
        given, lacking = ("--tls-key", "--tls-cert") if options.tls_cert is None else ("--tls-cert", "--tls-key")
        options.refuse(f"{given} needs {lacking} beside it")
    return serve(
        Serving(
            host=options.host,
            port=options.port,
            workers=options.workers,
            demo=options.demo,
            migrate=options.migrate,
            certificate=None if options.tls_cert is None else Certificate(options.tls_cert, options.tls_key),
        )
    )


def _migrate(_options: argparse.Namespace) -> int:
    from config.preparing import NotReadyError, migrated  # noqa: PLC0415 - needs Django set up

    try:
        migrated()
    except NotReadyError as error:
        return _told(error)
    sys.stdout.write("daybook: the database is up to date\n")
    return 0


def _demo(_options: argparse.Namespace) -> int:
    from config.preparing import NotReadyError, prepare  # noqa: PLC0415 - needs Django set up

    try:
        loaded = prepare(demo=True)
    except NotReadyError as error:
        return _told(error)
    if not loaded:
        sys.stderr.write("daybook: the database is not empty, so the demo company was not loaded\n")
        return 1
    sys.stdout.write("daybook: the demo company is loaded\n")
    return 0


def _told(error: Exception) -> int:
    """Say what is in the way, and return the exit status for it."""
    sys.stderr.write(f"daybook: {error}\n")
    return 1


def _verify(options: argparse.Namespace) -> int:
    from config.verifying import verify  # noqa: PLC0415 - needs Django set up

    return verify(options.business)


def _recurring(options: argparse.Namespace) -> int:
    from config.recurring import recurring_come  # noqa: PLC0415 - needs Django set up

    return recurring_come(options.business, options.as_of)


def _import(options: argparse.Namespace) -> int:
    from config.importing import Importing, import_file  # noqa: PLC0415 - needs Django set up

    return import_file(
        Importing(
            file=options.file,
            business=options.business,
            account=options.account,
            dry_run=options.dry_run,
            bank_account=options.bank_account,
            columns=dict(options.column),
        )
    )


def _export(options: argparse.Namespace) -> int:
    from config.portable import export_file  # noqa: PLC0415 - needs Django set up

    return export_file(options.business, options.to, form=options.format)


def _restore(options: argparse.Namespace) -> int:
    from config.portable import restore_file  # noqa: PLC0415 - needs Django set up

    return restore_file(options.file, owner=options.owner)


def _manage(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - needs the settings

    execute_from_command_line(["daybook manage", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
