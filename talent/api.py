"""Policies in the API, and the matcher on the same evaluator as the site's pages."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from scicity.opendata.api import PublicViewSet, router
from talent.answers import read_answers
from talent.filters import PolicyFilterSet
from talent.matching import Estimate, Verdict, estimate, explain, total
from talent.models import ApplicationWindow, Benefit, TalentPolicy, Validity, WindowState
from talent.rules import load_book, load_relations

# Most answers that one call may bring; there are far fewer questions.
MOST_ANSWERS = 200


class PolicySerializer(serializers.ModelSerializer):
    id = serializers.SlugField(source="slug", read_only=True, help_text=_("标识；不会改变"))
    title_zh = serializers.CharField(source="title_zh_hans", read_only=True)
    title_en = serializers.CharField(read_only=True, allow_null=True)
    subjects = serializers.ListField(child=serializers.CharField(), read_only=True)
    lead_agency = serializers.SerializerMethodField(help_text=_("牵头部门的标识"))
    validity = serializers.ChoiceField(
        Validity.choices, read_only=True, help_text=_("有效性，按当天推算")
    )
    window_state = serializers.ChoiceField(
        WindowState.choices, read_only=True, help_text=_("申报状态，按当天推算")
    )
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = TalentPolicy
        fields = (
            "id", "title_zh", "title_en", "short_title", "summary", "category", "level",
            "subjects", "delivery", "issuer", "lead_agency", "document_number", "index_number",
            "issued_on", "effective_from", "effective_to", "open_ended", "repealed_on", "validity",
            "window_state", "completeness", "verified_on", "service_url", "data_origin", "source",
            "source_url", "as_of", "as_of_precision", "page", "updated_at",
        )  # fmt: skip

    def get_lead_agency(self, policy) -> str | None:
        agency = policy.lead_agency
        return agency.slug if agency and agency.is_public else None


class BenefitSerializer(serializers.ModelSerializer):
    ratio = serializers.FloatField(read_only=True, allow_null=True)
    sentence = serializers.CharField(read_only=True)

    class Meta:
        model = Benefit
        fields = (
            "kind", "recipient", "calculation", "amount_min", "amount_max", "ratio", "ratio_base",
            "unit", "period", "times", "cap", "cap_scope", "note", "sentence",
        )  # fmt: skip


class WindowSerializer(serializers.ModelSerializer):
    class Meta:
        model = ApplicationWindow
        fields = ("all_year", "opens_on", "closes_on", "is_habitual", "note")


class PolicyDetailSerializer(PolicySerializer):
    benefits = BenefitSerializer(many=True, read_only=True)
    windows = WindowSerializer(many=True, read_only=True)

    class Meta(PolicySerializer.Meta):
        fields = (*PolicySerializer.Meta.fields, "benefits", "windows")


class PolicyViewSet(PublicViewSet):
    """Talent policies. Ended ones are left out of the list unless a validity is asked for."""

    about = _("人才政策：给谁、给什么、何时申请。已失效的政策要用 validity 参数才列出。")
    filterset_class = PolicyFilterSet

    def get_serializer_class(self):
        return PolicyDetailSerializer if self.detail else PolicySerializer

    def get_queryset(self):
        policies = TalentPolicy.objects.visible().select_related("lead_agency")
        if not self.detail:
            return policies
        return policies.with_states().prefetch_related("benefits", "windows")


class QuestionnaireSerializer(serializers.Serializer):
    answers = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text=_(
            "问题代码对应回答：true 或 false、数、选项代码、选项代码的列表、YYYY-MM-DD 日期；"
            "null 表示跳过。没有列出的问题算没有问过。"
        ),
    )

    def validate_answers(self, answers):
        if len(answers) > MOST_ANSWERS:
            raise serializers.ValidationError(_("回答太多。"))
        return answers


class AmountSerializer(serializers.Serializer):
    low = serializers.IntegerField(help_text=_("至少多少元"))
    high = serializers.IntegerField(allow_null=True, help_text=_("至多多少元；空值为说不准"))


class ConditionSerializer(serializers.Serializer):
    mark = serializers.CharField()
    text = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)
    clause = serializers.CharField(allow_blank=True)
    track = serializers.CharField(allow_blank=True)


class MatchSerializer(serializers.Serializer):
    policy = serializers.SlugField(help_text=_("政策的标识"))
    title = serializers.CharField()
    page = serializers.CharField()
    verdict = serializers.ChoiceField(Verdict.choices)
    needs = serializers.ListField(
        child=serializers.CharField(), help_text=_("结论还取决于这些问题")
    )
    amount = AmountSerializer()
    conditions = ConditionSerializer(many=True, help_text=_("每个条件的判断和依据"))


class QuestionSerializer(serializers.Serializer):
    code = serializers.CharField()
    kind = serializers.CharField()
    text = serializers.CharField()
    concerns = serializers.IntegerField(help_text=_("有多少项政策取决于它"))
    options = serializers.DictField(child=serializers.CharField())


class MatchingSerializer(serializers.Serializer):
    matches = MatchSerializer(many=True)
    next_question = QuestionSerializer(allow_null=True)
    total = AmountSerializer(help_text=_("很可能符合的各项合计，已按不可同享等规则扣除"))
    refused = serializers.ListField(
        child=serializers.CharField(), help_text=_("不认识的问题代码和不能理解的回答")
    )


class MatchViewSet(ViewSet):
    """Which policies somebody qualifies for. Nothing of the answers is kept or logged."""

    about = _(
        "按回答判断每项政策：结论、金额、每个条件的依据和下一个最有用的问题。不保存任何回答。"
    )

    @extend_schema(request=QuestionnaireSerializer, responses={200: MatchingSerializer})
    def create(self, request):
        form = QuestionnaireSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        answer = matching_answer(form.validated_data["answers"])
        response = Response(MatchingSerializer(answer).data)
        response["Cache-Control"] = "no-store"
        return response


def matching_answer(raw: dict) -> dict:
    policies = {policy.pk: policy for policy in TalentPolicy.objects.visible()}
    book = load_book(TalentPolicy.objects.filter(pk__in=policies))
    answers, refused = read_answers(book.questions.values(), raw)
    matching = book.match(answers)
    likely, matches = [], []
    for key, verdict in matching.verdicts.items():
        explanation = explain(book, key, answers)
        amount = estimate(explanation.rule, explanation)
        if verdict == Verdict.LIKELY:
            likely.append(amount)
        matches.append(
            match_record(policies[key], verdict, matching.needs(key), amount, explanation)
        )
    return {
        "matches": matches,
        "next_question": question_record(matching.next_question()),
        "total": total(likely, load_relations([amount.key for amount in likely])),
        "refused": sorted([*refused, *(code for code in raw if code not in book.questions)]),
    }


def match_record(policy, verdict, needs, amount: Estimate, explanation) -> dict:
    return {
        "policy": policy.slug,
        "title": policy.title,
        "page": policy.get_absolute_url(),
        "verdict": verdict,
        "needs": needs,
        "amount": amount,
        "conditions": list(condition_records(explanation)),
    }


def condition_records(explanation):
    tracks = [("", explanation.common), *((t.track.name, t.groups) for t in explanation.tracks)]
    for name, groups in tracks:
        for group in groups:
            for row in group.rows:
                yield {
                    "mark": row.mark,
                    "text": row.text,
                    "answer": row.answer_text,
                    "clause": row.row.clause.label if row.row.clause else "",
                    "track": name,
                }


def question_record(suggestion) -> dict | None:
    if suggestion is None:
        return None
    question = suggestion.question
    return {
        "code": question.code,
        "kind": question.kind,
        "text": question.text,
        "concerns": suggestion.concerns,
        "options": {option.code: option.label for option in question.options},
    }


router.register("policies", PolicyViewSet, "policy")
router.register("match", MatchViewSet, "match")
