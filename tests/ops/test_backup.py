"""Backup → an empty machine → restore; and backups that are damaged in every way."""

import hashlib
import io
import json
import shutil
import tarfile

import psycopg
import pyrage
import pytest
from django.db import connections

from scicity import embedded
from scicity.operation.backup import BackupProblem, database, making, manifest, restoring
from tests.environment import VAR_DIR
from tests.ops.conftest import FRESH
from tests.portal import Portal

TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relname != 'django_session'
"""


def socket():
    return embedded.socket_directory(VAR_DIR / "postgres")


@pytest.fixture(scope="module")
def original(portal, tmp_path_factory):
    """A backup of the running portal, and what its rows and uploads were."""
    result = portal.manage("backup", "--to", str(tmp_path_factory.mktemp("backups")))
    assert result.stdout.endswith("is whole.\n"), result.stderr
    return tmp_path_factory.getbasetemp() / result.stdout.partition(" ")[0]


def rows_of(**where) -> dict[str, str]:
    with psycopg.connect(user=embedded.SUPERUSER, **where) as connection:
        connection.execute("SET timezone = 'UTC'")
        query = "SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {} t"
        return {
            table: connection.execute(query.format(table)).fetchone()[0]
            for (table,) in connection.execute(TABLES).fetchall()
        }


def files_of(root) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_an_empty_machine_gets_everything_back(portal, original, fresh_database, tmp_path):
    machine = Portal(tmp_path / "var", variables={"DATABASE_URL": fresh_database})
    machine.variables["SECRET_KEY"] = (portal.var / "secret_key").read_text().strip()

    result = machine.manage("restore", str(original))

    assert "CREDENTIALS_SECRET: there is none. Put back the one" in result.stderr
    data = portal.var / "postgres"
    expected = rows_of(host=str(embedded.socket_directory(data)), dbname=embedded.DATABASE)
    assert result.stdout.endswith("files, equal to the backup.\n"), result.stderr
    assert rows_of(host=str(socket()), dbname=FRESH) == expected
    assert expected["news_article"] is not None
    assert files_of(machine.var / "media") == files_of(portal.var / "media") != {}
    again = machine.manage("restore", str(original)).stderr
    assert f"The database {FRESH} is not empty" in again
    assert again.endswith("Nothing was changed.\n")


def rewrite(place, **values):
    """The manifest of someone who has the site's key."""
    known = json.loads((place / manifest.NAME).read_text())
    known.pop("signature")
    manifest.write(place, known | values)


def refit(place):
    """Makes the manifest agree with the files as they are now."""
    files = [path for path in place.iterdir() if path.name != manifest.NAME]
    fit = {f.name: {"bytes": f.stat().st_size, "sha256": manifest.sha256(f)} for f in files}
    rewrite(place, files=fit)


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def edit(place, old, new):
    path = place / manifest.NAME
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def tar_with(place, member, data=b""):
    member.size = len(data)
    with tarfile.open(place / "media.tar", "w") as tar:
        tar.addfile(member, io.BytesIO(data))
    refit(place)


