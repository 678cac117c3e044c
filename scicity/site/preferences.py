"""How pages look: elder mode, colours and size of type, which one cookie keeps."""

from dataclasses import dataclass, replace
from itertools import product

COOKIE = "display"
COOKIE_AGE = 365 * 24 * 3600
MODES = ("elder",)
THEMES = ("light", "dark")
SIZES = ("large", "larger")


@dataclass(frozen=True)
class Preferences:
    """How a visitor wants pages to look; the empty one is that of a visitor without a cookie."""

    mode: str = ""
    theme: str = ""
    size: str = ""

    @classmethod
    def from_cookie(cls, value: str) -> "Preferences":
        """Reads `elder.dark.large`; unknown words count for nothing."""
        words = set(value.split("."))

        def pick(allowed):
            return next((word for word in allowed if word in words), "")

        return cls(pick(MODES), pick(THEMES), pick(SIZES))

    def changed_by(self, wishes) -> "Preferences":
        """With the wishes (`{"theme": "dark"}`) granted; any other word means the usual look."""
        allowed = {"mode": MODES, "theme": THEMES, "size": SIZES}
        return replace(
            self,
            **{
                name: wishes[name] if wishes[name] in words else ""
                for name, words in allowed.items()
                if name in wishes
            },
        )

    def to_cookie(self) -> str:
        return ".".join(word for word in (self.mode, self.theme, self.size) if word)

    @property
    def is_elder(self) -> bool:
        return self.mode == "elder"


def every_look() -> list[str]:
    """What the cookie may say, the empty look of a visitor without one among it."""
    looks = product(("", *MODES), ("", *THEMES), ("", *SIZES))
    return [Preferences(*look).to_cookie() for look in looks]
