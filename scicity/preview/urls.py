from django.urls import path

from scicity.preview import views

app_name = "preview"

urlpatterns = [
    path("<str:token>/", views.link, name="link"),
    path("<str:label>/<int:key>/", views.own, name="page"),
]
