from __future__ import annotations

from django.db import migrations

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        LiftGuards(),
        InstallGuards("ledger.guards.GUARDS"),
    ]
