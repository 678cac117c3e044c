"""“从 Word 新建” in the lists of the back office."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import modelform_factory
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.publishing import transitions
from scicity.site.list_tools import ListTools
from scicity.word.importing import write
from scicity.word.reading import read


class WordForm(forms.ModelForm):
    """The file, and what the draft can't be without; `text` is what was read."""

    file = forms.FileField(
        label=gettext_lazy("Word 文件"),
        help_text=gettext_lazy(".docx 格式，最大 30 MB。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"required": gettext_lazy("请选择一个 .docx 文件。")},
    )
    title = forms.CharField(
        label=gettext_lazy("标题"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("留空则取文件里的标题；文件里也没有，就用文件名。"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    field_order = ("file", "title")

    def clean_file(self):
        self.text = read(self.cleaned_data["file"])
        return self.cleaned_data["file"]

    def clean(self):
        super().clean()
        if file := self.cleaned_data.get("file"):
            title = self.cleaned_data.get("title") or self.text.title
            self.instance.title_zh_hans = (title or file.name.rpartition(".")[0])[:160]

    def _post_clean(self):
        """The draft is whole only after its editor worked on it: nothing else is demanded now."""
        for name in self._meta.fields:
            if name in self.cleaned_data:
                setattr(self.instance, name, self.cleaned_data[name])


class WordAdmin(ListTools):
    """For ModelAdmins of pages with `title` and `body`; `word_fields` are asked for beside them."""

    word_fields = ()

    def get_urls(self):
        view = self.admin_site.admin_view(self.from_word)
        return [path("word/", view, name=self.word_name()), *super().get_urls()]

    def word_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_word"

    def list_tools(self, request):
        if self.has_add_permission(request):
            yield reverse(f"admin:{self.word_name()}"), _("从 Word 新建")
        yield from super().list_tools(request)

    def from_word(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form_class = modelform_factory(self.model, form=WordForm, fields=self.word_fields)
        form = form_class(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            return self.write_draft(request, form)
        context = self.admin_site.each_context(request) | {
            "title": _("从 Word 新建"),
            "form": form,
            "opts": self.opts,
            "media": self.media,
        }
        return render(request, "admin/word_import.html", context)

    def write_draft(self, request, form):
        with transaction.atomic():
            imported = write(form.instance, form.text)
            transitions.created(imported.page, request.user, str(form.cleaned_data["file"]))
        self.log_addition(request, imported.page, _("从 Word 新建：%s") % form.cleaned_data["file"])
        self.message_user(request, _("草稿已建好，请检查后再送审。"), messages.SUCCESS)
        if imported.without_alt:
            self.message_user(request, missing_alt(imported.without_alt), messages.WARNING)
        if imported.dropped:
            self.message_user(request, left_out(imported.dropped), messages.WARNING)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[imported.page.pk]))


def missing_alt(pictures):
    rows = ((reverse("admin:media_picture_change", args=[p.pk]), p.title) for p in pictures)
    items = format_html_join("", '<li><a href="{}">{}</a></li>', rows)
    heading = _("这些图片没有替代文字，送审前请在媒体库补上：")
    return format_html('{}<ul class="row-results">{}</ul>', heading, items)


def left_out(lines):
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html('{}<ul class="row-results">{}</ul>', _("没有带入或有改动："), items)
