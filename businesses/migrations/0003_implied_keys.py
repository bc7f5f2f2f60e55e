"""Foreign keys that a key over the business implies go (PostgreSQL)."""

from django.db import migrations

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [("businesses", "0002_idempotency")]
    operations = [LiftGuards(), InstallGuards("businesses.guards.GUARDS")]
