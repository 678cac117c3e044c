from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.media.fields import LibraryImageField
from scicity.media.likeness import LikenessQuerySet


class Picture(models.Model):
    """A picture of the library: uploaded once, used everywhere."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("照片")
        ILLUSTRATION = "illustration", _("插画")
        RENDERING = "rendering", _("效果图")
        MAP = "map", pgettext_lazy("picture", "地图")

    title = models.CharField(
        _("名称"), max_length=120, help_text=_("便于在媒体库中找到，不公开显示。")
    )
    key = models.SlugField(
        _("代码"), max_length=80, unique=True, null=True, blank=True, editable=False
    )
    image = LibraryImageField(
        pgettext_lazy("file", "图片"),
        upload_to="pictures/%Y/%m",
        aspect_ratios=[None, "16/9"],
        help_text=_(
            "JPEG、PNG、WebP、AVIF 或 GIF，至少 400 像素宽，最大 20 MB。拍摄地点等信息会自动去除。"
        ),
        width_field="width",
        height_field="height",
    )
    width = models.PositiveIntegerField(_("宽（像素）"), editable=False)
    height = models.PositiveIntegerField(_("高（像素）"), editable=False)
    focus_x = models.PositiveSmallIntegerField(
        _("焦点：从左（%）"), default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("焦点：从上（%）"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("裁切时保留的地方，例如人的脸。可在图上点选，也可填数字。"),
    )
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)
    # Grows when the file at the same address becomes another one.
    edition = models.PositiveIntegerField(default=0, editable=False)
    kind = models.CharField(_("类型"), max_length=16, choices=Kind, default=Kind.PHOTO)
    alt = models.CharField(
        _("替代文字"),
        max_length=200,
        blank=True,
        help_text=_("给看不到图片的人：图上有什么。纯装饰的图片请勾选“装饰”。"),
    )
    is_decorative = models.BooleanField(_("装饰"), default=False)
    credit = models.CharField(_("作者或来源"), max_length=120, blank=True)
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("file", "图片")
        verbose_name_plural = pgettext_lazy("plural", "图片")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if not self.is_decorative and not self.alt_zh_hans:
            raise ValidationError({"alt_zh_hans": _("请填写替代文字，或勾选“装饰”。")})
        if not self.is_decorative and not self.alt_en:
            raise ValidationError({"alt_en": _("英文页面也会用到这张图片：请填写英文替代文字。")})

    @property
    def focus(self) -> tuple[float, float]:
        return self.focus_x / 100, self.focus_y / 100

    @property
    def thumbnail_url(self) -> str:
        """The smallest file of it, for lists of the back office."""
        small = self.image.aspect_ratios["16/9"]["WEBP"]
        return self.current(small[min(small)].url if small else self.image.url)

    @property
    def whole_url(self) -> str:
        """The smallest file that is not cropped."""
        small = self.image.aspect_ratios[None]["WEBP"]
        return self.current(small[min(small)].url if small else self.image.url)

    def current(self, url: str) -> str:
        """The address, past what browsers keep of an earlier edition."""
        return f"{url}?v={self.edition}" if self.edition else url


class Illustrated(models.Model):
    """A page that can have a cover picture."""

    cover = models.ForeignKey(
        Picture,
        verbose_name=_("封面"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("从媒体库选择；没有合适的就留空，页面照样好看。"),
    )

    class Meta:
        abstract = True
