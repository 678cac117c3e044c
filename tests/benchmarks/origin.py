"""What one server carries: stored pages, pages made anew, and nginx's files.

    .venv/bin/python -m tests.benchmarks.origin       (needs wrk and nginx)

The results stand in docs/scaling.md.
"""

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp

from tests.apps import App
from tests.clusters import Cluster
from tests.needs import ROOT
from tests.web import Nginx

SECONDS = 4
HTTP = """
    include {snippets}/pages-http.conf;
    upstream scicity {{ server 127.0.0.1:{portal}; keepalive 16; }}
    server {{
        listen 127.0.0.1:{port};
        set $page_files {files};
        include {snippets}/pages-server.conf;
        location @portal {{
            proxy_pass http://scicity;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
        }}
    }}
"""


def measure(name: str, url: str) -> None:
    command = [
        "wrk",
        "-t1",
        "-c16",
        f"-d{SECONDS}",
        "--latency",
        "-H",
        "Accept-Encoding: gzip",
        url,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec: +(\S+)", said)[1]
    slow = re.search(r"99% +(\S+)", said)[1]
    bad = re.search(r"Non-2xx.*|Socket errors.*", said)
    print(f"| {name} | {float(rate):,.0f} | {slow} | {bad[0] if bad else ''} |", flush=True)


def main():
    place = Path(mkdtemp(prefix="origin-"))
    place.chmod(0o755)
    cluster = Cluster(place / "postgres").start()
    variables = {"PAGE_FILES": "1", "API_REQUESTS_A_MINUTE": "100000"}
    app = App(place / "var", cluster.address, **variables).prepare().start()
    nginx = Nginx(place)
    nginx.start(
        HTTP.format(
            snippets=ROOT / "deploy" / "nginx", portal=app.port, port=nginx.port,
            files=app.var / "pages" / "front",
        )
    )  # fmt: skip
    try:
        for _visit in range(8):
            app.get("/news/"), nginx.get("/news/")
        measure("page in nginx's files", f"{nginx.url}/news/")
        measure("page in the store, asked directly", f"{app.url}/news/")
        measure("API, made anew", f"{app.url}/api/v1/institutions/")
        measure("search, made anew", f"{app.url}/search/?q=%E6%96%87%E7%AB%A0&sort=newest&x=1")
    finally:
        nginx.stop()
        app.stop()
        cluster.stop()
        shutil.rmtree(place)


if __name__ == "__main__":
    main()
