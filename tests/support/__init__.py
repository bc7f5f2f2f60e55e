"""What the tests stand on: the two databases and how a test reaches them."""
