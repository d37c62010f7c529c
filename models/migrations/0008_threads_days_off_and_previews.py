from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0007_rewriting_and_labels')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Delivery',
            name='answers',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='Delivery',
            name='basis',
            field=fields.CharField(null=True, max_length=64),
        ),
        ops.AddField(
            model_name='Workspace',
            name='digest_by',
            field=fields.CharField(null=True, max_length=32),
        ),
        ops.AddField(
            model_name='Workspace',
            name='digest_off',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='Workspace',
            name='looked_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Workspace',
            name='shared_ok',
            field=fields.CharField(null=True, max_length=32),
        ),
    ]
