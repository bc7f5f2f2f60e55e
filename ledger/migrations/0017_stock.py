import businesses.models.fields
import django.db.models.deletion
from django.db import migrations, models

from businesses.guards import InstallGuards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_implied_keys'),
        ('businesses', '0006_negative_stock'),
        ('ledger', '0016_recurring'),
    ]

    operations = [
        migrations.CreateModel(
            name='StockMovement',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('date', models.DateField()),
                ('quantity', businesses.models.fields.RateField(max_length=40)),
                ('cost', businesses.models.fields.MinorField()),
                ('own', models.BigIntegerField(null=True)),
                ('business', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('changeset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.changeset')),
                ('cogs_account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('inventory_account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.item')),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.record')),
                ('superseded', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.changeset')),
            ],
            options={
                'indexes': [models.Index(fields=['item', 'date', 'record', 'position'], name='ledger_stockmovement_item'), models.Index(fields=['business', 'date', 'id'], name='ledger_stockmovement_date')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded__isnull', True)), fields=('record', 'position'), name='ledger_stockmovement_once')],
            },
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
