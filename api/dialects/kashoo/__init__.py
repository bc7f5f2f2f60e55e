"""The Kashoo API, the native dialect (the contract is ``kashoo``; README.md has its words and quirks)."""
