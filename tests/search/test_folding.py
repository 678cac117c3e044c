import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scicity.search.folding import fold, fold_aligned

TRICKY = "科學学城龍龙ＡaＢb１1①（(〔〕）)２0 \u3000\n\t，,。ß％-—“”é\u200b"
OTHERS = st.characters(exclude_categories=["Cs", "Mn", "Mc", "Me", "Lm"])
TEXT = st.text(st.sampled_from(TRICKY) | OTHERS)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("西部科學城", "西部科学城"),
        ("ＡＩ　１３号", "ai 13号"),
        ("渝高新发〔2024〕13号", "渝高新发(2024)13号"),
        ("渝高新发［2024］ 13 号", "渝高新发(2024)13号"),
        ("渝高新發（2024）13號", "渝高新发(2024)13号"),
        ("  Talent   Policy\n\n Guide ", "talent policy\nguide"),
        ("2024 年", "2024年"),
        ("Straße", "strasse"),
    ],
)
def test_forms_that_mean_the_same_become_the_same(text, folded):
    assert fold(text) == folded


@given(TEXT, st.data())
def test_a_part_of_a_text_stays_a_part_of_it(text, data):
    text = unicodedata.normalize("NFC", text)
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]

    folded = fold(part)

    assert "\n" in part or unicodedata.normalize("NFC", part) != part or folded in fold(text)


@given(TEXT)
def test_alignment_gives_the_folded_text_and_places_in_order(text):
    text = unicodedata.normalize("NFC", text)

    folded, places = fold_aligned(text)

    assert folded == fold(text)
    assert len(places) == len(folded)
    assert list(places) == sorted(places)
