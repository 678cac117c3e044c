"""How PostgreSQL plans what the portal asks for."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_statements_are_planned_as_short_ones():
    def setting(name):
        with connection.cursor() as cursor:
            cursor.execute(f"SHOW {name}")
            return cursor.fetchone()[0]

    assert setting("max_parallel_workers_per_gather") == "0"
    assert setting("jit") == "off"
