from django.db import models
from django.utils.translation import gettext_lazy as _


class Phase(models.TextChoices):
    """The phase that visitors see; `OC4IDS_STATUS` maps it to the open standard."""

    IDENTIFICATION = "identification", _("谋划储备")
    PREPARATION = "preparation", _("前期工作")
    PROCUREMENT = "procurement", _("招标采购")
    CONSTRUCTION = "construction", _("在建")
    ACCEPTANCE = "acceptance", _("竣工验收")
    OPERATION = "operation", _("投用运营")
    DEMOLITION = "demolition", _("拆除中")
    DEMOLISHED = "demolished", _("已拆除")
    CANCELLED = "cancelled", _("终止")


OC4IDS_STATUS = {
    Phase.IDENTIFICATION: "identification",
    Phase.PREPARATION: "preparation",
    Phase.PROCUREMENT: "implementation",
    Phase.CONSTRUCTION: "implementation",
    Phase.ACCEPTANCE: "completion",
    Phase.OPERATION: "maintenance",
    Phase.DEMOLITION: "decommissioning",
    Phase.DEMOLISHED: "decommissioned",
    Phase.CANCELLED: "cancelled",
}
