import businesses.models.fields
import django.db.models.deletion
from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('businesses', '0006_negative_stock'),
        ('ledger', '0018_shoebox'),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='RecordTemplate',
            fields=[
                ('id', businesses.models.fields.IdField(primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=16)),
                ('label', models.CharField(max_length=200)),
                ('text', models.TextField(blank=True, default='')),
                ('removed', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('modified_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('business', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='businesses.business')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('type__in', ['INVOICE', 'PAYMENT'])), name='ledger_recordtemplate_type')],
            },
        ),
        InstallGuards("ledger.guards.GUARDS"),
    ]
