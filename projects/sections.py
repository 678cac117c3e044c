from projects.duties import CallFilterSet
from projects.filters import InstitutionFilterSet, ProjectFilterSet
from projects.models import Call, Indicator, Institution, Project
from scicity.site.sections import more_pages, register_section

register_section(Project, "projects:project_list", ProjectFilterSet)
register_section(Institution, "projects:institution_list", InstitutionFilterSet)
register_section(Call, "projects:call_list", CallFilterSet)
more_pages.append(Indicator)
