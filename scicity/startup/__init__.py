"""What `manage.py up` does, one module a step; every step may be repeated after a kill -9."""


class StartProblem(Exception):
    """Why the portal can't start, and what to do about it, in one line."""
