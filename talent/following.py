"""What the followers of a policy are told of."""

from django.utils.translation import gettext as _

from scicity.subscriptions.facts import Fact, field_facts, register, row_facts
from talent.models import TalentPolicy


@register(TalentPolicy, pages=lambda policies: policies.with_states())
def facts(policy):
    states = {
        "validity": Fact(_("有效性"), str(policy.get_validity().label)),
        "window_state": Fact(_("申报状态"), str(policy.get_window_state().label)),
        "subjects": Fact(_("适用对象"), [str(label) for label in policy.subject_labels]),
    }
    return (
        field_facts(policy, "title", "summary", "category", "level", "delivery", "issuer")
        | states
        | row_facts(policy, windows=str, benefits=benefit_words, materials=str, steps=str)
        | row_facts(policy, contacts=contact_words, policyfaqs=lambda faq: faq.question)
        | field_facts(policy, "body", "document_number", "effective_from", "effective_to")
        | field_facts(policy, "open_ended", "repealed_on", "superseded_on", "promised_days")
        | field_facts(policy, "service_address", "service_phone", "service_url")
    )


def benefit_words(benefit):
    name = benefit.recipient or benefit.get_kind_display()
    return _("%(name)s：%(what)s") % {
        "name": name,
        "what": f"{benefit.amount_label} {benefit.terms_label}".strip(),
    }


def contact_words(contact):
    return " ".join(filter(None, [contact.name, contact.phone, contact.email, contact.address]))
