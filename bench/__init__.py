"""What measures speed: the five workloads over HTTP, beside the same work as bare SQL, in one run."""
