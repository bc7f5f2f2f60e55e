"""Foreign keys that a key over the business implies go (PostgreSQL)."""

from django.db import migrations

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [("taxes", "0001_initial")]
    operations = [LiftGuards(), InstallGuards("taxes.guards.GUARDS")]
