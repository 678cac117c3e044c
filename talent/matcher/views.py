from functools import wraps

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from scicity.site.languages import alternates
from talent.matcher.fields import field_of, fields_of
from talent.matcher.results import Results
from talent.matcher.visit import ALL, ONE, PREFIX, VIEWS, WHO, Visit
from talent.matching import SKIPPED, Suggestion, Verdict, answer_words
from talent.models import QuestionTally

# Policies that are named as a reason for a question.
NAMED = 3


class HttpResponseSameForm(HttpResponseRedirect):
    """Sends the browser elsewhere with the form that it has just sent."""

    status_code = 307


def settled(view):
    """Puts what was answered into the address before the page is shown.

    Plain answers of a posted form move into the address: by a redirect that keeps the form where
    it holds sensitive answers, else by one that drops it. So the address that a visitor saves or
    shares is always that of what they see, and never holds a sensitive answer.
    """

    @wraps(view)
    def answer(request):
        visit = Visit(request)
        address = visit.address(keep=True)
        if visit.just_said:
            skipped = visit.said[visit.just_said] is SKIPPED
            QuestionTally.objects.note(visit.just_said, skipped)
        if not visit.is_understood:
            response = view(request, visit)
        elif request.method == "POST" and not visit.secrets:
            response = HttpResponseRedirect(address)
            response.status_code = 303
        elif request.get_full_path() != address and not visit.unknown:
            response = (HttpResponseSameForm if visit.secrets else HttpResponseRedirect)(address)
        else:
            response = view(request, visit)
        add_never_cache_headers(response)
        return response

    answer = require_http_methods(["GET", "HEAD", "POST"])(answer)
    # No token: nothing is stored or changed, and the token would need a cookie.
    return csrf_exempt(sensitive_post_parameters()(answer))


@settled
def match(request, visit):
    """One question after the other, or all of them; begins with for whom."""
    if not visit.who or "who" in visit.errors:
        return page(request, visit, "talent/match_start.html", choices=whom(visit))
    if visit.view == ALL:
        form = {"method": "post", "action": visit.bare(visit.path), "hidden": []}
        return page(
            request,
            visit,
            "talent/match_all.html",
            fields=fields_of(visit),
            form=form,
            bare_result=visit.bare(reverse("talent:match_result")),
        )
    suggestion = next_question(visit)
    if suggestion is None and visit.is_understood:
        address = visit.address(reverse("talent:match_result"))
        return (HttpResponseSameForm if visit.secrets else HttpResponseRedirect)(address)
    return page(
        request,
        visit,
        "talent/match.html",
        field=suggestion and field_of(visit, suggestion.question.code),
        form=suggestion and form_of(visit, suggestion.question),
        concerns=suggestion and suggestion.concerns,
        examples=suggestion and examples(visit, suggestion.question.code),
        number=len(visit.said) + 1,
    )


def form_of(visit, question) -> dict:
    """Posts where anything sensitive is in it; else the answer goes straight into the address."""
    own = PREFIX + question.code
    if question.sensitive or visit.secrets:
        hidden = [pair for pair in visit.secrets if pair[0] != own]
        return {"method": "post", "action": visit.address(), "hidden": hidden}
    hidden = [pair for pair in visit.pairs if pair[0] != own]
    return {"method": "get", "action": visit.path, "hidden": hidden}


def whom(visit) -> list[dict]:
    return [{"label": label, "address": visit.address(who=who)} for who, label in WHO.items()]


def next_question(visit) -> Suggestion | None:
    """The one that could not be read, the one that was asked for, else the best one."""
    wanted = next(iter(visit.refused), "") or visit.ask
    if wanted not in visit.book.effects:
        return visit.matching.next_question()
    known = {each.question.code: each for each in visit.matching.suggestions}
    return known.get(wanted) or Suggestion(visit.book.questions[wanted], 0, 0)


def examples(visit, code: str) -> list[str]:
    """Names of policies that wait for this answer."""
    found = []
    for key, verdict in visit.matching.verdicts.items():
        if verdict == Verdict.OPEN and code in visit.matching.needs(key):
            found.append(visit.book.rules[key].name)
            if len(found) == NAMED:
                break
    return found


@settled
def result(request, visit):
    """What the answers come to: every verdict with its reasons, and honest totals."""
    if not visit.is_understood:
        return page(request, visit, "talent/match_result.html")
    results = Results(visit, visit.show, visit.picked)
    form = {"method": "get", "action": visit.path, "hidden": visit.pairs}
    if visit.secrets:
        form = {"method": "post", "action": visit.address(), "hidden": visit.secrets}
    return page(request, visit, "talent/match_result.html", results=results, form=form)


def page(request, visit, template: str, **context):
    path = request.path
    return render(
        request,
        template,
        context
        | {
            "visit": visit,
            "said": said(visit),
            "whom": WHO.get(visit.who, ""),
            "views": [
                (
                    name,
                    label,
                    visit.address(reverse("talent:match"), view="" if name == ONE else name),
                )
                for name, label in VIEWS.items()
            ],
            "ask_address": visit.address(reverse("talent:match")),
            "result_address": visit.address(reverse("talent:match_result")),
            "column": None,
            "canonical": path,
            "alternates": alternates(visit.address()),
            "noindex": bool(visit.who),
            "breadcrumbs": [
                (_("首页"), reverse("site:home")),
                (_("人才政策"), reverse("talent:policy_list")),
                (_("我能申请哪些政策"), None),
            ],
        },
        status=200,
    )


def said(visit) -> list[dict]:
    """The answers so far, each with the address at which it can be changed."""
    path = reverse("talent:match")
    return [
        {
            "name": visit.book.questions[code].name,
            "answer": answer_words(visit.book.questions[code], answer),
            "is_skipped": answer is SKIPPED,
            "is_sensitive": visit.book.questions[code].sensitive,
            "address": visit.address(path, ask=code, view=""),
        }
        for code, answer in visit.said.items()
    ]
