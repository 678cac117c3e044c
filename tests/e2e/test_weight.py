"""The first view of every kind of page stays light, as the browser counts it on the wire."""

from collections import Counter

import pytest

from tests.e2e.kinds import KINDS

KB = 1000
MOST = 100 * KB
MOST_BY_KIND = {"Stylesheet": 25 * KB, "Script": 15 * KB}
# A phone with a dense screen, and a desk.
SCREENS = {
    "phone": {"viewport": {"width": 360, "height": 780}, "device_scale_factor": 2},
    "desk": {"viewport": {"width": 1440, "height": 900}},
}


@pytest.fixture
def weigh(new_page):
    """Opens an address with an empty cache; gives the bytes received, by kind of file."""

    def bytes_of(path: str, screen: dict) -> Counter:
        page = new_page(**screen)
        kinds, received = {}, Counter()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
        network.on(
            "Network.loadingFinished",
            lambda e: received.update({kinds.get(e["requestId"], "?"): e["encodedDataLength"]}),
        )
        page.goto(path, wait_until="networkidle")
        return received

    return bytes_of


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_first_view_is_light(weigh, address_of, kind, screen):
    received = weigh(address_of(kind), SCREENS[screen])

    assert received["Document"] > 0
    assert received.total() <= MOST, dict(received)
    assert {kind: n for kind, n in MOST_BY_KIND.items() if received[kind] > n} == {}
