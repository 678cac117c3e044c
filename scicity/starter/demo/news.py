from scicity.starter.demo.maker import PREFIX, Maker, get, named_rows, save_all
from scicity.starter.demo.words import HEADLINES, TAGS, Both


class ArticleMaker(Maker):
    seed = 14

    def make(self, count: int, projects: list, institutions: list, policies: list) -> list:
        model = get("news.Article")
        tags = named_rows("news.Tag", TAGS)
        topics = self.topics()
        made = save_all(model, [self.article(model, n, topics) for n in range(1, count + 1)])
        for name, items, most in (
            ("tags", tags, 3),
            ("projects", projects, 2),
            ("institutions", institutions, 2),
            ("policies", policies, 2),
        ):
            self.link(model, name, made, items, most)
        return made

    def topics(self) -> list:
        """The site's own columns, or one of the demonstration's where there is none."""
        model = get("news.Topic")
        own = list(model.objects.exclude(slug__startswith=PREFIX))
        return own or named_rows("news.Topic", [Both("演示栏目", "Demonstration")])

    def article(self, model, number: int, topics: list):
        title = (
            self.write.long_name() if number % 25 == 0 else self.write.name(self.any_of(HEADLINES))
        )
        return self.page(
            model,
            number,
            "title",
            title,
            summary=self.write.text(2),
            body=self.write.body(self.random.randint(2, 8)),
            topic=self.any_of(topics),
        )
