"""nginx sends along what the certificate's authority says of it; asked of a real responder."""

import os
import subprocess
from contextlib import contextmanager

import pytest

from tests.apps import eventually
from tests.needs import ROOT, program
from tests.portal import free_port
from tests.web import Nginx

CONF = """
[ca]
default_ca = own
[own]
database = {place}/index
serial = {place}/serial
new_certs_dir = {place}
certificate = {place}/authority.pem
private_key = {place}/authority.key
default_md = sha256
default_days = 2
policy = any
[any]
commonName = supplied
[named]
subjectAltName = DNS:localhost
authorityInfoAccess = OCSP;URI:http://127.0.0.1:{port}
[silent]
subjectAltName = DNS:localhost
"""
HTTP = """
    server {{{{
        listen 127.0.0.1:{{port}} ssl;
        ssl_certificate {place}/tls/cert.pem;
        ssl_certificate_key {place}/tls/key.pem;
        include {place}/stapling.conf;
        return 204;
    }}}}
"""


class Authority:
    def __init__(self, place):
        self.place, self.port = place, free_port()
        (place / "tls").mkdir()
        (place / "index").touch()
        (place / "serial").write_text("01\n")
        (place / "ca.conf").write_text(CONF.format(place=place, port=self.port))
        self.make_key("authority", place / "authority.key", place / "authority.pem", "-x509")

    def openssl(self, *arguments, **options) -> str:
        command = [program("openssl", install="openssl"), *map(str, arguments)]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=60, **options
        ).stdout

    def make_key(self, name, key, out, *more):
        self.openssl(
            "req", *more, "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", f"/CN={name}", "-keyout", key, "-out", out,
        )  # fmt: skip

    def certify(self, extensions):
        place, tls = self.place, self.place / "tls"
        self.make_key("localhost", tls / "key.pem", place / "request")
        self.openssl(
            "ca", "-batch", "-notext", "-config", place / "ca.conf", "-extensions", extensions,
            "-in", place / "request", "-out", tls / "cert.pem",
        )  # fmt: skip
        authority = (place / "authority.pem").read_text()
        (tls / "cert.pem").write_text((tls / "cert.pem").read_text() + authority)

    def revoke(self):
        certificate = self.place / "01.pem"
        self.openssl("ca", "-config", self.place / "ca.conf", "-revoke", certificate)

    @contextmanager
    def answering(self):
        place = self.place
        with (place / "responder").open("w") as log:
            process = subprocess.Popen(
                ["openssl", "ocsp", "-port", str(self.port), "-index", place / "index",
                 "-CA", place / "authority.pem", "-rsigner", place / "authority.pem",
                 "-rkey", place / "authority.key"],
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def authority(tmp_path):
    tmp_path.chmod(0o755)
    return Authority(tmp_path)


@contextmanager
def serving(place):
    own = {"ETC_DIR": str(place), "TRUSTED_CERTIFICATES": str(place / "authority.pem")}
    subprocess.run(
        ["sh", "-euc", f". {ROOT}/deploy/lib.sh; stapling >$ETC_DIR/stapling.conf"],
        env=os.environ | own, check=True,
    )  # fmt: skip
    nginx = Nginx(place, "https", "localhost").start_with(HTTP.format(place=place))
    try:
        yield nginx
    finally:
        nginx.stop()


def stapled(authority, nginx) -> str:
    """What nginx says of its certificate besides the certificate."""
    said = authority.openssl(
        "s_client", "-connect", f"127.0.0.1:{nginx.port}", "-servername", "localhost", "-status",
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    lines = [line.strip() for line in said.splitlines()]
    return next((line for line in lines if line.startswith("Cert Status")), "nothing")


def told(place) -> str:
    return (place / "error.log").read_text()


def test_the_authoritys_word_is_sent_along_and_no_word_for_a_withdrawn_one(authority):
    authority.certify("named")

    with authority.answering(), serving(authority.place) as nginx:
        # The first visitor makes nginx ask.
        assert eventually(lambda: stapled(authority, nginx) == "Cert Status: good")
    authority.revoke()
    with authority.answering(), serving(authority.place) as nginx:
        asked = eventually(
            lambda: stapled(authority, nginx) and "certificate status" in told(authority.place)
        )

        assert (asked, stapled(authority, nginx)) == (True, "nothing")
    assert 'certificate status "revoked"' in told(authority.place)


def test_a_certificate_that_names_nobody_to_ask_makes_no_noise(authority):
    authority.certify("silent")

    with serving(authority.place) as nginx:
        assert stapled(authority, nginx) == "nothing"

    assert (authority.place / "stapling.conf").read_text() == ""
    assert told(authority.place) == ""


def test_resolver_of_the_operator_is_used(authority):
    authority.certify("named")
    (authority.place / "deploy.conf").write_text("RESOLVER=127.0.0.53\n")

    with serving(authority.place):
        lines = (authority.place / "stapling.conf").read_text().splitlines()

    assert lines == [
        "ssl_stapling on;", "ssl_stapling_verify on;",
        f"ssl_trusted_certificate {authority.place}/authority.pem;", "resolver 127.0.0.53;",
    ]  # fmt: skip
