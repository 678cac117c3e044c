"""An account's uploads of a day are counted in the database."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from scicity.accounts.models import User
from scicity.media.models import Picture
from scicity.uploads.models import TooMuch, Upload
from tests.factories import numbers
from tests.media.files import an_image, upload

KB, MB = 1024, 1024 * 1024


def make_user():
    return User.objects.create_user(f"sender-{next(numbers)}")


def sent(sender, size, hours):
    at = timezone.now() - timedelta(hours=hours)
    return Upload.objects.create(sender=sender, size=size, at=at)


def sizes_of(sender) -> list[int]:
    return list(Upload.objects.filter(sender=sender).order_by("pk").values_list("size", flat=True))


@pytest.mark.django_db
def test_too_much_is_refused_at_its_field_with_what_is_left_and_when_it_fits(
    admin_client, admin_user, settings
):
    settings.UPLOADS_A_DAY = 100 * MB
    sent(make_user(), 100 * MB, hours=1)
    sent(admin_user, 90 * MB, hours=25)
    sent(admin_user, MB, hours=23)
    enough = sent(admin_user, 60 * MB, hours=20)
    sent(admin_user, 38 * MB, hours=2)
    small, large = upload("a.jpg", an_image()), upload("b.jpg", bytes(50 * MB))
    fits_at = timezone.localtime(enough.at + timedelta(days=1, minutes=1))

    form = {"files": [small, large]}
    response = admin_client.post(reverse("admin:media_picture_upload"), form)

    left = (MB - small.size) / KB
    assert response.context["form"].errors == {
        "files": [
            "没有接收“b.jpg”：每个账号 24 小时内最多上传 100.0\xa0MB，"
            f"现在还可以上传 {left:.1f}\xa0KB。这个文件 {fits_at:%Y年%-m月%-d日 %H:%M} 起可以上传。"
        ]
    }
    assert not Picture.objects.exists()
    assert sizes_of(admin_user) == [90 * MB, MB, 60 * MB, 38 * MB, small.size]


@pytest.mark.django_db
def test_what_never_fits_has_no_time_and_purge_forgets_what_counts_no_more(settings):
    settings.UPLOADS_A_DAY, sender = 100, make_user()
    sent(sender, 7, hours=25)
    sent(sender, 8, hours=23)

    with pytest.raises(TooMuch) as problem:
        Upload.objects.book(sender, 101)
    call_command("purge")

    assert (problem.value.left, problem.value.fits_at) == (92, None)
    assert sizes_of(sender) == [8]


@pytest.mark.django_db(transaction=True)
def test_files_sent_at_the_same_time_are_counted_one_after_the_other(settings):
    settings.UPLOADS_A_DAY, sender = 100, make_user()
    together, refused = threading.Barrier(8), []

    def send():
        together.wait(30)
        try:
            Upload.objects.book(sender, 30)
        except TooMuch as problem:
            refused.append(problem.left)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sizes_of(sender), refused) == ([30] * 3, [10] * 5)
