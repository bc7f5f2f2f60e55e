"""The chart of accounts: accounts, account types, default charts, currencies and exchange rates."""
