"""Database backends: Django's, with what this server needs of them."""
