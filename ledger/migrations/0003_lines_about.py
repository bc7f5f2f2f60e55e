import django.db.models.deletion
from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('businesses', '0002_idempotency'),
        ('ledger', '0002_records_locked'),
        ('taxes', '0001_initial'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='journalline',
            name='item',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.item'),
        ),
        migrations.AddField(
            model_name='journalline',
            name='settles',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.record'),
        ),
        migrations.AddField(
            model_name='journalline',
            name='tax',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxes.tax'),
        ),
        migrations.AddIndex(
            model_name='journalline',
            index=models.Index(condition=models.Q(('settles__isnull', False)), fields=['settles', 'date'], name='ledger_journalline_settles'),
        ),
        migrations.AddIndex(
            model_name='journalline',
            index=models.Index(condition=models.Q(('tax__isnull', False)), fields=['tax', 'date'], name='ledger_journalline_tax'),
        ),
        migrations.AddIndex(
            model_name='journalline',
            index=models.Index(condition=models.Q(('item__isnull', False)), fields=['item', 'date'], name='ledger_journalline_item'),
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
