from django.db import migrations


class Migration(migrations.Migration):
    """The planner weighs this cost for all rows that an index may have to be asked about again.

    It was so high that indexes were combined which are quicker without each other, and that a
    PostgreSQL with JIT compiled each search, for longer than the search takes.
    """

    dependencies = [("search", "0004_pack_texts")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION search_pairs(text) COST 1000",
            "ALTER FUNCTION search_pairs(text) COST 100000",
        )
    ]
