import pytest

from scicity.startup.server import address


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "http://127.0.0.1:8000/"), ("::1", "http://[::1]:8000/")],
)
def test_address_can_be_opened_in_a_browser(host, expected):
    assert address(host, 8000) == expected
