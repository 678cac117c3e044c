import resource
import subprocess
import sys

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
