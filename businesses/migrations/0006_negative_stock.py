from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('businesses', '0005_fewer_indexes'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='business',
            name='negative_stock',
            field=models.BooleanField(default=False),
        ),
        InstallGuards("businesses.guards.GUARDS"),
    ]
