"""The wire types: what Kashoo's clients send and read, by noun. Field lists are those of seeds 000 and 002."""
