import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage

from scicity.accounts import credentials
from scicity.operation import release
from scicity.operation.backup import BackupProblem, checking, database, manifest, media, secrecy
from scicity.operation.backup.retention import PREFIX, STAMP
from scicity.startup.files import write_private

UNFINISHED = ".unfinished"


def make(directory: Path, using: str = "default") -> Path:
    """Writes and proves a backup below the directory; it has its name only once it is whole."""
    now = datetime.now(UTC)
    place = directory / f"{PREFIX}{now.strftime(STAMP)}"
    unfinished = place.with_name(place.name + UNFINISHED)
    if place.exists():
        raise BackupProblem(f"{place} exists already: wait a second.")
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        fill(unfinished, now, using)
        checking.check(unfinished, using)
        unfinished.rename(place)
    except OSError as error:
        raise BackupProblem(f"{directory}: {error.strerror}.") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return place


def fill(place: Path, now: datetime, using: str) -> None:
    values = {
        "format": manifest.FORMAT,
        "made_at": now.isoformat(timespec="seconds"),
        "release": release.name(),
        "requirements": release.requirements(),
        "postgresql": database.version(using),
        "encrypted": bool(settings.BACKUP_RECIPIENTS),
    }
    dump, tar = place / "database.dump", place / "media.tar"
    with database.snapshot(using) as (cursor, name):
        database.dump(dump, using, name)
        values["tables"] = database.fingerprints(cursor)
        values["migrations"] = database.migrations(cursor)
    database.require_dump(dump, using)
    values["media"] = media.pack(uploads(place), tar)
    files = [dump, tar]
    if values["encrypted"]:
        files = [secrecy.encrypt(file) for file in (*files, credentials_of(place))]
    values["files"] = {
        file.name: {"bytes": file.stat().st_size, "sha256": manifest.sha256(file)} for file in files
    }
    manifest.write(place, values)


def credentials_of(place: Path) -> Path:
    """The secret, which only an encrypted backup may carry beside what it protects."""
    path = place / credentials.FILE
    write_private(path, credentials.secret())
    return path


def uploads(place: Path) -> Path:
    """Where the uploads are; an object store keeps its own copies, and none are taken here."""
    if isinstance(default_storage, FileSystemStorage):
        return Path(settings.MEDIA_ROOT)
    return place / "none"
