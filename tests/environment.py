"""The environment of the tests, set before the settings are read (`-p tests.environment`)."""

import os
from pathlib import Path

VAR_DIR = Path(__file__).resolve().parent.parent / "var" / "test"

os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["VAR_DIR"] = str(VAR_DIR)
# whitenoise warns of a missing folder.
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
