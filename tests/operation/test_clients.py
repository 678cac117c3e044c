import pytest

from scicity.operation import clients

PROXY, VISITOR, LIAR = "10.0.0.5", "203.0.113.9", "198.51.100.7"


@pytest.fixture(autouse=True)
def _proxies(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.0/8", "::1/128", "10.0.0.0/8"]


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("127.0.0.1", VISITOR, VISITOR),
        ("::ffff:127.0.0.1", VISITOR, VISITOR),
        ("", VISITOR, VISITOR),
        ("127.0.0.1", f"{LIAR}, {VISITOR}", VISITOR),
        ("127.0.0.1", f"{LIAR}, {VISITOR}, {PROXY}", VISITOR),
        ("127.0.0.1", PROXY, PROXY),
        ("127.0.0.1", "2001:db8::1", "2001:db8::1"),
        (VISITOR, LIAR, VISITOR),
        (VISITOR, "127.0.0.1", VISITOR),
    ],
)
def test_address_is_the_last_that_a_proxy_of_ours_saw(peer, forwarded, expected):
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}

    clients.settle(environ)

    assert environ["REMOTE_ADDR"] == expected


def test_strangers_claims_are_dropped():
    environ = {
        "REMOTE_ADDR": VISITOR,
        "HTTP_X_FORWARDED_FOR": "127.0.0.1",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_X_REQUEST_ID": "0" * 32,
        "HTTP_HOST": "portal.example",
    }

    clients.settle(environ)

    assert environ == {"REMOTE_ADDR": VISITOR, "HTTP_HOST": "portal.example"}


def test_back_office_is_not_there_for_other_networks(client, settings, db):
    settings.ADMIN_NETWORKS = ["192.0.2.0/24"]

    codes = [
        client.get("/admin/login/", REMOTE_ADDR=address).status_code
        for address in ("192.0.2.1", VISITOR, "nonsense")
    ]

    assert codes == [200, 404, 404]
