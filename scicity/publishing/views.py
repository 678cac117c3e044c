"""The two kinds of public page: one published thing, and a filtered list of them."""

from functools import cache, lru_cache, partial
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from scicity.pagestore import keeping
from scicity.pagestore.addresses import WithoutParameters
from scicity.pagestore.reading import refuse
from scicity.publishing.links import Link, links, links_to, others
from scicity.publishing.prepared import Prepared
from scicity.publishing.related import FEW, join, related
from scicity.site.languages import alternates, translated_path


def hide_unseen(page, *names):
    """Empties the links to single pages that the visitor may not see; nothing is saved."""
    for name in names:
        other = getattr(page, name)
        if other and not (other.is_public and other.in_current_language):
            setattr(page, name, None)


# As components/picture.html has them.
LAZY = ' loading="lazy" decoding="async"'
URGENT = ' fetchpriority="high"'


# Queries that take longer to put together than to run. A language writes them in its own way.
@cache
def readable(model, language):
    return model.objects.readable()


@cache
def visible(model, language):
    return model.objects.visible()


@cache
def none(model):
    return model.objects.none()


@lru_cache(maxsize=100)
def extended(pages, with_others):
    """The same for the same QuerySet: its SQL is written once for all pages."""
    return with_others(pages)


# Stands for the page's address in a statement that is written once.
ANY_SLUG = "*"


@lru_cache(maxsize=100)
def by_slug(pages) -> Prepared:
    return Prepared(pages.filter(slug=ANY_SLUG), ANY_SLUG)


class Column(NamedTuple):
    """What a list is called, and what is in it."""

    name: str
    description: str


class InSection:
    """A page that stands below a list, which stands below the home page."""

    # (label, name of the list's address)
    section = None

    def get_breadcrumbs(self, label):
        middle = [(self.section[0], reverse(self.section[1]))] if self.section else []
        return [(_("首页"), reverse("site:home")), *middle, (label, None)]


class PageDetail(WithoutParameters, InSection, DetailView):
    """One published page, which its template finds as `page`.

    The context also has `breadcrumbs` [(label, address or None for this page)], `canonical`
    (path), `alternates` [(hreflang, path)] and `detail` (what the page's head says).
    Asked for in a language in which it does not exist, it answers 200 with an explanation and
    the way to the Chinese page: nothing is missing or wrong, so it is no error; being `noindex`,
    with the Chinese page as its canonical one, it is never found in place of that.
    """

    context_object_name = "page"
    og_type = "website"
    # Names of relations: `related` has the rows of the page's parts and the keys of other pages,
    # of long relations a few.
    parts = ()
    relations = ()
    long_relations = ()

    def get_pages(self):
        return readable(self.model, get_language())

    @staticmethod
    def with_others(pages):
        """The pages with what their views read along with them."""
        return pages

    def get_queryset(self):
        return extended(self.get_pages(), self.with_others)

    def get_object(self):
        found = by_slug(self.get_queryset()).rows(self.kwargs["slug"])
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def related(self):
        return related(self.object, self.relations, self.long_relations, self.parts)

    def part(self, name, **joined):
        """The rows of a part; `joined` has the rows that their columns of these names refer to."""
        rows = self.related[name]
        for column, referred in joined.items():
            join(rows, column, referred)
        return rows

    def newest(self, name, number) -> list[Link]:
        """Links to the first pages of a long relation."""
        keys, rows = self.related[name], getattr(self.object, name)
        if len(keys) < FEW:
            return links(rows.model, keys)[:number]
        # An order that no index has: else they would be looked for among the newest of all.
        order = F("published_at").desc(nulls_last=True), "-pk"
        key = ("newest", name, self.model._meta.label, self.object.pk, get_language(), number)
        return keeping.keep(key, lambda: links_to(rows.visible().order_by(*order), number))

    def alike(self, number, **shared) -> list[Link]:
        """Links to other pages that share this value of a column with the page."""
        key = ("alike", self.model._meta.label, *shared.items(), get_language(), number)
        pages = visible(self.model, get_language())
        found = keeping.keep(key, lambda: links_to(pages.filter(**shared), number + 1))
        return others(found, self.object, number)

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.in_current_language:
            return self.not_in_this_language()
        return self.render_to_response(self.get_context_data(object=self.object))

    def not_in_this_language(self):
        chinese_url = translated_path(self.path, "zh-hans")
        context = {"page": self.object, "chinese_url": chinese_url, "canonical": chinese_url}
        crumbs = self.get_breadcrumbs(_("暂无英文版"))
        return render(
            self.request,
            "site/not_in_english.html",
            context | {"noindex": True, "breadcrumbs": crumbs},
        )

    def get_keywords(self):
        return []

    def get_author(self):
        return ""

    def get_picture(self):
        return getattr(self.object, "cover", None)

    @cached_property
    def path(self):
        return self.object.get_absolute_url()

    @cached_property
    def detail(self):
        """What the head of the page says about it."""
        picture = self.get_picture()
        return {
            "title": str(self.object),
            "description": self.object.summary,
            "keywords": [str(word) for word in self.get_keywords()],
            "author": self.get_author(),
            "image": self.absolute(picture.image.url) if picture else "",
            "url": self.absolute(self.path),
            "og_type": self.og_type,
        }

    def absolute(self, path):
        return self.request.build_absolute_uri(path)

    def get_structured_data(self, site):
        """JSON-LD objects that describe the page; none by default."""
        return []

    def get_context_data(self, **kwargs):
        languages = ("zh-Hans", "en") if self.object.has_english else ("zh-Hans",)
        return super().get_context_data(
            canonical=self.path,
            alternates=alternates(self.path, languages),
            breadcrumbs=self.get_breadcrumbs(str(self.object)),
            detail=self.detail,
            withdrawn=self.object.is_withdrawn,
            noindex=self.object.is_withdrawn,
            **kwargs,
        )


