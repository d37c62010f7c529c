from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0004_what_members_chose')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Workspace',
            name='language',
            field=fields.CharField(default='en', db_default='en', max_length=16),
        ),
    ]
