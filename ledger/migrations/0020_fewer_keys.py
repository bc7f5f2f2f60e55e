from django.db import migrations

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):
    """The guard that lines join their entries takes the place of foreign keys."""

    dependencies = [
        ("ledger", "0019_templates"),
    ]

    operations = [
        LiftGuards(),
        InstallGuards("ledger.guards.GUARDS"),
    ]
