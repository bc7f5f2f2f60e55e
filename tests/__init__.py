"""The tests of Daybook: they mirror the rooms, and run once on SQLite and once on PostgreSQL."""
