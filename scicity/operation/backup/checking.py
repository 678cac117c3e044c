"""Proves that a backup is whole, unchanged, and of a code that this one knows."""

import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from scicity.operation.backup import BackupProblem, database, manifest, media, secrecy


def check(directory: Path, using: str = "default") -> dict:
    """The manifest's values. Raises BackupProblem; what is encrypted is proved unchanged only."""
    values = manifest.read(directory)
    require_files(directory, values["files"])
    require_known_migrations(values["migrations"])
    if not values["encrypted"]:
        require_contents(directory, values, using)
    return values


def require_files(directory: Path, files: dict) -> None:
    there = {path.name for path in directory.iterdir()}
    for name in sorted(files.keys() | there - {manifest.NAME}):
        path = directory / name
        if name not in there:
            raise BackupProblem(f"{name} is missing: the backup is not whole.")
        if name not in files:
            raise BackupProblem(f"{name} does not belong to the backup: take it away.")
        if not stat.S_ISREG(path.lstat().st_mode):
            raise BackupProblem(f"{name} is not a plain file.")
        if path.stat().st_size != files[name]["bytes"]:
            raise BackupProblem(
                f"{name} has {path.stat().st_size} bytes, not {files[name]['bytes']}: damaged."
            )
        if manifest.sha256(path) != files[name]["sha256"]:
            raise BackupProblem(f"{name} was changed: its checksum does not fit.")


def require_known_migrations(names: list[str]) -> None:
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    known |= {
        f"{app}.{old}"
        for migration in loader.disk_migrations.values()
        for app, old in migration.replaces
    }
    ours = {name.partition(".")[0] for name in known}
    newer = [name for name in names if name.partition(".")[0] in ours and name not in known]
    if newer:
        raise BackupProblem(
            f"The backup is of a newer release (migration {newer[0]}): install that one first."
        )


def require_contents(directory: Path, values: dict, using: str) -> None:
    database.require_dump(directory / "database.dump", using)
    if media.summary(directory / "media.tar") != values["media"]:
        raise BackupProblem("media.tar does not have the files that the manifest tells.")


@contextmanager
def opened(directory: Path, values: dict, identity: Path | None, using: str):
    """Gives a directory with the files in the clear, which is gone afterwards."""
    if not values["encrypted"]:
        yield directory
        return
    keys = secrecy.identities(identity)
    with tempfile.TemporaryDirectory(prefix="scicity-restore-") as name:
        clear = Path(name)
        for file in values["files"]:
            target = clear / file.removesuffix(secrecy.SUFFIX)
            secrecy.decrypt(directory / file, target, keys)
        require_contents(clear, values, using)
        yield clear
