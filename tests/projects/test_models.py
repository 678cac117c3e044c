import datetime

import pytest
from django.core.exceptions import ValidationError

from projects.models import Call, Project
from tests.factories import make_project

DAY = datetime.date(2024, 5, 20)
DATES = [None, *(DAY + datetime.timedelta(days=n) for n in (-2, -1, 0, 1, 2))]

pytestmark = pytest.mark.django_db


def messages(**values):
    with pytest.raises(ValidationError) as caught:
        make_project(**values)
    return caught.value.message_dict


def test_swapped_axes_are_named_at_the_field():
    errors = messages(longitude="29.500000", latitude="106.300000")

    assert "填反" in errors["longitude"][0]


def test_a_place_outside_is_named_at_the_field():
    assert "不在重庆" in messages(longitude="116.39", latitude="39.9")["longitude"][0]


def test_half_a_place_is_named_at_the_empty_field():
    assert "一起填写" in messages(longitude="106.3")["latitude"][0]


@pytest.mark.parametrize("period", ["baseline", "planned", "actual"])
def test_an_impossible_period_is_named_at_its_end(period):
    values = {f"{period}_start": "2022-05-02", f"{period}_end": "2022-05-01"}

    assert "早于" in messages(**values)[f"{period}_end"][0]


def test_a_geometry_with_swapped_axes_is_named():
    line = {"type": "LineString", "coordinates": [[29.5, 106.3], [29.5, 106.4]]}

    assert "填反" in messages(geometry=line)["geometry"][0]


def test_a_geometry_with_a_point_outside_is_named():
    line = {"type": "LineString", "coordinates": [[106.3, 29.5], [116.4, 39.9]]}

    assert "不在重庆" in messages(geometry=line)["geometry"][0]


def test_a_withheld_place_is_never_public():
    line = {"type": "LineString", "coordinates": [[106.3, 29.5], [106.4, 29.5]]}
    place = {"longitude": "106.3", "latitude": "29.5", "geometry": line}

    open_one = make_project(**place)
    withheld = make_project(**place, location_precision="withheld")

    assert (open_one.public_point is None, open_one.public_geometry) == (False, line)
    assert (withheld.public_point, withheld.public_geometry) == (None, None)


@pytest.mark.parametrize("dates", ["actual_end", "planned_end", "actual_start", "baseline_end"])
def test_no_date_changes_the_phase(dates):
    project = make_project(phase="construction", **{dates: "2020-01-01"})

    assert Project.objects.get(pk=project.pk).phase == "construction"


def test_open_calls_are_those_in_the_open_state():
    calls = [
        Call(
            slug=f"c{a}{b}{c}{d}",
            title_zh_hans="榜",
            opens_on=opens,
            deadline=deadline,
            awarded_on=awarded,
            withdrawn_on=withdrawn,
        )
        for a, opens in enumerate(DATES)
        for b, deadline in enumerate(DATES)
        for c, awarded in enumerate((None, DAY))
        for d, withdrawn in enumerate((None, DAY))
        if not (opens and deadline and deadline < opens)
    ]
    Call.objects.bulk_create(calls)

    found = set(Call.objects.open_on(DAY).values_list("slug", flat=True))

    assert found == {call.slug for call in calls if call.state_on(DAY) == Call.State.OPEN}
    assert 0 < len(found) < len(calls)
