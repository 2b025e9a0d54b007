"""The Third Schedule as tables and functions, written from contributions/schedules.

A change of law is one more file there and one more migration with the same RunPython step.
"""

from django.db import migrations

from contributions.schedules import tables


def write(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        tables.write(cursor)


class Migration(migrations.Migration):
    dependencies = [("contributions", "0003_parts")]

    operations = [
        migrations.RunSQL(tables.TABLES, tables.DROP),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
