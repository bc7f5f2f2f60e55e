import businesses.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_implied_keys'),
        ('businesses', '0006_negative_stock'),
        ('ledger', '0017_stock'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='ShoeboxItem',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=8)),
                ('name', models.CharField(blank=True, default='', max_length=200)),
                ('text', models.TextField(blank=True, default='')),
                ('reference', models.CharField(blank=True, default='', max_length=200)),
                ('date', models.DateField(null=True)),
                ('amount', models.BigIntegerField(null=True)),
                ('currency', models.CharField(max_length=3)),
                ('made', models.BooleanField(default=False)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('business', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.business')),
                ('category', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('contact', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.contact')),
                ('created_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staged', to='ledger.record')),
                ('row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staged', to='ledger.bankstatementrow')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['business', '-created_at', '-id'], name='ledger_shoeboxitem_newest'),
                    models.Index(condition=models.Q(('record__isnull', False)), fields=['record'], name='ledger_shoeboxitem_record'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('source__in', ['RECEIPT', 'EMAIL', 'BANK', 'OTHER'])), name='ledger_shoeboxitem_source'),
                    models.CheckConstraint(condition=models.Q(('amount__isnull', True), models.Q(('amount', 0), _negated=True), _connector='OR'), name='ledger_shoeboxitem_amount'),
                    models.CheckConstraint(condition=models.Q(('made', False), ('record__isnull', False), _connector='OR'), name='ledger_shoeboxitem_made'),
                    models.UniqueConstraint(condition=models.Q(('removed', False), ('row__isnull', False)), fields=('row',), name='ledger_shoeboxitem_row'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='attachedfile',
            name='ledger_attachedfile_one_target',
        ),
        migrations.AddField(
            model_name='attachedfile',
            name='shoebox_item',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='ledger.shoeboxitem'),
        ),
        migrations.AddConstraint(
            model_name='attachedfile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', True), models.Q(('record__isnull', False), ('shoebox_item__isnull', False), _connector='OR')), models.Q(('contact__isnull', False), ('record__isnull', True), ('shoebox_item__isnull', True)), _connector='OR'), name='ledger_attachedfile_one_target'),
        ),
        migrations.AddConstraint(
            model_name='attachedfile',
            constraint=models.UniqueConstraint(condition=models.Q(('record__isnull', True)), fields=('shoebox_item', 'attachment'), name='ledger_attachedfile_shoebox_item'),
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
