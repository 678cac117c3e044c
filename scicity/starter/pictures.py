"""The files of the drawn covers: each original with its renditions, in the media storage."""

import io
import os
from concurrent.futures import ThreadPoolExecutor

from django.core.files.base import ContentFile
from PIL import Image

from scicity.media.models import Picture
from scicity.starter import covers
from scicity.starter.models import StarterRecord

FIELD = Picture._meta.get_field("image")


def path_of(key: str) -> str:
    return f"pictures/starter/{key}.webp"


def columns_of(key: str) -> dict:
    """What a row of the library has to say of a drawn cover's file."""
    return {"image": path_of(key), "width": covers.WIDTH, "height": covers.HEIGHT}


def missing(keys: list[str]) -> list[str]:
    """The covers to draw: those never loaded, and those whose file got lost."""
    drawn = {path_of(key): key for key in keys if key in covers.DRAWINGS}
    recorded = set(
        StarterRecord.objects.filter(model=Picture._meta.label_lower).values_list("key", flat=True)
    )
    kept = set(Picture.objects.filter(image__in=drawn).values_list("image", flat=True))
    return [
        key
        for path, key in drawn.items()
        if not (path in kept and FIELD.storage.exists(path))
        and (path in kept or key not in recorded)
    ]


def draw_all(keys: list[str]) -> None:
    # Threads are enough: drawing, scaling and encoding leave Python's lock.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(draw, keys))


def draw(key: str) -> None:
    """Draws one cover; its original comes last, so where that exists the renditions do too."""
    image = covers.draw(key)
    encoded: dict[tuple[str, int], bytes] = {}
    for rendition in renditions(key, image):
        kind = (rendition.file_type, rendition.width)
        # A cover is 16:9 already, so cut and uncut renditions are the same.
        encoded[kind] = encoded.get(kind) or rendition.encoded(image)
        replace(rendition.name, encoded[kind])
    original = io.BytesIO()
    image.save(original, "WEBP", quality=90, method=2)
    replace(path_of(key), original.getvalue())


def renditions(key: str, image: Image.Image) -> list:
    by_ratio = FIELD.attr_class.get_picture_files(
        file_name=path_of(key),
        img_width=image.width,
        img_height=image.height,
        storage=FIELD.storage,
        field=FIELD,
    )
    return [r for types in by_ratio.values() for sizes in types.values() for r in sizes.values()]


def replace(name: str, data: bytes) -> None:
    FIELD.storage.delete(name)
    FIELD.storage.save(name, ContentFile(data))
