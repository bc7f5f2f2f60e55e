"""A server as a process, and the conversations that real clients hold with it."""
