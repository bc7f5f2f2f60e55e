"""HTTP, the outermost ring."""
