from django.urls import path

from talent import views

app_name = "talent"
urlpatterns = [
    path("", views.PolicyList.as_view(), name="policy_list"),
    path("<slug:slug>/", views.PolicyDetail.as_view(), name="policy_detail"),
]
