from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0008_threads_days_off_and_previews')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Delivery',
            name='names',
            field=fields.TextField(null=True, unique=False),
        ),
    ]
