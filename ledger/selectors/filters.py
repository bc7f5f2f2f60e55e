"""Which records a list shows and in which order, and the SQL that finds them on each database.

Lists of records are hot, so their SQL is written here and not by the ORM: building a query of this size costs more
than running it (PERFORMANCE, section 2). Values are always arguments; only the shape of a filter decides on the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bookkeeping.errors import InvalidError
from businesses.driver import vendor
from businesses.keyset import NUMBER_WIDTH, TEXT_WIDTH, spellings
from businesses.questions import listed

if TYPE_CHECKING:
    import datetime as dt

    from bookkeeping.records import RecordType
    from businesses.actors import Caller
    from businesses.driver import Value
    from businesses.paging import Page

_KEYS: Final = {
    "date": ("date", "r.date"),
    "number": ("number", "r.number"),
    "type": ("text", "r.type"),
    "contact_name": ("text", "c.name"),
    "memo": ("text", "r.memo"),
    "amount": ("amount", "r.total"),
    "total_due": ("amount", "r.total"),
    "balance_due": ("amount", "r.balance"),
    "due_date": ("date", "COALESCE(r.due_date, r.date)"),
    "creation": ("moment", "r.created_at"),
    "last_modified": ("moment", "r.modified_at"),
}
SORT_COLUMNS = tuple(_KEYS)
"""What lists of records can be sorted by (DESIGN, section 7)."""
_DOCUMENTS: Final = "r.type IN ('INVOICE', 'BILL') AND r.state = 'POSTED'"
_STATUSES: Final = {
    "paid": f"{_DOCUMENTS} AND r.balance = 0",
    "unpaid": f"{_DOCUMENTS} AND r.balance <> 0",
    "overdue": f"{_DOCUMENTS} AND r.balance <> 0 AND r.due_date < %s",
    "draft": "r.state = 'DRAFT'",
    "void": "r.state = 'VOID'",
}
STATUSES = tuple(_STATUSES)
"""What lists of records can be narrowed to (DESIGN, section 7)."""
_SEARCHED: Final = ("r.number", "r.memo", "r.description", "r.po_number", "c.name")
_NOTES: Final = ("ledger_recordline", "ledger_adjustmentline")
_IN_JOURNAL: Final = """EXISTS (SELECT 1 FROM ledger_journalline l
    WHERE l.record_id = r.id AND l.account_id = %s AND l.superseded_id IS NULL)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFilter:
    """Which records a list shows, and in which order. Amounts are compared with the record's signed total.

    Drafts are shown only where they are asked for: with the status ``draft``.

    ``account`` narrows to records that are in the journal of an account. ``search`` looks into number, memo,
    description, purchase order number, the contact's name and the notes of lines (see ``businesses.keyset.contains``).
    """

    types: frozenset[RecordType] = frozenset()
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    search: str = ""
    amount_ge: int | None = None
    amount_le: int | None = None
    exclude: frozenset[int] = frozenset()
    status: str | None = None
    as_of: dt.date | None = None
    sort_column: str = "date"
    sort_order: str = "desc"
    include_removed: bool = False
    modified_since: dt.datetime | None = None
    contact: int | None = None
    account: int | None = None

    def __post_init__(self) -> None:
        """Raise ``InvalidError`` for a column, order or status that does not exist."""
        for value, allowed, name in (
            (self.sort_column, SORT_COLUMNS, "sort_column"),
            (self.sort_order, ("asc", "desc"), "sort_order"),
            (self.status, (None, *STATUSES), "status"),
        ):
            if value not in allowed:
                message = f"Use one of: {', '.join(str(choice) for choice in allowed if choice)}."
                raise InvalidError(message, field=name)


EVERY_RECORD = RecordFilter()


