"""Maps drawn by others, to lie under the marks instead of our own schematic."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.coordinates import LATITUDES, LONGITUDES
from scicity.media.models import Picture

SIDES = {"west": LONGITUDES, "east": LONGITUDES, "south": LATITUDES, "north": LATITUDES}


def side(name):
    return models.DecimalField(name, max_digits=9, decimal_places=6)


class BaseMap(models.Model):
    """A reviewed map as a picture; the law lets none be shown without its number (审图号)."""

    name = models.CharField(_("名称"), max_length=120)
    review_number = models.CharField(
        _("审图号"),
        max_length=40,
        validators=[
            RegexValidator(
                r"^[A-Z\u4e00-\u9fff]{1,8}[（(]\d{4}[）)]\d{1,6}号$",
                _("审图号的格式例如 GS（2023）1234号、渝S（2021）012号。"),
            )
        ],
        help_text=_("照抄地图上的审图号；没有审图号的地图不能公开。它会显示在地图下方。"),
    )
    publisher = models.CharField(
        _("编制单位"), max_length=120, blank=True, help_text=_("显示在审图号旁边。")
    )
    picture = models.ForeignKey(
        Picture,
        verbose_name=pgettext_lazy("picture", "地图"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": Picture.Kind.MAP},
        help_text=_("媒体库里类型为“地图”的图片。上方须为正北，四边须与下面的经纬度一致。"),
    )
    west = side(_("西边经度"))
    east = side(_("东边经度"))
    south = side(_("南边纬度"))
    north = side(_("北边纬度"))
    is_shown = models.BooleanField(
        _("用作底图"),
        default=False,
        help_text=_("勾选后代替本站自绘的示意图；同时只能有一张。"),
    )

    class Meta:
        verbose_name = _("底图")
        verbose_name_plural = pgettext_lazy("plural", "底图")
        ordering = ["-is_shown", "name_zh_hans", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(review_number=""), name="base_map_has_review_number"
            ),
            models.CheckConstraint(
                condition=Q(west__lt=F("east"), south__lt=F("north")), name="base_map_has_extent"
            ),
            models.UniqueConstraint(
                fields=["is_shown"], condition=Q(is_shown=True), name="base_map_one_shown"
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.clean_sides()
        others = BaseMap.objects.exclude(pk=self.pk)
        if self.is_shown and others.filter(is_shown=True).exists():
            message = _("已有一张底图在用，请先取消那一张的“用作底图”。")
            raise ValidationError({"is_shown": message})
        if self.picture_id and self.picture.kind != Picture.Kind.MAP:
            raise ValidationError({"picture": _("请选择类型为“地图”的图片。")})

    def clean_sides(self):
        for name, (low, high) in SIDES.items():
            degrees = getattr(self, name)
            if isinstance(degrees, Decimal) and not low <= degrees <= high:
                values = {"low": low, "high": high}
                raise ValidationError({name: _("应在 %(low)s 到 %(high)s 之间。") % values})
        for low, high in (("west", "east"), ("south", "north")):
            first, last = getattr(self, low), getattr(self, high)
            if isinstance(first, Decimal) and isinstance(last, Decimal) and first >= last:
                message = _("东边经度要大于西边，北边纬度要大于南边。")
                raise ValidationError({high: message})
