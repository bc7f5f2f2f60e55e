"""Balances of accounts as of a date, from the monthly totals and the lines of one month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from accounts.selectors.accounts import account_actor, account_ask
from bookkeeping.books import Holding
from businesses.questions import Question, answer_read, words
from businesses.roles import Privilege
from ledger.selectors.known import known_at

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from businesses.actors import Actor, Caller
    from businesses.driver import Value
    from ledger.selectors.known import Known

_HELD: Final = """(SELECT {collect}({array}(currency, amount, home))
    FROM (SELECT currency, SUM(amount) AS amount, SUM(home) AS home FROM ({parts}) AS parts
        GROUP BY currency ORDER BY currency) AS held)"""
_EVER: Final = """SELECT t.currency, t.amount, t.home FROM ledger_monthlytotal t
    WHERE t.account_id = %s AND t.business_id = b.id"""
_UP_TO: Final = """SELECT t.currency, t.amount, t.home FROM ledger_monthlytotal t
    WHERE t.account_id = %s AND t.business_id = b.id AND t.month < %s
    UNION ALL
    SELECT l.currency, l.amount, l.home
    FROM accounts_account a JOIN ledger_journalline l ON l.account_id = a.id
    WHERE a.id = %s AND a.business_id = b.id AND l.superseded_id IS NULL AND l.date >= %s AND l.date <= %s
    {through}"""
"""The business is asked of the account, so that the index of its live lines has all that is needed of them."""
_THROUGH: Final = "AND (l.date < %s OR l.id <= %s)"
_KNOWN: Final = """SELECT l.currency, l.amount, l.home FROM ledger_journalline l
    WHERE l.account_id = %s AND l.business_id = b.id AND {lines} {until}"""
_HOLDINGS: Final = msgspec.json.Decoder(list[tuple[str, int, int]] | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceView:
    """The credit balance of an account in one currency, in minor units of it."""

    account: int
    currency: str
    amount: int


def account_balances(
    caller: Caller,
    *,
    account: int,
    as_of: dt.date | None = None,
    primary: bool = False,
    changeset: int | None = None,
) -> list[BalanceView]:
    """Return what ``balances_get`` does to a caller. One statement, unless a changeset is named.

    Raises:
        NotFoundError: the account is a stranger's, or removed. ForbiddenError, InvalidError: as ``balances_get``.
    """
    if changeset is not None:
        actor = account_actor(caller, account=account)
        return balances_get(actor, account=account, as_of=as_of, primary=primary, changeset=changeset)
    actor, answer = account_ask(caller, account=account, question=_question(account, as_of))
    actor.require(Privilege.VIEW_ACCOUNT_BALANCES)
    return _balances(actor, account, _holdings(answer), primary=primary)


def balances_get(
    actor: Actor,
    *,
    account: int,
    as_of: dt.date | None = None,
    primary: bool = False,
    changeset: int | None = None,
) -> list[BalanceView]:
    """Return the balances of an account, one a currency, at the end of a day (None: of everything posted).

    ``primary`` asks for one balance instead: all currencies together, in the home currency. ``changeset`` asks for what
    was known right after it (``ledger.selectors.known``), with one statement more.

    Raises:
        ForbiddenError: without VIEW_ACCOUNT_BALANCES. InvalidError: there is no such changeset.
    """
    actor.require(Privilege.VIEW_ACCOUNT_BALANCES)
    if changeset is None:
        question = _question(account, as_of)
    else:
        question = _question_known(account, as_of, known_at(actor, changeset=changeset))
    return _balances(actor, account, _holdings(answer_read(actor, question)), primary=primary)


def account_holdings(
    actor: Actor, *, account: int, as_of: dt.date | None, through: int | None = None
) -> dict[str, Holding]:
    """Return what an account of the business holds, by currency, at the end of a day. One statement.

    ``through`` names the last line of that day that counts (only together with a day).
    """
    return _holdings(answer_read(actor, _question(account, as_of, through=through)))


def _balances(actor: Actor, account: int, holdings: dict[str, Holding], *, primary: bool) -> list[BalanceView]:
    if primary:
        home = sum(holding.home for holding in holdings.values())
        return [BalanceView(account=account, currency=actor.business.currency, amount=home)]
    return [
        BalanceView(account=account, currency=currency, amount=holding.amount) for currency, holding in holdings.items()
    ]


def _question(account: int, as_of: dt.date | None, *, through: int | None = None) -> Question:
    """Return the question what an account holds (see ``account_holdings``)."""
    parts = _EVER
    values: list[int | dt.date] = [account]
    if as_of is not None:
        month = as_of.replace(day=1)
        parts, values = _UP_TO, [account, month, account, month, as_of]
        parts = parts.format(through="" if through is None else _THROUGH)
        values += [] if through is None else [as_of, through]
    return _asked(parts, values)


def _question_known(account: int, as_of: dt.date | None, known: Known) -> Question:
    """Return the question what an account held, as far as it was known then."""
    until, days = ("", []) if as_of is None else ("AND l.date <= %s", [as_of])
    return _asked(_KNOWN.format(lines=known.lines(), until=until), [account, *known.line_values, *days])


def _asked(parts: str, values: Sequence[Value]) -> Question:
    """Return the question for the sums of parts, by currency."""
    say = words()
    return Question(_HELD.format(collect=say.collect, array=say.array, parts=parts), values)


def _holdings(answer: msgspec.Raw | bytes | str) -> dict[str, Holding]:
    """Return an answer to that question, by currency."""
    return {currency: Holding(amount, home) for currency, amount, home in _HOLDINGS.decode(answer) or ()}
