from tests.admin.conftest import _fast_passwords, log_in  # noqa: F401 (fixtures)
