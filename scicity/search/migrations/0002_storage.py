from django.db import migrations

# Whole texts are compared as they lie; what only the result page shows is kept small.
STORE = """
ALTER TABLE search_entry ALTER folded SET STORAGE EXTERNAL;
ALTER TABLE search_entry SET (toast_tuple_target = 512);
"""
# Statistics of pairs are of no use, and costly to gather.
NO_STATISTICS = "".join(
    f"ALTER INDEX search_{name}_pairs ALTER COLUMN 1 SET STATISTICS 0;"
    for name in ("folded", "lead", "title", "letters")
)


class Migration(migrations.Migration):

    dependencies = [("search", "0001_index")]

    operations = [migrations.RunSQL(STORE + NO_STATISTICS, migrations.RunSQL.noop)]
