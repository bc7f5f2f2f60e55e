"""Wire dialects: one folder each, with the same files. They rename and render; what anything means is not theirs."""
