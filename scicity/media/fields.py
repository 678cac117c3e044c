from django import forms
from pictures.models import PictureField, PictureFieldFile

from scicity.media.images import check_image, publishable
from scicity.media.likeness import fingerprint_of
from scicity.media.renditions import CENTRE


class LibraryImageFormField(forms.FileField):
    """An upload that says in words why it was refused."""

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is not None:
            check_image(upload)
            upload.seek(0)
        return upload

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": ".jpg,.jpeg,.png,.webp,.avif,.gif"}


class LibraryImageFile(PictureFieldFile):
    def save(self, name, content, save=True):
        """Whichever way a picture comes in, it is checked, set upright and stripped here."""
        check_image(content)
        picture = publishable(name, content)
        self.instance.fingerprint = fingerprint_of(picture)
        super().save(picture.name, picture, save=save)

    def get_picture_files_list(self):
        files = super().get_picture_files_list()
        for file in files:
            file.focus = getattr(self.instance, "focus", CENTRE)
        return files


class LibraryImageField(PictureField):
    attr_class = LibraryImageFile

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": LibraryImageFormField} | kwargs)
