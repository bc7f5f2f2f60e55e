"""The floor: the same work as bare SQL through psycopg, without a framework and without HTTP."""
