import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from businesses.guards import InstallGuards, LiftGuards


class Migration(migrations.Migration):

    dependencies = [
        ('businesses', '0001_initial'),
    ]

    operations = [
        LiftGuards(),
        migrations.CreateModel(
            name='IdempotencyRecord',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=255)),
                ('method', models.CharField(max_length=8)),
                ('path', models.CharField(max_length=200)),
                ('request', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('content', models.BinaryField(default=b'')),
                ('headers', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='businesses_idempotency_key')],
            },
        ),
        InstallGuards("businesses.guards.GUARDS"),
    ]
