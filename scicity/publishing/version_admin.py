"""Versions of a page in the back office: the list, two beside each other, and the way back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from scicity.publishing import transitions
from scicity.publishing.comparing import compare
from scicity.publishing.copies import keyed_as_live
from scicity.publishing.journal import database_now, version_on, versions_of
from scicity.publishing.people import may
from scicity.publishing.snapshots import snapshot
from scicity.publishing.workflow_steps import OF_VERSIONS

# What the addresses call the page as it stands now, and its working copy.
NOW = "now"


class VersionAdmin:
    """The part of `WorkflowAdmin` that is about versions."""

    def get_urls(self):
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/versions/", view(self.versions_view), name=f"{name}_versions"),
            path("<int:pk>/compare/", view(self.compare_view), name=f"{name}_compare"),
            path("<int:pk>/restore/<int:number>/", view(self.restore_view), name=f"{name}_restore"),
            path(
                "<int:pk>/versions/<int:number>/<slug:step>/",
                view(self.version_step_view),
                name=f"{name}_version_step",
            ),
            *super().get_urls(),
        ]

    def versions_view(self, request, pk):
        page = self.get_page(request, pk)
        versions = versions_of(page).defer("content", "hiding__reason")
        versions = list(versions.select_related("published_by", "hiding"))
        context = self.version_context(page, _("历史版本")) | {
            "versions": versions,
            "newest": versions[0].number if versions else NOW,
            "before": versions[1].number if len(versions) > 1 else NOW,
            "may_restore": super().has_change_permission(request),
            "current": version_on(page, database_now()) if page.has_public_past else None,
            "may_hide": may(request.user, "publish", page),
        }
        return render(
            request, "admin/publishing/versions.html", context | self.site_context(request)
        )

    def compare_view(self, request, pk):
        """`old` and `new` are numbers of versions, or "now" for what stands in this row."""
        page = self.get_page(request, pk)
        newest = versions_of(page).values_list("number", flat=True).first()
        old, old_label = self.side(page, request.GET.get("old") or str(newest or NOW))
        new, new_label = self.side(page, request.GET.get("new") or NOW)
        context = self.version_context(page, _("比较")) | {
            "old_label": old_label,
            "new_label": new_label,
            "groups": compare(self.model, old, new),
        }
        return render(
            request, "admin/publishing/compare.html", context | self.site_context(request)
        )

    def side(self, page, name: str) -> tuple[dict, str]:
        if name == NOW:
            label = _("修改稿") if page.is_copy else _("现在")
            return keyed_as_live(page, snapshot(page)), label
        version = versions_of(page).filter(number=name).first() if name.isdecimal() else None
        if version is None:
            raise Http404
        return version.content, _("第 %(number)d 版") % {"number": version.number}

    def restore_view(self, request, pk, number):
        page = self.get_page(request, pk)
        version = versions_of(page).filter(number=number).first()
        if version is None:
            raise Http404
        if request.method != "POST":
            return HttpResponseRedirect(self.address("versions", pk))
        try:
            copy = transitions.restore(version, request.user)
        except transitions.NotAllowed as error:
            raise PermissionDenied(" ".join(error.messages)) from None
        except transitions.Refused as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(self.address("versions", pk))
        text = _("第 %d 版的内容已放进修改稿，审核发布后才公开。") % number
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(self.address("change", copy.pk))

    def version_step_view(self, request, pk, number, step):
        """Hides a version from visitors that look back, or shows it again; asks why."""
        page = self.get_page(request, pk)
        way = OF_VERSIONS.get(step)
        if way is None or not page.has_public_past:
            raise Http404
        if not may(request.user, "publish", page):
            raise PermissionDenied
        form = way.form(page, request.user, request.POST or None)
        if form.is_valid():
            try:
                way.run(page, request.user, form.cleaned_data | {"number": number})
            except transitions.Refused as error:
                form.add_error(None, " ".join(error.messages))
            else:
                self.message_user(request, way.told(page, None), messages.SUCCESS)
                return HttpResponseRedirect(self.address("versions", pk))
        title = _("%(step)s：第 %(number)d 版") % {"step": way.label, "number": number}
        context = self.version_context(page, title) | {"way": way, "form": form}
        context["change_url"] = context["versions_url"]
        return render(request, "admin/publishing/step.html", context | self.site_context(request))

    def version_context(self, page, title) -> dict:
        return {
            "title": title,
            "subtitle": str(page),
            "opts": self.opts,
            "page": page,
            "media": self.media,
            "change_url": self.address("change", page.pk),
            "versions_url": self.address("versions", page.pk),
            "compare_url": self.address("compare", page.pk),
        }

    def site_context(self, request) -> dict:
        return self.admin_site.each_context(request)
