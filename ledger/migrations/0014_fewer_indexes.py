import django.db.models.deletion
from businesses.guards import InstallGuards, LiftGuards
from businesses.unindexing import Unindex
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_implied_keys'),
        ('businesses', '0005_fewer_indexes'),
        ('ledger', '0013_currencies'),
        ('taxes', '0002_implied_keys'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LiftGuards(),
        Unindex(
            model_name='adjustmentline',
            name='record',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='ledger.record'),
        ),
        Unindex(
            model_name='allocation',
            name='payment',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='ledger.record'),
        ),
        Unindex(
            model_name='journalentry',
            name='business',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='businesses.business'),
        ),
        Unindex(
            model_name='journalentry',
            name='settles',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.record'),
        ),
        Unindex(
            model_name='journalentry',
            name='superseded',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.changeset'),
        ),
        Unindex(
            model_name='journalline',
            name='entry',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.journalentry'),
        ),
        Unindex(
            model_name='journalline',
            name='superseded',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.changeset'),
        ),
        Unindex(
            model_name='monthlytotal',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        Unindex(
            model_name='monthlytotal',
            name='business',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='businesses.business'),
        ),
        Unindex(
            model_name='record',
            name='business',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='businesses.business'),
        ),
        Unindex(
            model_name='record',
            name='contact',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.contact'),
        ),
        Unindex(
            model_name='record',
            name='credit_account',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        Unindex(
            model_name='record',
            name='deposit_account',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        Unindex(
            model_name='record',
            name='project',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.project'),
        ),
        Unindex(
            model_name='recordline',
            name='item',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.item'),
        ),
        Unindex(
            model_name='recordline',
            name='project',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.project'),
        ),
        Unindex(
            model_name='recordline',
            name='record',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.record'),
        ),
        Unindex(
            model_name='recordtax',
            name='record',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='taxes', to='ledger.record'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(condition=models.Q(('settles__isnull', False)), fields=['settles'], name='ledger_journalentry_settles'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['superseded'], name='ledger_journalentry_ended'),
        ),
        migrations.AddIndex(
            model_name='journalline',
            index=models.Index(condition=models.Q(('superseded__isnull', False)), fields=['superseded'], name='ledger_journalline_ended'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('deposit_account__isnull', False)), fields=['deposit_account'], name='ledger_record_deposit'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('credit_account__isnull', False)), fields=['credit_account'], name='ledger_record_credit'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('project__isnull', False)), fields=['project'], name='ledger_record_project'),
        ),
        migrations.AddIndex(
            model_name='recordline',
            index=models.Index(condition=models.Q(('item__isnull', False)), fields=['item'], name='ledger_recordline_item'),
        ),
        migrations.AddIndex(
            model_name='recordline',
            index=models.Index(condition=models.Q(('project__isnull', False)), fields=['project'], name='ledger_recordline_project'),
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
