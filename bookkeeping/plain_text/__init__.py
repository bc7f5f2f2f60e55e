"""The journal as text that other programs read: beancount and hledger."""
