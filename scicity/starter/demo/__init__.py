"""Demonstration data: much of everything, made up, labelled, and removable without a trace."""

from django.db import transaction
from django.utils import translation

from scicity.publishing import system
from scicity.publishing.models import DataOrigin
from scicity.starter.demo.calls import CallMaker
from scicity.starter.demo.maker import PREFIX, Size, get
from scicity.starter.demo.news import ArticleMaker
from scicity.starter.demo.projects import InstitutionMaker, ProjectMaker
from scicity.starter.demo.talent import PolicyMaker

# In the order in which they can be deleted.
PAGES = (
    "news.Article",
    "talent.TalentPolicy",
    "projects.Call",
    "projects.Project",
    "projects.Institution",
)
VOCABULARIES = ("news.Tag", "projects.District", "news.Topic", "talent.Attribute")

__all__ = ["Size", "clear", "load", "pages"]


def pages(label: str):
    """The demonstration's pages; one that an editor took over as a real page is not among them."""
    return get(label)._base_manager.filter(slug__startswith=PREFIX, data_origin=DataOrigin.DEMO)


@system.loading("load_demo")
@translation.override("zh-hans")
def load(size: Size | None = None) -> dict[str, int]:
    """Makes the whole set, or nothing where there is one already; returns what it made."""
    size = size or Size()
    if any(pages(label).exists() for label in PAGES):
        return {}
    institutions = InstitutionMaker().make(size.institutions)
    projects = ProjectMaker().make(size.projects, institutions)
    policies = PolicyMaker().make(size.policies, institutions)
    ProjectMaker().link(get("projects.Project"), "policies", projects, policies, 2)
    articles = ArticleMaker().make(size.articles, projects, institutions, policies)
    calls = CallMaker().make(size.calls, projects, institutions)
    return {
        "projects": len(projects),
        "institutions": len(institutions),
        "policies": len(policies),
        "articles": len(articles),
        "calls": len(calls),
    }


@transaction.atomic
def clear() -> int:
    """Deletes the demonstration's pages with all that belongs to them, and its vocabularies."""
    deleted = 0
    for label in PAGES:
        deleted += pages(label).delete()[1].get(get(label)._meta.label, 0)
    for label in VOCABULARIES:
        delete_unused(label)
    return deleted


def delete_unused(label: str) -> None:
    """Deletes the demonstration's own words; one that a real page uses by now stays."""
    rows = get(label)._base_manager
    if label == "talent.Attribute":
        demo = rows.filter(code__startswith=PREFIX, conditions=None)
        demo.exclude(ask_if=None).filter(follow_ups=None).delete()
        demo.filter(follow_ups=None).delete()
        return
    demo = rows.filter(slug__startswith=PREFIX)
    (demo.filter(articles=None) if label == "news.Topic" else demo).delete()
