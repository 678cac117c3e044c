"""What the gate asks of a policy beyond what it asks of every page."""

from django.utils.translation import gettext as _

from scicity.gate.findings import Finding, register_check
from talent.models import TalentPolicy


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
