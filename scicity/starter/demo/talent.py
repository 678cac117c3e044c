from scicity.starter.demo.conditions import SUBJECTS, TEXT_ONLY, RuleMaker
from scicity.starter.demo.maker import Maker, get, save_all
from scicity.starter.demo.words import POLICIES, SOURCE, Both

STEPS = [
    Both("网上申报", "Apply online"),
    Both("窗口核验", "Show your papers"),
    Both("专家评审", "Review by experts"),
    Both("公示兑现", "Publication and payment"),
]
MATERIALS = [
    Both("申请表", "Application form"),
    Both("身份证明", "Proof of identity"),
    Both("劳动合同", "Work contract"),
    Both("学历学位证书", "Degree certificates"),
]
RECIPIENT = Both("符合条件的申请人", "Applicants who qualify")


class PolicyMaker(Maker):
    seed = 13

    def make(self, count: int, institutions: list) -> list:
        model = get("talent.TalentPolicy")
        made = save_all(model, [self.policy(model, n, institutions) for n in range(1, count + 1)])
        self.supersede(model, made)
        for label, parts in (
            ("ApplicationWindow", self.windows),
            ("Step", self.steps),
            ("Material", self.materials),
            ("Contact", self.contacts),
            ("PolicyFAQ", self.questions),
        ):
            part = get(f"talent.{label}")
            save_all(part, [part(**row) for page in made for row in parts(page)])
        self.benefits(made)
        RuleMaker().make(made)
        return made

    def policy(self, model, number: int, institutions: list):
        category = list(POLICIES)[number % len(POLICIES)]
        return self.page(
            model,
            number,
            "title",
            self.write.name(POLICIES[category]),
            summary=self.write.text(2),
            body=self.write.body(3),
            issuer=SOURCE,
            category=category,
            level=self.any_of(model.Level.values),
            subjects=self.any_of(SUBJECTS[category]),
            delivery=self.any_of(["", *model.Delivery.values]),
            lead_agency=self.any_of(institutions) if self.chance(0.5) else None,
            document_number=f"演示〔{self.today.year}〕{number}号",
            issued_on=self.day(-900, -1),
            as_of=self.day(-400, -1),
            promised_days=self.any_of([None, 5, 10, 20, 60]),
            completeness=self.completeness(number),
            verified_on=self.day(-300, -1),
            **self.validity(number),
        )

    def completeness(self, number: int) -> str:
        return "text" if number % TEXT_ONLY == 0 else self.any_of(["full", "partial"])

    def validity(self, number: int) -> dict:
        """Every state of validity in turn; the superseded ones are set afterwards."""
        since = self.day(-900, -400)
        return (
            {"effective_from": since, "open_ended": True},
            {"effective_from": since, "effective_to": self.day(100, 900)},
            {"effective_from": since, "effective_to": self.day(1, 59)},
            {"effective_from": self.day(5, 90), "effective_to": self.day(200, 900)},
            {"effective_from": since, "effective_to": self.day(-300, -2)},
            {"effective_from": since, "open_ended": True, "repealed_on": self.day(-90, -1)},
            {},
            {"effective_from": since, "effective_to": self.day(100, 900)},
        )[number % 8]

    def supersede(self, model, made: list) -> None:
        old = made[6::8]
        for page in old:
            page.superseded_by, page.superseded_on = made[0], self.day(-60, -1)
        model._base_manager.bulk_update(old, ["superseded_by", "superseded_on"])

    def windows(self, page) -> list[dict]:
        """Every state of an application window in turn, relative to today."""
        choices = (
            [],
            [{"all_year": True}],
            [{"opens_on": self.day(-90, -5), "closes_on": self.day(20, 120)}],
            [{"opens_on": self.day(-60, -15), "closes_on": self.day(1, 13)}],
            [{"opens_on": self.day(3, 60), "closes_on": self.day(61, 120)}],
            [{"opens_on": self.day(-400, -200), "closes_on": self.day(-190, -5)}],
            [{"opens_on": self.day(30, 90), "is_habitual": True}],
            [
                {"opens_on": self.day(-760, -730), "closes_on": self.day(-700, -660)},
                {"opens_on": self.day(-395, -365), "closes_on": self.day(-335, -300)},
                {"opens_on": self.day(-30, -5)},
            ],
        )
        return [{"policy": page, **window} for window in self.any_of(choices)]

    def steps(self, page) -> list[dict]:
        return [
            {
                "policy": page,
                "order": order,
                **title.columns("title"),
                **self.write.text(1).columns("text"),
            }
            for order, title in enumerate(STEPS[: self.random.randint(0, 4)])
        ]

    def materials(self, page) -> list[dict]:
        return [
            {
                "policy": page,
                "order": order,
                "form": self.any_of(["original", "copy", "electronic"]),
                "count": self.any_of([None, 1, 2]),
                "is_required": order < 3,
                **name.columns("name"),
            }
            for order, name in enumerate(MATERIALS[: self.random.randint(0, 4)])
        ]

    def contacts(self, page) -> list[dict]:
        office = Both("演示服务窗口", "Demonstration service desk")
        return [{"policy": page, **office.columns("name")}] if self.chance(0.6) else []

    def questions(self, page) -> list[dict]:
        question = Both("可以同时申请其他政策吗？", "May I apply for other policies as well?")
        if self.chance(0.6):
            return []
        return [
            {"policy": page, **question.columns("question"), **self.write.text(2).columns("answer")}
        ]

    def benefits(self, made: list) -> None:
        clause, benefit = get("talent.Clause"), get("talent.Benefit")
        clauses = save_all(
            clause,
            [
                clause(policy=page, number="第一条", **self.write.text(2).columns("text"))
                for page in made[::2]
            ],
        )
        by_policy = {row.policy_id: row for row in clauses}
        save_all(
            benefit,
            [
                benefit(
                    policy=page,
                    order=order,
                    kind=kind,
                    clause=by_policy.get(page.pk),
                    **RECIPIENT.columns("recipient"),
                    **self.calculation(benefit),
                )
                for page in made
                for order, kind in enumerate(
                    self.random.sample(benefit.Kind.values, self.random.randint(0, 3))
                )
            ],
        )

    def calculation(self, benefit) -> dict:
        way = self.any_of(benefit.Calculation.values)
        low = self.random.randint(1, 50) * 10_000
        amounts = {
            "fixed": {"amount_max": low},
            "range": {"amount_min": low, "amount_max": low * 3},
            "up_to": {"amount_max": low * 5},
            "percent": {"ratio": self.any_of([10, 25, 50]), "cap": low * 10},
            "match": {"ratio": 100},
        }
        money = {
            "unit": self.any_of(benefit.Unit.values),
            "period": self.any_of(benefit.Period.values),
        }
        return {"calculation": way} | (amounts[way] | money if way in amounts else {})
