"""What the text editor finds while one types: own pages to link to, pictures to show."""

from django.contrib.admin import ModelAdmin
from django.utils import translation

from scicity.media.models import Picture
from scicity.publishing.models import Publishable

FOUND = 24
NEWEST = 2_000
# Pictures inside a text are never shown wider than this.
BODY_WIDTH = 960


def find(request, registry: dict[type, ModelAdmin]) -> list[dict]:
    """Answers ?what=pages|pictures&q=…&language=…; only of kinds that the person may view."""
    words = request.GET.get("q", "")
    wanted = Picture if request.GET.get("what") == "pictures" else Publishable
    language = "en" if request.GET.get("language") == "en" else "zh-hans"
    show = describe_picture if wanted is Picture else describe_page
    found = []
    for model, model_admin in registry.items():
        if issubclass(model, wanted) and model_admin.has_view_permission(request):
            rows = candidates(model, language)
            if model is not Picture and len(words.strip()) == 1:
                rows = with_letter(rows, words.strip(), language)
            else:
                rows, _repeats = model_admin.get_search_results(request, rows, words)
            found += rows.order_by(*model_admin.get_ordering(request) or ["-pk"])[:FOUND]
    with translation.override(language):
        return [show(row) for row in found[:FOUND]]


def candidates(model, language):
    if model is Picture:
        return model.objects.all()
    return model.objects.published().in_language(language)


def with_letter(rows, letter, language):
    """No index finds a single character: the titles of the newest pages are looked through."""
    title = f"{rows.model.title_field}_{language.replace('-', '_')}"
    newest = rows.order_by("-published_at").values("pk")[:NEWEST]
    return rows.filter(pk__in=newest, **{f"{title}__icontains": letter})


def describe_page(page) -> dict:
    with translation.override("zh-hans"):
        kind = str(page._meta.verbose_name)
    return {"title": str(page), "kind": kind, "url": page.get_absolute_url()}


def describe_picture(picture) -> dict:
    files = picture.image.aspect_ratios[None]["WEBP"]
    width = max((width for width in files if width <= BODY_WIDTH), default=None)
    return {
        "id": picture.pk,
        "title": picture.title,
        "thumbnail": picture.thumbnail_url,
        "url": files[width].url if width else picture.image.url,
        "width": width or picture.width,
        "height": width * picture.height // picture.width if width else picture.height,
        "alt": "" if picture.is_decorative else picture.alt,
        "credit": picture.credit,
    }
