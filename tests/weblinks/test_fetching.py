import socket
import threading
import time

import pytest

from scicity.weblinks import fetching
from scicity.weblinks.fetching import ERRORS, Forbidden, ask, is_public
from tests.weblinks.server import site


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_inside_are_not_public(ip):
    assert not is_public(ip)


@pytest.mark.parametrize("ip", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "64:ff9b::101:101"])
def test_addresses_of_the_internet_are_public(ip):
    assert is_public(ip)


@pytest.mark.parametrize(
    "path",
    [
        "http://{}/",
        "http://localhost:{port}/",
        "http://user:password@{}/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "ftp://{}/",
        "file:///etc/passwd",
    ],
)
def test_this_machine_is_never_asked(path, settings):
    settings.LINK_CHECK_PRIVATE = []
    with site() as server:
        url = path.format(server.address, port=server.server_port)

        with pytest.raises((Forbidden, *ERRORS)):
            ask("GET", url)

        assert server.requests == []


def test_other_ports_are_not_tried():
    with pytest.raises(Forbidden):
        ask("GET", "http://1.1.1.1:22/")


def test_an_allowed_server_is_asked_by_its_name(server):
    server.pages["/a?b=1"] = (200, {}, b"text")

    answer = ask("GET", f"{server.url}/a?b=1#part", with_body=True)

    assert (answer.status, answer.body) == (200, b"text")
    ((method, path, agent),) = server.requests
    assert (method, path) == ("GET", "/a?b=1")
    assert agent.startswith("ScicityLinkCheck/1.0 (+http")


def test_a_server_that_never_ends_is_cut_off(settings):
    """It sends a header now and then, so that no single read takes long."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)
    port = listener.getsockname()[1]
    settings.LINK_CHECK_PRIVATE = [f"127.0.0.1:{port}"]
    thread = threading.Thread(target=drip, args=[listener])
    thread.start()
    before, fetching.DEADLINE = fetching.DEADLINE, 0.5

    try:
        with pytest.raises(ERRORS):
            ask("GET", f"http://127.0.0.1:{port}/")
    finally:
        fetching.DEADLINE = before
        listener.close()
        thread.join(10)

    assert not thread.is_alive()


def drip(listener):
    connection, _address = listener.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while True:
                connection.sendall(b"X-More: 1\r\n")
                time.sleep(0.1)
        except OSError:
            return
