"""Reports: what the tables say, handed to ``bookkeeping.reporting``. One file a report.

``chart`` and ``cells`` are read by all of them: two statements, whatever the size of the books.
"""
