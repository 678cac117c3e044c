from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.media.fields import LibraryImageField


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
    def thumbnail_url(self) -> str:
        """The smallest file of it, for lists of the back office."""
        small = self.image.aspect_ratios["16/9"]["WEBP"]
        return small[min(small)].url if small else self.image.url


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
