from projects.duties import CallFilterSet
from projects.filters import InstitutionFilterSet, ProjectFilterSet
from projects.models import Call, Institution, Project
from scicity.site.sections import register_section

register_section(Project, "projects:project_list", ProjectFilterSet)
register_section(Institution, "projects:institution_list", InstitutionFilterSet)
register_section(Call, "projects:call_list", CallFilterSet)
