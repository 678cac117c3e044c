"""The steps that the back office offers for a page, each with what it asks and what it says."""

from copy import deepcopy
from dataclasses import dataclass, field

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicity.publishing import transitions
from scicity.publishing.models import EDITABLE, IN_REVIEW, ONCE_PUBLIC, Dimension, Status
from scicity.publishing.people import STEP_OF, may, may_sign

WIDE = {"class": "vLargeTextField", "rows": 3}


REASON_LABEL = gettext_lazy("理由")


def reason_field(required=True, label=REASON_LABEL, help_text=""):
    widget = forms.Textarea(attrs=WIDE)
    return forms.CharField(
        label=label, required=required, widget=widget, help_text=help_text, max_length=2000
    )


def dimensions_field():
    return forms.MultipleChoiceField(
        label=gettext_lazy("逐项核对"),
        choices=Dimension,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("六项都核对无误才能签字。"),
    )


@dataclass(frozen=True)
class Way:
    """`fields` are asked for on a page of the step's own; without any, its button does it."""

    name: str
    label: str | Promise
    explanation: str | Promise = ""
    fields: dict = field(default_factory=dict)
    is_grave: bool = False
    # Whether visitors that follow links will not find the page any more.
    ends_address: bool = False

    def fields_of(self, page, person) -> dict:
        return self.fields

    def form(self, page, person, data):
        made = forms.Form(data)
        for name, asked in self.fields_of(page, person).items():
            made.fields[name] = deepcopy(asked)
        return made

    def run(self, page, person, values):
        return getattr(transitions, self.name)(page, person, **values)

    def is_offered(self, page, person) -> bool:
        raise NotImplementedError

    def told(self, page, result) -> str:
        return _("已完成：%s。") % self.label

    def target(self, page, result):
        """The page whose form is shown then; None for the list."""
        return page


class Submit(Way):
    def fields_of(self, page, person):
        if person.has_perm("publishing.override_gate"):
            help_text = _("检查发现必须改正的问题时，写明理由可以跳过；理由会记入审核记录。")
            return {"override": reason_field(False, _("跳过检查的理由"), help_text)}
        return {}

    def is_offered(self, page, person):
        return page.status == Status.DRAFT and may(person, "change", page)

    def told(self, page, result):
        return _("已送审，等待初审。")


class Sign(Way):
    def fields_of(self, page, person):
        return {
            "dimensions": dimensions_field(),
            "comment": reason_field(False, _("审核意见")),
        }

    def is_offered(self, page, person):
        return may_sign(person, page)

    def told(self, page, result):
        if page.status == Status.APPROVED:
            return _("终审通过。现在可以发布。")
        return _("%(step)s通过，等待下一审。") % {"step": result.label}


class SendBack(Way):
    def fields_of(self, page, person):
        return {"comment": reason_field(True, _("退回意见"), _("写明要改什么，作者会看到。"))}

    def is_offered(self, page, person):
        step = STEP_OF.get(page.status, "final_review")
        return page.status in (*IN_REVIEW, Status.APPROVED) and may(person, step, page)


class Publish(Way):
    def is_offered(self, page, person):
        return page.status == Status.APPROVED and may(person, "publish", page)

    def told(self, page, result):
        at = page.published_at
        if page.status == Status.SCHEDULED:
            return _("已定时，到 %s（北京时间）公开。") % moment(page.goes_live_at)
        if at and at > timezone.now():
            return _("已定时，到 %s（北京时间）公开。") % moment(at)
        return _("已发布，访客现在可以看到。")


def moment(value) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


def is_planned(page) -> bool:
    is_later = page.status == Status.PUBLISHED and page.published_at > timezone.now()
    return page.status == Status.SCHEDULED or is_later


class Unschedule(Way):
    def is_offered(self, page, person):
        return is_planned(page) and may(person, "publish", page)


class Edit(Way):
    def is_offered(self, page, person):
        was_public = page.status in ONCE_PUBLIC and not is_planned(page)
        return was_public and may(person, "change", page)

    def run(self, page, person, values):
        return transitions.start_copy(page, person)

    def told(self, page, result):
        return _("这是修改稿：审核发布之前，访客看到的仍是原来的内容。")

    def target(self, page, result):
        return result


class Discard(Way):
    def is_offered(self, page, person):
        return page.is_copy and page.status in EDITABLE and may(person, "change", page)

    def run(self, page, person, values):
        live = page.live
        transitions.discard(page, person, **values)
        return live

    def target(self, page, result):
        return result


class Emergency(Way):
    def is_offered(self, page, person):
        return page.status in EDITABLE and may(person, "emergency", page)


class ReviewAfterwards(Way):
    def fields_of(self, page, person):
        return {"dimensions": dimensions_field(), "comment": reason_field(False, _("审核意见"))}

    def is_offered(self, page, person):
        return page.is_flagged and may(person, "final_review", page)


