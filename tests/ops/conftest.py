import shutil
import signal
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.environment import VAR_DIR
from tests.portal import READY, Portal


@pytest.fixture(scope="session")
def portal():
    """Was killed in each step of its first start, and once it served; then started."""
    portal = Portal(Path(mkdtemp(dir=VAR_DIR)) / "var")
    for step in ("Database", "Tables", "Content", "Static files", "Accounts", READY):
        portal.launch()
        portal.wait_for(step)
        portal.stop(signal.SIGKILL)
    yield portal.start()
    portal.remove()
    shutil.rmtree(portal.var.parent)
