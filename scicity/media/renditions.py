import io
import math
from dataclasses import dataclass

from django.core.files.base import ContentFile
from pictures.models import PillowPicture
from PIL import Image, ImageOps

# Quality at which nobody sees a difference on the page; AVIF at its default speed takes six
# times as long for a tenth less.
ENCODING = {
    "AVIF": {"quality": 50, "speed": 8},
    "WEBP": {"quality": 78, "method": 2},
}
CENTRE = (0.5, 0.5)


@dataclass(eq=False)
class Rendition(PillowPicture):
    """One size and format of a library picture; a crop keeps what lies at `focus`."""

    focus: tuple[float, float] = CENTRE

    def deconstruct(self):
        path, values, named = super().deconstruct()
        return path, values, named | {"focus": tuple(self.focus)}

    def resize(self, image: Image.Image) -> Image.Image:
        if not self.aspect_ratio:
            return super().resize(image)
        size = math.floor(self.width), math.floor(self.height)
        return ImageOps.fit(image, size, centering=tuple(self.focus))

    def save(self, image: Image.Image) -> None:
        data = self.encoded(image)
        self.storage.delete(self.name)
        self.storage.save(self.name, ContentFile(data))

    def encoded(self, image: Image.Image) -> bytes:
        resized = self.resize(image)
        if resized.mode == "RGBA" and resized.getchannel("A").getextrema()[0] == 255:
            resized = resized.convert("RGB")
        file = io.BytesIO()
        resized.save(file, self.file_type, exif=b"", icc_profile=b"", **ENCODING[self.file_type])
        return file.getvalue()
