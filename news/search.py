from news.filters import ArticleFilterSet
from news.models import Article
from scicity.site.search import register_section

register_section(Article, "news:article_list", ArticleFilterSet)
