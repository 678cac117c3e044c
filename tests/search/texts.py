"""Made-up texts with the word frequencies of real ones; the same for the same seed."""

import itertools
import random
import re
from collections import Counter
from pathlib import Path

import rjieba

from scicity import starter

CONTENT = Path(starter.__file__).parent / "content"
IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")
PUNCTUATION = "，，，，。。；、：？"


class Writer:
    """Writes about topics: half of the words are of the language, half of the topic."""

    def __init__(self, seed: int, vocabulary: int = 20_000, topics: int = 60):
        self.random = random.Random(seed)
        self.words = self.make_words(vocabulary)
        self.weights = list(itertools.accumulate(1 / (n + 3) for n in range(len(self.words))))
        self.topics = [self.some(self.words, 400) for _ in range(topics)]

    def make_words(self, number: int) -> list[str]:
        """The words of the starter content by frequency, then rare ones of the same characters."""
        text = "".join(path.read_text() for path in sorted(CONTENT.glob("*.yaml")))
        found = Counter(word for run in IDEOGRAPHS.findall(text) for word in rjieba.cut(run))
        words = dict.fromkeys(word for word, _count in found.most_common())
        characters = sorted(set("".join(words)))
        while len(words) < number:
            words["".join(self.random.choices(characters, k=self.random.choice((2, 2, 3, 4))))] = 0
        return list(words)

    def some(self, words: list[str], number: int) -> list[str]:
        return self.random.choices(words, cum_weights=self.weights, k=number)

    def text(self, length: int, topic: list[str]) -> str:
        parts, written = [], 0
        while written < length:
            number = self.random.randint(1, 6)
            words = self.some(self.words, number) + self.random.choices(topic, k=number)
            self.random.shuffle(words)
            if self.random.random() < 0.08:
                words.append(str(self.random.randint(1, 9999)))
            sentence = "".join(words) + self.random.choice(PUNCTUATION)
            parts.append(sentence)
            written += len(sentence)
        return "".join(parts)[:length]

    def article(self, length: int) -> dict[str, str]:
        """Title, summary and body with as many characters in all as `length`."""
        topic = self.random.choice(self.topics)
        title, summary = self.text(20, topic), self.text(80, topic)
        return {"title": title, "summary": summary, "body": self.text(length - 100, topic)}

    def substring(self, text: str, shortest: int, longest: int) -> str:
        length = self.random.randint(shortest, longest)
        start = self.random.randrange(len(text) - length + 1)
        return text[start : start + length]