@dataclass(slots=True)
class Asked:
    """Some records of a business ``b`` as SQL, over ``ledger_record r`` and its contact ``c``.

    ``key`` is the SQL of what they are in the order of, a ``kind`` of key; ``values`` are those in the conditions.
    ``types`` are the only ones that may be among them; empty: any.
    """

    kind: str
    key: str
    descending: bool
    types: frozenset[RecordType] = frozenset()
    conditions: list[str] = field(default_factory=lambda: ["r.business_id = b.id"])
    values: list[Value] = field(default_factory=list)

    def where(self, condition: str, *values: Value) -> None:
        """Narrow them."""
        self.conditions.append(condition)
        self.values += values

    def tail(self, page: Page) -> str:
        """Return what follows the joins: the conditions, the order, and the page with the row after it."""
        direction = "DESC" if self.descending else "ASC"
        conditions, window = " AND ".join(self.conditions), page.probe
        length = "" if window.stop is None else f"LIMIT {window.stop - window.start} OFFSET {window.start}"
        return f"WHERE {conditions} ORDER BY {self.key} {direction}, r.id {direction} {length}"


def records_asked(caller: Caller, *, filters: RecordFilter, after: tuple[Any, int] | None) -> Asked:
    """Return the SQL that finds records of the business; ``after`` is the key and id of the last one seen."""
    kind, column = _KEYS[filters.sort_column]
    asked = Asked(kind, _key(kind, column), descending=filters.sort_order == "desc", types=filters.types)
    if after is not None:
        sign = "<" if asked.descending else ">"
        # The first half of it is what an index can serve.
        beyond = f"{asked.key} {sign}= %s AND ({asked.key} {sign} %s OR r.id {sign} %s)"
        asked.where(beyond, after[0], *after)
    for condition, value in (
        ("r.date >= %s", filters.start_date),
        ("r.date <= %s", filters.end_date),
        ("r.total >= %s", filters.amount_ge),
        ("r.total <= %s", filters.amount_le),
        ("r.modified_at >= %s", filters.modified_since),
        ("r.contact_id = %s", filters.contact),
        (_IN_JOURNAL, filters.account),
    ):
        if value is not None:
            asked.where(condition, value)
    _among(asked, filters)
    _matching(asked, filters.search.strip())
    if filters.status:
        overdue = [filters.as_of or caller.now.date()] if filters.status == "overdue" else []
        asked.where(_STATUSES[filters.status], *overdue)
    return asked


def _among(asked: Asked, filters: RecordFilter) -> None:
    """Narrow to types, leave out what is excluded and, unless it is asked for, what is removed."""
    postgresql = vendor() == "postgresql"
    if not filters.include_removed:
        asked.where("NOT r.removed")
    if filters.status != "draft":
        asked.where("r.state <> 'DRAFT'")
    if len(filters.types) == 1:
        asked.where("r.type = %s", *(str(kind) for kind in filters.types))
    elif filters.types:
        member = "= ANY(%s::varchar[])" if postgresql else "IN (SELECT value FROM json_each(%s))"
        asked.where(f"r.type {member}", listed(sorted(str(kind) for kind in filters.types)))
    if filters.exclude:
        member = "<> ALL(%s::bigint[])" if postgresql else "NOT IN (SELECT value FROM json_each(%s))"
        asked.where(f"r.id {member}", listed(sorted(filters.exclude)))


def _matching(asked: Asked, text: str) -> None:
    """Narrow to records whose own words contain a text, in any case."""
    if not text:
        return
    place = "STRPOS" if vendor() == "postgresql" else "INSTR"
    wanted = spellings(text)
    own = [f"{place}({_folded(column)}, %s) > 0" for column in _SEARCHED for _ in wanted]
    within = " OR ".join(f"{place}({_folded('n.note')}, %s) > 0" for _ in wanted)
    noted = [f"EXISTS (SELECT 1 FROM {table} n WHERE n.record_id = r.id AND ({within}))" for table in _NOTES]  # noqa: S608
    asked.where(f"({' OR '.join([*own, *noted])})", *(wanted * (len(_SEARCHED) + len(_NOTES))))


def _key(kind: str, column: str) -> str:
    """Return the SQL of a sort key, as ``businesses.keyset`` has it for texts and numbers."""
    if kind == "text":
        return f"SUBSTR({_folded(column)}, 1, {TEXT_WIDTH})"
    return f"LPAD({_folded(column)}, {NUMBER_WIDTH}, ' ')" if kind == "number" else column


def _folded(column: str) -> str:
    """Return the SQL of a text as ``businesses.keyset.Folded`` has it; null counts as empty."""
    text = f"COALESCE({column}, '')"
    return f'LOWER(({text}) COLLATE "C")' if vendor() == "postgresql" else f"LOWER({text})"
