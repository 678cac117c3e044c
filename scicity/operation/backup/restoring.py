import shutil
from pathlib import Path

from django.conf import settings
from django.db import connections, transaction

from scicity.accounts import credentials
from scicity.operation.backup import BackupProblem, checking, database, media
from scicity.startup.files import write_private

UNFINISHED = ".restoring"


def restore(directory: Path, identity: Path | None = None, using: str = "default") -> dict:
    """Puts the backup into an empty database and an empty place for uploads, and proves it.

    Raises BackupProblem, and then nothing is changed.
    """
    values = checking.check(directory, using)
    root = Path(settings.MEDIA_ROOT)
    unfinished = root.with_name(root.name + UNFINISHED)
    database.require_empty(using)
    media.require_empty(root)
    with checking.opened(directory, values, identity, using) as clear:
        try:
            shutil.rmtree(unfinished, ignore_errors=True)
            media.unpack(clear / "media.tar", unfinished)
            database.restore(clear / "database.dump", using)
            require_equal(values, using)
            shutil.rmtree(root, ignore_errors=True)
            unfinished.rename(root)
            bring_back_credentials(clear / credentials.FILE)
        except OSError as error:
            raise BackupProblem(f"{root} can't be written: {error.strerror}.") from None
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return values


def bring_back_credentials(carried: Path) -> None:
    """What an encrypted backup carries, where there is none yet; never in place of another one."""
    if carried.exists() and not credentials.find():
        credentials.path().parent.mkdir(parents=True, exist_ok=True)
        write_private(credentials.path(), carried.read_text())


def require_equal(values: dict, using: str) -> None:
    with transaction.atomic(using), connections[using].cursor() as cursor:
        found = database.fingerprints(cursor)
    tables = values["tables"]
    names = sorted(found.keys() | tables.keys())
    different = [name for name in names if found.get(name) != tables.get(name)]
    if different:
        database.empty(using)
        raise BackupProblem(
            f"The restored table {different[0]} differs from the manifest: taken back."
        )
