"""The pages of the admin: what a bookkeeper sees of the books, and may change through the services."""
