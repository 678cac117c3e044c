"""The plainest way to filter and count, with sets in Python: an oracle for the FilterSets."""

import random

from django.http import QueryDict


def query_of(choices: dict) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in choices.items():
        data.setlist(name, values)
    return data


def matching(facts: dict, choices: dict, without=None) -> list:
    """Keys of the facts {key: {facet: set of values}} that pass the choices {facet: values}."""
    return [
        key
        for key, values in facts.items()
        if all(values[name] & set(chosen) for name, chosen in choices.items() if name != without)
    ]


def counted(facts: dict, choices: dict, names) -> dict:
    """{facet: {value: rows}} of what occurs or is chosen; a facet without any is left out."""
    result = {}
    for name in names:
        rows = [facts[key][name] for key in matching(facts, choices, without=name)]
        values = set().union(*rows) | set(choices.get(name, ()))
        if values:
            result[name] = {value: sum(value in row for row in rows) for value in values}
    return result


def shown(filterset) -> dict:
    return {facet.name: {o.value: o.count for o in facet.options} for facet in filterset.facets}


def random_choices(facts: dict, names, seed: int) -> dict:
    """Up to three facets with one or two values that occur somewhere."""
    chance = random.Random(seed)
    choices = {}
    for name in chance.sample(sorted(names), chance.randint(0, 3)):
        values = sorted(set().union(*(row[name] for row in facts.values())))
        choices[name] = chance.sample(values, min(len(values), chance.randint(1, 2)))
    return {name: values for name, values in choices.items() if values}
