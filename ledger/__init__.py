"""The books: contacts, items, records, the journal and its monthly totals."""
