"""Addresses of the back office about one page of any kind."""

from django.urls import path

from scicity.editing import views
from scicity.preview import admin_views

PATHS = (
    ("check/", views.check, "page_check"),
    ("presence/", views.presence, "page_presence"),
    ("preview/", admin_views.preview, "page_preview"),
    ("preview-links/", admin_views.links, "preview_links"),
)


def page_urls(wrap) -> list:
    return [
        path(f"pages/<str:label>/<int:key>/{end}", wrap(view), name=name)
        for end, view, name in PATHS
    ]
