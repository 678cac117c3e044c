from django.urls import include, path, re_path

from scicity.opendata import docs
from scicity.opendata.api import router

app_name = "api"
urlpatterns = [
    path("", docs.ApiPage.as_view(), name="docs"),
    path("openapi.json", docs.openapi, name="openapi"),
    path("", include(router.urls)),
    re_path(r"^(?P<path>.+)$", docs.not_found),
]
