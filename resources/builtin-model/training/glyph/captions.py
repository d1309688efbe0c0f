"""Captions: from an item to one random prompt (name or synonym, colour word, keywords, style)."""
import re

import numpy as np

from .colour import HUES
from .selection import Item

NEUTRAL = ["a {}", "an icon of {}", "{} icon", "{} emoji", "a picture of a {}", "the {}", "cute {}"]
JOINTS = [", ", " with ", " and ", " in ", " at ", " on ", " "]
COLOUR_WORDS = re.compile(r"\b(" + "|".join([*HUES, "brown", "black", "white", "grey", "gold", "golden"]) + r")\b ?")


def without_colour(name: str) -> str:
    """"red apple" -> "apple"; a name that is only a colour ("orange") stays."""
    return COLOUR_WORDS.sub("", name).strip() or name


def colourable(name: str) -> bool:
    """False for names that say nothing without their colour, such as "orange", and for "red x"."""
    return len(without_colour(name)) > 2 and without_colour(name) not in HUES


def thing(item: Item, synonyms: dict[str, list[str]], generator: np.random.Generator) -> str:
    """The name, or a synonym, seldom a keyword."""
    chance, others = generator.random(), synonyms.get(item.name, [])
    if others and chance < 0.35:
        return others[generator.integers(len(others))]
    if item.tags and not others and chance < 0.03:
        return item.tags[generator.integers(min(3, len(item.tags)))]
    return item.name


def with_style(text: str, style: str, generator: np.random.Generator) -> str:
    forms = [f"{text}, {style} style", f"{style} style {text}", f"{style} {text}", f"{text}, {style}", text]
    return forms[generator.choice(5, p=[0.5, 0.08, 0.06, 0.08, 0.28])]


def with_tags(text: str, tags: list[str], generator: np.random.Generator) -> str:
    picked = [tags[k] for k in generator.permutation(len(tags))[: 1 + int(generator.random() < 0.3)]]
    joint = JOINTS[generator.integers(len(JOINTS))] if generator.random() < 0.4 else ", "
    return text + joint + ", ".join(picked)


def caption(
    item: Item, synonyms: dict[str, list[str]], generator: np.random.Generator, colour: str | None = None, recoloured: bool = False
) -> str:
    """colour: the picture's colour word; a recoloured picture always tells it, the original sometimes."""
    text = thing(item, synonyms, generator)
    if colour and colourable(text) and (recoloured or generator.random() < 0.25):
        text = f"{colour} {without_colour(text)}"
    elif recoloured:
        text = f"{colour} {text}"
    if generator.random() < 0.12:
        text = NEUTRAL[generator.integers(len(NEUTRAL))].format(text)
    if item.tags and not recoloured and generator.random() < 0.12:
        text = with_tags(text, item.tags, generator)
    return with_style(text, item.style, generator)
