from django import forms
from pictures.models import PictureField, PictureFieldFile

from scicity.media.images import check_image, publishable


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
        super().save(picture.name, picture, save=save)


class LibraryImageField(PictureField):
    attr_class = LibraryImageFile

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": LibraryImageFormField} | kwargs)
