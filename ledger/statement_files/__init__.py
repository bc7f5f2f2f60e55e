"""Files that banks give their customers: OFX, QFX and QBO (SGML and XML), and CSV. Bytes in, frozen values out.

No table, no network, no entity that is expanded: see the README. ``statements_read`` is the door.
"""

from __future__ import annotations

from ledger.statement_files.reading import statement_chosen, statements_read
from ledger.statement_files.statements import Columns, Statement, StatementRow, columns_of
from ledger.statement_files.values import told_of

__all__ = ["Columns", "Statement", "StatementRow", "columns_of", "statement_chosen", "statements_read", "told_of"]
