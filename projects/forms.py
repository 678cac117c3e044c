"""What editors fill in about places and progress."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.basemap import BASE
from projects.coordinates import LATITUDES, LONGITUDES, is_inside, wgs84_from_gcj02
from projects.maps import EAST, HEIGHT, NORTH, SOUTH, WEST, WIDTH
from projects.models import ProgressReport
from scicity.dates import DatePrecision
from scicity.publishing.admin import PublishableForm

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
# Six decimals are a tenth of a metre.
DECIMALS = 6


class PlacePicker(forms.TextInput):
    """A line to paste a place into, with the schematic to click on below it."""

    template_name = "admin/place_picker.html"
    # The site's own templates, not only those that forms bring along.
    renderer = TemplatesSetting()

    class Media:
        js = ("backoffice/place.js",)

    def render(self, name, value, attrs=None, renderer=None):
        return super().render(name, value, attrs, self.renderer)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        frame = {"west": WEST, "east": EAST, "south": SOUTH, "north": NORTH}
        return context | {"base": BASE, "frame": frame, "width": WIDTH, "height": HEIGHT}


class PlaceForm(PublishableForm):
    """Longitude and latitude: typed, clicked, or pasted; converted once when they are GCJ-02.

    The tick is not kept: what is stored is always CGCS2000.
    """

    place = forms.CharField(
        label=_("粘贴坐标"),
        required=False,
        max_length=80,
        widget=PlacePicker,
        help_text=_("先经度后纬度，例如 106.35, 29.60；也可以在下面的示意图上点选。"),
    )
    is_gcj02 = forms.BooleanField(
        label=_("坐标来自高德/腾讯（GCJ-02）"),
        required=False,
        help_text=_("勾选后，保存时换算一次成 CGCS2000；下次打开时不再勾选。"),
    )

    def clean_place(self):
        """(longitude, latitude) of the pasted text; None when nothing was pasted."""
        text = self.cleaned_data["place"].strip()
        if not text:
            return None
        numbers = NUMBERS.findall(text)
        if len(numbers) != 2:
            raise ValidationError(_("请粘贴两个数：经度和纬度，用逗号或空格隔开。"))
        longitude, latitude = map(float, numbers)
        if is_inside(latitude, longitude):
            raise ValidationError(
                _("经度和纬度似乎填反了：先写经度（约 106），再写纬度（约 29）。")
            )
        if not is_inside(longitude, latitude):
            raise ValidationError(
                _("该位置不在重庆范围内（经度 %(lon)s，纬度 %(lat)s）。")
                % {"lon": "{}–{}".format(*LONGITUDES), "lat": "{}–{}".format(*LATITUDES)}
            )
        return longitude, latitude

    def clean(self):
        super().clean()
        data = self.cleaned_data
        place = data.get("place") or (data.get("longitude"), data.get("latitude"))
        if None in place or not is_inside(*place):
            return
        if data.get("is_gcj02"):
            place = wgs84_from_gcj02(*map(float, place))
        data["longitude"], data["latitude"] = (self.stored(number) for number in place)

    def stored(self, number):
        return self.fields["longitude"].to_python(f"{number:.{DECIMALS}f}")


class QuickReportForm(forms.ModelForm):
    """A progress report in two fields, for an officer on a phone; it is of today."""

    class Meta:
        model = ProgressReport
        fields = ("physical_percent", "text_zh_hans")
        labels = {"text_zh_hans": _("进展")}
        widgets = {
            "physical_percent": forms.NumberInput(
                attrs={"inputmode": "decimal", "min": 0, "max": 100, "step": "0.01"}
            ),
            "text_zh_hans": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, project, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.project = project
        self.fields["physical_percent"].required = True
        self.fields["text_zh_hans"].required = True

    def clean(self):
        super().clean()
        today = timezone.localdate()
        if self.project.progressreports.filter(as_of=today).exists():
            raise ValidationError(_("这个项目今天已经报过了。要改，请打开项目的完整表单。"))

    def save(self):
        """Keeps the report and says on the project that its status is of today."""
        today, project = timezone.localdate(), self.project
        report = self.instance
        report.project, report.as_of = project, today
        report.source_zh_hans, report.source_en = self.owner()
        report.save()
        project.as_of, project.as_of_precision = today, DatePrecision.DAY
        project.save(update_fields=["as_of", "as_of_precision", "updated_at"])
        return report

    def owner(self):
        """Who says so: the institution that builds it, else the source of the project itself."""
        row = self.project.participations.filter(role="owner").select_related("institution").first()
        if row:
            return row.institution.name_zh_hans, row.institution.name_en
        return self.project.source_zh_hans, self.project.source_en
