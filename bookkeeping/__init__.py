"""The pure core: what a record means in the books. Standard library only, no table, no clock, no framework."""
