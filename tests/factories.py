"""Valid, published objects; a test passes only what it is about."""

from itertools import count

from django.utils import timezone

from news.models import Article, Topic
from projects.models import Call, ChainLead, Indicator, Institution, Project
from scicity.publishing import guard
from scicity.publishing.models import Status
from scicity.site.models import Page
from talent.models import TalentPolicy

numbers = count(1)
# What a form may change: a page that was never public.
DRAFT = {"status": Status.DRAFT, "published_at": None}


def make(model, **values):
    """Saves a published object after the checks that its form would make."""
    links = {f.name: values.pop(f.name) for f in model._meta.many_to_many if f.name in values}
    page = model(
        **{"status": Status.PUBLISHED, "published_at": timezone.now()} | values,
    )
    page.full_clean()
    with guard.opened():
        page.save()
    for name, rows in links.items():
        getattr(page, name).set(rows)
    return page


def make_topic(**values):
    number = next(numbers)
    return Topic.objects.create(
        **{"slug": f"topic-{number}", "name_zh_hans": f"栏目{number}", "name_en": f"Topic {number}"}
        | values
    )


def make_article(**values):
    number = next(numbers)
    if "topic" not in values:
        values["topic"] = Topic.objects.first() or make_topic()
    defaults = {
        "slug": f"article-{number}",
        "title_zh_hans": f"文章{number}",
        "title_en": f"Article {number}",
        "summary_zh_hans": "摘要",
        "summary_en": "Summary",
        "body_zh_hans": "<p>正文</p>",
        "body_en": "<p>Body</p>",
        "source_zh_hans": "管委会",
        "source_en": "Committee",
    }
    return make(Article, **defaults | values)


def make_named(model, **values):
    number = next(numbers)
    defaults = {
        "slug": f"{model._meta.model_name}-{number}",
        "name_zh_hans": f"{model._meta.verbose_name}{number}",
        "name_en": f"{model.__name__} {number}",
    }
    return make(model, **defaults | values)


def make_project(**values):
    return make_named(Project, **{"kind": "facility", "category": "science"} | values)


def make_institution(**values):
    return make_named(Institution, **{"kind": "research_institute"} | values)


def make_indicator(**values):
    return make_named(Indicator, **{"kind": "stock"} | values)


def make_call(**values):
    number = next(numbers)
    titles = {"title_zh_hans": f"榜单{number}", "title_en": f"Call {number}"}
    return make(Call, **{"slug": f"call-{number}"} | titles | values)


def make_lead(**values):
    return make_named(ChainLead, **{"lead_zh_hans": "链长", "lead_en": "A lead"} | values)


def make_policy(**values):
    number = next(numbers)
    defaults = {
        "slug": f"policy-{number}",
        "title_zh_hans": f"政策{number}",
        "title_en": f"Policy {number}",
        "category": "talent",
    }
    return make(TalentPolicy, **defaults | values)


def make_page(**values):
    number = next(numbers)
    defaults = {
        "slug": f"page-{number}",
        "title_zh_hans": f"页面{number}",
        "title_en": f"Page {number}",
        "body_zh_hans": "<p>正文</p>",
        "body_en": "<p>Body</p>",
    }
    return make(Page, **defaults | values)


A_BASE_MAP = {
    "name_zh_hans": "某地图",
    "name_en": "Some map",
    "review_number": "渝S（2021）012号",
    "west": "106.0",
    "east": "106.8",
    "south": "29.2",
    "north": "30.0",
}
