"""Which picture comes next: shares of the batch are fixed per pool, each pool is walked in random order."""
from dataclasses import dataclass

import numpy as np

from .captions import caption
from .selection import Item


@dataclass
class Example:
    """One training picture: row `row` of the latents array `array`."""

    array: str
    row: int
    item: Item
    colour: str | None
    recoloured: bool


def make_pools(
    items: list[Item], colours: list[str | None], copies: list[dict], everyday: set[str]
) -> dict[str, list[Example]]:
    """everyday, recoloured, rest: training pairs only. A picture whose own (concept, colour) pair is held out never names its colour."""
    pools: dict[str, list[Example]] = {"everyday": [], "recoloured": [], "rest": []}
    held = {(items[copy["source"]].concept, copy["colour"]) for copy in copies if copy["held"]}
    for row, item in enumerate(items):
        if item.split == "train":
            colour = None if (item.concept, colours[row]) in held else colours[row]
            pool = "everyday" if item.name in everyday else "rest"
            pools[pool].append(Example("images", row, item, colour, False))
    for row, copy in enumerate(copies):
        item = items[copy["source"]]
        if not copy["held"] and item.split == "train":
            pools["recoloured"].append(Example("recoloured", row, item, copy["colour"], True))
    return pools


class Draws:
    """Endless batches of examples, in the given shares of the pools."""

    def __init__(self, pools: dict[str, list[Example]], shares: dict[str, float], generator: np.random.Generator):
        self.pools = {name: pool for name, pool in pools.items() if pool and shares[name] > 0}
        total = sum(shares[name] for name in self.pools)
        self.names = list(self.pools)
        self.chances = [shares[name] / total for name in self.names]
        self.generator = generator
        self.orders: dict[str, list[int]] = {name: [] for name in self.names}

    def one(self, name: str) -> Example:
        if not self.orders[name]:
            self.orders[name] = [int(k) for k in self.generator.permutation(len(self.pools[name]))]
        return self.pools[name][self.orders[name].pop()]

    def batch(self, count: int) -> list[Example]:
        return [self.one(self.names[k]) for k in self.generator.choice(len(self.names), count, p=self.chances)]


def prompt_of(example: Example, synonyms: dict[str, list[str]], generator: np.random.Generator, empty: float) -> str:
    """The caption, or the empty prompt (for guidance)."""
    if generator.random() < empty:
        return ""
    return caption(example.item, synonyms, generator, example.colour, example.recoloured)
