"""The admin in a real browser: `make test-browser`."""
