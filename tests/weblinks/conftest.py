import pytest

from tests.weblinks.server import site


@pytest.fixture
def server(settings):
    """A site that may be asked although it is on this machine."""
    settings.LINK_CHECK_PAUSE = 0
    with site() as server:
        settings.LINK_CHECK_PRIVATE = [server.address]
        yield server
