import businesses.models.fields
import django.db.models.deletion
import ledger.models.journal
import ledger.models.record
from django.conf import settings
from django.db import migrations, models

from businesses.guards import InstallGuards


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('businesses', '0001_initial'),
        ('taxes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=200)),
                ('contact_information', models.JSONField(default=dict)),
                ('currency', models.CharField(max_length=3, null=True)),
                ('default_tax_code', models.CharField(blank=True, default='', max_length=200)),
                ('payment_terms', models.CharField(blank=True, default='', max_length=40)),
                ('prefix', models.CharField(blank=True, default='', max_length=20)),
                ('organization', models.BooleanField(default=False)),
                ('comments', models.JSONField(default=list)),
                ('archived', models.BooleanField(default=False)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='businesses.business')),
                ('income_or_expense_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.contact')),
                ('payable_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('payment_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('receivable_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
        ),
        migrations.CreateModel(
            name='Item',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('sku', models.CharField(blank=True, default='', max_length=60)),
                ('description', models.TextField(blank=True, default='')),
                ('default_sell_rate', businesses.models.fields.OptionalRateField(max_length=40, null=True)),
                ('default_buy_rate', businesses.models.fields.OptionalRateField(max_length=40, null=True)),
                ('default_tax_code', models.CharField(max_length=200, null=True)),
                ('default_note', models.TextField(blank=True, default='')),
                ('archived', models.BooleanField(default=False)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='businesses.business')),
                ('credit_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('debit_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
            ],
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('kind', models.CharField(default=ledger.models.journal.EntryKind['ORDINARY'], max_length=8)),
                ('date', models.DateField()),
                ('line_count', models.PositiveIntegerField()),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('changeset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.changeset')),
                ('superseded', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.changeset')),
            ],
        ),
        migrations.CreateModel(
            name='MonthlyTotal',
            fields=[
                ('pk', models.CompositePrimaryKey('account_id', 'currency', 'month', 'kind', blank=True, editable=False, primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3)),
                ('month', models.DateField()),
                ('kind', models.CharField(max_length=8)),
                ('amount', businesses.models.fields.MinorField()),
                ('home', businesses.models.fields.MinorField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
            ],
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('archived', models.BooleanField(default=False)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='businesses.business')),
            ],
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=24)),
                ('state', models.CharField(default=ledger.models.record.State['POSTED'], max_length=8)),
                ('date', models.DateField()),
                ('number', models.CharField(max_length=40, null=True)),
                ('currency', models.CharField(max_length=3)),
                ('exchange_rate', businesses.models.fields.OptionalRateField(max_length=40, null=True)),
                ('total', businesses.models.fields.MinorField(default=0)),
                ('before_taxes', businesses.models.fields.MinorField(default=0)),
                ('home_total', businesses.models.fields.MinorField(default=0)),
                ('paid_immediately', businesses.models.fields.MinorField(default=0)),
                ('balance', businesses.models.fields.MinorField(default=0)),
                ('open_home', businesses.models.fields.MinorField(default=0)),
                ('terms', models.CharField(max_length=40, null=True)),
                ('due_date', models.DateField(null=True)),
                ('po_number', models.CharField(max_length=60, null=True)),
                ('memo', models.TextField(null=True)),
                ('description', models.TextField(null=True)),
                ('deposit_currency', models.CharField(max_length=3, null=True)),
                ('deposit_amount', models.BigIntegerField(null=True)),
                ('method', models.CharField(max_length=24, null=True)),
                ('by_check', models.BooleanField(default=False)),
                ('inbox_reference', models.CharField(max_length=200, null=True)),
                ('exchange_payment', models.BooleanField(default=False)),
                ('keep_in_original_currency', models.BooleanField(default=False)),
                ('allow_zero_amounts', models.BooleanField(default=False)),
                ('tax_basis', models.TextField(null=True)),
                ('overlay', models.JSONField(null=True)),
                ('read_only', models.BooleanField(default=False)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='businesses.business')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.contact')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('credit_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('deposit_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.project')),
            ],
        ),
        migrations.CreateModel(
            name='JournalLine',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('date', models.DateField()),
                ('amount', businesses.models.fields.MinorField()),
                ('currency', models.CharField(max_length=3)),
                ('home', businesses.models.fields.MinorField()),
                ('note', models.TextField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.journalentry')),
                ('superseded', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.changeset')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.record')),
            ],
        ),
        migrations.AddField(
            model_name='journalentry',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='ledger.record'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='settles',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.record'),
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('amount', businesses.models.fields.MinorField()),
                ('payment_amount', businesses.models.fields.MinorField()),
                ('home', businesses.models.fields.MinorField()),
                ('active', models.BooleanField(default=True)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='ledger.record')),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='ledger.record')),
            ],
        ),
        migrations.CreateModel(
            name='AdjustmentLine',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('amount', businesses.models.fields.MinorField()),
                ('currency', models.CharField(max_length=3)),
                ('note', models.TextField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adjustments', to='ledger.record')),
            ],
        ),
        migrations.CreateModel(
            name='RecordLine',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('quantity', businesses.models.fields.RateField(max_length=40)),
                ('rate', businesses.models.fields.RateField(max_length=40)),
                ('tax_code', models.CharField(max_length=200, null=True)),
                ('note', models.TextField(null=True)),
                ('amount', businesses.models.fields.MinorField()),
                ('net', businesses.models.fields.MinorField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.item')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.project')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='ledger.record')),
            ],
        ),
        migrations.CreateModel(
            name='RecordTax',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('registration', models.CharField(blank=True, default='', max_length=60)),
                ('amount', businesses.models.fields.MinorField()),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taxes', to='ledger.record')),
                ('tax', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='taxes.tax')),
            ],
        ),
        migrations.CreateModel(
            name='SyncSession',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('description', models.CharField(blank=True, default='', max_length=400)),
                ('created_at', models.DateTimeField()),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['business', 'name', 'id'], name='ledger_contact_name'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['CUSTOMER', 'VENDOR', 'PARTNER', 'OWNER', 'GOVERNMENT', 'OTHER', 'EMPLOYEE'])), name='ledger_contact_type'),
        ),
        migrations.AddIndex(
            model_name='monthlytotal',
            index=models.Index(fields=['business', 'month'], name='ledger_monthlytotal_month'),
        ),
        migrations.AddConstraint(
            model_name='monthlytotal',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ORDINARY', 'YEAR_END'])), name='ledger_monthlytotal_kind'),
        ),
        migrations.AddConstraint(
            model_name='monthlytotal',
            constraint=models.CheckConstraint(condition=models.Q(('amount__range', (-1000000000000000, 1000000000000000)), ('home__range', (-1000000000000000, 1000000000000000))), name='ledger_monthlytotal_bounds'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['business', '-date', '-id'], name='ledger_record_newest'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['business', 'type', '-date', '-id'], name='ledger_record_by_type'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['business', 'contact', '-date', '-id'], name='ledger_record_by_contact'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['INVOICE', 'BILL', 'INVOICE_PAYMENT', 'BILL_PAYMENT', 'TRANSFER', 'ADJUSTMENT', 'OPENING_BALANCE', 'YEAR_END_ADJUSTMENT'])), name='ledger_record_type'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'POSTED', 'VOID'])), name='ledger_record_state'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'DRAFT'), ('number__isnull', False), _connector='OR'), name='ledger_record_numbered'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(condition=models.Q(('removed', False), ('type', 'INVOICE')), fields=('business', 'number'), name='ledger_record_invoice_number'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(condition=models.Q(('contact__isnull', False), ('removed', False), ('type', 'BILL')), fields=('business', 'contact', 'number'), name='ledger_record_bill_number'),
        ),
        migrations.AddIndex(
            model_name='journalline',
            index=models.Index(condition=models.Q(('superseded__isnull', True)), fields=['account', 'date', 'id'], include=('currency', 'amount', 'home'), name='ledger_journalline_live'),
        ),
        migrations.AddConstraint(
            model_name='journalline',
            constraint=models.UniqueConstraint(fields=('entry', 'position'), name='ledger_journalline_position'),
        ),
        migrations.AddConstraint(
            model_name='journalline',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), ('home', 0), _negated=True), name='ledger_journalline_not_zero'),
        ),
        migrations.AddIndex(
            model_name='journalentry',
            index=models.Index(fields=['business', 'date', 'id'], name='ledger_journalentry_date'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ORDINARY', 'YEAR_END'])), name='ledger_journalentry_kind'),
        ),
        migrations.AddConstraint(
            model_name='journalentry',
            constraint=models.CheckConstraint(condition=models.Q(('line_count__range', (1, 10000))), name='ledger_journalentry_line_count'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.UniqueConstraint(fields=('payment', 'document'), name='ledger_allocation_once'),
        ),
        migrations.AddConstraint(
            model_name='allocation',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='ledger_allocation_not_zero'),
        ),
        migrations.AddConstraint(
            model_name='adjustmentline',
            constraint=models.UniqueConstraint(fields=('record', 'position'), name='ledger_adjustmentline_position'),
        ),
        migrations.AddConstraint(
            model_name='recordline',
            constraint=models.UniqueConstraint(fields=('record', 'position'), name='ledger_recordline_position'),
        ),
        migrations.AddConstraint(
            model_name='recordtax',
            constraint=models.UniqueConstraint(fields=('record', 'position'), name='ledger_recordtax_position'),
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
