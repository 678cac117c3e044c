"""Tells one saved state of a page from the next."""


def stamp(page) -> str:
    """Changes whenever the page's form is saved, also when only a row of it was changed."""
    return page.updated_at.isoformat()


def saved_stamp(page) -> str:
    """That of the database, with the row locked until the transaction ends."""
    saved = type(page)._base_manager.select_for_update().only("updated_at").get(pk=page.pk)
    return stamp(saved)
