import businesses.models.fields
import django.db.models.deletion
from businesses.guards import InstallGuards, LiftGuards
from django.db import migrations, models

_KINDS = ['ORDINARY', 'YEAR_END', 'REVALUED']
_FOREIGN_MONEY = """
    UPDATE ledger_journalline SET at_rate = home WHERE amount <> 0
    AND account_id IN (SELECT id FROM accounts_account WHERE type IN ('BANK', 'CASH', 'CREDIT_CARD'))
    AND currency <> (SELECT b.currency FROM businesses_business b WHERE b.id = ledger_journalline.business_id)
"""


def fill(apps, schema_editor):
    """Let what is posted already have been worth at its rate what it cost. The guard that lines never change waits."""
    statements = [_FOREIGN_MONEY]
    if schema_editor.connection.vendor == 'postgresql':
        switch = 'ALTER TABLE ledger_journalline {} TRIGGER USER'
        statements = [switch.format('DISABLE'), *statements, switch.format('ENABLE')]
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('businesses', '0002_idempotency'),
        ('ledger', '0012_items'),
    ]

    operations = [
        LiftGuards(),
        migrations.RemoveConstraint(model_name='journalentry', name='ledger_journalentry_kind'),
        migrations.RemoveConstraint(model_name='monthlytotal', name='ledger_monthlytotal_kind'),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', _KINDS)), name='ledger_journalentry_kind'),
        ),
        migrations.AddConstraint(
            model_name='monthlytotal',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', _KINDS)), name='ledger_monthlytotal_kind'),
        ),
        migrations.AddField(
            model_name='journalline',
            name='at_rate',
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='Revaluation',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revaluation', to='ledger.record')),
                ('as_of', models.DateField()),
                ('rates', models.TextField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='revaluation',
            constraint=models.UniqueConstraint(fields=('business', 'as_of'), name='ledger_revaluation_day'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        InstallGuards("ledger.guards.GUARDS"),
    ]
