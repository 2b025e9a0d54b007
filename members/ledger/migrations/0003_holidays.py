"""Kuala Lumpur's holidays for the years around the first release; later years come by load_holidays."""

from django.db import migrations

from members.ledger import holiday_source


def seed(apps, schema_editor):
    holiday_model = apps.get_model("ledger", "Holiday")
    holiday_model.objects.using(schema_editor.connection.alias).bulk_create(
        holiday_model(day=day, state_code=holiday_source.KUALA_LUMPUR, name=name, source=source)
        for day, name, source in holiday_source.kuala_lumpur(2024, 2028)
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_books")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
