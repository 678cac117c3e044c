"""What is wrong with the content files, one line each."""

from django.core.exceptions import ValidationError


class ContentError(Exception):
    """The content can't be loaded; `lines` say where and why."""

    def __init__(self, lines: list[str]):
        self.lines = lines
        super().__init__("\n".join(lines))


def messages(error: ValidationError, place: str) -> list[str]:
    """One line a field: `20-projects.yaml row 3 (slug): field: what is wrong`."""
    if not hasattr(error, "error_dict"):
        return [f"{place}: {' '.join(error.messages)}"]
    return [
        f"{place}: {field}: {' '.join(texts)}" if field != "__all__" else f"{place}: {texts[0]}"
        for field, texts in error.message_dict.items()
    ]
