from decimal import Decimal

from scicity.starter.demo.maker import Maker, get, save_all
from scicity.starter.demo.words import SOURCE, Both

TITLES = [
    Both("{field}关键技术攻关（{place}）", "Key Technology for {field}, {place}"),
    Both("{field}中试验证难题（{place}）", "Pilot Trial of {field}, {place}"),
]
SUPPORT = [
    Both("按里程碑拨付", "Paid by milestone"),
    Both("先期支持一半，验收后支持一半", "Half in advance, half after acceptance"),
]
CONTACT = Both("演示数据，不能揭榜", "Demonstration data; nobody can answer this call")


class CallMaker(Maker):
    seed = 15

    def make(self, count: int, projects: list, institutions: list) -> list:
        model = get("projects.Call")
        numbers = range(1, count + 1)
        made = save_all(model, [self.call(model, n, projects, institutions) for n in numbers])
        self.link(model, "sectors", made, list(get("projects.Sector").objects.all()), 2)
        return made

    def call(self, model, number: int, projects: list, institutions: list):
        return self.page(
            model,
            number,
            "title",
            self.write.name(self.any_of(TITLES)),
            summary=self.write.text(1),
            body=self.write.body(3),
            owner=self.any_of(institutions),
            project=self.any_of(projects) if self.chance(0.4) else None,
            reward=Decimal(self.random.randint(50, 3_000)) if self.chance(0.7) else None,
            reward_note=self.any_of(SUPPORT),
            contact=CONTACT,
            as_of=self.day(-200, -1),
            **self.state(number),
        )

    def state(self, number: int) -> dict:
        """Every state in turn, and an open one without a deadline."""
        since = self.day(-300, -100)
        states = (
            {"opens_on": since, "deadline": self.day(1, 200)},
            {"opens_on": since},
            {"opens_on": self.day(5, 60), "deadline": self.day(90, 300)},
            {"opens_on": since, "deadline": self.day(-90, -1)},
            {"opens_on": since, "awarded_on": self.day(-90, -1), "winner": SOURCE},
            {"opens_on": since, "withdrawn_on": self.day(-90, -1)},
        )
        return states[number % len(states)]
