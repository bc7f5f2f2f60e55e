"""Taxes and tax codes."""
