import logging
from base64 import b64encode

from django.contrib.auth.hashers import Argon2PasswordHasher

from scicity.accounts import credentials

log = logging.getLogger(__name__)


class KeyedArgon2(Argon2PasswordHasher):
    """Argon2 over what a secret outside the database makes of the password (ASVS 2.4.5).

    `argon2_keyed$<number of the secret>$argon2id$…`: a database with another one says so.
    """

    algorithm = "argon2_keyed"

    def encode(self, password, salt):
        _algorithm, rest = super().encode(keyed(password), salt).split("$", 1)
        return f"{self.algorithm}${credentials.number()}${rest}"

    def decode(self, encoded):
        return super().decode(plain(encoded))

    def verify(self, password, encoded):
        if number_of(encoded) != credentials.number():
            log.error("A password was kept with another CREDENTIALS_SECRET: manage.py doctor.")
            return False
        return super().verify(keyed(password), plain(encoded))


def keyed(password: str) -> str:
    return b64encode(credentials.keyed("password", password.encode())).decode()


def number_of(encoded: str) -> str:
    return encoded.split("$", 2)[1]


def plain(encoded: str) -> str:
    """As Django's own hasher writes it."""
    algorithm, _number, rest = encoded.split("$", 2)
    return f"{algorithm}${rest}"
