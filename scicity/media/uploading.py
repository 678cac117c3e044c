"""Many pictures at once: each is taken or refused by itself, then they get their words."""

from dataclasses import dataclass, field
from pathlib import PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.media.images import check_image
from scicity.media.models import Picture

MOST_AT_ONCE = 20


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; what each of them is, is seen to one by one."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = [super(FilesField, self).clean(file, initial) for file in data or [None]]
        if len(files) > MOST_AT_ONCE:
            raise ValidationError(_("一次最多 20 张：请分几次上传。"))
        return files


class UploadForm(forms.Form):
    files = FilesField(
        label=gettext_lazy("图片文件"),
        help_text=gettext_lazy(
            "可以一次选几张，也可以把文件拖到框里；一次最多 20 张，每张最大 20 MB。"
        ),
        widget=FilesInput(attrs={"accept": ".jpg,.jpeg,.png,.webp,.avif,.gif", "class": "drop"}),
        error_messages={"required": gettext_lazy("请选择图片。")},
    )
    credit = forms.CharField(
        label=gettext_lazy("作者或来源"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("填了就用于这一批全部图片。"),
    )


@dataclass
class Taken:
    pictures: list[Picture] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def take(files, credit: str) -> Taken:
    taken = Taken()
    for file in files:
        try:
            check_image(file)
        except ValidationError as error:
            taken.refused.append((file.name, " ".join(error.messages)))
            continue
        title = PurePath(file.name).stem[:120] or _("未命名")
        picture = Picture.objects.create(title=title, image=file, credit_zh_hans=credit)
        taken.pictures.append(picture)
    return taken


WordsFormSet = forms.modelformset_factory(
    Picture,
    fields=("title", "is_decorative", "alt_zh_hans", "alt_en"),
    labels={
        "alt_zh_hans": gettext_lazy("替代文字（中文）"),
        "alt_en": gettext_lazy("替代文字（英文）"),
    },
    extra=0,
)
