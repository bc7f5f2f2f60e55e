"""Who may act on which books: users, businesses, roles and privileges, tokens, changesets, the Caller and the Actor."""
