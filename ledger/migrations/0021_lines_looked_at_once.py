from django.db import migrations

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):
    """One guard looks at the new lines of an entry: at their accounts, taxes and days as well."""

    dependencies = [
        ("accounts", "0003_chart_stamps"),
        ("ledger", "0020_fewer_keys"),
        ("taxes", "0003_charts_stamped"),
    ]

    operations = [
        LiftGuards(),
        InstallGuards("ledger.guards.GUARDS"),
    ]
