from django.urls import path

from scicity.site import views

app_name = "site"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("sitemap/", views.HumanSitemap.as_view(), name="sitemap"),
    path("preferences/", views.set_preferences, name="preferences"),
    path("search/", views.Search.as_view(), name="search"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("<slug:slug>/", views.PageView.as_view(), name="page"),
]
