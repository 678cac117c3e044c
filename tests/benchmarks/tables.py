"""The figures as text."""

import statistics

KINDS = ("cold", "nothing kept", "stored", "nginx, store", "nginx, files")


def of_one(result: dict) -> str:
    kinds = [kind for kind in KINDS if any(kind in page for page in result["pages"])]
    head = ["page", "queries", "kB", *(f"{kind}: /s (p50, p99 ms)" for kind in kinds)]
    rows = [row(page, kinds) for page in result["pages"]]
    lines = [f"\n{result['articles']:,} articles", *aligned([head, *rows])]
    lines.append(f"memory of the server: {result['memory of the server, MB']} MB")
    if any("nginx, files" in page for page in result["pages"]):
        lines += ratios(result)
    return "\n".join(lines)


def row(page: dict, kinds: list[str]) -> list[str]:
    size = f"{page['bytes'] / 1000:.1f}" if "bytes" in page else ""
    return [page["name"], f"{page['queries']}", size, *(cell(page.get(kind)) for kind in kinds)]


def cell(load: dict | None) -> str:
    if load is None:
        return "–"
    spread = (load["most"] - load["least"]) / load["rate"] if load["rate"] else 0
    wrong = f", {load['errors']} errors" if load["errors"] else ""
    times = f"{load['p50 ms']:g}, {load['p99 ms']:g}"
    return f"{load['rate']:,.0f} ±{spread / 2:.0%} ({times}{wrong})"


def ratios(result: dict) -> list[str]:
    pages = [page for page in result["pages"] if "nginx, files" in page]
    hello = result["hello world"]["rate"]

    def of(kind):
        shares = [page[kind]["rate"] / page["nginx, files"]["rate"] for page in pages]
        return f"{statistics.median(shares):.2f}"

    return [
        f"hello world on the same server: {hello:,.0f}/s",
        f"stored, `make run` alone / nginx, files (median): {of('stored')}",
        f"stored, through nginx / nginx, files (median): {of('nginx, store')}",
        "stored, `make run` alone / hello world (median): "
        f"{statistics.median(page['stored']['rate'] / hello for page in pages):.2f}",
    ]


def of_growth(results: list[dict]) -> str:
    """How much longer a page made anew takes with more articles, and the first after a change."""
    sizes = [f"{result['articles']:,}" for result in results]
    head = [
        "requests a second, cold",
        *sizes,
        "time ×",
        *(f"ms after a change, {s}" for s in sizes),
    ]
    rows = []
    for name in [page["name"] for page in results[-1]["pages"]]:
        pages = [next(p for p in result["pages"] if p["name"] == name) for result in results]
        rates = [page["cold"]["rate"] for page in pages]
        growth = rates[0] / rates[-1] if rates[-1] else float("inf")
        times = [f"{page['after a change']:,.0f}" for page in pages]
        rows.append([name, *(f"{rate:,.0f}" for rate in rates), f"{growth:.2f}", *times])
    return "\n".join(aligned([head, *rows]))


def aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
            for row in rows]  # fmt: skip
