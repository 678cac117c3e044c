"""The site's own artwork: a drawn cover for each kind of page, never a made-up photograph."""

from PIL import Image

from scicity.starter.covers import buildings, industry, land, people, science
from scicity.starter.covers.canvas import HEIGHT, WIDTH, Canvas

__all__ = ["DRAWINGS", "HEIGHT", "WIDTH", "draw"]

SUBJECTS = (
    land.valley, land.news, land.headline, land.notice, land.feature,
    buildings.tunnel, buildings.institute, buildings.park, buildings.city, buildings.service,
    science.facility, science.germplasm, science.biobank, science.data, science.mathematics,
    industry.industry, industry.energy, industry.hydrogen,
    people.talent, people.finance, people.reform, people.explain, people.figures,
)  # fmt: skip
DRAWINGS = {f"cover-{drawing.__name__}": drawing for drawing in SUBJECTS}


def draw(key: str, width: int = WIDTH) -> Image.Image:
    """The cover of this key, 16:9; the same picture every time."""
    canvas = Canvas(width)
    DRAWINGS[key](canvas)
    return canvas.picture()
