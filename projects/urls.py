from django.urls import path

from projects import duties, figures, mapviews, streets, tunnels, views
from projects.feeds import ProjectFeed

app_name = "projects"
urlpatterns = [
    path("projects/", views.ProjectList.as_view(), name="project_list"),
    path("projects/map/", mapviews.ProjectMap.as_view(), name="project_map"),
    path("projects/street-map/", streets.StreetMap.as_view(), name="project_streets"),
    path("projects/tunnels/", tunnels.TunnelBoard.as_view(), name="project_tunnels"),
    path("projects/<slug:slug>/", views.ProjectDetail.as_view(), name="project_detail"),
    path("projects/<slug:slug>/updates.atom", ProjectFeed(), name="project_feed"),
    path("calls/", duties.CallList.as_view(), name="call_list"),
    path("calls/<slug:slug>/", duties.CallDetail.as_view(), name="call_detail"),
    path("leads/", duties.LeadList.as_view(), name="lead_list"),
    path("institutions/", views.InstitutionList.as_view(), name="institution_list"),
    path("institutions/<slug:slug>/", views.InstitutionDetail.as_view(), name="institution_detail"),
    path("figures/", figures.FigureList.as_view(), name="figure_list"),
    path("figures/<slug:slug>/", figures.FigureDetail.as_view(), name="figure_detail"),
]
