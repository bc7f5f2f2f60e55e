"""A business as one file: what stands in it, how it is written, and how it is read by those who do not trust it."""
