#!/usr/bin/env python
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scicity.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from scicity.startup import StartProblem, secret_key

    try:
        if sys.argv[1:2] == ["up"]:
            secret_key.make_if_missing()
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, StartProblem) as problem:
        sys.exit(f"Error: {problem}")


if __name__ == "__main__":
    main()
