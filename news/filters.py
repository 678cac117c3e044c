from django.utils.translation import gettext_lazy as _

from news.counting import Counted
from news.models import Article, Tag, Topic
from scicity.facets import VocabularyFacet, YearFacet
from scicity.filters import PublicFilterSet, SearchFilter, SortFilter


class ArticleFilterSet(Counted, PublicFilterSet):
    q = SearchFilter("title", "subtitle", "summary", "body")
    topic = VocabularyFacet("topic", Topic.objects.all(), position="order", label=_("栏目"))
    year = YearFacet("published_at", label=_("年份"))
    tag = VocabularyFacet("tags", Tag.objects.all(), to_many=True, limit=30, label=_("标签"))
    sort = SortFilter(
        {
            "newest": (_("最新在前"), lambda qs: qs.order_by("-published_at", "-pk")),
            "oldest": (_("最早在前"), lambda qs: qs.order_by("published_at", "pk")),
        }
    )

    class Meta:
        model = Article
        fields = ()
