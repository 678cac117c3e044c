import resource
import subprocess
import sys
import threading
import time

from scicity.operation import metrics
from tests.environment import inherited
from tests.needs import ROOT

PROCESS = """
import django
django.setup()
from scicity.operation import metrics
metrics.begin_process()
metrics.slow_queries.inc()
print(len(list(metrics.DIRECTORY.iterdir())), metrics.slow_queries._value.get())
"""


def count_in_a_process(var, most_bytes: int) -> str:
    """What a starting server process says where no file may grow beyond this."""
    return subprocess.run(
        [sys.executable, "-c", PROCESS],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        env=inherited() | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "scicity.settings"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
    ).stdout  # fmt: skip


def test_a_server_process_starts_without_room_for_its_numbers(tmp_path):
    assert count_in_a_process(tmp_path, 2**10) == "0 1.0\n"


def test_with_room_its_numbers_are_in_files_that_all_processes_read(tmp_path):
    assert count_in_a_process(tmp_path, 2**30) == "2 1.0\n"


def of_the_store() -> float:
    child = metrics.requests.labels("store", "page", "GET", "200")
    return child._value.get()


def test_stored_answers_are_counted_within_moments():
    before = of_the_store()
    gathered = metrics.Gathered()
    gathered.SECONDS = 0.05

    for _number in range(3):
        gathered.add({"PATH_INFO": "/", "REQUEST_METHOD": "GET"}, "200 OK")

    until = time.monotonic() + 60
    while of_the_store() < before + 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert of_the_store() == before + 3


def test_stored_answers_of_many_threads_are_all_counted():
    before = of_the_store()
    gathered = metrics.Gathered()
    gathered.SECONDS = 0.001

    def ask():
        for _number in range(2000):
            gathered.add({"PATH_INFO": "/", "REQUEST_METHOD": "GET"}, "200 OK")

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    until = time.monotonic() + 60
    while of_the_store() < before + 8000 and time.monotonic() < until:
        time.sleep(0.01)
    assert of_the_store() == before + 8000
