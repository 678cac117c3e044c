from django.db import migrations

from scicity.accounts import credentials


def seal(apps, schema_editor):
    """Keys of apps under the secret; recovery codes as digests."""
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        seed = bytes.fromhex(device.key)
        if len(seed) <= credentials.TAG:
            device.key = credentials.seal(seed, device.user_id).hex()
            device.save(update_fields=["key"])
    codes = apps.get_model("otp_static", "StaticToken").objects.select_related("device")
    for code in codes:
        code.token = credentials.recovery_digest(code.device.user_id, code.token)
        code.save(update_fields=["token"])


def unseal(apps, schema_editor):
    """Keys are plain again; digests can't be turned back, so those codes are gone."""
    for device in apps.get_model("otp_totp", "TOTPDevice").objects.all():
        device.key = credentials.unseal(bytes.fromhex(device.key), device.user_id).hex()
        device.save(update_fields=["key"])
    apps.get_model("otp_static", "StaticToken").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_devices"),
        ("otp_totp", "0003_add_timestamps"),
        ("otp_static", "0003_add_timestamps"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
