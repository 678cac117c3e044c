"""Real picture files, made on the spot."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def an_image(file_format="JPEG", size=(800, 600), mode="RGB", frames=1, **options) -> bytes:
    image = Image.effect_noise(size, 90).convert(mode) if mode == "RGB" else Image.new(mode, size)
    if frames > 1:
        others = [Image.effect_noise(size, 60 + n).convert(mode) for n in range(frames - 1)]
        options |= {"save_all": True, "append_images": others}
    content = BytesIO()
    image.save(content, file_format, **options)
    return content.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
