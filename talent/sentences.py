"""The sentence of a benefit, built from its fields.

How the fields are read, for editors, filters and estimates alike:
- With a monthly, quarterly or yearly period the amount is what is paid each time, and `times`
  is how often; `total_range` multiplies.
- Once, or with no period, the amount is the whole, and `times` is the payments it is split into.
- `cap` limits the whole, within `cap_scope` where one is given.
Nothing that the fields do not hold is said; an amount that is missing is said to be missing.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

HUNDRED_MILLION = 10**8
TEN_THOUSAND = 10**4
# What is lent, secured or invested is not a grant and is never summed or ranked with grants.
NOT_GRANTS = frozenset({"loan", "guarantee", "equity"})


def money_text(yuan: int) -> str:
    """Whole yuan as people read them: 15万元, 1.5亿元, 12,500元; CNY 150,000, CNY 1.5 million."""
    if (get_language() or "zh-hans").startswith("zh"):
        return _chinese_money(yuan)
    for size, name in ((10**9, "billion"), (10**6, "million")):
        if yuan >= size and yuan % (size // 100) == 0:
            return f"CNY {plain_number(Decimal(yuan) / size)} {name}"
    return f"CNY {yuan:,}"


def _chinese_money(yuan: int) -> str:
    if yuan >= HUNDRED_MILLION and yuan % (HUNDRED_MILLION // 10) == 0:
        return f"{plain_number(Decimal(yuan) / HUNDRED_MILLION)}亿元"
    if yuan >= TEN_THOUSAND and yuan % TEN_THOUSAND == 0:
        return f"{yuan // TEN_THOUSAND}万元"
    return f"{yuan:,}元"


def plain_number(value) -> str:
    """25.00 → 25 and 12.50 → 12.5, never with an exponent."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def benefit_sentence(benefit) -> str:
    """生活补助（全职博士后）：每人15万元，税前，分3年兑付"""
    separator = pgettext("between parts of a sentence", "，")
    values = {
        "kind": benefit.get_kind_display(),
        "recipient": benefit.recipient,
        "terms": separator.join([benefit_amount(benefit), *_terms(benefit)]),
    }
    if benefit.recipient:
        return _("%(kind)s（%(recipient)s）：%(terms)s") % values
    return _("%(kind)s：%(terms)s") % values


def benefit_amount(benefit) -> str:
    """The short form for cards and tables: 每人每月3,000元."""
    calculation = benefit.Calculation
    match benefit.calculation:
        case calculation.NEGOTIATED:
            return _per(benefit, pgettext("amount", "一事一议"))
        case calculation.IN_KIND:
            return _per(benefit, pgettext("amount", "以实物或服务提供"))
        case calculation.PERCENT:
            return _per(benefit, _percentage(benefit))
        case calculation.MATCH:
            return _per(benefit, _matching(benefit))
    return _per(benefit, _sum(benefit))


def benefit_terms(benefit) -> str:
    """What stands in the sentence beside the amount: 税前，分3年兑付; '' for nothing."""
    return pgettext("between parts of a sentence", "，").join(_terms(benefit))


def _sum(benefit) -> str:
    low, high = benefit.amount_min, benefit.amount_max
    if low is None and high is None:
        return pgettext("amount", "金额未公布")
    if high is None:
        return _("不低于%(amount)s") % {"amount": money_text(low)}
    if low and low != high:
        return _("%(low)s至%(high)s") % {"low": money_text(low), "high": money_text(high)}
    if benefit.calculation != benefit.Calculation.FIXED and low != high:
        return _("最高%(amount)s") % {"amount": money_text(high)}
    return money_text(high)


def _percentage(benefit) -> str:
    if benefit.ratio is None:
        return pgettext("amount", "比例未公布")
    values = {"ratio": plain_number(benefit.ratio), "base": benefit.ratio_base}
    if benefit.ratio_base:
        return _("%(base)s的%(ratio)s%%") % values
    return f"{values['ratio']}%"


def _matching(benefit) -> str:
    if benefit.ratio is None:
        return pgettext("amount", "配套比例未公布")
    ratio = "1:1" if benefit.ratio == 100 else f"{plain_number(benefit.ratio)}%"
    values = {"ratio": ratio, "base": benefit.ratio_base}
    if benefit.ratio_base:
        return _("按%(base)s的%(ratio)s配套") % values
    return _("按%(ratio)s配套") % values


def _per(benefit, amount: str) -> str:
    unit, period = _unit(benefit), _period(benefit)
    if not unit and not period:
        return amount
    if unit and period:
        per = _("%(unit)s%(period)s") % {"unit": unit, "period": period}
    else:
        per = unit or period
    return _("%(per)s%(amount)s") % {"per": per, "amount": amount}


