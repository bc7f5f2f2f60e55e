import django.db.models.deletion
from businesses.guards import InstallGuards, LiftGuards
from businesses.unindexing import Unindex
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('businesses', '0004_counter_closed'),
    ]

    operations = [
        LiftGuards(),
        Unindex(
            model_name='change',
            name='business',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='businesses.business'),
        ),
        Unindex(
            model_name='change',
            name='changeset',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='businesses.changeset'),
        ),
        Unindex(
            model_name='changeset',
            name='business',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changesets', to='businesses.business'),
        ),
        InstallGuards("businesses.guards.GUARDS"),
    ]
