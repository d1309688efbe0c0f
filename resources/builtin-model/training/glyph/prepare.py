"""Step 1, data: draws the art at 128x128 over white (librsvg), makes recoloured copies, writes pictures and manifest.

Writes data/images.npy (uint8 [n, 128, 128, 3]), items.json, recoloured.npy, recoloured.json, manifest.json.
"""
import json
import random
from dataclasses import asdict
from typing import Any

import numpy as np

from . import selection
from .colour import recoloured_copies
from .config import Run, load_concepts
from .selection import Item


def draw(icon: dict[str, Any], margin: float, size: int) -> np.ndarray | None:
    """[size, size, 3] RGB over white; margin: share of the side left free, so that the sets' art is of one size.

    None where librsvg cannot draw the icon, or where nothing of it is seen on white.
    """
    import cairo
    import gi

    gi.require_version("Rsvg", "2.0")
    from gi.repository import GLib, Rsvg

    width, height = icon["width"], icon["height"]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">{icon["body"]}</svg>'
    )
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, size, size)
    context = cairo.Context(surface)
    context.set_source_rgb(1, 1, 1)
    context.paint()
    scale = size * (1 - 2 * margin) / max(width, height)
    area = Rsvg.Rectangle()
    area.width, area.height = width * scale, height * scale
    area.x, area.y = (size - area.width) / 2, (size - area.height) / 2
    try:
        Rsvg.Handle.new_from_data(svg.encode()).render_document(context, area)
    except GLib.GError:
        return None
    picture = np.ndarray((size, size, 4), np.uint8, surface.get_data())[:, :, 2::-1].copy()
    return picture if (picture < 250).mean() >= 0.01 else None


def read_sets(run: Run, kind: str) -> dict[str, dict[str, Any]]:
    return {name: json.loads((run.art / "@iconify-json" / name / "icons.json").read_text()) for name in run.config["data"][kind]}


def read_tags(run: Run) -> dict[str, list[str]]:
    """emoji -> keywords of emojilib, then of emojibase."""
    tags = json.loads((run.art / "emojilib/dist/emoji-en-US.json").read_text())
    more = json.loads((run.art / "emojibase-data/en/data.json").read_text())
    plain = {e["emoji"].replace("\ufe0f", ""): e.get("tags", []) for e in more if "emoji" in e}
    return {emoji: words + plain.get(emoji.replace("\ufe0f", ""), []) for emoji, words in tags.items()}


def collect(run: Run) -> tuple[list[Item], list[np.ndarray]]:
    """All pictures. The evaluation sets give only everyday concepts and never take part in training."""
    data, generator = run.config["data"], random.Random(run.config["seed"])
    sets, judges = read_sets(run, "sets"), read_sets(run, "evaluation_sets")
    looks = data["sets"] | data["evaluation_sets"]
    tags, everyday = read_tags(run), set(load_concepts()[0])
    items, pictures = [], []
    for emoji, about in json.loads((run.art / "unicode-emoji-json/data-by-emoji.json").read_text()).items():
        slug = about["slug"].replace("-", "_").lower()
        found = selection.find_in_sets(sets, about["slug"]) if selection.wanted(slug, about["group"]) else {}
        if len(found) < data["minimum_styles"]:
            continue
        name = selection.tidy(about["name"])
        useful = selection.useful_tags(name, tags.get(emoji, []))
        held = selection.held_out(found, data["held_out_share"], generator)
        if name in everyday:
            found |= selection.find_in_sets(judges, about["slug"])
        for set_name, icon in found.items():
            picture = draw(icon, looks[set_name]["margin"], data["size"])
            if picture is None:
                continue
            split = "evaluation" if set_name in judges else "held" if set_name == held else "train"
            items.append(Item(slug, name, looks[set_name]["style"], set_name, about["group"], useful, split))
            pictures.append(picture)
    return items, pictures


def prepare(run: Run) -> None:
    items, pictures = collect(run)
    images = np.stack(pictures)
    everyday, _ = load_concepts()
    copies, recoloured = recoloured_copies(images, items, set(everyday), run.config["colours"], run.config["seed"])
    data = run.config["data"]
    packages = [f"@iconify-json/{name}" for name in [*data["sets"], *data["evaluation_sets"]]] + data["names"]
    entries = selection.manifest(run.art, packages, data["allowed_licences"], items)
    np.save(run.data / "images.npy", images)
    np.save(run.data / "recoloured.npy", recoloured)
    selection.save_items(run.data / "items.json", items)
    (run.data / "recoloured.json").write_text(json.dumps([asdict(copy) for copy in copies]))
    splits = {split: sum(item.split == split for item in items) for split in ("train", "held", "evaluation")}
    summary = {"concepts": len({i.concept for i in items}), "splits": splits, "recoloured": len(copies), "sources": entries}
    (run.data / "manifest.json").write_text(json.dumps(summary, indent=1) + "\n")
    print(json.dumps(summary, indent=1))
