import django.db.models.deletion
from django.db import migrations, models

import businesses.models.fields
from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('businesses', '0002_idempotency'),
        ('ledger', '0003_lines_about'),
    ]

    operations = [
        LiftGuards(),
        migrations.RemoveConstraint(
            model_name='record',
            name='ledger_record_invoice_number',
        ),
        migrations.RemoveConstraint(
            model_name='record',
            name='ledger_record_bill_number',
        ),
        migrations.AlterField(
            model_name='adjustmentline',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        migrations.AlterField(
            model_name='recordline',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        migrations.AlterField(
            model_name='recordline',
            name='rate',
            field=businesses.models.fields.OptionalRateField(max_length=40, null=True),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('state', 'DRAFT')), fields=['business', '-date', '-id'], name='ledger_record_drafts'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(condition=models.Q(('removed', False), ('state__in', ('POSTED', 'VOID')), ('type', 'INVOICE')), fields=('business', 'number'), name='ledger_record_invoice_number'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(condition=models.Q(('contact__isnull', False), ('removed', False), ('state__in', ('POSTED', 'VOID')), ('type', 'BILL')), fields=('business', 'contact', 'number'), name='ledger_record_bill_number'),
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
