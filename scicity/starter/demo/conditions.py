"""Made-up rules for the demonstration's policies: a question bank, tracks and conditions."""

from itertools import chain

from django.utils import timezone

from scicity.starter.demo.maker import PREFIX, Maker, get, save_all
from scicity.starter.demo.words import Both

HELP = Both("演示数据的问题。", "A question of the demonstration data.")
DEGREES = {
    "none": Both("本科以下", "below bachelor"),
    "bachelor": Both("本科", "bachelor"),
    "master": Both("硕士", "master"),
    "doctor": Both("博士", "doctorate"),
}
LEVELS = {
    "none": Both("没有认定", "not accredited"),
    "d": Both("D类", "class D"),
    "c": Both("C类", "class C"),
    "b": Both("B类", "class B"),
    "a": Both("A类", "class A"),
}
GRADES = {
    "none": Both("未认定", "not accredited"),
    "municipal": Both("市级", "municipal"),
    "national": Both("国家级", "national"),
}
FIELDS = {
    "chips": Both("集成电路", "integrated circuits"),
    "biology": Both("生物医药", "biomedicine"),
    "energy": Both("新能源", "new energy"),
    "software": Both("软件信息", "software"),
    "materials": Both("新材料", "new materials"),
}
# code: (subject, kind, name, question, more)
QUESTIONS = {
    "works-here": (
        "person",
        "yes_no",
        Both("在本地工作", "Working here"),
        Both("您在这里工作，或者将要来工作吗？", "Do you work here, or are you about to?"),
        {},
    ),
    "degree": (
        "person",
        "ordered",
        Both("学历", "Degree"),
        Both("您的最高学历是什么？", "What is your highest degree?"),
        {"options": DEGREES},
    ),
    "level": (
        "person",
        "ordered",
        Both("人才层次", "Talent class"),
        Both("您被认定为哪一类人才？", "As which class of talent are you accredited?"),
        {"options": LEVELS},
    ),
    "age": (
        "person",
        "number",
        Both("年龄", "Age"),
        Both("您今年多少岁？", "How old are you?"),
        {"unit": Both("岁", "years")},
    ),
    "overseas": (
        "person",
        "yes_no",
        Both("来自海外", "Coming from abroad"),
        Both(
            "您从海外来，或者持外国护照吗？", "Do you come from abroad or hold a foreign passport?"
        ),
        {},
    ),
    "contract": (
        "person",
        "number",
        Both("合同期", "Length of contract"),
        Both("您的劳动合同签了几年？", "For how many years does your contract run?"),
        {"unit": Both("年", "years"), "ask_if": "works-here"},
    ),
    "children": (
        "person",
        "yes_no",
        Both("有适龄子女", "Children of school age"),
        Both("您有要入学的子女吗？", "Do you have children who are to go to school?"),
        {},
    ),
    "owns-home": (
        "person",
        "yes_no",
        Both("在本地有住房", "Owning a home here"),
        Both("您或配偶在本地有住房吗？", "Do you or your spouse own a home here?"),
        {"sensitivity": "sensitive"},
    ),
    "field": (
        "team",
        "multi",
        Both("研究或产业方向", "Field"),
        Both("您做哪些方向？", "Which fields do you work in?"),
        {"options": FIELDS},
    ),
    "team-size": (
        "team",
        "number",
        Both("团队人数", "Size of the team"),
        Both("团队有几个人？", "How many people are in the team?"),
        {"unit": Both("人", "people")},
    ),
    "registered": (
        "employer",
        "yes_no",
        Both("在本地注册", "Registered here"),
        Both(
            "企业在本地注册并纳税吗？", "Is the company registered here, and does it pay tax here?"
        ),
        {},
    ),
    "high-tech": (
        "employer",
        "yes_no",
        Both("高新技术企业", "High-tech enterprise"),
        Both("企业是高新技术企业吗？", "Is it an accredited high-tech enterprise?"),
        {},
    ),
    "staff": (
        "employer",
        "number",
        Both("参保员工", "Insured staff"),
        Both("企业有多少名参保员工？", "How many insured members of staff are there?"),
        {"unit": Both("人", "people")},
    ),
    "founded": (
        "employer",
        "date",
        Both("成立日期", "Date of foundation"),
        Both("企业哪一天成立？", "When was the company founded?"),
        {},
    ),
    "revenue": (
        "employer",
        "number",
        Both("上年营业收入", "Turnover of last year"),
        Both("企业上一年营业收入多少元？", "What was last year’s turnover, in yuan?"),
        {"unit": Both("元", "yuan"), "sensitivity": "sensitive", "ask_if": "registered"},
    ),
    "grade": (
        "platform",
        "ordered",
        Both("平台级别", "Grade of the platform"),
        Both("平台是哪一级认定的？", "At which grade is the platform accredited?"),
        {"options": GRADES},
    ),
}
SUBJECTS = {
    "talent": [["person"], ["person", "team"]],
    "housing": [["person"]],
    "funding": [["person", "team"], ["team"]],
    "loan": [["employer"]],
    "schools": [["person"]],
    "medical": [["person"]],
    "settlement": [["person"]],
    "startup": [["employer"], ["team", "employer"]],
    "platform": [["platform"], ["platform", "employer"]],
}
REVIEW = Both("通过专家评审", "Passes a review by experts")
ADVICE = Both("申请前请先向窗口咨询", "Please ask at the desk before you apply")
# One policy in so many has no conditions as data.
TEXT_ONLY = 8


