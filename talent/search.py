from django.utils.translation import pgettext_lazy

from scicity.search.documents import Document, plain, register
from talent.models import TalentPolicy

PARTS = (
    "documents",
    "clauses",
    "benefits",
    "steps",
    "materials",
    "contacts",
    "policyfaqs",
)


def categories():
    return dict(TalentPolicy.Category.choices)


def with_parts(policies):
    return policies.prefetch_related(*PARTS)


@register(
    TalentPolicy, pgettext_lazy("search", "政策"), "talent:policy_list", categories, with_parts
)
def describe_policy(policy) -> Document:
    return Document(
        title=policy.title,
        date=policy.issued_on or policy.written_on or policy.as_of,
        summary=policy.summary,
        names=[policy.short_title, policy.document_number, policy.index_number, policy.issuer],
        texts=[plain(policy.body), *part_texts(policy), policy.source],
        section=policy.category,
    )


def part_texts(policy):
    for document in policy.documents.all():
        yield from (document.title, document.document_number, document.publisher)
    for clause in policy.clauses.all():
        yield from (clause.number, clause.text)
    for benefit in policy.benefits.all():
        yield from (benefit.sentence, benefit.recipient, benefit.note)
    for step in policy.steps.all():
        yield from (step.title, step.text)
    for material in policy.materials.all():
        yield from (material.name, material.obtained_from)
    for contact in policy.contacts.all():
        yield from (contact.name, contact.phone, contact.address)
    for faq in policy.policyfaqs.all():
        yield from (faq.question, faq.answer)
    yield from (policy.service_address, policy.service_phone)
