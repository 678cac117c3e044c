"""What the gate asks of a policy beyond what it asks of every page."""

from django.utils.translation import gettext as _

from scicity.gate.findings import Finding, register_check
from talent.models import TalentPolicy
from talent.rules import policy_problems


@register_check(TalentPolicy)
def validity(subject):
    """A policy says until when it holds; one that no longer does says so by its own dates."""
    policy = subject.page
    ends = (policy.effective_to, policy.repealed_on, policy.superseded_on)
    if not policy.open_ended and not any(ends):
        yield Finding(
            "validity_missing",
            _("没有写明有效期。"),
            _("填写“有效期至”；文件没有规定期限的，勾选“长期有效”。"),
            field="effective_to",
        )


@register_check(TalentPolicy)
def conditions(subject):
    """Rules that contradict themselves, lack a clause or fail a test case are mended first."""
    for problem in policy_problems(subject.page) if subject.page.pk else ():
        yield Finding(
            "conditions_unsound",
            problem,
            _("在“条件”“情形”或“测试案例”里改正；页面下方的试算会说明结论怎样变化。"),
        )