class RuleMaker(Maker):
    seed = 17

    def make(self, made: list) -> None:
        self.attributes = self.question_bank()
        modelled = [page for page in made if page.completeness != "text"]
        plans = {page.pk: self.plan(page) for page in modelled}
        tracks = self.tracks(plans)
        clauses = self.clauses(plans)
        condition = get("talent.Condition")
        save_all(
            condition,
            [
                self.condition(condition, pk, number, row, tracks, clauses)
                for pk, rows in plans.items()
                for number, row in enumerate(rows)
            ],
        )
        self.relations(made)

    def question_bank(self) -> dict:
        attribute, option = get("talent.Attribute"), get("talent.AttributeOption")
        rows = {}
        for order, (code, (subject, kind, name, question, more)) in enumerate(QUESTIONS.items()):
            more = dict(more)
            more.pop("options", None)
            gate = rows.get(more.pop("ask_if", None))
            unit = more.pop("unit", Both("", ""))
            rows[code] = attribute.objects.create(
                code=PREFIX + code,
                subject=subject,
                kind=kind,
                order=500 + order,
                ask_if=gate,
                **name.columns("name"),
                **question.columns("question"),
                **HELP.columns("help"),
                **unit.columns("unit"),
                **more,
            )
        save_all(
            option,
            [
                option(attribute=rows[code], code=value, rank=rank, **label.columns("label"))
                for code, (*_rest, more) in QUESTIONS.items()
                for rank, (value, label) in enumerate(more.get("options", {}).items())
            ],
        )
        return rows

    def plan(self, page) -> list[dict]:
        """The rows of a policy's rule; `track` is a Both or absent."""
        rows = getattr(self, page.category)(self.any_of)
        if self.chance(0.25):
            rows.append({"hardness": "assessed", "words": REVIEW, "group": 8})
        if self.chance(0.3):
            rows.append(
                row("field", "any_of", 9, options=self.two(FIELDS)) | {"hardness": "preferred"}
            )
        if self.chance(0.3):
            rows.append({"hardness": "text", "words": ADVICE, "group": 10})
        return rows

    def two(self, options: dict) -> list[str]:
        return self.random.sample(list(options), 2)

    def talent(self, pick) -> list[dict]:
        return [
            row("works-here", "yes", 1),
            row("degree", "gte", 2, value=pick(["bachelor", "master", "doctor"])),
            row("age", "lte", 3, value=pick(["35", "40", "45"])),
        ]

    def housing(self, pick) -> list[dict]:
        return [
            row("works-here", "yes", 1),
            row("contract", "gte", 2, value=pick(["1", "3", "5"])),
            row("owns-home", "no", 3),
            row("level", "in", 1, track=Both("高层次", "Higher class"), options=["a", "b"]),
            row("level", "in", 1, track=Both("骨干", "Core staff"), options=["c", "d"]),
        ]

    def funding(self, pick) -> list[dict]:
        return [
            row("level", "gte", 1, value=pick(["b", "c"])),
            row("degree", "gte", 1, value="doctor"),
            row("field", "any_of", 2, options=self.two(FIELDS)),
        ]

    def loan(self, pick) -> list[dict]:
        return [
            row("registered", "yes", 1),
            row("high-tech", "yes", 2),
            row("staff", "gte", 2, value=pick(["10", "30", "50"])),
            row("revenue", "between", 3, value="1000000", value_to=pick(["50000000", "400000000"])),
        ]

    def schools(self, pick) -> list[dict]:
        return [
            row("children", "yes", 1),
            row("works-here", "yes", 2),
            row("level", "gte", 3, value=pick(["c", "d"])),
            row("contract", "gte", 3, value="3"),
        ]

    def medical(self, pick) -> list[dict]:
        return [row("level", "gte", 1, value=pick(["a", "b", "c"])), row("works-here", "yes", 2)]

    def settlement(self, pick) -> list[dict]:
        return [
            row("overseas", "yes", 1),
            row("degree", "gte", 1, track=Both("按学历", "By degree"), value="master"),
            row("level", "gte", 1, track=Both("按层次", "By class"), value=pick(["b", "c"])),
        ]

    def startup(self, pick) -> list[dict]:
        since = timezone.localdate().replace(month=1, day=1)
        since = since.replace(year=since.year - pick([3, 5])).isoformat()
        return [
            row("registered", "yes", 1),
            row("founded", "after", 2, value=since, at_least=2),
            row("high-tech", "yes", 2, at_least=2),
            row("staff", "gte", 2, value=pick(["5", "10"]), at_least=2),
        ]

    def platform(self, pick) -> list[dict]:
        return [
            row("grade", "in", 1, track=GRADES["national"], options=["national"]),
            row("grade", "in", 1, track=GRADES["municipal"], options=["municipal"]),
        ]

    def tracks(self, plans: dict) -> dict:
        """Tracks by policy and Chinese name; the policy's benefits go to them in turn."""
        track, benefit = get("talent.EligibilityTrack"), get("talent.Benefit")
        names = {
            pk: list(dict.fromkeys(row["track"] for row in rows if "track" in row))
            for pk, rows in plans.items()
        }
        made = save_all(
            track,
            [
                track(policy_id=pk, order=order, **name.columns("name"))
                for pk, found in names.items()
                for order, name in enumerate(found)
            ],
        )
        ways = {pk: [row for row in made if row.policy_id == pk] for pk in plans}
        benefits = list(benefit.objects.filter(policy__in=[pk for pk in plans if ways[pk]]))
        for number, row in enumerate(benefits):
            row.track = ways[row.policy_id][number % len(ways[row.policy_id])]
        benefit.objects.bulk_update(benefits, ["track"])
        return {(row.policy_id, row.name_zh_hans): row for row in made}

    def clauses(self, plans: dict) -> dict:
        """One clause a group of conditions, numbered from 第二条 on."""
        clause = get("talent.Clause")
        numbers = "二三四五六七八九十"
        made = save_all(
            clause,
            [
                clause(
                    policy_id=pk,
                    number=f"第{numbers[place]}条",
                    order=place + 1,
                    **self.write.text(1).columns("text"),
                )
                for pk, rows in plans.items()
                for place in range(len({row["group"] for row in rows}))
            ],
        )
        found = {}
        for pk, rows in plans.items():
            own = [row for row in made if row.policy_id == pk]
            groups = sorted({row["group"] for row in rows})
            found |= {(pk, group): own[place] for place, group in enumerate(groups)}
        return found

    def condition(self, model, pk, number: int, row: dict, tracks: dict, clauses: dict):
        columns = dict(row)
        track = columns.pop("track", None)
        code = columns.pop("attribute", None)
        words = columns.pop("words", Both("", ""))
        return model(
            policy_id=pk,
            track=tracks[pk, track.zh] if track else None,
            attribute=self.attributes[code] if code else None,
            clause=clauses[pk, row["group"]],
            order=number,
            **words.columns("words"),
            **columns,
        )

    def relations(self, made: list) -> None:
        """Neighbours of one category stand in every kind of relation."""
        relation = get("talent.PolicyRelation")
        kinds = ["exclusive", "higher_only", "stackable", "deducts"]
        by_category = {}
        for page in made:
            by_category.setdefault(page.category, []).append(page)
        pairs = chain.from_iterable(
            zip(pages[::3], pages[1::3], strict=False) for pages in by_category.values()
        )
        save_all(
            relation,
            [
                relation(policy=one, kind=kinds[number % 4], other=other)
                for number, (one, other) in enumerate(pairs)
            ],
        )


def row(code: str, operator: str, group: int, **values) -> dict:
    return {"attribute": code, "operator": operator, "group": group} | values
