"""Ten thousand requests that nobody in good faith would send, to the real server."""

import http.client
import random
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

NUMBER, WARM_UP, THREADS = 10_000, 2_000, 4
ROOTS = [
    "/", "/en/", "/news/", "/talent/", "/talent/match/", "/projects/", "/projects/map/", "/data/",
    "/api/v1/", "/api/v1/policies/", "/search/", "/search/suggest/", "/media/", "/static/",
    "/admin/", "/admin/login/", "/subscriptions/", "/preferences/", "/figures/", "/sitemap.xml",
]  # fmt: skip
BITS = [
    "..", "%2e%2e", "%00", "%", "%zz", "%ff%fe", "'", '"', "<script>", "{{7*7}}", "${jndi:ldap://x}",
    "%0d%0aSet-Cookie:a=b", "../../etc/passwd", "wp-login.php", ".env", ".git/config", "人才",
    "a" * 900, "-1", "9" * 40, "1e999", "NaN", "null", "[]", "\u202e", "%F0%9F%98%80", ";", "//",
    "\\", "*", "~", "?", "&", "#", "=", "' OR 1=1--", "() { :;};", "%25%30%30", "١٢", "𝟏",
]  # fmt: skip
NAMES = [
    "q", "page", "year", "topic", "kind", "sort", "next", "format", "id", "a[]", "__proto__",
    "district", "validity", "window", "level", "category", "email", "object_id", "frequency",
    "csrfmiddlewaretoken", "limit", "offset", "lang", "from", "to", "on", "x" * 300,
]  # fmt: skip
HEADERS = {
    "Host": ["evil.example", "127.0.0.1:99999", "", "a b", "[::1", "x" * 300, "127.0.0.1\t"],
    "Cookie": ["sessionid=x", "display=elder.dark.large.x", "a" * 4000, "=;=;=", "display=\"'<"],
    "X-Forwarded-For": ["1.2.3.4, x", "unknown", ",,,", "::", "a" * 2000],
    "X-Forwarded-Proto": ["https", "x", "https,http"],
    "X-Forwarded-Host": ["evil.example"],
    "Accept-Language": ["zh", "xx-" * 100, "*;q=2"],
    "Accept-Encoding": ["br;q=0", "gzip, br", "*;q=x", "identity;q=0"],
    "If-None-Match": ["*", '"', 'W/"x"', "a" * 3000],
    "If-Modified-Since": ["never", "Thu, 99 Foo 2026 99:99:99 GMT"],
    "Range": ["bytes=0-", "bytes=9-1", "bytes=-1", "lines=1-2", "bytes=0-0," * 200],
    "Content-Type": ["application/json", "multipart/form-data", "text/xml; charset=utf-9", "x"],
    "Authorization": ["Basic %%%", "Bearer x"],
    "Referer": ["javascript:alert(1)", "http://evil.example/"],
    "X-Request-ID": ["x" * 100, "0" * 32],
    "User-Agent": ["", "sqlmap/1.0", "\xff\xfe"],
}
METHODS = ["GET"] * 12 + ["POST"] * 5 + ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"]
BODIES = [
    b"", b"a=b", b"q=%ff", b"{", b'{"a":' * 50, b"\0" * 500, b"--x\r\n\r\n", b"a=1&" * 3000,
    b"email=reader%40example.com&kind=talent.talentpolicy&frequency=daily&object_id=%00",
    b"--b\r\nContent-Disposition: form-data; name=a; filename=../../x\r\n\r\nx\r\n--b--",
]  # fmt: skip
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
RAW = [
    b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01",
    b"\0" * 100, b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET " + b"/a" * 40_000 + b" HTTP/1.1\r\n\r\n", POST + b"Content-Length: -1\r\n\r\n",
    POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 5000 + b"\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]  # fmt: skip
LEAK = re.compile(rb"Traceback|DoesNotExist|/site-packages/|django\.core|psycopg|SELECT .* FROM")


def quoted(text: str) -> str:
    """Only what can not stand in a request line is encoded."""
    return "".join(
        c if 33 <= ord(c) < 127 else "".join(f"%{b:02X}" for b in c.encode()) for c in text
    )


def request(chance: random.Random) -> tuple[str, str, bytes | None, dict]:
    path = chance.choice(ROOTS)
    for _bit in range(chance.choice([0, 0, 1, 1, 2, 3])):
        path += chance.choice(BITS) + chance.choice(["/", "", "/"])
    pairs = [
        f"{chance.choice(NAMES)}={chance.choice([*BITS, '2026', 'x', ''])}"
        for _pair in range(chance.choice([0, 0, 1, 2, 5]))
    ]
    target = quoted(path + ("?" + "&".join(pairs) if pairs else ""))
    names = chance.sample(list(HEADERS), chance.choice([0, 1, 1, 2, 4]))
    headers = {name: chance.choice(HEADERS[name]) for name in names}
    method = chance.choice(METHODS)
    body = chance.choice(BODIES) if method in ("POST", "PUT", "PATCH") else None
    return method, target, body, headers


class Sender:
    """One thread's requests; `wrong` has what should not have been answered."""

    def __init__(self, port: int, seed: int):
        self.port, self.chance, self.wrong, self.statuses = port, random.Random(seed), [], set()

    def send(self, number: int) -> "Sender":
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _request in range(number):
            wanted = request(self.chance)
            try:
                connection.request(*wanted)
                answer = connection.getresponse()
                body = answer.read()
            except (http.client.HTTPException, OSError):
                # The server may hang up on nonsense; it must take the next call.
                connection.close()
                continue
            self.statuses.add(answer.status)
            if answer.status >= 500 or LEAK.search(body):
                self.wrong.append((*wanted, answer.status, body[:200]))
        connection.close()
        return self


def send_raw(port: int, data: bytes) -> bytes:
    """What comes back until the server hangs up, or says nothing more for a second."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=1) as sock:
        try:
            sock.sendall(data)
            while part := sock.recv(100_000):
                said += part
        except OSError:
            pass
    return said


def memory_of(portal) -> int:
    """Bytes of the server's processes that are their own."""
    total = 0
    for children in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"VAR_DIR={portal.var}".encode() not in children.read_bytes():
                continue
            command = (children.parent / "cmdline").read_bytes()
            if b"granian" in command or b"multiprocessing" in command:
                text = (children.parent / "smaps_rollup").read_text()
                total += sum(map(int, re.findall(r"^Private_\w+: +(\d+) kB", text, re.MULTILINE)))
        except OSError:
            continue
    return total * 1024


@pytest.fixture(scope="module")
def fuzzed(portal):
    """Everything sent: the senders, and the memory after the warm-up and at the end."""
    senders = [Sender(portal.port, seed) for seed in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda sender: sender.send(WARM_UP // THREADS), senders))
        before = memory_of(portal)
        list(threads.map(lambda sender: sender.send((NUMBER - WARM_UP) // THREADS), senders))
    return senders, before, memory_of(portal)


def test_no_request_breaks_anything(fuzzed):
    senders, _before, _after = fuzzed

    assert [wrong for sender in senders for wrong in sender.wrong] == []
    seen = set().union(*(sender.statuses for sender in senders))
    assert seen >= {200, 301, 302, 400, 403, 404, 405}


def test_memory_stays_flat(fuzzed):
    _senders, before, after = fuzzed

    assert before > 0
    assert after < before * 1.3 + 20 * 1024 * 1024


def test_broken_http_gets_no_page_and_leaves_the_server_well(fuzzed, portal):
    answers = [send_raw(portal.port, data) for data in RAW]

    assert [answer for answer in answers if answer.startswith(b"HTTP/1.1 200")] == []
    assert [answer for answer in answers if LEAK.search(answer)] == []
    assert send_raw(portal.port, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").endswith(b"ok\n")


def test_log_tells_of_no_error_of_ours(fuzzed, portal):
    assert "Internal Server Error" not in portal.log.read_text()


def test_foreign_host_is_refused(portal):
    said = send_raw(
        portal.port, b"GET /news/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    )

    assert said.startswith(b"HTTP/1.1 400")
    assert b"evil.example" not in said
