from django.urls import reverse
from django.utils.translation import gettext as _

from scicity.site.desk import Tile, register_tile
from scicity.weblinks.models import State, WebLink


@register_tile
def broken(request):
    if not request.user.has_perm("weblinks.view_weblink"):
        return None
    count = WebLink.objects.broken().count()
    url = f"{reverse('admin:weblinks_weblink_changelist')}?state__exact={State.BROKEN}"
    return Tile(_("打不开的站外链接"), count, url, is_warning=count > 0)
