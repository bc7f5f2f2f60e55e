import businesses.models.fields
import django.db.models.deletion
from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_implied_keys'),
        ('businesses', '0004_counter_closed'),
        ('ledger', '0011_bank_reconciliations'),
    ]

    operations = [
        LiftGuards(),
        migrations.AddField(
            model_name='item',
            name='code',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='item',
            name='cogs_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='item',
            name='default_discount_code',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='item',
            name='inventory_account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='item',
            name='tracked',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='ItemCategory',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.business')),
                ('default_account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.itemcategory')),
            ],
        ),
        migrations.AddField(
            model_name='item',
            name='category',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='ledger.itemcategory'),
        ),
        migrations.AddConstraint(
            model_name='item',
            constraint=models.CheckConstraint(condition=models.Q(('tracked', False), models.Q(('cogs_account__isnull', False), ('inventory_account__isnull', False)), _connector='OR'), name='ledger_item_tracked'),
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
