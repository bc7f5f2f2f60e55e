import businesses.models.fields
import django.db.models.deletion
from django.db import migrations, models

from accounts.reference_rates import load_reference_rates
from businesses.guards import InstallGuards


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_implied_keys')]

    initial = True

    dependencies = [
        ('businesses', '0005_fewer_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReferenceRate',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('base', models.CharField(max_length=3)),
                ('currency', models.CharField(max_length=3)),
                ('rate', businesses.models.fields.RateField(max_length=40)),
                ('as_of', models.DateField()),
                ('source', models.CharField(max_length=32)),
                ('comment', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['DERIVED', 'FIXED_RATE', 'MANUAL_ENTRY', 'XE_DOT_COM', 'WORLDPAY', 'BANK_OF_CANADA', 'NEW_YORK_FED', 'SWISS_NATIONAL_BANK', 'EUROPEAN_CENTRAL_BANK', 'ROYAL_BANK_OF_AUSTRALIA', 'BANCO_DE_MEXICO', 'BANGKO_SENTRAL_NG_PHILIPINAS', 'IMF', 'NATIONAL_BANK_OF_UKRAINE', 'CENTRAL_BANK_OF_NIGERIA', 'NATIONAL_BANK_OF_RWANDA', 'CENTRAL_BANK_OF_KENYA', 'BANK_OF_UGANDA', 'BANK_OF_MOZAMBIQUE', 'BANK_OF_THAILAND_DAILY_RATES', 'OANDA'])), name='accounts_referencerate_source'), models.UniqueConstraint(fields=('currency', 'as_of', 'base'), name='accounts_referencerate_once')],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='businesses.business')),
                ('name', models.CharField(max_length=200)),
                ('number', models.CharField(max_length=20)),
                ('type', models.CharField(max_length=32)),
                ('currency', models.CharField(max_length=3, null=True)),
                ('description', models.TextField(blank=True, default='')),
                ('standard_terms', models.CharField(blank=True, default='', max_length=40)),
                ('open_date', models.DateField(null=True)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='accounts.account')),
                ('default_for', models.CharField(max_length=24, null=True)),
                ('tax_number', models.BigIntegerField(null=True)),
                ('tax_authority_code', models.CharField(blank=True, default='', max_length=40)),
                ('feed', models.BigIntegerField(null=True)),
                ('system', models.BooleanField(default=False)),
                ('archived', models.BooleanField(default=False)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['business', 'number', 'id'], name='accounts_account_chart')],
                'constraints': [models.CheckConstraint(condition=models.Q(('type__in', ['ACCOUNTS_RECEIVABLE', 'ACCOUNTS_PAYABLE', 'BANK', 'COST_OF_GOODS_SOLD', 'CREDIT_CARD', 'EQUITY', 'EXPENSE', 'FIXED_ASSET', 'INCOME', 'GAIN_OR_LOSS_ON_EXCHANGE', 'LONG_TERM_LIABILITY', 'OTHER_CURRENT_ASSET', 'OTHER_CURRENT_LIABILITY', 'OTHER_ASSET', 'TAXES', 'CASH', 'RETAINED_EARNINGS', 'PREPAID_EXPENSE', 'CLIENT_CREDIT', 'INVENTORY', 'PAYROLL_TAX'])), name='accounts_account_type'), models.CheckConstraint(condition=models.Q(('default_for__in', ['RECEIVABLE', 'PAYABLE', 'BANK', 'CASH', 'EQUITY', 'INVENTORY', 'GAIN_OR_LOSS', 'RETAINED_EARNINGS'])), name='accounts_account_default_for'), models.UniqueConstraint(fields=('business', 'default_for'), name='accounts_account_one_default')],
            },
        ),
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('base', models.CharField(max_length=3)),
                ('currency', models.CharField(max_length=3)),
                ('rate', businesses.models.fields.RateField(max_length=40)),
                ('as_of', models.DateField()),
                ('source', models.CharField(default='MANUAL_ENTRY', max_length=32)),
                ('comment', models.CharField(blank=True, default='', max_length=200)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('source__in', ['DERIVED', 'FIXED_RATE', 'MANUAL_ENTRY', 'XE_DOT_COM', 'WORLDPAY', 'BANK_OF_CANADA', 'NEW_YORK_FED', 'SWISS_NATIONAL_BANK', 'EUROPEAN_CENTRAL_BANK', 'ROYAL_BANK_OF_AUSTRALIA', 'BANCO_DE_MEXICO', 'BANGKO_SENTRAL_NG_PHILIPINAS', 'IMF', 'NATIONAL_BANK_OF_UKRAINE', 'CENTRAL_BANK_OF_NIGERIA', 'NATIONAL_BANK_OF_RWANDA', 'CENTRAL_BANK_OF_KENYA', 'BANK_OF_UGANDA', 'BANK_OF_MOZAMBIQUE', 'BANK_OF_THAILAND_DAILY_RATES', 'OANDA'])), name='accounts_exchangerate_source'), models.UniqueConstraint(fields=('business', 'base', 'currency', 'as_of'), name='accounts_exchangerate_once')],
            },
        ),
        migrations.RunPython(load_reference_rates, migrations.RunPython.noop),
        InstallGuards("accounts.guards.GUARDS"),
    ]