class WholePages(Paginator):
    """Pages that are as long as there are rows, whatever their number was when it was counted.

    `nearer(rows, start)` gives the rows without some that come first, and the rest of `start`.
    """

    def page(self, number):
        number = self.validate_number(number)
        rows, start = self.nearer(self.object_list, (number - 1) * self.per_page)
        return self._get_page(rows[start : start + self.per_page], number, self)


class FilteredList(InSection, ListView):
    """A filtered, sorted list in pages. The FilterSet does all choosing; here it gets a page.

    The context also has `filterset`, `facets`, `chips`, `sorts`, `summary` (what is shown, in
    words), `pages` [(number or None for a gap, query)], `in_chinese` (how many more there are
    without an English version, and where).
    """

    paginate_by = 20
    paginator_class = WholePages
    filterset_class = None
    # The template that shows one of the list's `page`s, where they are shown as cards.
    card = None
    # The template of what the form has beside the facets.
    more_fields = None
    # a Column
    column = None

    @classmethod
    def get_stored_query(cls, data):
        """The filters in their order, and the page; words to search for are not stored."""
        filterset = cls.filterset_class(data, none(cls.model))
        known = {*filterset.base_filters, "page"} - {"q"}
        if any(name not in known for name, value in data.items() if value.strip()):
            return None
        page = data.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() else 1
        return cls.numbered(filterset.query(), number)

    @staticmethod
    def numbered(query, number):
        if number == 1:
            return query
        return f"{query}&page={number}" if query else f"?page={number}"

    def get_queryset(self):
        pages = visible(self.model, get_language())
        self.filterset = self.filterset_class(self.request.GET, pages)
        return self.filterset.qs.for_list()

    def get_facets(self):
        if not self.is_kept:
            return self.filterset.facets
        return self.keep("facets", self.filterset.count_facets, sort=None)

    def get_panel(self):
        """The HTML of the form with the filters."""
        return self.keep(
            "panel",
            lambda: render_to_string(
                "components/filters.html",
                {
                    "filterset": self.filterset,
                    "facets": self.get_facets(),
                    "sorts": self.filterset.sorts,
                    "action": self.request.path,
                    "more_fields": self.more_fields,
                },
            ),
        )

    def get_cards(self, rows):
        """The HTML of each row: their keys are read first, then those whose card isn't kept.

        The picture of the first is seen at once, and is asked for before all others.
        """
        pks = list(rows.values_list("pk", flat=True))
        key = (self.card, get_language(), *self.card_key)
        cards = keeping.keep_each(self.model, pks, key, self.load_cards, self.render_card)
        return [mark_safe(card.replace(LAZY, URGENT, 1)) for card in cards[:1]] + cards[1:]

    # What a card depends on beside its row.
    card_key = ()

    def load_cards(self, pks):
        return self.model.objects.filter(pk__in=pks).for_list()

    def render_card(self, page):
        return render_to_string(self.card, {"page": page, "place": "listing"})

    @property
    def is_kept(self):
        """Whether others may ask for the same choice again, and its parts can be kept."""
        asks_again = "q" not in self.filterset.data and self.filterset.is_valid()
        return asks_again and keeping.is_possible()

    def keep(self, name, make, **changes):
        """What `make()` gives for these filters on any page; `changes` as in `filterset.query`."""
        if not self.is_kept:
            return make()
        choice = self.filterset.query(**changes), self.filterset.chosen_keys
        return keeping.keep((name, type(self).__qualname__, get_language(), *choice), make)

    def get_paginator(self, queryset, per_page, **kwargs):
        paginator = super().get_paginator(queryset, per_page, **kwargs)
        # The paginator takes a number that it is given for its own.
        paginator.count = self.keep("count", self.filterset.count, sort=None)
        paginator.nearer = partial(self.filterset.nearer, keep=partial(self.keep, sort=None))
        return paginator

    def paginate_queryset(self, queryset, page_size):
        """The page asked for; the last one for a number too high, the first for no number."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_summary(self, count):
        names = self.model._meta
        values = {
            "count": count,
            "things": names.verbose_name if count == 1 else names.verbose_name_plural,
            "conditions": self.filterset.conditions,
        }
        if values["conditions"]:
            return _("正在查看%(conditions)s的%(things)s，共 %(count)s 项") % values
        return _("全部%(things)s，共 %(count)s 项") % values

    def get_pages(self, page):
        """Links to the pages around this one; a gap has no number."""
        return [
            (number, self.page_query(number)) if isinstance(number, int) else (None, "")
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1)
        ]

    def page_query(self, number):
        return self.numbered(self.filterset.query(), number) or self.request.path

    def get_canonical(self, page):
        """The one address of what is shown; the whole list's where nothing can be shown."""
        if not self.filterset.is_valid():
            return self.request.path
        query = self.filterset.query() if page.number == 1 else self.page_query(page.number)
        return self.request.path + query

    def get_in_chinese(self):
        if get_language() != "en" or not self.filterset.is_valid():
            return None
        count = self.keep("in Chinese", self.filterset.count_untranslated, sort=None)
        path = translated_path(self.request.path, "zh-hans")
        return {"count": count, "url": path + self.filterset.query()} if count else None

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        filterset = self.filterset
        here = self.get_canonical(page)
        if here != self.request.get_full_path():
            # Numbers too high and values not understood would make pages without end.
            refuse()
        return context | {
            "column": self.column,
            "filterset": filterset,
            "facets": self.get_facets(),
            "panel": self.get_panel() if self.card else "",
            "cards": self.get_cards(context["object_list"]) if self.card else [],
            "chips": filterset.chips,
            "sorts": filterset.sorts,
            "summary": self.get_summary(page.paginator.count),
            "pages": self.get_pages(page),
            "in_chinese": self.get_in_chinese(),
            "canonical": here,
            "alternates": alternates(here),
            "noindex": "q" in filterset.data or not filterset.is_valid(),
            "breadcrumbs": self.get_breadcrumbs(self.column[0]),
        }
