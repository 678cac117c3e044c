from django.conf import settings


def is_in_back_office(path: str) -> bool:
    return path.startswith(f"/{settings.ADMIN_PATH}/")
