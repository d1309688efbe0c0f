"""Which emoji become training pictures, what they are called, and which pairs of concept and style are held out.

Flags, skin-tone variants, keycaps, clock faces and most gendered variants of people are left out.
"""
import json
import random
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Iterable

GROUPS = {"Smileys & Emotion", "Animals & Nature", "Food & Drink", "Travel & Places", "Activities", "Objects"}
SYMBOLS = set(
    """warning no_entry prohibited radioactive biohazard recycling_symbol check_mark_button cross_mark red_question_mark
    red_exclamation_mark peace_symbol yin_yang check_mark plus star_of_david atom_symbol infinity red_circle orange_circle
    yellow_circle green_circle blue_circle purple_circle brown_circle black_circle white_circle red_square orange_square
    yellow_square green_square blue_square purple_square brown_square play_button pause_button stop_button trident_emblem
    heavy_dollar_sign children_crossing no_smoking speaker_high_volume loudspeaker megaphone""".split()
)
FLAGS = {"chequered_flag", "triangular_flag", "pirate_flag", "rainbow_flag", "white_flag", "black_flag"}
PEOPLE = re.compile(
    r"^(baby|child|boy|girl|man|woman|old_man|old_woman|baby_angel|santa_claus|mrs_claus|superhero|supervillain|"
    r"mage|fairy|vampire|merperson|mermaid|elf|genie|zombie|ninja|prince|princess|person_with_crown|troll|detective|guard|"
    r"construction_worker|police_officer|astronaut|firefighter|health_worker|farmer|cook|pilot|scientist|artist|singer|"
    r"person_(surfing|swimming|biking|running|walking|golfing|rowing_boat|juggling|shrugging|facepalming|raising_hand|bowing)|"
    r"snowboarder|skier|horse_racing|woman_dancing|man_dancing|speaking_head|bust_in_silhouette|busts_in_silhouette|footprints)$"
)
BODY = re.compile(
    "hand|finger|thumbs|fist|biceps|nail_polish|selfie|leg|foot|ear|nose|brain|tooth|bone|eye|tongue|mouth|lung|"
    "anatomical_heart|vulcan|love-you|call_me|victory|ok_hand|clapping"
)
DROPPED = re.compile(r"oclock|thirty|keycap|_button$|zodiac|skin_tone|squared|input_|japanese_.*button")


@dataclass
class Item:
    """One picture: row `index` of images.npy. split: train, held (pair kept out of all training) or evaluation."""

    concept: str
    name: str
    style: str
    set: str
    group: str
    tags: list[str] = field(default_factory=list)
    split: str = "train"


def wanted(slug: str, group: str) -> bool:
    """slug: the emoji's name in lower case with underscores; group: Unicode's."""
    if DROPPED.search(slug) and slug not in SYMBOLS:
        return False
    if group == "Symbols":
        return slug in SYMBOLS
    if group == "Flags":
        return slug in FLAGS
    if group == "People & Body":
        body = BODY.search(slug) and not re.search("person|man|woman|men|women|people", slug)
        return bool(PEOPLE.match(slug) or body)
    return group in GROUPS


def tidy(text: str) -> str:
    return re.sub(r"[^a-z0-9 \-]", "", text.lower().replace("\u2019", "").replace("'", "").replace("_", " ")).strip()


def useful_tags(name: str, tags: Iterable[str], limit: int = 8) -> list[str]:
    """Keywords of one or two words that say something which the name does not."""
    words, kept = set(name.replace("-", " ").split()), []
    for tag in map(tidy, tags):
        long_enough = len(tag) >= 3 and len(tag.split()) <= 2 and not re.search(r"\d", tag)
        if long_enough and tag != name and tag not in kept and not all(w in words for w in tag.split()):
            kept.append(tag)
    return kept[:limit]


def find_icon(icons: dict[str, Any], key: str) -> dict[str, Any] | None:
    """An icon of an iconify set, by name or plain alias (turned and mirrored aliases are other pictures)."""
    icon = icons["icons"].get(key)
    if icon is None and key in icons.get("aliases", {}):
        alias = icons["aliases"][key]
        if not any(change in alias for change in ("rotate", "vFlip", "hFlip")):
            icon = icons["icons"].get(alias["parent"])
    if icon is None or "<text" in icon["body"]:
        return None
    return {"width": icons.get("width", 16), "height": icons.get("height", 16)} | icon


def find_in_sets(sets: dict[str, dict[str, Any]], slug: str) -> dict[str, dict[str, Any]]:
    """set name -> icon, of those sets that have the emoji (FxEmoji writes names without hyphens too)."""
    key = slug.replace("_", "-").lower()
    found = {}
    for name, icons in sets.items():
        icon = find_icon(icons, key)
        if icon is None and name == "fxemoji":
            icon = find_icon(icons, key.replace("-", ""))
        if icon is not None:
            found[name] = icon
    return found


def held_out(found: Iterable[str], share: float, generator: random.Random) -> str | None:
    """The set whose picture of this concept is kept out of training, drawn so that `share` of all pictures is."""
    names = list(found)
    return generator.choice(names) if generator.random() < share * len(names) else None


def manifest(art: Path, packages: list[str], allowed: list[str], items: list[Item]) -> list[dict[str, Any]]:
    """One entry per npm package: version, licence, author, pictures. A licence that is not allowed raises ValueError."""
    entries = []
    for package in packages:
        folder = art / package
        about = json.loads((folder / "package.json").read_text())
        info = folder / "info.json"
        licence, author = about.get("license"), about.get("author")
        if info.exists():
            details = json.loads(info.read_text())
            licence, author = details["license"]["spdx"], details["author"]
        if licence not in allowed:
            raise ValueError(f"{folder}: licence {licence}, allowed are {', '.join(allowed)}")
        count = sum(f"@iconify-json/{item.set}" == package for item in items)
        entries.append({"package": package, "version": about["version"], "licence": licence, "author": author, "pictures": count})
    return entries


def save_items(path: Path, items: list[Item]) -> None:
    path.write_text("[\n" + ",\n".join(json.dumps(asdict(item)) for item in items) + "\n]\n")


def load_items(path: Path) -> list[Item]:
    return [Item(**entry) for entry in json.loads(path.read_text())]
