from django.urls import path

from news import views

app_name = "news"
urlpatterns = [
    path("", views.ArticleList.as_view(), name="article_list"),
    path(
        "<int:year>/<int:month>/<slug:slug>/", views.ArticleDetail.as_view(), name="article_detail"
    ),
]
