import scicity.search.fields
from django.db import migrations


class Migration(migrations.Migration):
    """Entries get their text at the next start, which finds that the index must be made anew.

    To change them in place would compute all their pairs again, one row at a time. The old column
    stays for a server of the version before; a later version drops it.
    """

    dependencies = [("search", "0003_longer_status")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE search_entry ALTER body SET DEFAULT ''",
                    "ALTER TABLE search_entry ALTER body DROP DEFAULT",
                )
            ],
            state_operations=[migrations.RemoveField("entry", "body")],
        ),
        migrations.AddField(
            "entry",
            "body",
            scicity.search.fields.PackedTextField(
                blank=True, db_column="packed_body", db_default=b"", verbose_name="正文"
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE search_entry ALTER packed_body SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
