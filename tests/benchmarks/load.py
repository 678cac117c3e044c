"""Runs wrk and reads what it says."""

import math
import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

CONNECTIONS = 16
WARM_UP = 1
# Every connection is to get so many answers in a round.
FEWEST = 3
# Asks for one of several addresses after the other.
SCRIPT = """
local paths = {%s}
local at = 0
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency, requests)
  io.write(string.format("figures %%d %%f %%f %%f %%d\\n", summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.read + summary.errors.timeout))
end
"""
FIGURES = re.compile(r"figures (\d+) ([\d.]+) ([\d.]+) ([\d.]+) (\d+)")


class Load:
    """Rounds of so many seconds each, after a warm-up; longer ones where a page takes long."""

    def __init__(self, rounds: int, seconds: float):
        self.rounds, self.seconds = rounds, seconds

    def of(self, url: str, paths: list[str], headers=None) -> dict:
        """Requests a second (median, least, most), milliseconds (p50, p99) under this load."""
        headers = {"Accept-Encoding": "gzip"} | (headers or {})
        self.check(url + paths[0], headers)
        began = time.perf_counter()
        self.check(url + paths[0], headers)
        enough = math.ceil(FEWEST * CONNECTIONS * (time.perf_counter() - began))
        self.run(url, paths, headers, WARM_UP)
        seconds = max(self.seconds, enough)
        rounds = [self.run(url, paths, headers, seconds) for _ in range(self.rounds)]
        rates = [requests / seconds for requests, seconds, _p50, _p99, _errors in rounds]
        return {
            "rate": round(statistics.median(rates), 1),
            "least": round(min(rates), 1),
            "most": round(max(rates), 1),
            "p50 ms": round(statistics.median(figures[2] for figures in rounds), 2),
            "p99 ms": round(statistics.median(figures[3] for figures in rounds), 2),
            "errors": int(sum(figures[4] for figures in rounds)),
        }

    def check(self, address: str, headers: dict) -> None:
        request = urllib.request.Request(address, headers=headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            if answer.status != 200 or "login" in answer.url:
                raise RuntimeError(f"{address} answers {answer.status} at {answer.url}")

    def run(self, url, paths, headers, seconds) -> list[float]:
        names = ", ".join(f'"{path}"' for path in paths)
        with tempfile.TemporaryDirectory() as folder:
            script = Path(folder) / "paths.lua"
            script.write_text(SCRIPT % names)
            command = ["taskset", "-c", str((os.cpu_count() or 2) - 1), "wrk"]
            command += ["-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s"]
            for name, value in headers.items():
                command += ["-H", f"{name}: {value}"]
            said = subprocess.run(
                [*command, "-s", script, url + paths[0]],
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
        return [float(figure) for figure in FIGURES.search(said).groups()]
