"""Colour words: which colour a picture has, and copies of it in other colours.

A picture has a colour when most of its saturated area lies round one hue. Recoloured copies teach what a colour word means
independent of the thing: "blue apple" beside "red apple", in the same style.
"""
from dataclasses import dataclass

import numpy as np

from .selection import Item

# name -> the hue (degrees) that recoloured copies take, and the range of hues that is called so
HUES = {
    "red": (2, (-16, 15)),
    "orange": (28, (15, 42)),
    "yellow": (50, (42, 66)),
    "green": (118, (66, 165)),
    "blue": (214, (180, 250)),
    "purple": (275, (250, 300)),
    "pink": (328, (300, 344)),
}
WINDOW = 28.0  # degrees on each side that still are the same colour


def to_hsv(picture: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """uint8 [..., 3] -> hue in degrees, saturation and value in 0..1."""
    rgb = picture.astype(np.float32) / 255
    value, low = rgb.max(-1), rgb.min(-1)
    chroma = value - low
    safe = np.where(chroma > 0, chroma, 1)
    r, g, b = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.where(value == r, (g - b) / safe, np.where(value == g, 2 + (b - r) / safe, 4 + (r - g) / safe))
    saturation = chroma / np.where(value > 0, value, 1)
    return np.where(chroma > 0, hue * 60 % 360, 0), saturation, value


def to_rgb(hue: np.ndarray, saturation: np.ndarray, value: np.ndarray) -> np.ndarray:
    """The inverse of to_hsv, uint8."""
    channels = []
    for shift in (5, 3, 1):
        k = (shift + hue / 60) % 6
        channels.append(value - value * saturation * np.clip(np.minimum(k, 4 - k), 0, 1))
    return np.round(np.stack(channels, -1) * 255).astype(np.uint8)


def turn(a: np.ndarray | float, b: np.ndarray | float) -> np.ndarray:
    """Signed difference of hues, -180..180."""
    return (np.asarray(a) - b + 180) % 360 - 180


def dominant_hue(picture: np.ndarray) -> tuple[float, float, float]:
    """The hue round which most chroma lies, the share of all chroma there, and the coloured share of what is not white."""
    hue, saturation, value = to_hsv(picture)
    chroma = saturation * value
    weight = np.where((chroma > 0.22) & (value > 0.2), chroma, 0)
    total, seen = weight.sum(), (picture.min(-1) < 245).sum()
    if total < 20 or seen == 0:
        return 0.0, 0.0, 0.0
    bins = np.bincount((hue.ravel() / 5).astype(int) % 72, weight.ravel(), 72)
    sums = sum(np.roll(bins, k) for k in range(-4, 5))
    centre = float(sums.argmax() * 5 + 2.5)
    near = np.abs(turn(hue, centre)) < WINDOW
    mean = centre + float((turn(hue, centre) * weight * near).sum() / (weight * near).sum())
    return mean % 360, float((weight * near).sum() / total), float((weight > 0).sum() / seen)


def colour_of(picture: np.ndarray, least_share: float = 0.5, least_area: float = 0.25) -> str | None:
    """The colour word of a picture, or None where no single one describes it. Light or pale red counts as pink, dark orange as none."""
    hue, share, area = dominant_hue(picture)
    if share < least_share or area < least_area:
        return None
    hues, saturation, value = to_hsv(picture)
    own = (np.abs(turn(hues, hue)) < WINDOW) & (saturation * value > 0.22)
    pale = float(np.median(saturation[own])) < 0.55 and float(np.median(value[own])) > 0.75
    dark = float(np.median(value[own])) < 0.7
    for name, (_, (low, high)) in HUES.items():
        if low <= hue < high or low <= hue - 360 < high:
            if name == "red" and pale:
                return "pink"
            return None if name in ("orange", "yellow") and dark else name
    return None


def recolour(picture: np.ndarray, colour: str) -> np.ndarray:
    """The dominant hue becomes that of the colour; other hues, white, grey and black stay."""
    hue, saturation, value = to_hsv(picture)
    centre, _, _ = dominant_hue(picture)
    distance = turn(hue, centre)
    near = np.clip((WINDOW + 14 - np.abs(distance)) / 14, 0, 1)  # soft edge
    inside = near * np.clip(saturation * value / 0.1, 0, 1)  # grey has no hue that could change
    new_hue = HUES[colour][0] + np.clip(distance * 0.5, -9, 9)
    new_saturation, new_value = saturation, value
    if colour == "yellow":
        new_value = np.maximum(value, value**0.5)
    if colour == "pink":
        new_saturation, new_value = saturation * 0.62, 1 - (1 - value) * 0.55
    blend = inside[..., None]
    changed = to_rgb(new_hue % 360, new_saturation, new_value)
    return np.round(changed * blend + picture * (1 - blend)).astype(np.uint8)


@dataclass
class Copy:
    """A recoloured copy of picture `source`; held: this (concept, colour) pair is kept out of training."""

    source: int
    colour: str
    held: bool


def recoloured_copies(
    images: np.ndarray, items: list[Item], everyday: set[str], options: dict[str, float], seed: int
) -> tuple[list[Copy], np.ndarray]:
    """Copies of the everyday training pictures that have one colour; whole (concept, colour) pairs are held out."""
    generator = np.random.default_rng(seed)
    held: dict[tuple[str, str], bool] = {}
    copies, pictures = [], []
    for index, item in enumerate(items):
        own = colour_of(images[index], 0.6, 0.35) if item.split == "train" and item.name in everyday else None
        if own is None:
            continue
        others = [c for c in HUES if c != own]
        for colour in generator.permutation(others)[: int(options["per_picture"])]:
            pair = (item.concept, str(colour))
            held.setdefault(pair, bool(generator.random() < options["held_out_share"]))
            copy = recolour(images[index], str(colour))
            if colour_of(copy) == colour:
                copies.append(Copy(index, str(colour), held[pair]))
                pictures.append(copy)
    return copies, np.stack(pictures) if pictures else np.zeros((0, *images.shape[1:]), np.uint8)
