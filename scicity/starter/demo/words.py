"""Made-up names in both languages: fanciful places, ordinary subjects."""

from random import Random
from typing import NamedTuple


class Both(NamedTuple):
    """A text in Chinese and in English; None where there is no English version."""

    zh: str
    en: str | None

    def columns(self, name: str) -> dict:
        return {f"{name}_zh_hans": self.zh, f"{name}_en": self.en}


NOTE = Both(
    "本页为演示数据，用来试用列表与筛选，内容均为虚构。",
    "This page is demonstration data for trying lists and filters; all of it is made up.",
)
SOURCE = Both("演示数据", "Demonstration data")

PLACES = [
    Both("纸鹤山", "Paper Crane Hill"),
    Both("薄荷岭", "Mint Ridge"),
    Both("镜湖湾", "Mirror Lake Bay"),
    Both("星河谷", "Starstream Valley"),
    Both("蒲公英坪", "Dandelion Flat"),
    Both("琥珀台", "Amber Terrace"),
    Both("风车坝", "Windmill Weir"),
    Both("月桂园", "Laurel Garden"),
    Both("彩虹港", "Rainbow Harbour"),
    Both("玻璃溪", "Glass Brook"),
    Both("蓝鲸湾", "Blue Whale Bay"),
    Both("鹿鸣原", "Calling Deer Plain"),
    Both("萤火洲", "Firefly Islet"),
    Both("云梯坡", "Cloud Ladder Slope"),
    Both("青瓷巷", "Celadon Lane"),
    Both("雪松渡", "Cedar Ferry"),
]
DISTRICTS = [
    Both("演示东区", "Demo East District"),
    Both("演示南区", "Demo South District"),
    Both("演示西区", "Demo West District"),
    Both("演示北区", "Demo North District"),
    Both("演示中区", "Demo Central District"),
]
TAGS = [
    Both("演示·开工", "Demo: starts"),
    Both("演示·签约", "Demo: agreements"),
    Both("演示·招聘", "Demo: jobs"),
    Both("演示·活动", "Demo: events"),
    Both("演示·成果", "Demo: results"),
    Both("演示·便民", "Demo: for residents"),
]
FIELDS = [
    Both("量子测量", "Quantum Metrology"),
    Both("脑机接口", "Brain–Computer Interfaces"),
    Both("合成生物", "Synthetic Biology"),
    Both("先进材料", "Advanced Materials"),
    Both("低空交通", "Low-Altitude Transport"),
    Both("智能传感", "Smart Sensing"),
    Both("精密光学", "Precision Optics"),
    Both("农业机器人", "Farm Robotics"),
    Both("城市气候", "Urban Climate"),
    Both("药物筛选", "Drug Screening"),
    Both("绿色建材", "Green Building Materials"),
    Both("开源芯片", "Open-Source Chips"),
]
# By project kind: what is built, `{place}` and `{field}` filled in.
WORKS = {
    "tunnel": [Both("{place}{n}号隧道", "{place} Tunnel No. {n}")],
    "road": [
        Both("{place}环线{n}期", "{place} Ring Road, Phase {n}"),
        Both("{place}轨道接驳线", "{place} Rail Link"),
    ],
    "facility": [
        Both("{place}{field}实验装置", "{place} {field} Facility"),
        Both("{field}大科学中心（{place}）", "{field} Big-Science Centre at {place}"),
    ],
    "institute": [
        Both("{place}{field}研究院", "{place} Institute of {field}"),
        Both("{field}联合创新平台", "Joint Innovation Platform for {field}"),
    ],
    "park": [
        Both("{place}{field}产业园{n}期", "{place} {field} Park, Phase {n}"),
        Both("{place}科创大厦", "{place} Innovation Tower"),
    ],
    "industry": [
        Both("{field}生产基地（{place}）", "{field} Production Base at {place}"),
        Both("{place}{field}中试线", "{place} {field} Pilot Line"),
    ],
    "city": [
        Both("{place}智慧路口", "Smart Crossings at {place}"),
        Both("{place}无人配送示范区", "{place} Driverless Delivery Area"),
    ],
    "service": [
        Both("{place}第{n}小学", "{place} Primary School No. {n}"),
        Both("{place}人才公寓{n}期", "{place} Talent Apartments, Phase {n}"),
        Both("{place}社区医院", "{place} Community Hospital"),
    ],
}
# Sixty characters: for seeing what a list does with a long title.
LONG = Both(
    "{place}片区综合交通枢纽及配套地下空间、市政管网、生态修复、海绵城市、智慧运维与公共服务设施一体化建设工程",
    "{place} Area: Integrated Transport Hub with Underground Space, Utilities and Public Services",
)
LONG_ENDING = "（第{n}标段）含征地拆迁与管线迁改及沿线绿化照明提升"
LONG_LENGTH = 60
INSTITUTIONS = {
    "university": Both("{place}大学", "{place} University"),
    "research_institute": Both("{place}{field}研究所", "{place} {field} Research Institute"),
    "key_lab": Both("{field}重点实验室（{place}）", "Key Laboratory of {field}, {place}"),
    "rnd": Both("{place}{field}研发中心", "{place} {field} R&D Centre"),
    "incubator": Both("{place}孵化器", "{place} Incubator"),
    "company": Both("{place}{field}有限公司", "{place} {field} Co., Ltd."),
    "authority": Both("{place}片区管理处", "{place} Area Office"),
    "hospital": Both("{place}医院", "{place} Hospital"),
    "school": Both("{place}学校", "{place} School"),
}
POLICIES = {
    "talent": Both("{place}{field}青年人才支持办法", "{place} Support for Young Talent in {field}"),
    "housing": Both("{place}人才安居实施细则", "{place} Housing Rules for Talent"),
    "funding": Both("{field}科研项目资助办法（{place}）", "{place} Grants for {field} Research"),
    "loan": Both("{place}{field}成果贷管理办法", "{place} Loans for {field} Results"),
    "schools": Both("{place}人才子女入学指引", "{place} School Places for Children of Talent"),
    "medical": Both("{place}人才医疗绿色通道办法", "{place} Medical Fast Track for Talent"),
    "settlement": Both("{place}海外人才出入境便利措施", "{place} Entry and Residence Measures"),
    "startup": Both("{place}{field}创业扶持办法", "{place} Start-up Support in {field}"),
    "platform": Both("{place}{field}平台建设奖励办法", "{place} Awards for {field} Platforms"),
}
HEADLINES = [
    Both("{place}{field}项目开工", "Work starts on the {field} project at {place}"),
    Both("{place}举办{field}开放日", "{place} opens its {field} laboratories for a day"),
    Both("{field}团队落户{place}", "A {field} team settles at {place}"),
    Both("{place}发布{field}岗位清单", "{place} publishes its list of {field} posts"),
    Both("关于{place}临时交通调整的通知", "Notice of temporary traffic changes at {place}"),
    Both("一图读懂：{place}{field}支持办法", "Explained: support for {field} at {place}"),
    Both("{place}：清晨六点的工地", "{place}: six in the morning on the building site"),
    Both("{field}论坛将在{place}举行", "A {field} forum will be held at {place}"),
]
SENTENCES = [
    Both(
        "现场按计划推进，各方每周碰头一次。", "Work goes on as planned; all sides meet every week."
    ),
    Both("团队来自十个学科，共用一个实验大厅。", "People of ten disciplines share one hall."),
    Both("居民可以在开放日预约参观。", "Residents may book a visit on open days."),
    Both(
        "下一步将完善配套设施并征求意见。", "Next come the services around it, and a consultation."
    ),
    Both("首批设备已经进场，正在调试。", "The first equipment has arrived and is being set up."),
    Both("办理时限和材料清单已经公开。", "Time limits and papers needed have been published."),
]


class Writer:
    """Draws texts at random, the same ones for the same seed."""

    def __init__(self, random: Random):
        self.random = random

    def name(self, pattern: Both, limit: int = 120) -> Both:
        values = {"place": self.random.choice(PLACES), "field": self.random.choice(FIELDS)}
        number = self.random.randint(1, 9)
        return Both(
            pattern.zh.format(n=number, **{k: v.zh for k, v in values.items()})[:limit],
            pattern.en.format(n=number, **{k: v.en for k, v in values.items()})[:limit],
        )

    def long_name(self) -> Both:
        whole = self.name(Both(LONG.zh + LONG_ENDING, LONG.en))
        return Both(whole.zh[:LONG_LENGTH], whole.en)

    def text(self, sentences: int) -> Both:
        chosen = self.random.sample(SENTENCES, sentences)
        return Both("".join(s.zh for s in chosen), " ".join(s.en for s in chosen))

    def body(self, paragraphs: int) -> Both:
        texts = [NOTE, *(self.text(3) for _ in range(paragraphs))]
        return Both(
            "".join(f"<p>{t.zh}</p>" for t in texts), "".join(f"<p>{t.en}</p>" for t in texts)
        )