def member(name, kind=tarfile.REGTYPE, target=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def other_rows(place):
    tables = json.loads((place / manifest.NAME).read_text())["tables"]
    number, digest = tables["news_article"]
    rewrite(place, tables=tables | {"news_article": [number + 1, digest]})


def newer(place):
    known = json.loads((place / manifest.NAME).read_text())["migrations"]
    rewrite(place, migrations=[*known, "news.9999_from_the_future"])


def linked(place):
    (place / "media.tar").rename(place.parent / "elsewhere.tar")
    (place / "media.tar").symlink_to(place.parent / "elsewhere.tar")


def cut(path, keep):
    path.write_bytes(path.read_bytes()[:keep])


def grow(path):
    path.write_bytes(path.read_bytes() + b"\0")


def no_dump(place):
    (place / "database.dump").write_bytes(b"PGDMP" + bytes(1000))
    refit(place)


def half_a_dump(place):
    """Its table of contents can be read, its rows end in the middle."""
    cut(place / "database.dump", (place / "database.dump").stat().st_size * 9 // 10)
    refit(place)


MANIFEST, DUMP, TAR = manifest.NAME, "database.dump", "media.tar"
DAMAGES = {
    "no manifest": (lambda p: (p / MANIFEST).unlink(), "has no manifest.json"),
    "empty manifest": (lambda p: (p / MANIFEST).write_text(""), "manifest.json can't be read"),
    "half a manifest": (lambda p: cut(p / MANIFEST, 500), "manifest.json can't be read"),
    "manifest of bytes": (lambda p: (p / MANIFEST).write_bytes(b"\xff\xfe"), "can't be read"),
    "manifest is a list": (lambda p: (p / MANIFEST).write_text("[]"), "is not of format 1"),
    "other format": (lambda p: edit(p, '"format": 1', '"format": 2'), "is not of format 1"),
    "no signature": (lambda p: edit(p, '"signature"', '"signatur"'), "lacks entries"),
    "other date": (lambda p: edit(p, '"made_at": "2', '"made_at": "3'), "signature does not fit"),
    "other checksum": (lambda p: edit(p, '"sha256": "', '"sha256": "0'), "signature does not fit"),
    "no dump": (lambda p: (p / DUMP).unlink(), "database.dump is missing"),
    "empty dump": (lambda p: (p / DUMP).write_bytes(b""), "database.dump has 0 bytes"),
    "cut dump": (lambda p: cut(p / DUMP, 5000), "database.dump has 5000 bytes"),
    "longer dump": (lambda p: grow(p / DUMP), "damaged"),
    "a bit of the dump": (lambda p: flip(p / DUMP, -2000), "database.dump was changed"),
    "no uploads": (lambda p: (p / TAR).unlink(), "media.tar is missing"),
    "cut uploads": (lambda p: cut(p / TAR, 10240), "media.tar has 10240 bytes"),
    "a bit of the uploads": (lambda p: flip(p / TAR, 600), "media.tar was changed"),
    "one file more": (lambda p: (p / "x").touch(), "x does not belong"),
    "a link": (linked, "media.tar is not a plain file"),
    "foreign dump": (no_dump, "not a dump that pg_restore can read"),
    "half a dump, refitted": (half_a_dump, "pg_restore:"),
    "other rows": (other_rows, "news_article differs from the manifest: taken back"),
    "newer release": (newer, "newer release (migration news.9999_from_the_future)"),
    "file above": (lambda p: tar_with(p, member("../up"), b"x"), "'../up', which is no file"),
    "file at the root": (lambda p: tar_with(p, member("/etc/x"), b"x"), "'/etc/x', which is no"),
    "link inside": (
        lambda p: tar_with(p, member("a", tarfile.SYMTYPE, "/etc/passwd")), "'a', which is no file",
    ),
    "other uploads": (
        lambda p: tar_with(p, member("a.txt"), b"x"), "does not have the files that the manifest",
    ),
    "no tar": (
        lambda p: ((p / TAR).write_bytes(b"x" * 2000), refit(p)), "not a tar file that can be read",
    ),
}  # fmt: skip


@pytest.fixture
def restoring_here(portal, original, fresh_database, settings, tmp_path, django_db_blocker):
    """A copy of the backup, and this process as an empty installation of the same site."""
    settings.SECRET_KEY = (portal.var / "secret_key").read_text().strip()
    settings.MEDIA_ROOT = tmp_path / "media"
    entry = connections.databases["default"] | {"NAME": FRESH}
    connections.databases["restored"] = entry
    place = shutil.copytree(original, tmp_path / original.name)
    with django_db_blocker.unblock():
        yield place
        connections["restored"].close()
    del connections["restored"]
    del connections.databases["restored"]


@pytest.mark.parametrize("kind", DAMAGES)
def test_damaged_backup_is_refused_and_nothing_changes(kind, restoring_here, tmp_path):
    damage, reason = DAMAGES[kind]
    damage(restoring_here)
    before = files_of(tmp_path)

    with pytest.raises(BackupProblem) as problem:
        restoring.restore(restoring_here, using="restored")

    assert reason in str(problem.value)
    database.require_empty("restored")
    assert files_of(tmp_path) == before
    assert not (tmp_path / "media").exists()


def test_other_sites_key_does_not_fit(restoring_here, settings):
    settings.SECRET_KEY = "another"

    with pytest.raises(BackupProblem, match="made with another SECRET_KEY"):
        restoring.restore(restoring_here, using="restored")


def test_uploads_that_are_there_are_left_alone(restoring_here, settings, tmp_path):
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "mine.txt").write_text("mine")

    with pytest.raises(BackupProblem, match="has files: move them away"):
        restoring.restore(restoring_here, using="restored")

    database.require_empty("restored")
    assert (tmp_path / "media" / "mine.txt").read_text() == "mine"


def test_encrypted_backup_opens_for_its_key_only(restoring_here, settings, tmp_path):
    values = restoring.restore(restoring_here, using="restored")
    right, wrong = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "right").write_text(f"# created today\n{right}\n")
    (tmp_path / "wrong").write_text(f"{wrong}\n")
    settings.BACKUP_RECIPIENTS = [str(right.to_public())]

    place = making.make(tmp_path / "backups", using="restored")

    assert sorted(path.name for path in place.iterdir()) == [
        "credentials_secret.age", "database.dump.age", "manifest.json", "media.tar.age",
    ]  # fmt: skip
    database.empty("restored")
    shutil.rmtree(tmp_path / "media")
    for identity, reason in [
        (None, "is encrypted: name the file"),
        (tmp_path / "wrong", "can't be decrypted with this key"),
        (place / "manifest.json", "has no age key"),
    ]:
        with pytest.raises(BackupProblem, match=reason):
            restoring.restore(place, identity, using="restored")
    database.require_empty("restored")
    settings.CREDENTIALS_SECRET, settings.VAR_DIR = "", tmp_path / "var"
    assert (
        restoring.restore(place, tmp_path / "right", using="restored")["tables"]
        == (values["tables"])
    )
    carried = tmp_path / "var" / "credentials_secret"
    assert (carried.read_text(), carried.stat().st_mode & 0o777) == ("only-for-tests-too", 0o600)


def test_failed_backup_leaves_nothing_behind(restoring_here, settings, tmp_path):
    settings.BACKUP_RECIPIENTS = ["age1nonsense"]
    restoring.restore(restoring_here, using="restored")

    with pytest.raises(BackupProblem, match="not an age public key"):
        making.make(tmp_path / "backups", using="restored")

    assert list((tmp_path / "backups").iterdir()) == []
