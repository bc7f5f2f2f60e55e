"""What a migration loads: the shipped table of dated reference rates."""

from __future__ import annotations

from typing import Any

import fixtures


def load_reference_rates(apps: Any, _schema_editor: Any) -> None:
    """Fill the table of reference rates from ``fixtures/exchange_rates.json``."""
    table = fixtures.load("exchange_rates")
    model = apps.get_model("accounts", "ReferenceRate")
    model.objects.bulk_create(
        model(
            base=table["base"],
            currency=currency,
            rate=rate,
            as_of=as_of,
            source=table["source"],
            comment=table["comment"],
        )
        for as_of, rates in sorted(table["rates"].items())
        for currency, rate in sorted(rates.items())
    )
