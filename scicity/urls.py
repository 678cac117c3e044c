from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from scicity.accounts.views import reset_urls
from scicity.media.serving import media, page_file
from scicity.site import prefetching, views
from scicity.site.sitemaps import sitemap_index, sitemaps

handler500 = "scicity.operation.failing.server_error"

urlpatterns = [
    path(f"{settings.ADMIN_PATH}/", include(reset_urls)),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("robots.txt", views.robots),
    path("favicon.ico", views.favicon),
    path("prefetch.json", prefetching.rules, name="prefetch"),
    path("qr.svg", views.qr, name="qr"),
    path("sitemap.xml", sitemap_index, {"sitemaps": sitemaps()}, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": sitemaps()}, name="sitemap_part"),
    path("media/<path:path>", media, name="media"),
    path("files/<slug:kind>/<int:key>/", page_file, name="file"),
    path("files/<slug:kind>/<int:key>/<str:name>", page_file, name="file"),
    *i18n_patterns(
        path("news/", include("news.urls")),
        path("", include("projects.urls")),
        path("talent/", include("talent.urls")),
        path("data/", include("scicity.opendata.urls")),
        path("api/v1/", include("scicity.opendata.api_urls")),
        path("subscriptions/", include("scicity.subscriptions.urls")),
        path("preview/", include("scicity.preview.urls")),
        path("", include("scicity.site.urls")),
        prefix_default_language=False,
    ),
]
