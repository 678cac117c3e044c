import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from scicity.gate.markup import read_markup
from scicity.gate.models import Wording
from scicity.gate.words import Word, find_word, fold, fold_latin

FAULTS = ["中国入民", "烈土", "人民代表大人", "党十九大"]
UNSEEN = st.sampled_from(
    ["", " ", "\u3000", "\u200b", "\u200d", "\ufeff", "\u00ad", "\ufe0f", "\n", "&nbsp;", "<br>"]
)
TAGS = st.sampled_from(
    ["", "<strong>", "</strong>", "<em>", "</em>", "<sup></sup>", "<a href='/'>"]
)
GAPS = st.lists(st.one_of(UNSEEN, TAGS), max_size=4).map("".join)


@given(st.sampled_from(FAULTS), st.lists(GAPS, min_size=7, max_size=7))
def test_a_word_is_found_however_tags_and_unseen_characters_split_it(fault, gaps):
    split = "".join(letter + gap for letter, gap in zip(fault, gaps, strict=False))
    html = f"<p>前文{split}后文</p>"

    hit = find_word(Word(fold(fault)), fold(read_markup(html).text))

    assert (hit.count, hit.around) == (1, f"前文{fault}后文")


@given(st.text("烈土士 \u200b的", max_size=40))
def test_a_word_is_found_exactly_where_its_letters_follow_each_other(text):
    letters = [c for c in text if c not in " \u200b"]
    wanted = sum(a + b == "烈土" for a, b in zip(letters, letters[1:], strict=False))

    hit = find_word(Word("烈土"), fold(text))

    assert (hit.count if hit else 0) == wanted


def test_compatible_letters_are_one():
    assert fold("ＡＢ ⼟\u200b土") == "ab土土"


def test_latin_words_stand_alone():
    word = Word("silicon vally")

    assert find_word(word, fold_latin("The  Silicon\nVally, again")).count == 1
    assert find_word(word, fold_latin("Silicon Vallya")) is None


def test_the_right_form_may_contain_the_wrong_one():
    word = Wording(wrong="会堂", right="大会堂", reason="全称").folded

    assert find_word(word, "在大会堂") is None
    assert find_word(word, "在会堂").count == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"wrong": "土"}, "wrong"),
        ({"wrong": "烈\u200b"}, "wrong"),
        ({"allowed": "强烈"}, "allowed"),
    ],
)
def test_an_entry_that_would_mislead_is_refused(values, field):
    with pytest.raises(ValidationError) as refusal:
        Wording(**{"wrong": "烈土", "reason": "误"} | values).clean()

    assert list(refusal.value.error_dict) == [field]
