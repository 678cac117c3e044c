"""Asks other servers, and only servers of the public internet, whether an address can be opened.

Editors choose the addresses and other sites where they redirect to: what a name stands for is
looked up once, every answer of it must be a public address, and the connection goes to the
address that was judged. A redirect is judged like a new link.
"""

import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url, parse_url

PORTS = {"http": 80, "https": 443}
ALLOWED_PORTS = {80, 443, 8080, 8443}
# Seconds for the connection, and for each piece of an answer.
TIMEOUT = 10
# A server that sends a letter now and then is cut off after this.
DEADLINE = 25
LARGEST = 100_000
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(Exception):
    """Not an address that this server may connect to."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""
    body: bytes = b""


def user_agent() -> str:
    return f"ScicityLinkCheck/1.0 (+{settings.SITE_URL or settings.LOCAL_URL})"


def ask(method: str, url: str, with_body: bool = False) -> Answer:
    """Raises Forbidden, OSError (with socket.gaierror, ssl.SSLError) and urllib3's errors."""
    address = parse_url(url)
    connection = connect(address)
    with deadline(connection):
        try:
            connection.request(
                method, address.request_uri, headers=headers(address), preload_content=False
            )
            response = connection.getresponse()
            body = response.read(LARGEST) if with_body else b""
        finally:
            connection.close()
    return Answer(response.status, response.headers.get("Location", ""), body)


def headers(address: Url) -> dict[str, str]:
    return {"Host": address.netloc, "User-Agent": user_agent(), "Accept": "*/*"}


def connect(address: Url) -> HTTPConnection:
    if address.scheme not in PORTS or not address.host or address.auth:
        raise Forbidden(address)
    port = address.port or PORTS[address.scheme]
    host = address.host.strip("[]")
    ip = public_ip(host, port)
    if address.scheme == "http":
        return HTTPConnection(ip, port, timeout=TIMEOUT)
    return HTTPSConnection(
        ip, port, timeout=TIMEOUT, server_hostname=host, assert_hostname=host,
        cert_reqs=ssl.CERT_REQUIRED,
    )  # fmt: skip


def public_ip(host: str, port: int) -> str:
    """One of the host's addresses; all of them must be public, or none is used."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ips = [ip for family, *_rest, (ip, *_) in sorted(found, key=lambda row: row[0])]
    allowed = [f"{ip}:{port}" in settings.LINK_CHECK_PRIVATE for ip in ips]
    if all(allowed):
        return ips[0]
    if port not in ALLOWED_PORTS or not all(map(is_public, ips)):
        raise Forbidden(host)
    return ips[0]


def is_public(ip: str) -> bool:
    address = ipaddress.ip_address(ip.partition("%")[0])
    if address.version == 6:
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inner = ipaddress.ip_address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


@contextmanager
def deadline(connection):
    is_over = threading.Event()
    timer = threading.Timer(DEADLINE, cut, [connection, is_over])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if is_over.is_set():
        raise TimeoutError


def cut(connection, is_over: threading.Event) -> None:
    is_over.set()
    if connection.sock is not None:
        connection.sock.shutdown(socket.SHUT_RDWR)


ERRORS = (OSError, urllib3.exceptions.HTTPError, ValueError)
