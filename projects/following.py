"""What the followers of a project are told of."""

from projects.models import Project
from scicity.subscriptions.facts import field_facts, register, row_facts


@register(Project)
def facts(project):
    return (
        field_facts(project, "name", "summary", "phase", "body", "category", "kind", "lead")
        | field_facts(project, "planned_start", "planned_end", "actual_start", "actual_end")
        | field_facts(project, "suspended_since", "suspension_reason", "investment", "final_cost")
        | row_facts(project, milestones=milestone_words, projectupdates=str, changerecords=str)
        | row_facts(project, progressreports=lambda report: f"{report.as_of_label} {report.text}")
    )


def milestone_words(milestone):
    return f"{milestone.name} {milestone.get_status_display()} {milestone.met_on_label}"
