from __future__ import annotations

from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):
    dependencies = [
        ("businesses", "0003_implied_keys"),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name="counter",
            name="closed",
            field=models.DateField(null=True),
        ),
        InstallGuards("businesses.guards.GUARDS"),
    ]
