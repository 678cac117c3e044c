from django.db import migrations

# Faults that really were published on public sites.
WORDS = [
    ("中国入民", "中国人民", "“人”误作形近的“入”。", ""),
    ("烈土", "烈士", "“士”误作形近的“土”。", "强烈土\n剧烈土\n激烈土\n热烈土"),
    ("人民代表大人", "人民代表大会", "“会”误作“人”。", ""),
    ("党十九大", "党的十九大", "规范表述是“党的十九大”，不能漏“的”。", ""),
]


def add_words(apps, schema_editor):
    Wording = apps.get_model("gate", "Wording")
    for wrong, right, reason, allowed in WORDS:
        values = {"right": right, "reason": reason, "allowed": allowed}
        Wording.objects.get_or_create(wrong=wrong, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("gate", "0001_wording")]

    operations = [migrations.RunPython(add_words, migrations.RunPython.noop, elidable=False)]
