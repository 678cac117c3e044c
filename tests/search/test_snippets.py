import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicity.search.folding import fold
from scicity.search.snippets import LENGTH, marked, snippet

TEXT = "两江新区发布了新的政策。" * 20
NUMBER = "根据渝高新发〔2024〕13号文件，最高补贴1,198万元。"


def bare(marked_text):
    return html.unescape(re.sub("</?mark>", "", marked_text)).strip("…")


def test_every_hit_is_marked_in_whatever_form_it_stands():
    assert (
        marked("西部科學城與ＡＩ", ["科学城", "ai"]) == "西部<mark>科學城</mark>與<mark>ＡＩ</mark>"
    )


def test_overlapping_hits_are_marked_once():
    assert marked("人才人才人才", ["人才人才"]) == "<mark>人才人才人才</mark>"


def test_text_is_escaped_around_and_inside_the_mark():
    text = marked("<b>AT&T</b>", ["t&t"])

    assert text == "&lt;b&gt;A<mark>T&amp;T</mark>&lt;/b&gt;"


@pytest.mark.parametrize("hit", ["文件", "补贴", "高新发(2024)13"])
def test_document_numbers_and_amounts_are_never_cut(hit):
    shown = bare(snippet([TEXT + NUMBER + TEXT], [hit]))

    assert NUMBER[2:15] in shown
    assert "1,198万元" in shown or "1" not in shown.replace("13号", "")


@given(st.integers(0, 400), st.integers(1, 8))
def test_a_snippet_is_a_piece_of_the_text_with_the_hit_in_it(start, length):
    text = "".join(chr(0x4E00 + n * 7 % 900) for n in range(600))
    hit = text[start : start + length]

    shown = snippet([text], [fold(hit)])

    assert bare(shown) in text
    assert "<mark>" in shown
    assert len(bare(shown)) < 2 * LENGTH
