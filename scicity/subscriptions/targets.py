"""What can be followed: any list of the site with its filters, and pages whose facts are known."""

from dataclasses import dataclass

from django.apps import apps
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from scicity.site.sections import Section, sections
from scicity.subscriptions.facts import tellers

# Pages that one letter names; the rest is a number and a link.
MOST_PAGES = 30


@dataclass(frozen=True)
class ListTarget:
    section: Section
    query: str

    @property
    def filterset(self):
        return self.section.filterset_class(
            QueryDict(self.query), self.section.model.objects.visible()
        )

    @property
    def name(self) -> str:
        conditions = self.filterset.conditions
        names = {"things": self.section.label, "conditions": conditions}
        return _("%(things)s：%(conditions)s") % names if conditions else str(self.section.label)

    def chosen_pages(self) -> list | None:
        """The pages that the query names one by one; None for what filters find."""
        filterset, model = self.filterset, self.section.model
        names = [n for n, f in filterset.filters.items() if getattr(f, "names_rows", False)]
        if model not in tellers or not any(filterset.data.getlist(name) for name in names):
            return None
        keys = filterset.qs.order_by().values_list("pk", flat=True)
        return list(tellers[model].pages(model.objects.visible().filter(pk__in=list(keys))))

    @property
    def path(self) -> str:
        return reverse(self.section.url_name) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class PageTarget:
    page: object

    @property
    def name(self) -> str:
        return str(self.page)

    @property
    def path(self) -> str:
        return self.page.get_absolute_url()


def list_target(kind: str, query: str) -> ListTarget | None:
    """None for a list that the site does not have, or filters that it does not understand."""
    section = next((s for s in sections if s.model._meta.label_lower == kind), None)
    if section is None:
        return None
    target = ListTarget(section, query)
    filterset = target.filterset
    if not filterset.is_valid():
        return None
    return ListTarget(section, filterset.query(sort=None).removeprefix("?"))


def page_target(kind: str, pk: int) -> PageTarget | None:
    """None for a page that visitors do not see in the active language."""
    model = next((model for model in tellers if model._meta.label_lower == kind), None)
    page = model and tellers[model].pages(model.objects.visible()).filter(pk=pk).first()
    return PageTarget(page) if page else None


def target_of(subscription) -> ListTarget | PageTarget | None:
    if subscription.object_id:
        return page_target(subscription.kind, subscription.object_id)
    return list_target(subscription.kind, subscription.query)


def name_of(subscription) -> str:
    """Also of what is not public any more: its kind."""
    target = target_of(subscription)
    return target.name if target else str(apps.get_model(subscription.kind)._meta.verbose_name)