def _unit(benefit) -> str:
    names = {
        "person": pgettext("in a sentence", "每人"),
        "household": pgettext("in a sentence", "每户"),
        "project": pgettext("in a sentence", "每个项目"),
        "platform": pgettext("in a sentence", "每个平台"),
        "team": pgettext("in a sentence", "每个团队"),
        "company": pgettext("in a sentence", "每家企业"),
        "square_metre": pgettext("in a sentence", "每平方米"),
    }
    return names.get(benefit.unit, "")


def _period(benefit) -> str:
    names = {
        "monthly": pgettext("in a sentence", "每月"),
        "quarterly": pgettext("in a sentence", "每季度"),
        "yearly": pgettext("in a sentence", "每年"),
    }
    return names.get(benefit.period, "")


def _terms(benefit) -> Iterable[str]:
    """What follows the amount, in the order in which people ask."""
    yield from _bounds(benefit)
    if times := _times(benefit):
        yield times
    if benefit.cap is not None:
        yield _cap(benefit)
    if benefit.loan_term_months:
        yield _loan_term(benefit.loan_term_months)
    if benefit.tax:
        before = benefit.tax == benefit.Tax.BEFORE
        yield pgettext("in a sentence", "税前") if before else pgettext("in a sentence", "税后")
    if benefit.instalments:
        yield benefit.instalments


def _bounds(benefit) -> Iterable[str]:
    """Sums beside a ratio, a negotiation or something in kind limit it."""
    calculation = benefit.Calculation
    if benefit.calculation in {calculation.FIXED, calculation.RANGE, calculation.UP_TO}:
        return
    if benefit.amount_min:
        yield _("不低于%(amount)s") % {"amount": money_text(benefit.amount_min)}
    if benefit.amount_max is not None:
        yield _("不超过%(amount)s") % {"amount": money_text(benefit.amount_max)}


def _times(benefit) -> str:
    times = benefit.times
    if not times:
        return pgettext("in a sentence", "一次性") if benefit.period == "once" else ""
    values = {"times": times}
    match benefit.period:
        case "monthly":
            return ngettext("共%(times)d个月", "共%(times)d个月", times) % values
        case "quarterly":
            return ngettext("共%(times)d个季度", "共%(times)d个季度", times) % values
        case "yearly":
            return ngettext("共%(times)d年", "共%(times)d年", times) % values
    return ngettext("分%(times)d次支付", "分%(times)d次支付", times) % values


def _cap(benefit) -> str:
    values = {"amount": money_text(benefit.cap), "scope": benefit.cap_scope}
    if benefit.cap_scope:
        return _("%(scope)s最高%(amount)s") % values
    return _("累计最高%(amount)s") % values


def _loan_term(months: int) -> str:
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("贷款期限%(count)d个月", "贷款期限%(count)d个月", months) % {
            "count": months
        }
    return ngettext("贷款期限%(count)d年", "贷款期限%(count)d年", years) % {"count": years}


def total_range(benefit) -> tuple[int | None, int | None]:
    """Least and most yuan that one unit gets in all; None where the fields do not say.

    A ratio alone gives no sum. A periodic benefit without `times` has no total, only a cap.
    """
    low, high = benefit.amount_min, benefit.amount_max
    if low is None:
        low = high if benefit.calculation == benefit.Calculation.FIXED else 0
    if benefit.period in {"monthly", "quarterly", "yearly"}:
        low = low if low is None else low * (benefit.times or 1)
        high = high * benefit.times if high is not None and benefit.times else None
    if benefit.cap is not None:
        high = benefit.cap if high is None else min(high, benefit.cap)
        low = low if low is None else min(low, benefit.cap)
    return low, high


def headline(benefits: Iterable) -> str:
    """The largest benefit in a few words, with the qualifier that keeps it honest; '' for none.

    Grants come before loans, guarantees and equity, which are named as what they are. Several
    grants of different size make the largest one a maximum.
    """
    benefits = list(benefits)
    if not benefits:
        return ""
    largest = max(benefits, key=_weight)
    label = benefit_amount(largest)
    if largest.kind in NOT_GRANTS or largest.calculation == largest.Calculation.IN_KIND:
        return _("%(kind)s：%(terms)s") % {"kind": largest.get_kind_display(), "terms": label}
    if _is_plain_sum(largest) and _has_smaller(benefits, largest):
        return _per(largest, _("最高%(amount)s") % {"amount": money_text(largest.amount_max)})
    return label


def _weight(benefit) -> tuple:
    high = total_range(benefit)[1] or benefit.amount_max or benefit.amount_min or 0
    return benefit.kind not in NOT_GRANTS, high, benefit.ratio or 0


def _is_plain_sum(benefit) -> bool:
    return benefit.calculation == benefit.Calculation.FIXED and bool(benefit.amount_max)


def _has_smaller(benefits, largest) -> bool:
    return any(
        benefit is not largest and _weight(benefit)[:2] != _weight(largest)[:2]
        for benefit in benefits
        if benefit.kind not in NOT_GRANTS
    )
