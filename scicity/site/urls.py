from django.urls import path

from scicity.search.views import SearchPage, suggest
from scicity.site import views

app_name = "site"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("sitemap/", views.HumanSitemap.as_view(), name="sitemap"),
    path("preferences/", views.set_preferences, name="preferences"),
    path("search/", SearchPage.as_view(), name="search"),
    path("search/suggest/", suggest, name="suggest"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("<slug:slug>/", views.PageView.as_view(), name="page"),
]
