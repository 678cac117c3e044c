import datetime
from decimal import Decimal

from scicity.starter.demo.maker import Maker, get, named_rows, save_all
from scicity.starter.demo.words import DISTRICTS, INSTITUTIONS, SOURCE, WORKS, Both

CATEGORIES = {
    "tunnel": "infrastructure",
    "road": "infrastructure",
    "facility": "science",
    "institute": "science",
    "park": "industry",
    "industry": "industry",
    "city": "service",
    "service": "service",
}
# Phases in which building has begun.
STARTED = {"construction", "acceptance", "operation", "demolition", "demolished"}
ENDED = {"operation", "demolition", "demolished"}
TUNNEL_SLOTS = 36
MILESTONES = [
    Both("开工", "Start"),
    Both("主体完工", "Structure complete"),
    Both("投用", "Opens"),
]


class InstitutionMaker(Maker):
    seed = 11

    def make(self, count: int) -> list:
        model, sectors = get("projects.Institution"), list(get("projects.Sector").objects.all())
        kinds = list(INSTITUTIONS)
        made = save_all(model, [self.institution(model, n, kinds) for n in range(1, count + 1)])
        for page in made[::5]:
            page.parent = made[0] if page is not made[0] else None
        model._base_manager.bulk_update(made[::5], ["parent"])
        self.link(model, "sectors", made, sectors, 3)
        return made

    def institution(self, model, number: int, kinds: list):
        kind = kinds[number % len(kinds)]
        return self.page(
            model,
            number,
            "name",
            self.write.name(INSTITUTIONS[kind]),
            summary=self.write.text(1),
            body=self.write.body(3),
            kind=kind,
            level=self.any_of(["", *model.Level.values]),
            founded=self.day(-9000, -400) if self.chance(0.6) else None,
            founded_precision="year",
            as_of=self.day(-900, -1),
            **self.place(),
        )

    def place(self) -> dict:
        if self.chance(0.2):
            return {}
        return {
            "longitude": Decimal(self.random.randint(106_200_000, 106_500_000)) / 1_000_000,
            "latitude": Decimal(self.random.randint(29_400_000, 29_800_000)) / 1_000_000,
            "location_precision": self.any_of(["exact", "street", "township", "district"]),
        }


class ProjectMaker(InstitutionMaker):
    seed = 12

    def make(self, count: int, institutions: list) -> list:
        model = get("projects.Project")
        districts = named_rows("projects.District", DISTRICTS)
        made = save_all(model, [self.project(model, n) for n in range(1, count + 1)])
        self.link(model, "sectors", made, list(get("projects.Sector").objects.all()), 3)
        self.link(model, "districts", made, districts, 2)
        for label, parts in (
            ("Milestone", self.milestones),
            ("ProgressReport", self.reports),
            ("ProjectUpdate", self.updates),
            ("ChangeRecord", self.changes),
        ):
            part = get(f"projects.{label}")
            save_all(part, [part(**row) for page in made for row in parts(page)])
        self.participations(made, institutions)
        return made

    def project(self, model, number: int):
        kind = list(WORKS)[number % len(WORKS)]
        phase = model._meta.get_field("phase").choices[number % 9][0]
        name = (
            self.write.long_name()
            if number % 25 == 0
            else self.write.name(self.any_of(WORKS[kind]))
        )
        return self.page(
            model,
            number,
            "name",
            name,
            summary=self.write.text(2),
            body=self.write.body(4),
            kind=kind,
            category=CATEGORIES[kind],
            phase=phase,
            project_type=self.any_of(model.Type.values),
            code=f"2099-500000-{number % 90 + 10}-03-{number:06}" if self.chance(0.7) else None,
            investment=Decimal(self.random.randint(500, 900_000)) if self.chance(0.8) else None,
            as_of=self.day(-500, -1),
            **self.dates(phase),
            **self.place(),
            **(self.tunnel(number) if kind == "tunnel" else {}),
            **self.suspension(phase),
        )

    def dates(self, phase: str) -> dict:
        """Dates that fit the phase; now and then an end that is late or not known."""
        start = self.day(-1500, -700) if phase in STARTED else self.day(30, 600)
        length = datetime.timedelta(days=self.random.randint(200, 690))
        slip = datetime.timedelta(days=self.any_of([0, 0, 30, 120]))
        known_end = self.chance(0.75)
        return {
            "baseline_start": start,
            "baseline_end": start + length,
            "planned_start": start,
            "planned_end": start + length + slip if known_end else None,
            "planned_end_precision": self.any_of(["day", "month", "year"]),
            "actual_start": start if phase in STARTED else None,
            "actual_end": min(start + length + slip, self.today) if phase in ENDED else None,
        }

    def tunnel(self, number: int) -> dict:
        slot = number // len(WORKS) + 1
        return {
            "ridge": self.any_of(["zhongliang", "jinyun"]),
            "tunnel_length": self.random.randint(1200, 6800),
            "north_south_order": slot if slot <= TUNNEL_SLOTS else None,
        }

    def suspension(self, phase: str) -> dict:
        if phase != "construction" or not self.chance(0.15):
            return {}
        return {"suspended_since": self.day(-200, -20), "suspension_reason": self.write.text(1)}

    def milestones(self, page) -> list[dict]:
        made = []
        for order, name in enumerate(MILESTONES[: self.random.randint(0, 3)]):
            due = (page.baseline_start or self.today) + datetime.timedelta(days=200 * order)
            met = due < self.today and self.chance(0.7)
            status = "met" if met else "notMet" if due < self.today else "scheduled"
            made.append(
                {
                    "project": page,
                    "order": order,
                    "due_baseline": due,
                    "due": due,
                    "met_on": due if met else None,
                    "status": status,
                    **name.columns("name"),
                }
            )
        return made

    def reports(self, page) -> list[dict]:
        if not page.actual_start:
            return []
        share, made = 0, []
        for quarter in range(self.random.randint(0, 5)):
            share = min(100, share + self.random.randint(5, 30))
            made.append(
                {
                    "project": page,
                    "physical_percent": share,
                    "financial_percent": share * 4 // 5,
                    "as_of": page.actual_start + datetime.timedelta(days=91 * quarter),
                    **self.write.text(1).columns("text"),
                    **SOURCE.columns("source"),
                }
            )
        return made

    def updates(self, page) -> list[dict]:
        return [
            {
                "project": page,
                "as_of": self.day(-600, -1),
                **self.write.text(1).columns("title"),
                **self.write.text(3).columns("text"),
            }
            for _update in range(self.random.randint(0, 2))
        ]

    def changes(self, page) -> list[dict]:
        if page.planned_end is None or page.planned_end == page.baseline_end:
            return []
        old, new = page.baseline_end.isoformat(), page.planned_end.isoformat()
        return [
            {
                "project": page,
                "kind": "duration",
                "decided_on": self.day(-300, -30),
                **self.write.text(1).columns("reason"),
                **Both(old, old).columns("old_value"),
                **Both(new, new).columns("new_value"),
            }
        ]

    def participations(self, made: list, institutions: list) -> None:
        part = get("projects.Participation")
        rows = []
        for page in made:
            chosen = self.some_of(institutions, 4)
            roles = self.random.sample(part.Role.values, len(chosen))
            rows += [
                part(project=page, institution=institution, role=role)
                for institution, role in zip(chosen, roles, strict=True)
            ]
        save_all(part, rows)
