"""Staff unlock a login on every device at once."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0016_read_everything")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="user",
            name="unlocked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="unlocked by staff at"),
        ),
    ]
