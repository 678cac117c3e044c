"""What counts as a picture, and how an uploaded one is made fit to publish."""

import warnings
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from scicity.slugs import readable_slug

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MIN_WIDTH = 400
# How each accepted format is written again; a GIF has nothing that a PNG has not.
WRITERS = {
    "JPEG": (".jpg", "JPEG", {"quality": 92, "optimize": True}),
    "PNG": (".png", "PNG", {}),
    "WEBP": (".webp", "WEBP", {"quality": 92}),
    "AVIF": (".avif", "AVIF", {"quality": 85}),
    "GIF": (".png", "PNG", {}),
}


def check_image(upload) -> None:
    """Refuses what is not a publishable picture, whatever its name says.

    The size is read before any pixel is unpacked, so a decompression bomb costs nothing.
    """
    if upload.size > MAX_BYTES:
        raise ValidationError(_("图片文件超过 20 MB，请先压缩。"), code="too_heavy")
    with _opened(upload) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise ValidationError(_("图片超过 5000 万像素，请先缩小。"), code="too_large")
        if getattr(image, "n_frames", 1) > 1:
            raise ValidationError(_("不接受会动的图片，请换成静态图片。"), code="animated")
        try:
            upright = ImageOps.exif_transpose(image)
            upright.load()
        except (OSError, SyntaxError, ValueError):
            raise ValidationError(_("图片文件已损坏，无法读取。"), code="broken") from None
        if upright.width < MIN_WIDTH:
            raise ValidationError(
                _("图片至少要有 400 像素宽，否则网站上会模糊。"), code="too_small"
            )


def publishable(name: str, upload, like: str = "") -> ContentFile:
    """The picture upright and without hidden data (place, camera, comments), with a plain name.

    In its own format, or in that of the file name `like`.
    """
    with _opened(upload) as image:
        suffix, file_format, options = writer_like(like) or WRITERS[image.format]
        profile = image.info.get("icc_profile")
        upright = ImageOps.exif_transpose(image)
        upright.info = {k: v for k, v in upright.info.items() if k == "transparency"}
        if file_format == "PNG" and upright.mode == "P":
            upright = upright.convert("RGBA")
        if file_format == "JPEG" and upright.mode not in ("RGB", "L", "CMYK"):
            upright = on_white(upright.convert("RGBA"))
        written = BytesIO()
        upright.save(written, file_format, icc_profile=profile, exif=b"", **options)
    return ContentFile(written.getvalue(), readable_slug(PurePath(name).stem, 60) + suffix)


def writer_like(name: str):
    suffix = PurePath(name).suffix
    return next((writer for writer in WRITERS.values() if writer[0] == suffix), None)


def on_white(image: Image.Image) -> Image.Image:
    """JPEG knows no transparency."""
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _opened(upload) -> Image.Image:
    upload.seek(0)
    start = upload.read(512).lstrip().lower()
    upload.seek(0)
    if start.startswith((b"<svg", b"<?xml", b"<!doctype")):
        raise ValidationError(_("不接受 SVG：它可能含有脚本。请导出为 PNG。"), code="svg")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(upload, formats=list(WRITERS))
    except Image.DecompressionBombError:
        raise ValidationError(_("图片超过 5000 万像素，请先缩小。"), code="too_large") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise ValidationError(
            _("这不是图片文件。可用的格式：JPEG、PNG、WebP、AVIF、GIF。"), code="not_an_image"
        ) from None
