from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.coordinates import is_inside


class Sector(models.Model):
    """A field of industry or research: one vocabulary for projects, institutions and figures."""

    class Kind(models.TextChoices):
        INDUSTRY = "industry", _("主导产业")
        FOCUS = "focus", _("重点方向")
        RESEARCH = "research", _("科研领域")
        CITY = "city", _("城市建设")

    slug = models.SlugField(_("地址"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    description = models.CharField(_("说明"), max_length=300, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=Kind)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    class Meta:
        verbose_name = _("领域")
        verbose_name_plural = pgettext_lazy("plural", "领域")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class District(models.Model):
    slug = models.SlugField(_("地址"), max_length=60, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)

    class Meta:
        verbose_name = _("区县")
        verbose_name_plural = pgettext_lazy("plural", "区县")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.name


class Located(models.Model):
    """A place on the map (CGCS2000, which is WGS84 to a visitor)."""

    class LocationPrecision(models.TextChoices):
        EXACT = "exact", _("准确")
        STREET = "street", _("到街道门牌")
        TOWNSHIP = "township", _("到镇街")
        DISTRICT = "district", _("到区县")
        WITHHELD = "withheld", _("不公开")

    longitude = models.DecimalField(
        _("经度"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    location_precision = models.CharField(
        _("位置精度"), max_length=10, choices=LocationPrecision, blank=True
    )

    class Meta:
        abstract = True

    @property
    def public_point(self) -> tuple[float, float] | None:
        """(longitude, latitude) that visitors may see; None when unknown or withheld."""
        if self.longitude is None or self.location_precision == self.LocationPrecision.WITHHELD:
            return None
        return float(self.longitude), float(self.latitude)

    @property
    def public_geometry(self) -> dict | None:
        """The place as GeoJSON; None when unknown or withheld."""
        place = self.public_point
        return {"type": "Point", "coordinates": list(place)} if place else None

    def clean_location(self):
        """Both coordinates or none, inside the box around Chongqing."""
        if (self.longitude is None) != (self.latitude is None):
            missing = "longitude" if self.longitude is None else "latitude"
            raise ValidationError({missing: _("经度和纬度要一起填写。")})
        if self.longitude is None:
            return
        if is_inside(self.latitude, self.longitude):
            raise ValidationError({"longitude": _("经度和纬度似乎填反了：经度约 106，纬度约 29。")})
        if not is_inside(self.longitude, self.latitude):
            raise ValidationError(
                {"longitude": _("该位置不在重庆范围内（经度 105.2–110.3，纬度 28.1–32.3）。")}
            )
