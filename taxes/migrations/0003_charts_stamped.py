from django.db import migrations

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):
    """Taxes and tax codes stamp the chart of their business when they change."""

    dependencies = [
        ("accounts", "0003_chart_stamps"),
        ("taxes", "0002_implied_keys"),
    ]

    operations = [
        LiftGuards(),
        InstallGuards("taxes.guards.GUARDS"),
    ]
