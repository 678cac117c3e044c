"""Whole public pages, kept ready to send and never shown after their content changed.

See docs/decisions/0004-page-store.md. The way of a request: `wsgi` asks `addresses` which page is
meant, `pages` for a stored one, and `counters` whether it is fresh; else Django makes it while
`reading` notes what it reads. The way of a change: `triggers` tell it, `notifications` hear it,
`counters` count it.
"""
