"""Another file, or another crop, at the address that a picture has."""

from django.db import transaction
from django.db.models import F
from pictures.models import PillowPicture
from PIL import Image

from scicity.media.images import publishable
from scicity.media.likeness import fingerprint_of
from scicity.media.models import Picture


def replace_file(picture: Picture, upload) -> None:
    """The checked upload takes the place of the picture's file once the transaction holds.

    Format and address stay; pages show the new one because its edition counts on.
    """
    name, storage = picture.image.name, picture.image.storage
    content = publishable(name, upload, like=name)
    old = picture.image.get_picture_files_list()
    picture.fingerprint = fingerprint_of(content)
    picture.width, picture.height = size_of(content)
    count_on(picture)

    def put():
        storage.delete(name)
        storage.save(name, content)
        make_renditions(picture, old)

    transaction.on_commit(put)


def crop_again(picture: Picture) -> None:
    """The crops around the focus as it is now."""
    old = picture.image.get_picture_files_list()
    count_on(picture)
    transaction.on_commit(lambda: make_renditions(picture, old))


def count_on(picture: Picture) -> None:
    values = {name: getattr(picture, name) for name in ("fingerprint", "width", "height")}
    Picture.objects.filter(pk=picture.pk).update(**values, edition=F("edition") + 1)
    picture.refresh_from_db(fields=["edition"])


def make_renditions(picture: Picture, old) -> None:
    """All sizes anew; those that the new file is too small for go."""
    new = picture.image.get_picture_files_list()
    names = {file.name for file in new}
    with picture.image.storage.open(picture.image.name) as file, Image.open(file) as image:
        upright = PillowPicture.pre_process(image)
    for file in new:
        file.save(upright)
    for file in old:
        if file.name not in names:
            file.delete()


def size_of(content) -> tuple[int, int]:
    content.seek(0)
    with Image.open(content) as image:
        size = image.size
    content.seek(0)
    return size
