from tortoise import migrations
from tortoise.migrations import operations as ops
from bot.domain.kinds import Proof
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0002_installation')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Relative',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('workspace', fields.ForeignKeyField('models.Workspace', source_field='workspace_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('key', fields.CharField(unique=True, max_length=600)),
                ('member', fields.ForeignKeyField('models.Member', source_field='member_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('network', fields.CharField(max_length=32)),
                ('native_id', fields.CharField(max_length=512)),
                ('handle', fields.CharField(max_length=300)),
                ('url', fields.CharField(default='', max_length=1000)),
                ('server', fields.CharField(default='', max_length=300)),
                ('name', fields.CharField(default='', max_length=200)),
                ('named_by', fields.CharField(max_length=300)),
                ('found_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('rejected_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'relative', 'app': 'models', 'indexes': [Index(fields=['member_id'])], 'pk_attr': 'id', 'table_description': "An account which one of a member's own names, and which names it back. Offered once, and a no is remembered."},
            bases=['OfWorkspace'],
        ),
        ops.CreateModel(
            name='Spending',
            fields=[
                ('id', fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key', fields.CharField(unique=True, max_length=64)),
                ('microdollars', fields.BigIntField(default=0)),
            ],
            options={'table': 'spending', 'app': 'models', 'pk_attr': 'id', 'table_description': 'What a network was paid in one month, for all workspaces together: the bill goes to whoever runs Involve.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='Account',
            name='credential',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='Account',
            name='credential_ends',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Account',
            name='credential_told_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Account',
            name='proven_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Account',
            name='proven_by',
            field=fields.CharEnumField(null=True, description='Proof', enum_type=Proof, max_length=16),
        ),
        ops.AddField(
            model_name='Member',
            name='proof_code',
            field=fields.CharField(default='', db_default='', max_length=24),
        ),
    ]
