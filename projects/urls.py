from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.ProjectList.as_view(), name="project_list"),
    path("projects/<slug:slug>/", views.ProjectDetail.as_view(), name="project_detail"),
    path("institutions/", views.InstitutionList.as_view(), name="institution_list"),
    path("institutions/<slug:slug>/", views.InstitutionDetail.as_view(), name="institution_detail"),
    path("figures/", views.FigureList.as_view(), name="figure_list"),
]
