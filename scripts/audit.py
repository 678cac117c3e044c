"""Compares the pinned packages with published advisories; `make audit` calls it.

Ends with 1 where an advisory names a version that is pinned here. Where the service of advisories
can't be asked (a network without a way out) it says so and ends with 0: nothing was found out then.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What runs in production, in tests and at a developer's: this file has them all.
PINS = ROOT / "requirements-dev.txt"
# Advisories that don't concern the portal, each with the reason: {"GHSA-…": "only on Windows"}.
IGNORED: dict[str, str] = {}
SECONDS = 300
# What pip-audit says when it got no answer, or one that is none of such a service.
UNREACHABLE = ("requests.exceptions.", "ServiceError", "may be blocking this service")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--service", help="address of another service that speaks OSV's protocol")
    options = parser.parse_args()
    answer, complaint = audit(options.service)
    if answer is None:
        print(f"NOT AUDITED: the service of advisories can't be asked ({complaint}).")
        return 0
    found = [(package, hole) for package in answer for hole in package.get("vulns", ())]
    for package, hole in found:
        fixed = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {hole['id']}, mended in {fixed}")
        print(f"    {hole['description'][:300]}")
    print(f"{len(answer)} packages audited, {len(found)} known vulnerabilities.")
    return 1 if found else 0


def audit(service: str | None) -> tuple[list[dict] | None, str]:
    """What is known of each package; or None, and why it can't be known."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "answer.json"
        command = [
            sys.executable, "-m", "pip_audit", "--requirement", PINS, "--disable-pip",
            "--require-hashes", "--vulnerability-service", "osv", "--cache-dir", folder,
            "--progress-spinner", "off", "--timeout", "10", "--format", "json", "--output", output,
        ]  # fmt: skip
        command += ["--osv-url", service] if service else []
        for name in IGNORED:
            command += ["--ignore-vuln", name]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS).stderr
        except subprocess.TimeoutExpired:
            return None, f"no end after {SECONDS} s"
        text = output.read_text() if output.exists() else ""
    if not text:
        if not any(words in said for words in UNREACHABLE):
            sys.exit(f"Error: pip-audit failed:\n{said}")
        return None, said.strip().splitlines()[-1]
    return json.loads(text)["dependencies"], ""


if __name__ == "__main__":
    sys.exit(main())
