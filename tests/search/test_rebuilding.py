import io

import pytest
from django.core.management import CommandError, call_command

from scicity.search import rebuilding, writing
from scicity.search.documents import kinds
from scicity.search.models import Change, Entry, Rebuild
from tests.factories import make_article, make_institution, make_policy, make_project

pytestmark = pytest.mark.django_db


def contents():
    return list(Entry.objects.order_by("key").values())


def said(name, **options):
    out = io.StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_a_new_index_equals_the_one_kept_up_to_date():
    make_article(), make_policy(), make_project(), make_institution(status="draft")
    kept, indexes = contents(), rebuilding.definitions()

    assert "8 entries" in said("reindex")

    assert contents() == kept
    assert rebuilding.definitions() == indexes
    assert "8 entries agree" in said("search_check")


def test_a_lost_index_is_made_again_and_only_then():
    make_article()
    Entry.objects.all().delete()

    assert "2 entries" in said("reindex", if_needed=True)
    assert said("reindex", if_needed=True) == "there already\n"


def test_entries_of_the_version_before_get_their_text_at_the_next_start():
    make_article()
    kept = contents()
    Entry.objects.update(body="")

    assert "2 entries" in said("reindex", if_needed=True)
    assert contents() == kept
    assert said("reindex", if_needed=True) == "there already\n"


def test_an_interrupted_rebuild_goes_on_where_it_stopped(monkeypatch):
    for _ in range(5):
        make_article()
    kept, written = contents(), []

    def fail_later(kind, pks):
        if len(written) == 2:
            raise ZeroDivisionError
        written.append(pks)
        return entries_of(kind, pks)

    entries_of = writing.entries_of
    monkeypatch.setattr(writing, "entries_of", fail_later)
    pytest.raises(ZeroDivisionError, rebuilding.rebuild, print, batch=1)
    assert contents() == kept
    monkeypatch.setattr(writing, "entries_of", lambda *of: written.append(of[1]) or entries_of(*of))

    rebuilding.rebuild(print, batch=1)

    assert contents() == kept
    assert len(written) == 5


def test_what_changes_during_a_rebuild_is_in_the_new_index():
    first, gone = make_article(), make_article()
    state = rebuilding.begin()
    rebuilding.fill(kinds["news.article"], state, 10, print)
    first.title_zh_hans = "改过"
    first.save()
    gone.delete()
    make_article(title_zh_hans="新写")

    rebuilding.make_indexes()
    rebuilding.swap()

    titles = Entry.objects.in_language("zh-hans").values_list("title", flat=True)
    assert sorted(titles) == ["改过", "新写"]
    assert not Rebuild.objects.exists()
    assert not Change.objects.exists()
    assert "agree" in said("search_check")


def test_check_names_what_is_missing_surplus_or_different():
    article, other = make_article(), make_article()
    Entry.objects.filter(object_id=article.pk, language="en").delete()
    Entry.objects.filter(object_id=other.pk, language="en").update(title="X")
    Entry.objects.filter(object_id=other.pk, language="zh-hans").update(object_id=0)
    out = io.StringIO()

    with pytest.raises(CommandError, match="4 entries differ"):
        call_command("search_check", stdout=out)

    assert out.getvalue().splitlines() == [
        f"missing: news.article/{article.pk}/en",
        f"missing: news.article/{other.pk}/zh-hans",
        f"differs: news.article/{other.pk}/en: title",
        f"surplus: news.article/{other.pk}/zh-hans",
    ]