class Withdraw(Way):
    def is_offered(self, page, person):
        return page.is_public and may(person, "withdraw", page)


class Archive(Way):
    def is_offered(self, page, person):
        fitting = (Status.PUBLISHED, Status.WITHDRAWN, Status.REPLACED)
        return page.status in fitting and page.was_public and may(person, "withdraw", page)


class Replace(Way):
    def is_offered(self, page, person):
        fitting = (Status.PUBLISHED, Status.WITHDRAWN, Status.ARCHIVED)
        return page.status in fitting and page.was_public and may(person, "withdraw", page)


class ChangeAddress(Way):
    def is_offered(self, page, person):
        return page.is_public and may(person, "publish", page)


class Remark(Way):
    def is_offered(self, page, person):
        return may(person, "view", page)


REASON = {"reason": reason_field()}
OPTIONAL_REASON = {"reason": reason_field(required=False)}
TARGET = forms.CharField(
    label=gettext_lazy("改为访问"),
    max_length=300,
    help_text=gettext_lazy("本站另一页面的路径，以 / 开头，可从浏览器地址栏复制。"),
    widget=forms.TextInput(attrs={"class": "vTextField"}),
)
SLUG = forms.SlugField(
    label=gettext_lazy("新地址"),
    max_length=100,
    help_text=gettext_lazy("网址的最后一段：小写字母、数字和短横线。旧网址会自动跳转过来。"),
    widget=forms.TextInput(attrs={"class": "vTextField"}),
)
WAYS = (
    Edit(
        "edit",
        gettext_lazy("修改"),
        gettext_lazy("打开一份修改稿。审核发布之前，访客看到的仍是现在的内容。"),
    ),
    Submit("submit", gettext_lazy("送审"), gettext_lazy("检查通过后进入初审。")),
    Sign(
        "sign",
        gettext_lazy("审核签字"),
        gettext_lazy("签字只对现在的内容有效：之后有任何修改，签字自动失效。"),
    ),
    SendBack("send_back", gettext_lazy("退回"), gettext_lazy("回到草稿，已有的签字全部失效。")),
    Publish("publish", gettext_lazy("发布")),
    Unschedule("unschedule", gettext_lazy("取消定时"), fields=OPTIONAL_REASON),
    ReviewAfterwards("review_afterwards", gettext_lazy("事后补审")),
    Remark(
        "remark", gettext_lazy("批注"), fields={"text": reason_field(label=gettext_lazy("批注"))}
    ),
    Discard("discard", gettext_lazy("放弃修改稿"), fields=OPTIONAL_REASON, is_grave=True),
    ChangeAddress("change_address", gettext_lazy("更换地址"), fields={"slug": SLUG}),
    Emergency(
        "emergency",
        gettext_lazy("应急发布"),
        gettext_lazy("不经三审立即公开，并一直标记为待补审，直到由其他人补审。"),
        REASON,
        is_grave=True,
    ),
    Withdraw(
        "withdraw",
        gettext_lazy("撤回"),
        gettext_lazy("从所有列表中消失；打开原网址仍可阅读，顶部显示下面写的理由。"),
        {
            "reason": reason_field(
                help_text=gettext_lazy("公开显示，中英文页面上是同一段文字。请写给访客看。")
            )
        },
        is_grave=True,
        ends_address=True,
    ),
    Archive(
        "archive",
        gettext_lazy("归档"),
        gettext_lazy("访客打开原网址会看到“已永久移除”。内容仍保存在后台。"),
        OPTIONAL_REASON,
        is_grave=True,
        ends_address=True,
    ),
    Replace(
        "replace",
        gettext_lazy("以另一页面替代"),
        gettext_lazy("访客打开原网址会转到另一页面。"),
        {"target": TARGET, **OPTIONAL_REASON},
        is_grave=True,
        ends_address=True,
    ),
)
STEPS = {way.name: way for way in WAYS}
# What is done with one earlier version of a page; offered in the list of versions.
OF_VERSIONS = {
    way.name: way
    for way in (
        Way(
            "hide_version",
            gettext_lazy("不再公开"),
            gettext_lazy(
                "访客按日期查看时，只会看到“这一版不再公开”。这一版仍完整保存在后台，可以恢复或重新公开。"
            ),
            {"reason": reason_field(help_text=gettext_lazy("记入审核记录，不对访客显示。"))},
            is_grave=True,
        ),
        Way(
            "show_version",
            gettext_lazy("重新公开"),
            gettext_lazy("访客按日期查看时，又能看到这一版。"),
            {"reason": reason_field(help_text=gettext_lazy("记入审核记录，不对访客显示。"))},
        ),
    )
}


def offered(page, person) -> list[Way]:
    return [way for way in WAYS if way.is_offered(page, person)]
