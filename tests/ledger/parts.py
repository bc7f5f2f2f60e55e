"""Modules whose functions are parts of use cases: they ask for no privilege, those who call them do."""

from __future__ import annotations

PARTS = {
    "businesses.services.changesets": "closes the changeset of a service",
    "businesses.services.rows": "stores a row for a service",
    "ledger.selectors.books": "loads what posting needs",
    "ledger.selectors.costs": "reads what foreign money has cost for a service",
    "ledger.selectors.filters": "writes the conditions of a list for a selector",
    "ledger.selectors.parts": "builds the views of a selector",
    "ledger.selectors.rates": "finds the rates that posting needs",
    "ledger.selectors.reports.cash_basis": "reads what the cash basis adds up",
    "ledger.selectors.reports.cells": "reads what the reports add up",
    "ledger.selectors.reports.chart": "reads what every report begins with",
    "ledger.selectors.selections": "writes the conditions of lines for a selector",
    "ledger.selectors.revaluations": "reads what a revaluation is made of for a service",
    "ledger.selectors.rows": "reads the rows of a selector",
    "ledger.selectors.stock": "reads the movements of stock for a service",
    "ledger.selectors.usage": "tells a service whether something is used",
    "ledger.selectors.verify_currencies": "audits the foreign currencies for a selector",
    "ledger.selectors.years": "finds and sums up the fiscal years of a service",
    "ledger.selectors.bank_units": "reads records as the bank would know them, for a selector or service",
    "ledger.services.banking": "finds the currency of a statement for a service",
    "ledger.services.closing": "writes the record that closes a year for a service",
    "ledger.services.journal": "writes the entries of a service",
    "ledger.services.progress": "counts how far orders are for a service",
    "ledger.services.matching": "lets go of what the bank knew of a record, for a service",
    "ledger.services.money_costs": "costs foreign money for a service",
    "ledger.services.payments": "settles documents for a service",
    "ledger.services.recosting": "costs anew what a service has moved",
    "ledger.services.reposting": "posts entries anew for a service",
    "ledger.services.revaluing": "writes revaluations for a service",
    "ledger.services.settling": "tells what is due of documents for a service",
    "ledger.services.storing": "stores a record for a service",
    "ledger.services.stock": "moves stock for a service, and costs it",
    "ledger.services.tax_accounts": "opens accounts for a service",
}
"""Modules that only services and selectors call, after these have asked; each with what it is for."""
