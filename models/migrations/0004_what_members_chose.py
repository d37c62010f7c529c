from tortoise import migrations
from tortoise.migrations import operations as ops
from bot.domain.kinds import Appears
from tortoise import fields

class _Carry(ops.TortoiseOperation):
    """Who had agreed to be named stays so; who had not is told of in totals alone. Nobody had asked for nudges."""

    reduces_to_sql = False

    async def database_forward(self, app_label, old_state, new_state, state_editor=None):
        await state_editor._run_sql("UPDATE member SET appears = 'by name' WHERE named")
        await state_editor._run_sql("UPDATE member SET nudges = FALSE")


class _Drop(ops.RemoveField):
    """Tortoise would rebuild the table on SQLite: its indexes would go, and all that hangs on a member with it."""

    async def database_forward(self, app_label, old_state, new_state, state_editor=None):
        await state_editor._run_sql('ALTER TABLE "member" DROP COLUMN "named"')


class Migration(migrations.Migration):
    dependencies = [('models', '0003_credentials')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Delivery',
            name='answered_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Delivery',
            name='rests_on',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='Delivery',
            name='singled_out',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='Member',
            name='appears',
            field=fields.CharEnumField(default=Appears.IN_TOTALS, description='Appears', db_default=Appears.IN_TOTALS, enum_type=Appears, max_length=32),
        ),
        ops.AddField(
            model_name='Member',
            name='away_until',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Member',
            name='counted_with',
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name='Member',
            name='counts_again_on',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Member',
            name='gone_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Member',
            name='home_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Member',
            name='nudge_from',
            field=fields.IntField(default=9, db_default=9),
        ),
        ops.AddField(
            model_name='Member',
            name='nudge_to',
            field=fields.IntField(default=17, db_default=17),
        ),
        ops.AddField(
            model_name='Member',
            name='nudge_weekdays',
            field=fields.CharField(default='0,1,2,3,4', db_default='0,1,2,3,4', max_length=20),
        ),
        _Carry(),
        _Drop(model_name='Member', name='named'),
        ops.AddField(
            model_name='Workspace',
            name='keep_days',
            field=fields.IntField(null=True),
        ),
    ]
