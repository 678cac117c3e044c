"""What a page can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("草稿")
    FIRST_REVIEW = "first_review", _("初审中")
    SECOND_REVIEW = "second_review", _("复审中")
    FINAL_REVIEW = "final_review", _("终审中")
    # Three reviewers have signed; somebody still has to release it.
    APPROVED = "approved", _("审核通过")
    # Released for a moment to come, or with a release set: see `releases`.
    SCHEDULED = "scheduled", _("待生效")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")
    ARCHIVED = "archived", _("已归档")
    REPLACED = "replaced", _("已被替代")


IN_REVIEW = (Status.FIRST_REVIEW, Status.SECOND_REVIEW, Status.FINAL_REVIEW)
# A page that may be written to; any change ends the signatures it has.
EDITABLE = (Status.DRAFT, *IN_REVIEW, Status.APPROVED)
# What only a page itself can be, never a working copy.
ONCE_PUBLIC = (Status.PUBLISHED, Status.WITHDRAWN, Status.ARCHIVED, Status.REPLACED)

# For `limit_choices_to` of every relation to a page: working copies are no pages.
PAGES = {"live__isnull": True}
# How addresses of working copies begin; no page may have one.
COPY_PREFIX = "working-copy-"


class Visibility(models.TextChoices):
    """What a page is to visitors at a moment; derived, never stored."""

    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("审核中")
    APPROVED = "approved", _("审核通过")
    SCHEDULED = "scheduled", _("待发布")
    PUBLIC = "public", _("已公开")
    EXPIRED = "expired", _("已下线")
    WITHDRAWN = "withdrawn", _("已撤回")
    ARCHIVED = "archived", _("已归档")
    REPLACED = "replaced", _("已被替代")


class DataOrigin(models.TextChoices):
    OFFICIAL_TEXT = "official_text", _("官方原文")
    OFFICIAL_WEB = "official_web", _("官方网页")
    MEDIA = "media", _("媒体报道")
    DEMO = "demo", _("演示数据")
