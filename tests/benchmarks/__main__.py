"""Measures the portal with real server processes and wrk: `make bench`, `make bench-growth`.

One core is the server's, its database's and nginx's; wrk has another. Stored pages are compared
with nginx serving the same bytes as files and with a hello-world WSGI application on the same
server, all in one run. The content is made up from a fixed seed: no figure speaks of a real site.

Columns: "cold" is a page made anew while the parts that other pages show too are kept, as in
operation; "after a change" the first one after a commit that ended these parts; "nothing kept"
the same as cold without the store, all parts made each time; "stored" the page from the store, by
the server itself and through nginx.
"""

import argparse
import json
import os
import statistics
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks import servers, tables
from tests.benchmarks.load import Load
from tests.needs import ROOT

# What asks for a page made anew: a cookie for which nothing is stored, and that changes no look.
UNSTORED = {"Cookie": "display=bench"}
CHANGES = 7
SECONDS_TO_HEAR = 0.3
GROWTH = (10_000, 100_000, 1_000_000)


def main():
    options = arguments()
    os.sched_setaffinity(0, {0})
    folder = ROOT / "var" / "bench"
    results = []
    sizes = [size for size in GROWTH if size <= options.most]
    for articles in sizes if options.growth else [options.articles]:
        results.append(measure(folder, articles, options))
        (folder / "results.json").write_text(json.dumps(results, indent=2, ensure_ascii=False))
        print(tables.of_one(results[-1]), flush=True)
    if options.growth:
        print(tables.of_growth(results))
    print(f"\nAll figures: {folder / 'results.json'}")


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, default=GROWTH[0])
    parser.add_argument("--growth", action="store_true", help="10,000, 100,000, 1,000,000 articles")
    parser.add_argument("--most", type=int, default=GROWTH[-1], help="the last size of --growth")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="of each round")
    parser.add_argument("--pages", help="only pages with this in their name")
    return parser.parse_args()


def measure(folder: Path, articles: int, options) -> dict:
    """Everything about a site of this size; its database stays for the next run."""
    site = servers.Site(folder / str(articles))
    site.prepare(articles)
    load = Load(options.rounds, options.seconds)
    result = {"articles": articles, "rounds": options.rounds, "seconds": options.seconds}
    with site.portal() as portal:
        growing = ["growing"] if options.growth else []
        pages = [page for page in site.pages(*growing) if (options.pages or "") in page["name"]]
        session = {"Cookie": f"sessionid={site.session()}"}
        for page in pages:
            headers = session if page["name"].startswith("admin") else UNSTORED
            page["cold"] = load.of(portal.url, page["paths"], headers)
            if options.growth:
                page["after a change"] = after_changes(site, portal.url, page["paths"][0], headers)
        for page in [] if options.growth else stored(pages):
            page["stored"] = load.of(portal.url, page["paths"][:1])
            page["bytes"] = len(page["body"])
        result["memory of the server, MB"] = portal.memory()
        if not options.growth:
            compare_with_files(site, portal, stored(pages), load)
    if not options.growth:
        with site.portal(PAGE_STORE="0") as portal:
            for page in stored(pages):
                page["nothing kept"] = load.of(portal.url, page["paths"], UNSTORED)
        with servers.hello(site.var) as url:
            result["hello world"] = load.of(url, ["/"])
    for page in pages:
        page.pop("body", None)
    return result | {"pages": pages}


def after_changes(site, url, path, headers) -> float:
    """Milliseconds of the first visit after a commit: what lists count is counted again."""
    times = []
    for _change in range(CHANGES):
        site.change()
        time.sleep(SECONDS_TO_HEAR)
        request = urllib.request.Request(url + path, headers=headers)
        began = time.perf_counter()
        urllib.request.urlopen(request, timeout=300).read()
        times.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(times), 1)


def stored(pages: list[dict]) -> list[dict]:
    return [page for page in pages if page["is_stored"]]


def compare_with_files(site, portal, pages, load):
    """The store's files behind nginx, and the same bytes as plain files of the same nginx."""
    with nginx_for(site, portal, pages) as url:
        for page in pages:
            page["nginx, store"] = load.of(url, page["paths"][:1])
            page["nginx, files"] = load.of(url, [f"/plain/{page['file']}"])


@contextmanager
def nginx_for(site, portal, pages):
    plain = site.var / "plain"
    plain.mkdir(exist_ok=True)
    for number, page in enumerate(pages):
        page["file"] = f"{number}.html"
        (plain / f"{number}.html.gz").write_bytes(page["body"])
    with servers.nginx(site.var, plain, portal) as url:
        yield url


if __name__ == "__main__":
    main()
