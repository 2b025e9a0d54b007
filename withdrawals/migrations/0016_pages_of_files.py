"""How many pages a file has, counted when it comes in; older files are counted when they are looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0015_identity_steps_online")]

    operations = [
        migrations.AddField(
            model_name="storedfile",
            name="pages",
            field=models.PositiveSmallIntegerField(
                help_text="counted when the file came in", null=True, verbose_name="pages"
            ),
        ),
    ]
