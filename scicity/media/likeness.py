"""Pictures that look alike, whatever their size, format and compression."""

import warnings

import dhash
from django.db import models
from django.db.models.expressions import RawSQL
from PIL import Image

# Of 128 bits. Another size or quality changes hardly any; other motifs change forty and more.
MOST_DIFFERENT = 8


def fingerprint_of(file) -> str:
    """32 hexadecimal digits that say where the picture gets lighter, to the right and downwards."""
    file.seek(0)
    with Image.open(file) as image:
        upright = image.convert("RGBA" if "transparency" in image.info else "RGB")
        with warnings.catch_warnings():
            # dhash asks Pillow for its pixels by a name that Pillow is giving up.
            warnings.simplefilter("ignore", DeprecationWarning)
            right, down = dhash.dhash_row_col(upright)
    file.seek(0)
    return f"{right:016x}{down:016x}"


class LikenessQuerySet(models.QuerySet):
    def like(self, picture):
        """Other pictures that look like this one, the most alike first."""
        if not picture.fingerprint:
            return self.none()
        column = f'"{self.model._meta.db_table}"."fingerprint"'
        different = RawSQL(
            f"bit_count(('x' || {column})::bit(128) # ('x' || %s)::bit(128))",
            [picture.fingerprint],
            output_field=models.IntegerField(),
        )
        others = self.exclude(pk=picture.pk).exclude(fingerprint="")
        return (
            others.annotate(different=different)
            .filter(different__lte=MOST_DIFFERENT)
            .order_by("different", "pk")
        )
