"""What is kept for ever is as much as the code has; what visitors ask for has an end."""

import re

from tests.needs import ROOT

WITHOUT_END = re.compile(r"@(?:functools\.)?(?:cache|lru_cache\((?:maxsize=)?None\))\ndef (\w+)")
# By models, their columns and relations, languages, and settings; or by nothing.
OF_THE_CODE = {
    "news": set(),
    "projects": set(),
    "talent": {"parts_of_policies"},
    "scicity": {
        "_document",
        "areas",
        "choice_labels",
        "content_columns",
        "counters_at",
        "fields",
        "first_asked",
        "folders",
        "label_of",
        "natural_key",
        "none",
        "own_columns",
        "part_models",
        "parts",
        "places_of_dates",
        "policy",
        "public",
        "readable",
        "readers",
        "simplified",
        "sorted_by",
        "statement",
        "translated_names",
        "visible",
        "watched_tables",
    },
}


def test_nothing_that_visitors_ask_for_is_kept_for_ever():
    found = {
        section: {
            name
            for path in (ROOT / section).rglob("*.py")
            for name in WITHOUT_END.findall(path.read_text())
        }
        for section in OF_THE_CODE
    }

    assert found == OF_THE_CODE
