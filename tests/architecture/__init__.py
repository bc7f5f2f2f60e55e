"""The shape of the repository, as tests: what no linter knows. Each rule is a function from source to faults."""
