from datetime import UTC, datetime, timedelta

from scicity.operation.backup.retention import expired

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def kept(moments):
    return sorted(set(moments) - set(expired(moments, 14, NOW)))


def test_days_then_weeks_then_months_stay():
    nightly = [NOW - timedelta(days=age) for age in range(800)]

    ages = [(NOW - moment).days for moment in kept(nightly)]

    assert [age for age in ages if age <= 14] == list(range(14, -1, -1))
    assert [age for age in ages if 14 < age <= 56] == [56, 51, 44, 37, 30, 23, 16]
    months = [(moment.year, moment.month) for moment in kept(nightly) if (NOW - moment).days > 56]
    assert months == [(2025, 11), (2025, 12), *((2026, month) for month in range(1, 10))]


def test_the_newest_stays_however_old():
    assert kept([datetime(2020, 1, 1, tzinfo=UTC)]) == [datetime(2020, 1, 1, tzinfo=UTC)]
