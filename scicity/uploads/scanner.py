"""Asks clamd (CLAMD_URL) what it finds in a file, by its INSTREAM command."""

import socket
import tempfile
import zipfile
from urllib.parse import urlsplit

from django.conf import settings

from scicity.media.documents import MAX_BYTES

CHUNK = 128 * 1024
SECONDS_TO_CONNECT = 3
# nginx waits a minute for the whole answer.
SECONDS_TO_ANSWER = 40
LONGEST_ANSWER = 4096
# Every scanner knows this harmless text. In two parts: one would also be found in this file.
TEST_FILE = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class ScannerProblem(Exception):
    """No verdict: the file counts as not scanned."""


class TooLargeToScan(ScannerProblem):
    """clamd's StreamMaxLength is below the size of the file."""


def find_in(file) -> str:
    """The name of what clamd finds in the file, "" where it finds nothing."""
    file.seek(0)
    try:
        with connected() as line:
            verdict = sent(line, file)
    except OSError as error:
        raise ScannerProblem(type(error).__name__) from None
    finally:
        file.seek(0)
    if "size limit exceeded" in verdict:
        raise TooLargeToScan(verdict)
    if verdict.endswith(" FOUND"):
        return verdict.removeprefix("stream: ").removesuffix(" FOUND")
    if verdict != "stream: OK":
        raise ScannerProblem(verdict or "no answer")
    return ""


def connected() -> socket.socket:
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname, parts.port), SECONDS_TO_CONNECT)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS_TO_CONNECT)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def sent(line: socket.socket, file) -> str:
    """clamd says no to a long file before its end, so what it said is read after a broken line."""
    line.settimeout(SECONDS_TO_ANSWER)
    try:
        line.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            line.sendall(len(chunk).to_bytes(4, "big") + chunk)
        line.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        pass
    return answer(line)


def answer(line: socket.socket) -> str:
    text = b""
    while not text.endswith(b"\0") and len(text) < LONGEST_ANSWER:
        if not (more := line.recv(LONGEST_ANSWER)):
            break
        text += more
    return text.decode(errors="replace").strip("\0\n")


def problem() -> str:
    """Why no upload can be scanned now."""
    try:
        with connected() as line:
            line.settimeout(SECONDS_TO_CONNECT)
            line.sendall(b"zPING\0")
            said = answer(line)
    except OSError as error:
        return f"no answer ({type(error).__name__})"
    return "" if said == "PONG" else f"answers {said[:100]!r}"


def weakness() -> str:
    """What clamd would let through: it must find the test file in the largest upload there is.

    A file above its MaxFileSize clamd calls clean without having looked.
    """
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("long.bin", bytes(MAX_BYTES - 1024))
            archive.writestr("eicar.com", TEST_FILE)
        try:
            return "" if find_in(file) else "it does not find the test file in one of 50 MB"
        except TooLargeToScan:
            return "it takes no files of 50 MB"
        except ScannerProblem as error:
            return f"no answer ({error})"
