from django.urls import path

from news import feeds, views

app_name = "news"
urlpatterns = [
    path("", views.ArticleList.as_view(), name="article_list"),
    path("feed.atom", feeds.NewsFeed(), name="feed"),
    path("<slug:topic>/feed.atom", feeds.NewsFeed(), name="topic_feed"),
    path(
        "<int:year>/<int:month>/<slug:slug>/",
        views.ArticleDetail.as_view(),
        name="article_detail",
    ),
]
