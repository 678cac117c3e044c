"""Back to any second: a base backup and archived write-ahead logs (docs/backup.md)."""

import shutil
from tempfile import mkdtemp

import pytest

from scicity import embedded
from tests.apps import eventually
from tests.clusters import Cluster, Path


@pytest.fixture
def place():
    """Short enough a path for sockets, and passable for root's system user."""
    place = Path(mkdtemp(prefix="pitr-"))
    yield place
    shutil.rmtree(place)


def test_commits_before_the_moment_are_there_and_later_ones_not(place):
    archive = place / "wal"
    archive.mkdir()
    archive.chmod(0o777)
    main = Cluster(place / "main").start()
    try:
        main.sql(
            "ALTER SYSTEM SET archive_mode = on",
            f"ALTER SYSTEM SET archive_command = 'test ! -f {archive}/%f && cp %p {archive}/%f'",
        )
        main.stop()
        main.start()
        main.sql("CREATE TABLE said (words text)")
        copy = main.copy_to(place / "copy", "-X", "none")
        main.sql("INSERT INTO said VALUES ('before')")
        ((moment,),) = main.sql("SELECT clock_timestamp()::text")
        main.sql("SELECT pg_sleep(0.1)", "INSERT INTO said VALUES ('the mistake')")
        main.sql("SELECT pg_switch_wal()")
    finally:
        main.stop()
    with (copy.data / "postgresql.auto.conf").open("a") as file:
        file.write(
            f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{moment}'\n"
            "recovery_target_action = promote\narchive_mode = off\n"
        )
    (copy.data / "recovery.signal").touch()
    embedded.give_to_system_user(copy.data / "recovery.signal")

    copy.start()

    try:
        assert copy.sql("SELECT words FROM said") == [("before",)]
        assert eventually(lambda: copy.sql("SELECT pg_is_in_recovery()") == [(False,)])
    finally:
        copy.stop()
