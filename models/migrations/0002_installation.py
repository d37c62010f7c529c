from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ConsentState',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('fingerprint', fields.CharField(unique=True, max_length=64)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'consent_state', 'app': 'models', 'indexes': [Index(fields=['expires_at'])], 'pk_attr': 'id', 'table_description': "Somebody went to Slack's consent page and is not back yet."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Installation',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('workspace', fields.ForeignKeyField('models.Workspace', source_field='workspace_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('team_id', fields.CharField(unique=True, max_length=32)),
                ('app_id', fields.CharField(default='', max_length=32)),
                ('bot_id', fields.CharField(default='', max_length=32)),
                ('bot_user_id', fields.CharField(default='', max_length=32)),
                ('bot_token', fields.TextField(unique=False)),
                ('refresh_token', fields.TextField(default='', unique=False)),
                ('expires_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('scopes', fields.CharField(default='', max_length=1000)),
                ('granted_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('revision', fields.IntField(default=0)),
                ('lease_until', fields.BigIntField(default=0)),
            ],
            options={'table': 'installation', 'app': 'models', 'indexes': [Index(fields=['expires_at'])], 'pk_attr': 'id', 'table_description': 'What a workspace granted. Gone as soon as it takes that back. The tokens are encrypted.'},
            bases=['OfWorkspace'],
        ),
        ops.AddField(
            model_name='Workspace',
            name='grace_days',
            field=fields.IntField(default=7, db_default=7),
        ),
        ops.AddField(
            model_name='Workspace',
            name='removed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
