"""The life of a page: written, signed by three people, public, changed, withdrawn, kept.

Where what is:

- `models`: `Publishable` (status, `live`, `working_copy`, `open_copy`), `PagePart`, and what is
  kept about pages: `HistoryEntry`, `Version`, `ReviewSignature`, `Contribution`, `BinEntry`,
  `ReleaseSet`; all but the last are found by `.objects.about(page)`.
- `transitions`: every step of a page. An import makes drafts: save them, then
  `created`, or `imported` for many.
- `people`: who may do what (`may`, `may_sign`), and who may not review whose words.
- `journal`: `versions_of(page)`, and `version_on(page, moment)`: what was public then.
- `snapshots`: a page as plain data, its hash, and back.
- `copies`, `releases`, `bin`: working copies, what becomes public later, what was deleted.
- `guard`: the database's own guard. `system`: the loaders' way past the reviews.
- `workflow_*`, `version_admin`, `record_admin`: all this in the back office.

See docs/decisions/0012-one-way-to-the-public.md.
"""
