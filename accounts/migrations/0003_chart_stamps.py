import django.db.models.deletion
from django.db import migrations, models

from businesses.allocator import STAMP
from businesses.guards import InstallGuards, LiftGuards


def stamp(_apps, schema_editor):
    """Stamp the charts that are there."""
    value = STAMP[schema_editor.connection.vendor]
    schema_editor.execute(
        f"INSERT INTO accounts_chartstamp (business_id, stamp) SELECT id, {value} FROM businesses_business"  # noqa: S608
    )


class Migration(migrations.Migration):
    """The chart of each business gets a stamp, so that what is known of it can be kept until it changes."""

    dependencies = [
        ("accounts", "0002_implied_keys"),
        ("businesses", "0006_negative_stock"),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name="ChartStamp",
            fields=[
                (
                    "business",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="chart_stamp",
                        serialize=False,
                        to="businesses.business",
                    ),
                ),
                ("stamp", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.RunPython(stamp, migrations.RunPython.noop),
        InstallGuards("accounts.guards.GUARDS"),
    ]
