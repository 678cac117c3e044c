"""Readable addresses from Chinese titles."""

from django.utils.text import slugify
from pypinyin import lazy_pinyin


def readable_slug(text: str, max_length: int = 80) -> str:
    """`西部科学城2022` → `xi-bu-ke-xue-cheng-2022`; whole syllables only; never empty."""
    slug = slugify(" ".join(lazy_pinyin(text)))
    if len(slug) > max_length:
        slug = slug[:max_length].rpartition("-")[0] or slug[:max_length]
    return slug.strip("-") or "page"
