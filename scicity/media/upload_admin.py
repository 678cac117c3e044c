"""“上传多张” in the media library."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from scicity.media.models import Picture
from scicity.media.uploading import MOST_AT_ONCE, UploadForm, WordsFormSet, take
from scicity.site.list_tools import ListTools


class UploadAdmin(ListTools):
    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("upload/", view(self.upload), name="media_picture_upload"),
            path("words/", view(self.words), name="media_picture_words"),
            *super().get_urls(),
        ]

    def list_tools(self, request):
        if self.has_add_permission(request):
            yield reverse("admin:media_picture_upload"), _("上传多张")
        yield from super().list_tools(request)

    def upload(self, request):
        self.require_add(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            taken = take(form.cleaned_data["files"], form.cleaned_data["credit"])
            for picture in taken.pictures:
                self.log_addition(request, picture, _("上传多张"))
                self.tell_alike(request, picture)
            if taken.refused:
                self.tell_refused(request, taken.refused)
            if taken.pictures:
                keys = {"pk": ",".join(str(picture.pk) for picture in taken.pictures)}
                address = reverse("admin:media_picture_words")
                return HttpResponseRedirect(f"{address}?{urlencode(keys)}")
            return HttpResponseRedirect(request.path)
        return self.page(request, "admin/picture_upload.html", _("上传多张"), form=form)

    def words(self, request):
        """What the new pictures show, one below the other; may be left for later."""
        self.require_add(request)
        keys = [key for key in request.GET.get("pk", "").split(",") if key.isdigit()]
        rows = Picture.objects.filter(pk__in=keys[:MOST_AT_ONCE]).order_by("pk")
        formset = WordsFormSet(request.POST or None, queryset=rows)
        if request.method == "POST" and formset.is_valid():
            formset.save()
            self.message_user(request, _("已保存。"), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:media_picture_changelist"))
        return self.page(request, "admin/picture_words.html", _("图上有什么"), formset=formset)

    def require_add(self, request):
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied

    def tell_refused(self, request, refused):
        items = format_html_join("", "<li>{}：{}</li>", refused)
        text = format_html('{}<ul class="row-results">{}</ul>', _("没有接收："), items)
        self.message_user(request, text, messages.ERROR)

    def page(self, request, template, title, **context):
        context |= self.admin_site.each_context(request)
        return render(request, template, context | {"title": title, "opts": self.opts})
