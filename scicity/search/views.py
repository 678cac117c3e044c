from django.http import JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from scicity.pagestore.bounded import Bounded
from scicity.pagestore.reading import refuse
from scicity.search.documents import kinds
from scicity.search.forms import SearchForm
from scicity.search.models import Miss
from scicity.search.results import OTHER_LANGUAGE, Finder
from scicity.search.suggestions import titles_like
from scicity.site.languages import alternates, translated_path

PARAMETERS = ("q", "kind", "year", "section", "sort", "page")
# The last searches of this process that found something: what is asked for once more is stored, so
# that made-up words push out no pages.
last_searches = Bounded(1_000)


class SearchPage(TemplateView):
    """Pages that contain the words of `q`, narrowed by `kind`, `year` and `section`."""

    template_name = "search/search.html"

    @staticmethod
    def get_stored_query(data):
        """Only of what is searched for again."""
        form = SearchForm(data)
        if not form.is_valid() or data.keys() - set(PARAMETERS):
            return None
        query = query_of(form.cleaned_data)
        return query if not query or (get_language(), query) in last_searches else None

    def get(self, request, *args, **kwargs):
        self.form = SearchForm(request.GET)
        self.form.is_valid()
        return super().get(request, *args, **kwargs)

    def get_results(self):
        values = self.form.cleaned_data
        if not values.get("q"):
            return None
        finder = Finder(
            values["q"], self.form.choice, values.get("sort") == "date", values.get("page") or 1
        )
        if not finder.query:
            return None
        results = finder.results()
        if results.items:
            last_searches.put((get_language(), query_of(values)))
        else:
            self.note_miss(finder.query, results)
        return results

    def note_miss(self, query, results):
        """Each one is counted, and so none is stored."""
        refuse()
        last_searches.forget((get_language(), query_of(self.form.cleaned_data)))
        if not self.form.choice and results.page == 1:
            Miss.objects.note(query.folded, get_language())

    def get_context_data(self, **kwargs):
        path = reverse("site:search")
        words = self.form.cleaned_data.get("q", "")
        results = self.get_results()
        other = OTHER_LANGUAGE[get_language()]
        return super().get_context_data(
            search_query=words,
            results=results,
            facets=self.get_facets(results),
            is_narrowed=bool(self.form.choice),
            pages=self.get_pages(results),
            by_date=self.form.cleaned_data.get("sort") == "date",
            links={
                "best": self.address(sort=None, page=None),
                "date": self.address(sort="date", page=None),
                "other_language": f"{translated_path(path, other)}?{urlencode({'q': words})}",
            },
            lists=[(kind.label, reverse(kind.list_url)) for kind in kinds.values()],
            noindex=True,
            canonical=path,
            alternates=alternates(path),
            breadcrumbs=[(_("首页"), reverse("site:home")), (_("站内搜索"), None)],
            **kwargs,
        )

    def get_facets(self, results):
        """[(label, [(option, address with this choice or, of one in force, without it)])]."""
        return [
            (label, [(option, self.choosing(name, option)) for option in options])
            for name, label, options in (results.facets if results else [])
        ]

    def choosing(self, name, option) -> str:
        changes = {name: None if option.is_selected else option.value, "page": None}
        if name == "kind":
            changes["section"] = None
        return self.address(**changes)

    def get_pages(self, results):
        """[(number, address)] around this page; a gap has no number."""
        if not results or results.last_page < 2:
            return []
        here, last = results.page, results.last_page
        numbers = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
        links = []
        for before, number in zip([0, *numbers], numbers, strict=False):
            if number > before + 1:
                links.append((None, ""))
            links.append((number, self.address(page=number if number > 1 else None)))
        return links

    def address(self, **changes) -> str:
        """`?…` of this search with some parameters changed; None leaves one out."""
        return "?" + query_of(self.form.cleaned_data | changes)


def query_of(values: dict) -> str:
    """The parameters in their order; those without a value are left out."""
    return urlencode({name: values[name] for name in PARAMETERS if values.get(name)})


@require_safe
def suggest(request):
    """Titles for what is typed so far: {"suggestions": [{"title", "url", "kind"}]}."""
    entries = titles_like(request.GET.get("q", ""), get_language())
    suggestions = [
        {"title": entry.title, "url": entry.path, "kind": str(kinds[entry.kind].label)}
        for entry in entries
    ]
    return JsonResponse({"suggestions": suggestions})
