"""Every file that an account sends passes here, before any form sees it."""

import logging
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scicity.uploads import scanner
from scicity.uploads.models import TooMuch, Upload

log = logging.getLogger("scicity.uploads")


class RefusedFile(File):
    """Stands where the file stood; whichever form field looks at it raises why."""

    def __init__(self, name: str, problem: ValidationError):
        super().__init__(BytesIO(), name)
        self.problem = problem

    @property
    def size(self):
        raise self.problem


class UploadsMiddleware:
    """Visitors have no form with a file: only what accounts send is looked at."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.content_type == "multipart/form-data" and request.user.is_authenticated:
            for name, files in list(request.FILES.lists()):
                request.FILES.setlist(name, [judged(file, request.user) for file in files])


def judged(file, user):
    try:
        check(file, user)
    except ValidationError as problem:
        file.close()
        return RefusedFile(file.name, problem)
    return file


def check(file, user) -> None:
    """Raises ValidationError where the file must not be taken."""
    check_limit(file, user)
    if settings.CLAMD_URL:
        check_for_viruses(file, user)


def check_limit(file, user) -> None:
    """What is sent counts, also where the form is refused afterwards."""
    try:
        Upload.objects.book(user, file.size)
    except TooMuch as problem:
        text = _(
            "没有接收“%(name)s”：每个账号 24 小时内最多上传 %(most)s，现在还可以上传 %(left)s。"
        )
        values = {
            "name": file.name,
            "most": filesizeformat(settings.UPLOADS_A_DAY),
            "left": filesizeformat(problem.left),
        }
        if problem.fits_at:
            text += _("这个文件 %(time)s 起可以上传。")
            local = timezone.localtime(problem.fits_at + timedelta(minutes=1))
            values["time"] = date_format(local, "DATETIME_FORMAT")
        raise ValidationError(text % values, code="too_much") from None


def check_for_viruses(file, user) -> None:
    """Closed when in doubt: without a verdict there is no upload."""
    values = {"name": file.name}
    try:
        find = scanner.find_in(file)
    except scanner.TooLargeToScan:
        log.error("clamd takes no file of %d bytes: raise its StreamMaxLength", file.size)
        text = _("没有接收“%(name)s”：它超过病毒扫描的上限。请压缩或拆分，或者请管理员调高上限。")
        raise ValidationError(text % values, code="too_large_to_scan") from None
    except scanner.ScannerProblem as error:
        log.error("An upload was refused: the virus scanner gives no verdict (%s)", error)
        text = _("没有接收“%(name)s”：病毒扫描暂时不可用。请稍后再试；仍不行请告诉管理员。")
        raise ValidationError(text % values, code="not_scanned") from None
    if find:
        log.warning("An upload was refused: %s found, sent by account %s", find, user.pk)
        text = _(
            "没有接收“%(name)s”：病毒扫描在里面发现 %(find)s。"
            "请不要再打开或转发这个文件，并告诉管理员。"
        )
        raise ValidationError(text % (values | {"find": find}), code="virus")
