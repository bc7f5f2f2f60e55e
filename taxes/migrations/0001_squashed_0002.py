import businesses.models.fields
import django.db.models.deletion
from django.db import migrations, models

from businesses.guards import InstallGuards


class Migration(migrations.Migration):

    replaces = [('taxes', '0001_initial'), ('taxes', '0002_implied_keys')]

    initial = True

    dependencies = [
        ('accounts', '0002_implied_keys'),
        ('businesses', '0005_fewer_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tax',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taxes', to='businesses.business')),
                ('name', models.CharField(max_length=60)),
                ('short_name', models.CharField(max_length=20)),
                ('description', models.TextField(blank=True, default='')),
                ('rate', businesses.models.fields.RateField(max_length=40)),
                ('previous_rate', businesses.models.fields.OptionalRateField(max_length=40, null=True)),
                ('previous_name', models.CharField(max_length=60, null=True)),
                ('previous_short_name', models.CharField(max_length=20, null=True)),
                ('effective_date', models.DateField(null=True)),
                ('registered', models.BooleanField(default=False)),
                ('registration', models.CharField(blank=True, default='', max_length=60)),
                ('compound', models.BooleanField(default=False)),
                ('lazy_rounding', models.BooleanField(default=False)),
                ('payable_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('receivable_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('expense_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed', False)), fields=('business', 'short_name'), name='taxes_tax_short_name')],
            },
        ),
        migrations.CreateModel(
            name='TaxCode',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tax_codes', to='businesses.business')),
                ('name', models.CharField(max_length=60)),
                ('expansion', models.CharField(max_length=200)),
                ('tax_system', models.CharField(blank=True, default='', max_length=60)),
                ('income', models.BooleanField(default=False)),
                ('description', models.TextField(blank=True, default='')),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed', False)), fields=('business', 'name'), name='taxes_taxcode_name')],
            },
        ),
        InstallGuards("taxes.guards.GUARDS"),
    ]
