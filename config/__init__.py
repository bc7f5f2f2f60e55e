"""Settings, root urls, the WSGI application and the `daybook` command. Knows everybody; nobody knows it."""
