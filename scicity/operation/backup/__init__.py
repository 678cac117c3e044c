"""Backups: a directory with database, uploads and a signed manifest that proves them whole.

`making` writes one, `checking` proves it, `restoring` puts it into an empty installation,
`retention` says which old ones go.
"""


class BackupProblem(Exception):
    """Why there is no backup or no restore, and what to do about it, in one line."""
