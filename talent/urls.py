from django.urls import path

from talent import views
from talent.matcher import views as matcher

app_name = "talent"
urlpatterns = [
    path("", views.PolicyList.as_view(), name="policy_list"),
    path("print/", views.PolicyPrint.as_view(), name="policy_print"),
    path("calendar/", views.PolicyCalendar.as_view(), name="policy_calendar"),
    path("compare/", views.compare, name="policy_compare"),
    path("match/", matcher.match, name="match"),
    path("match/result/", matcher.result, name="match_result"),
    path("<slug:slug>/past/", views.PolicyPast.as_view(), name="policy_past"),
    path("<slug:slug>/", views.PolicyDetail.as_view(), name="policy_detail"),
]
