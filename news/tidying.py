from news.models import ArticleCount
from scicity.operation.tidying import register_tidying

# So many more rows than the numbers need are no burden.
SPARE = 1_000


@register_tidying
def merge_counts():
    """Each change adds a row. Merging ends every page with numbers, so it is done rarely."""
    needed = ArticleCount.objects.values("topic", "month", "in_english", "tag").distinct()
    if ArticleCount.objects.count() > 2 * needed.count() + SPARE:
        ArticleCount.objects.merge()
