"""The right to change a contact at a counter, by a name that is none of the built-in rights."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0014_shared_details"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="profilechange",
            options={
                "permissions": (
                    ("register_contact", "Can change a contact at a counter, with another"),
                ),
                "verbose_name": "change of profile",
                "verbose_name_plural": "changes of profile",
            },
        ),
    ]
