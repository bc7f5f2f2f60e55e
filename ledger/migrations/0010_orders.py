import decimal

import bookkeeping.orders
import businesses.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('businesses', '0003_implied_keys'),
        ('ledger', '0009_collaboration'),
        ('taxes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=16)),
                ('decision', models.CharField(default=bookkeeping.orders.Decision['OPEN'], max_length=8)),
                ('progress', models.CharField(default=bookkeeping.orders.Progress['NONE'], max_length=8)),
                ('date', models.DateField()),
                ('expiry_date', models.DateField(null=True)),
                ('number', models.CharField(max_length=40)),
                ('sequence', models.BigIntegerField(default=0)),
                ('currency', models.CharField(max_length=3)),
                ('exchange_rate', businesses.models.fields.OptionalRateField(max_length=40, null=True)),
                ('total', businesses.models.fields.MinorField(default=0)),
                ('before_taxes', businesses.models.fields.MinorField(default=0)),
                ('terms', models.CharField(max_length=40, null=True)),
                ('po_number', models.CharField(max_length=60, null=True)),
                ('memo', models.TextField(null=True)),
                ('description', models.TextField(null=True)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='businesses.business')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.contact')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.project')),
            ],
        ),
        migrations.AddField(
            model_name='record',
            name='order',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='ledger.order'),
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('quantity', businesses.models.fields.RateField(max_length=40)),
                ('rate', businesses.models.fields.OptionalRateField(max_length=40, null=True)),
                ('tax_code', models.CharField(max_length=200, null=True)),
                ('note', models.TextField(null=True)),
                ('amount', businesses.models.fields.MinorField()),
                ('net', businesses.models.fields.MinorField()),
                ('converted', businesses.models.fields.RateField(default=decimal.Decimal(0), max_length=40)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.item')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.order')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.project')),
            ],
        ),
        migrations.CreateModel(
            name='Conversion',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('quantity', businesses.models.fields.RateField(max_length=40)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversions', to='ledger.record')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='conversions', to='ledger.order')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversions', to='ledger.orderline')),
            ],
        ),
        migrations.CreateModel(
            name='OrderTax',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('registration', models.CharField(blank=True, default='', max_length=60)),
                ('amount', businesses.models.fields.MinorField()),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taxes', to='ledger.order')),
                ('tax', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='taxes.tax')),
            ],
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['business', '-date', '-id'], name='ledger_order_newest'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['business', 'type', '-sequence'], name='ledger_order_sequence'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['ESTIMATE', 'SALES_ORDER', 'PURCHASE_ORDER'])), name='ledger_order_type'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ['OPEN', 'ACCEPTED', 'DECLINED', 'CLOSED'])), name='ledger_order_decision'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('progress__in', ['NONE', 'PARTLY', 'WHOLE'])), name='ledger_order_progress'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(condition=models.Q(('removed', False)), fields=('business', 'type', 'number'), name='ledger_order_number'),
        ),
        migrations.AddIndex(
            model_name='orderline',
            index=models.Index(fields=['order', 'position'], name='ledger_orderline_place'),
        ),
        migrations.AddConstraint(
            model_name='conversion',
            constraint=models.UniqueConstraint(fields=('line', 'record'), name='ledger_conversion_record'),
        ),
        migrations.AddConstraint(
            model_name='conversion',
            constraint=models.UniqueConstraint(fields=('line', 'target'), name='ledger_conversion_target'),
        ),
        migrations.AddConstraint(
            model_name='conversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('record__isnull', False), ('target__isnull', True)), models.Q(('record__isnull', True), ('target__isnull', False)), _connector='OR'), name='ledger_conversion_one'),
        ),
        migrations.AddConstraint(
            model_name='ordertax',
            constraint=models.UniqueConstraint(fields=('order', 'position'), name='ledger_ordertax_position'),
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
