"""The environment of the tests, set before the settings are read (`-p tests.environment`)."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR_DIR = ROOT / "var" / "test"

# What a developer's shell may set for `make run` must not change what is tested.
VARIABLES = {
    "ADMIN_EMAILS", "ADMIN_NETWORKS", "ADMIN_PATH", "ALLOWED_HOSTS", "BACKUP_DIR",
    "BACKUP_KEEP_DAYS", "BACKUP_RECIPIENTS", "CDN_PURGE_TOKEN", "CDN_PURGE_URL", "CLAMD_URL",
    "CREDENTIALS_SECRET", "CSRF_TRUSTED_ORIGINS", "DATABASE_DIRECT_URL", "DEBUG", "EMAIL_URL",
    "HOST", "HTTPS",
    "LEAST_FREE_DISK_MB", "LOG_FORMAT", "MAIL_FROM", "OPERATOR_NETWORKS", "PORT", "REDIS_URL",
    "REPLICA_LAG_SECONDS", "REPLICA_URL", "S3_ACCESS_KEY", "S3_BUCKET", "S3_ENDPOINT",
    "S3_REGION", "S3_SECRET_KEY", "SECOND_FACTOR", "SECOND_FACTOR_NAME", "SECRET_KEY",
    "SITE_URL", "SLOW_QUERY_MS", "TRUSTED_PROXIES", "UPLOADS_A_DAY_MB", "VAR_DIR", "WEB_PROCESSES",
}  # fmt: skip
# What a browser's event loop makes tests set for this process is nothing for its children.
OWN = {"DJANGO_ALLOW_ASYNC_UNSAFE"}

for name in VARIABLES:
    os.environ.pop(name, None)
os.environ["ENV_FILE"] = os.devnull
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["CREDENTIALS_SECRET"] = "only-for-tests-too"
os.environ["VAR_DIR"] = str(VAR_DIR)
# No test asks servers elsewhere.
os.environ["LINK_CHECK"] = "0"
# whitenoise warns of a missing folder.
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)


def inherited() -> dict[str, str]:
    """The environment for a process that a test starts."""
    return {name: value for name, value in os.environ.items() if name not in OWN}


def pytest_configure():
    from scicity.startup.texts import compile_outdated

    compile_outdated([ROOT / "locale"])
