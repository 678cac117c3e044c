"""One address of each kind of public page, and how pages can look."""

KINDS = {
    "home": "/",
    "articles": "/news/",
    "article": "/news/…/thirty-six-tunnels/",
    "projects": "/projects/",
    "project": "/projects/baishiyi-tunnel/",
    "map": "/projects/map/",
    "tunnels": "/projects/tunnels/",
    "institutions": "/institutions/",
    "institution": "/institutions/chongqing-national-centre-for-applied-mathematics/",
    "policies": "/talent/",
    "policy": "/talent/golden-phoenix-talent-policy/",
    "calendar": "/talent/calendar/",
    "comparison": "/talent/compare/?policy=gaoxin-loan&policy=knowledge-value-credit-loan",
    "policies for print": "/talent/print/",
    "matcher": "/talent/match/?who=person",
    "all questions": "/talent/match/?who=person&view=all",
    "match": "/talent/match/result/?who=person",
    "figures": "/figures/",
    "figure": "/figures/key-laboratories/",
    "calls": "/calls/",
    "leads": "/leads/",
    "data": "/data/",
    "api": "/api/v1/",
    "page": "/about/",
    "sitemap": "/sitemap/",
    "filtered list": "/projects/?phase=construction&category=infrastructure",
    "empty list": "/talent/?q=zzzz",
    "refused filter": "/news/?year=never",
    "search": "/search/?q=人才",
    "search without a hit": "/search/?q=zzzz",
    "not found": "/none/",
    "Chinese only": "/only-in-chinese/",
}
LANGUAGES = {"zh": "", "en": "/en"}
# What the visitor's cookie says.
LOOKS = ("", "dark", "elder", "elder.dark")
WIDTHS = (320, 360, 414, 600, 768, 1024, 1280, 1440, 1920)

MAKE_CHINESE_ONLY = """
from django.utils import timezone
from scicity.site.models import Page
from scicity.publishing import guard
with guard.opened():
    Page.objects.get_or_create(slug="only-in-chinese", defaults={
        "title_zh_hans": "只有中文的页面", "body_zh_hans": "<p>正文</p>",
        "status": "published", "published_at": timezone.now()})
"""
