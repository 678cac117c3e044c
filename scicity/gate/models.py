from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from scicity.gate.words import Word, folder


class WordingQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True)


class Wording(models.Model):
    """A word that must not be published, with the right one."""

    wrong = models.CharField(
        _("错误写法"),
        max_length=40,
        unique=True,
        help_text=_("按字面查找，不分大小写和全角半角；词中夹有空格、格式或不可见字符也能找到。"),
    )
    right = models.CharField(
        _("正确写法"), max_length=80, blank=True, help_text=_("留空表示这个词不能使用。")
    )
    reason = models.CharField(
        _("理由"), max_length=200, help_text=_("编辑会在提示里看到：为什么不能这样写。")
    )
    allowed = models.TextField(
        _("例外"),
        blank=True,
        help_text=_("含有这个写法但本身没错的词，一行一个，例如“烈土”的例外“强烈土”。"),
    )
    is_blocking = models.BooleanField(
        _("阻止送审"), default=True, help_text=_("不勾选则只提醒，仍可送审。")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    objects = WordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("易错词")
        verbose_name_plural = _("易错词")
        ordering = ["wrong"]

    def __str__(self):
        return self.wrong

    def clean(self):
        super().clean()
        folded = self.folded.wrong
        if len(folded) < 2:
            raise ValidationError({"wrong": _("至少两个字：一个字会在正确的词里到处出现。")})
        strange = [line for line in self.allowed_lines if folded not in folder(folded)(line)]
        if strange:
            text = _("例外“%s”里没有这个错误写法。") % strange[0]
            raise ValidationError({"allowed": text})

    @property
    def allowed_lines(self) -> list[str]:
        return [line.strip() for line in self.allowed.splitlines() if line.strip()]

    @property
    def folded(self) -> Word:
        """As it is looked for; inside its own right form the word is no fault."""
        fold = folder(self.wrong)
        return Word(
            fold(self.wrong), tuple(map(fold, filter(None, [self.right, *self.allowed_lines])))
        )


class TranslationStateQuerySet(models.QuerySet):
    def of(self, page):
        return self.filter(kind=page._meta.label_lower, key=page.pk).first()


class TranslationState(models.Model):
    """Fingerprints of a page's two languages, and whether the English lags behind."""

    kind = models.CharField(max_length=80)
    key = models.BigIntegerField()
    chinese = models.CharField(max_length=64)
    english = models.CharField(max_length=64, blank=True)
    lags = models.BooleanField(default=False)

    objects = TranslationStateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="translationstate_once"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "key"], condition=models.Q(lags=True), name="translation_lags"
            ),
            models.Index(fields=["chinese", "english"], name="translation_texts"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"


class RightTranslation(models.Model):
    """Somebody compared these two texts and found the English right."""

    kind = models.CharField(max_length=80)
    chinese = models.CharField(max_length=64)
    english = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "chinese", "english"], name="righttranslation_once"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.chinese[:8]}"
