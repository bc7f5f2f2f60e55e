"""The admin, as a browser meets it but without one: pages, rights, changes, statements."""
