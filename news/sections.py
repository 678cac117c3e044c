from news.filters import ArticleFilterSet
from news.models import Article
from scicity.site.sections import register_section

register_section(Article, "news:article_list", ArticleFilterSet)
