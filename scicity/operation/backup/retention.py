"""Which backups stay: all of the last days, then one a week, then one a month."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

PREFIX = "scicity-"
STAMP = "%Y%m%dT%H%M%SZ"
WEEKS, MONTHS = 8, 12


def moment(name: str) -> datetime | None:
    try:
        return datetime.strptime(name.removeprefix(PREFIX), STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def backups(directory: Path) -> dict[datetime, Path]:
    """Whole backups by their moment, oldest first."""
    paths = directory.iterdir() if directory.is_dir() else ()
    found = {moment(path.name): path for path in paths if path.name.startswith(PREFIX)}
    found.pop(None, None)
    return dict(sorted(found.items()))


def expired(moments: Iterable[datetime], days: int, now: datetime) -> list[datetime]:
    """Those that may go. The newest never does; of a week or a month its first one stays."""
    kept_weeks, kept_months, gone = set(), set(), []
    ordered = sorted(moments)
    for made in ordered[:-1]:
        age = now - made
        week, month = made.isocalendar()[:2], (made.year, made.month)
        if age <= timedelta(days=days):
            continue
        if age <= timedelta(weeks=WEEKS) and week not in kept_weeks:
            kept_weeks.add(week)
        elif timedelta(weeks=WEEKS) < age <= timedelta(days=31 * MONTHS) and (
            month not in kept_months
        ):
            kept_months.add(month)
        else:
            gone.append(made)
    return gone
