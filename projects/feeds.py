import datetime

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.models import Project
from scicity.feeds import PageFeed


class ProjectFeed(PageFeed):
    """A project's updates and progress reports, newest first, in the language of the address."""

    newest = 30

    def get_object(self, request, slug):
        return get_object_or_404(Project.objects.visible(), slug=slug)

    def title(self, project):
        return _("%(name)s · 项目动态") % {"name": project.name}

    def subtitle(self, project):
        return project.summary

    def link(self, project):
        return project.get_absolute_url()

    def feed_url(self, project):
        return reverse("projects:project_feed", args=[project.slug])

    def items(self, project):
        rows = [*project.projectupdates.all(), *project.progressreports.all()]
        rows.sort(key=lambda row: row.as_of or datetime.date.min, reverse=True)
        return rows[: self.newest]

    def item_title(self, row):
        return getattr(row, "title", "") or _("进度报告：%(when)s") % {"when": row.as_of_label}

    def item_description(self, row):
        shares = [
            (_("形象进度"), getattr(row, "physical_percent", None)),
            (_("投资完成"), getattr(row, "financial_percent", None)),
        ]
        words = [f"{label} {share.normalize():f}%" for label, share in shares if share is not None]
        return " · ".join(filter(None, [*words, row.text]))

    def item_link(self, row):
        return f"{row.project.get_absolute_url()}#{row._meta.model_name}-{row.pk}"

    def item_pubdate(self, row):
        """Midnight of the day that it speaks of; when none is known, it has none."""
        if row.as_of is None:
            return None
        start = datetime.datetime.combine(row.as_of, datetime.time())
        return timezone.make_aware(start)

    def item_author_name(self, row):
        return row.source or None
