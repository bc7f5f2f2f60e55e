import businesses.models.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from businesses.guards import InstallGuards
from businesses.sequences import create_sequences


class Migration(migrations.Migration):

    replaces = [('businesses', '0001_initial'), ('businesses', '0002_idempotency'), ('businesses', '0003_implied_keys'), ('businesses', '0004_counter_closed'), ('businesses', '0005_fewer_indexes')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('contact_information', models.JSONField(default=dict)),
                ('secret', models.CharField(max_length=64)),
                ('locale', models.CharField(default='en_US', max_length=20)),
                ('is_active', models.BooleanField(default=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('verified', models.BooleanField(default=False)),
                ('removed', models.BooleanField(default=False)),
                ('settings', models.JSONField(default=dict)),
                ('signed_up_at', models.DateTimeField()),
                ('password_reset_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Business',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('contact_information', models.JSONField(default=dict)),
                ('currency', models.CharField(max_length=3)),
                ('country', models.CharField(blank=True, default='', max_length=2)),
                ('time_zone', models.CharField(default='UTC', max_length=64)),
                ('fiscal_start_month', models.PositiveSmallIntegerField(default=1)),
                ('fiscal_start_day', models.PositiveSmallIntegerField(default=1)),
                ('fiscal_start_year', models.PositiveSmallIntegerField(null=True)),
                ('start_date', models.DateField(null=True)),
                ('date_formatting', models.CharField(default='ISO', max_length=24)),
                ('inventory_cogs_method', models.CharField(default='FIFO', max_length=24)),
                ('lock_date', models.DateField(null=True)),
                ('settings', models.JSONField(default=dict)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('date_formatting__in', ['MMM_DD_YYYY', 'DD_MMM_YYYY', 'DD_MM_YYYY', 'MM_DD_YYYY', 'DOTS_DD_MM_YYYY', 'ISO', 'DOTS_YYYY_MM_DD', 'SLASHES_YYYY_MM_DD', 'CHINESE', 'KOREAN'])), name='businesses_business_date_formatting'), models.CheckConstraint(condition=models.Q(('inventory_cogs_method__in', ['FIFO', 'WEIGHTED_AVERAGE'])), name='businesses_business_cogs_method'), models.CheckConstraint(condition=models.Q(('fiscal_start_day__range', (1, 31)), ('fiscal_start_month__range', (1, 12))), name='businesses_business_fiscal_start')],
            },
        ),
        migrations.CreateModel(
            name='Changeset',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changesets', to='businesses.business')),
                ('number', models.BigIntegerField()),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('description', models.CharField(max_length=200)),
                ('comment', models.TextField(blank=True, default='')),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('business', 'number'), name='businesses_changeset_number')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('changeset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='businesses.changeset')),
                ('position', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=32)),
                ('object_id', models.BigIntegerField()),
                ('action', models.CharField(max_length=16)),
                ('before', models.TextField(null=True)),
                ('after', models.TextField(null=True)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['business', 'kind', 'object_id', 'id'], name='businesses_change_object')],
                'constraints': [models.UniqueConstraint(fields=('changeset', 'position'), name='businesses_change_position')],
            },
        ),
        migrations.CreateModel(
            name='ExternalId',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='businesses.business')),
                ('dialect', models.CharField(max_length=24)),
                ('kind', models.CharField(max_length=32)),
                ('external', models.CharField(max_length=64)),
                ('object_id', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('business', 'dialect', 'kind', 'external'), name='businesses_external_id_external'), models.UniqueConstraint(fields=('business', 'dialect', 'kind', 'object_id'), name='businesses_external_id_object')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyRecord',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.CharField(max_length=255)),
                ('method', models.CharField(max_length=8)),
                ('path', models.CharField(max_length=200)),
                ('request', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('content', models.BinaryField(default=b'')),
                ('headers', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='businesses_idempotency_key')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='businesses.business')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('role', models.CharField(max_length=16)),
                ('invite_code', models.CharField(max_length=64, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['CREATOR', 'OWNER', 'ADMIN', 'VIEW_EDIT_ONLY', 'VIEW_ONLY', 'NO_ACCESS'])), name='businesses_membership_role'), models.UniqueConstraint(fields=('user', 'business', 'role'), name='businesses_membership_once')],
            },
        ),
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('kind', models.CharField(max_length=16, primary_key=True, serialize=False)),
                ('next', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='AuthToken',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('restriction', models.CharField(max_length=200, null=True)),
                ('locale', models.CharField(max_length=20)),
                ('site', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('business', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='businesses.business')),
                ('changeset', models.BigIntegerField(default=0)),
                ('head', models.CharField(default='', max_length=64)),
                ('closed', models.DateField(null=True)),
                ('invoice', models.BigIntegerField(default=1)),
                ('bill', models.BigIntegerField(default=1)),
                ('invoice_payment', models.BigIntegerField(default=1)),
                ('bill_payment', models.BigIntegerField(default=1)),
                ('transfer', models.BigIntegerField(default=1)),
                ('adjustment', models.BigIntegerField(default=1)),
                ('opening_balance', models.BigIntegerField(default=1)),
                ('year_end_adjustment', models.BigIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name='PurgePermit',
            fields=[
                ('business', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='businesses.business')),
                ('reason', models.CharField(max_length=200)),
            ],
        ),
        migrations.RunPython(create_sequences, migrations.RunPython.noop),
        InstallGuards("businesses.guards.GUARDS"),
    ]
