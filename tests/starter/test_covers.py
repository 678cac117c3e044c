import pytest
from PIL import Image

from scicity.media.models import Picture
from scicity.starter import covers, pictures
from scicity.starter.models import StarterRecord

SMALL = 160


@pytest.mark.parametrize("key", covers.DRAWINGS)
def test_cover_is_drawn_the_same_every_time(key):
    first = covers.draw(key, SMALL)

    assert first.size == (160, 90)
    assert first.tobytes() == covers.draw(key, SMALL).tobytes()


def test_no_two_covers_look_alike():
    drawn = [covers.draw(key, SMALL).resize((4, 3)).tobytes() for key in covers.DRAWINGS]

    differences = [
        sum(abs(a - b) for a, b in zip(first, second, strict=True)) / len(first)
        for number, first in enumerate(drawn)
        for second in drawn[:number]
    ]
    assert min(differences) > 5


@pytest.fixture
def storage(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_drawing_writes_an_original_and_every_rendition_that_the_page_asks_for(storage):
    pictures.draw("cover-figures")

    picture = Picture(**pictures.columns_of("cover-figures"))
    wanted = picture.image.get_picture_files_list()
    with Image.open(storage / picture.image.name) as original:
        assert original.size == (1600, 900)
    assert [r.name for r in wanted if not (storage / r.name).exists()] == []
    assert {r.width for r in wanted} == {310, 620, 930, 1240}


@pytest.mark.django_db
def test_missing_are_covers_never_loaded_or_whose_file_is_lost(storage):
    keys = ["cover-news", "cover-park", "cover-data", "photo-of-somebody"]
    deleted, lost, never, _foreign = keys
    StarterRecord.objects.create(model="media.picture", key=deleted, object_id=1)
    StarterRecord.objects.create(model="media.picture", key=lost, object_id=2)
    Picture.objects.create(pk=2, key=lost, **pictures.columns_of(lost))

    assert pictures.missing(keys) == [lost, never]
