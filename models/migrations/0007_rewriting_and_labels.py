from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0006_addresses')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Delivery',
            name='to_rewrite',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='House',
            name='label',
            field=fields.CharField(default='', db_default='', max_length=300),
        ),
    ]
