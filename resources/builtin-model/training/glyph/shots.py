"""What the evaluation asks for: prompts with what a right picture would show. Fixed by the configuration's seed, never by results."""
import random
from dataclasses import dataclass

from .selection import Item

# Things whose colour is a choice, for the colour words; each is asked for in every colour of colour.HUES.
COLOUR_THINGS = {
    "heart": "red heart", "apple": "red apple", "car": "automobile", "balloon": "balloon", "star": "star", "house": "house",
    "butterfly": "butterfly", "fish": "fish", "dress": "dress", "guitar": "guitar", "backpack": "backpack", "dragon": "dragon",
}  # fmt: skip


@dataclass
class Shot:
    """kind: seen or unseen pair of concept and style, colour, seeds (the same prompt again). row: the art's picture of the pair."""

    kind: str
    prompt: str
    name: str
    seed: int
    row: int | None = None
    colour: str | None = None
    held: bool = False


def pair_prompt(item: Item, synonyms: dict[str, list[str]]) -> str:
    """What a person types: the first synonym where the official name is another ("car" for automobile), and the style."""
    return f"{synonyms.get(item.name, [item.name])[0]}, {item.style} style"


def plan(
    items: list[Item], everyday: list[str], synonyms: dict[str, list[str]], colours: list[str], held: set[tuple[str, str]], seed: int
) -> list[Shot]:
    """held: (concept name, colour) pairs that training never saw."""
    generator = random.Random(seed)
    shots, number = [], 0
    for name in everyday:
        rows = [k for k, item in enumerate(items) if item.name == name and item.split == "train"]
        row = generator.choice(rows)
        shots.append(Shot("seen", pair_prompt(items[row], synonyms), name, number, row))
        number += 1
    for row, item in enumerate(items):
        if item.split == "held" and item.name in everyday:
            shots.append(Shot("unseen", pair_prompt(item, synonyms), item.name, number, row))
            number += 1
    for word, name in COLOUR_THINGS.items():
        for colour in colours:
            shots.append(Shot("colour", f"{colour} {word}", name, number, None, colour, (name, colour) in held))
            number += 1
    for shot in generator.sample([s for s in shots if s.kind == "seen"], 16):
        for again in range(4):
            shots.append(Shot("seeds", shot.prompt, shot.name, number + again, shot.row))
        number += 4
    return shots
