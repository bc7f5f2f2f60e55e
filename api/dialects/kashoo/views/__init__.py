"""The endpoints, by noun: each handler parses, calls one use case, and answers."""
