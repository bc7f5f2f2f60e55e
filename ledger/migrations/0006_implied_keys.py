"""Foreign keys that a key over the business implies go (PostgreSQL)."""

from django.db import migrations

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [("ledger", "0005_attachments")]
    operations = [LiftGuards(), InstallGuards("ledger.guards.GUARDS")]
