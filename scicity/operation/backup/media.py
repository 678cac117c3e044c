"""The uploads in a backup: a tar file, and one checksum over names and contents."""

import hashlib
import tarfile
from pathlib import Path, PurePosixPath

from scicity.operation.backup import BackupProblem

NOTHING = {"files": 0, "bytes": 0, "sha256": hashlib.sha256().hexdigest()}


def pack(root: Path, path: Path) -> dict:
    """Writes the tar file; gives {"files": …, "bytes": …, "sha256": …} as it really was written."""
    with tarfile.open(path, "w") as tar:
        for file in sorted(root.rglob("*")) if root.is_dir() else []:
            if file.is_file() and not file.is_symlink():
                try:
                    tar.add(file, str(file.relative_to(root)), recursive=False)
                except FileNotFoundError:  # deleted in this moment
                    continue
    return summary(path)


def summary(path: Path) -> dict:
    return total((member.name, data) for member, data in members(path))


def total(named_contents) -> dict:
    lines, size = [], 0
    for name, data in named_contents:
        lines.append(f"{hashlib.sha256(data).hexdigest()} {name}")
        size += len(data)
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
    return {"files": len(lines), "bytes": size, "sha256": digest}


def members(path: Path):
    """(member, content) of each file. Raises BackupProblem for what is no plain file below."""
    try:
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                name = PurePosixPath(member.name)
                if not member.isreg() or name.is_absolute() or ".." in name.parts:
                    raise BackupProblem(
                        f"{path.name} has {member.name!r}, which is no file of the uploads."
                    )
                yield member, tar.extractfile(member).read()
    except (tarfile.TarError, OSError):
        raise BackupProblem(f"{path.name} is not a tar file that can be read.") from None


def unpack(path: Path, directory: Path) -> None:
    directory.mkdir(parents=True)
    for member, data in members(path):
        target = directory / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(0o644)


def require_empty(root: Path) -> None:
    if root.is_dir() and any(path.is_file() for path in root.rglob("*")):
        raise BackupProblem(f"{root} has files: move them away, then restore again.")
