import posixpath

from django.conf import settings
from django.contrib import admin
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.static import serve

from scicity.accounts import first_passwords, logins, second_factor
from scicity.media import page_files
from scicity.media.sending import send, shown_type
from scicity.pagestore.reading import refuse
from scicity.preview.models import PreviewLink
from scicity.preview.rendering import private
from scicity.publishing.models import Status

THIRTY_DAYS = 30 * 24 * 3600


@require_safe
def media(request, path):
    """An uploaded file. nginx serves pictures itself (`deploy/` has the twin), nothing else."""
    path = posixpath.normpath(path).lstrip("/")
    if ".." in path.split("/") or "\\" in path:  # two names for one file pass no rule below
        raise Http404
    if path.partition("/")[0] in page_files.folders():
        return former_address(path)
    try:
        response = serve_stored(request, path)
    except (OSError, ValueError):  # such as a name that no file can have
        raise Http404 from None
    content_type = shown_type(path)
    response.headers["Content-Type"] = content_type or "application/octet-stream"
    if content_type is None:
        response.headers["Content-Disposition"] = "attachment"
    response.headers.pop("Content-Encoding", None)
    response.headers["Cache-Control"] = f"public, max-age={THIRTY_DAYS}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def serve_stored(request, path):
    """From this machine's disk with its date, from an object store whole."""
    if isinstance(default_storage, FileSystemStorage):
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    if not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path))


def former_address(path):
    """Files of pages had addresses by the names they are stored under: these lead on."""
    for field in page_files.fields().values():
        if path.startswith(f"{field.folder}/"):
            row = page_files.readable(field).filter(**{field.name: path}).first()
            if row:
                return HttpResponsePermanentRedirect(getattr(row, field.name).url)
    raise Http404


@require_safe
def page_file(request, kind, key, name=""):
    """The file that a row of a page has now, for whoever may see the page."""
    refuse()
    field = page_files.fields().get(kind)
    if field is None:
        raise Http404
    if row := page_files.readable(field).filter(pk=key).first():
        return present_file(request, getattr(row, field.name), name)
    row = page_files.with_pages(field).filter(pk=key).first()
    if row is None:
        raise Http404
    page = page_files.page_of(row)
    if may_view(request, page) or is_invited(request, page):
        return private(present_file(request, getattr(row, field.name), name))
    if page.status in (Status.ARCHIVED, Status.REPLACED):
        return render(request, "410.html", status=410)
    raise Http404


def present_file(request, file, name):
    """One file has one address; a name that somebody else thought of isn't repeated by ours."""
    if name != file.label:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(file.url + (query and f"?{query}"))
    try:
        return send(request, file.storage, file.name, file.download_name)
    except (OSError, ValueError):
        raise Http404 from None


def may_view(request, page) -> bool:
    """Whether the back office would show the page, for a login that it would accept."""
    user = request.user
    if not (user.is_active and user.is_staff) or logins.current(request) is None:
        return False
    if second_factor.is_due(user) or first_passwords.is_due(user):
        return False
    model_admin = admin.site._registry[type(page)]
    return model_admin.has_view_permission(request, page)


def is_invited(request, page) -> bool:
    """Whether the address has the token of a preview link that opens this very page."""
    link = PreviewLink.objects.signed(request.GET.get("preview", ""))
    if link is None or (link.kind, link.key) != (page._meta.label_lower, page.pk):
        return False
    return link.opens(page)
