from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scicity.fields import RichTextField
from scicity.publishing.models import Publishable, Sourced


class SiteSettings(models.Model):
    """Names, codes and numbers of the site: one row. Empty ones are hidden, never invented."""

    name = models.CharField(_("网站名称"), max_length=80, default="西部（重庆）科学城")
    motto = models.CharField(_("标语"), max_length=120, blank=True)
    description = models.CharField(_("网站简介"), max_length=300, blank=True)
    domain = models.CharField(
        _("域名"), max_length=120, blank=True, help_text=_("只写主机名，例如 www.example.gov.cn。")
    )
    site_id_code = models.CharField(
        _("网站标识码"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^\d{10}$", _("网站标识码是 10 位数字。"))],
    )
    organizer = models.CharField(_("主办单位"), max_length=120, blank=True)
    undertaker = models.CharField(_("承办单位"), max_length=120, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    postcode = models.CharField(_("邮编"), max_length=10, blank=True)
    phone = models.CharField(_("联系电话"), max_length=60, blank=True)
    email = models.EmailField(_("联系邮箱"), blank=True)
    icp_number = models.CharField(_("ICP备案号"), max_length=60, blank=True)
    police_number = models.CharField(_("公安备案号"), max_length=60, blank=True)
    police_url = models.URLField(_("公安备案查询网址"), blank=True)
    party_government_badge_url = models.URLField(_("党政机关标识网址"), blank=True)
    error_report_url = models.URLField(
        _("“我为政府网站找错”网址"),
        blank=True,
        help_text=_("填写本站在该平台的链接；留空则不显示。"),
    )
    data_license = models.CharField(
        _("开放数据许可"),
        max_length=120,
        blank=True,
        help_text=_("许可的名称，由主办单位决定；留空则数据页写明“未注明”。"),
    )
    data_license_url = models.URLField(_("开放数据许可网址"), blank=True)
    oc4ids_prefix = models.CharField(
        _("OC4IDS 项目标识前缀"),
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^oc4ids-[a-z0-9]+$", _("前缀的格式是 oc4ids- 加字母数字。"))],
        help_text=_("向 OC4IDS 登记后得到，例如 oc4ids-bu3kcz；留空则用项目地址作标识。"),
    )

    class Meta:
        verbose_name = _("网站设置")
        verbose_name_plural = _("网站设置")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_settings_one_row"),
        ]

    def __str__(self):
        return self.name

    @classmethod
    def load(cls):
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Page(Publishable, Sourced):
    """A page that stands by itself: about, statements, contact, help."""

    title = models.CharField(_("标题"), max_length=120)
    summary = models.CharField(_("摘要"), max_length=300, blank=True)
    body = RichTextField(_("正文"))
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    in_footer = models.BooleanField(_("显示在页脚"), default=True)

    translated_together = ("title", "summary", "body")
    # What the site says of itself comes from its organizer, whom every page names.
    needs_source = False

    class Meta(Publishable.Meta):
        verbose_name = pgettext_lazy("site", "页面")
        verbose_name_plural = pgettext_lazy("plural", "页面")
        ordering = ["order", "pk"]

    def get_absolute_url(self):
        return reverse("site:page", args=[self.slug])


class Redirect(models.Model):
    """An address that moved (or is gone for good, when it leads nowhere)."""

    old_path = models.CharField(
        _("旧地址"), max_length=300, unique=True, help_text=_("以 / 开头的站内路径，不含域名。")
    )
    new_path = models.CharField(
        _("新地址"), max_length=300, blank=True, help_text=_("留空表示该页面已永久移除（410）。")
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("跳转")
        verbose_name_plural = pgettext_lazy("plural", "跳转")
        ordering = ["old_path"]

    def __str__(self):
        return f"{self.old_path} → {self.new_path or '410'}"

    def clean(self):
        for name in ("old_path", "new_path"):
            path = getattr(self, name)
            if path and (not path.startswith("/") or path.startswith("//")):
                raise ValidationError({name: _("请填写以一个 / 开头的站内路径。")})
        seen, target = {self.old_path}, self.new_path
        while target:
            if target in seen:
                raise ValidationError({"new_path": _("这样会形成循环跳转。")})
            seen.add(target)
            step = Redirect.objects.filter(old_path=target).exclude(pk=self.pk).first()
            target = step.new_path if step else ""


class HomeBlock(models.Model):
    """One part of the home page, in the place that editors give it."""

    kind = models.CharField(_("内容"), max_length=40, unique=True)
    heading = models.CharField(_("标题"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("顺序"), default=100)
    count = models.PositiveSmallIntegerField(_("条数"), default=6)
    is_shown = models.BooleanField(_("显示"), default=True)

    class Meta:
        verbose_name = _("首页版块")
        verbose_name_plural = pgettext_lazy("plural", "首页版块")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.heading or self.kind
