"""Uploads in an S3-compatible store, at the same addresses as without it."""

from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage


class MediaStore(S3Storage):
    """Visitors get /media/… from this site, so its rules for uploads and its policies hold."""

    def url(self, name, *args, **kwargs):
        return settings.MEDIA_URL + quote(name)
