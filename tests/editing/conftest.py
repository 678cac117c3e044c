from tests.admin.conftest import _fast_passwords, log_in  # noqa: F401 (fixtures)
from tests.admin.test_browser import chromium, page  # noqa: F401 (fixtures)
