from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from scicity.media.serving import media

urlpatterns = [
    path("admin/", admin.site.urls),
    path("media/<path:path>", media, name="media"),
    *i18n_patterns(
        path("news/", include("news.urls")),
        path("", include("projects.urls")),
        path("talent/", include("talent.urls")),
        path("", include("scicity.site.urls")),
        prefix_default_language=False,
    ),
]
