"""Reports (DESIGN, section 7): amounts are home minor units, each with the address of the lines that it is made of."""
