from django.urls import path, re_path

from scicity.opendata import views

app_name = "opendata"
urlpatterns = [
    path("", views.DataPage.as_view(), name="data_list"),
    path("catalog.jsonld", views.catalogue_file, name="catalogue"),
    re_path(
        r"^(?P<slug>[a-z-]+)\.(?P<extension>[a-z0-9]+(?:\.json)?)$", views.download, name="download"
    ),
]
