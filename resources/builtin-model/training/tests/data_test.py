"""Selection, manifest, captions, colours, pools and prompts of the evaluation. Needs numpy."""
import json
import random
import tempfile
import unittest
from pathlib import Path

import numpy as np

from glyph import captions, colour, draws, selection, shots
from glyph.config import HERE, load_concepts
from glyph.selection import Item


def disc(rgb: tuple[int, int, int], size: int = 64) -> np.ndarray:
    """A disc with a black pupil over white."""
    y, x = np.mgrid[:size, :size] - size / 2 + 0.5
    picture = np.full((size, size, 3), 255, np.uint8)
    picture[x**2 + y**2 < (size * 0.4) ** 2] = rgb
    picture[x**2 + y**2 < (size * 0.1) ** 2] = 0
    return picture


class SelectionTest(unittest.TestCase):
    def test_what_is_wanted(self):
        cases = [("red_apple", "Food & Drink", True), ("flag_france", "Flags", False), ("pirate_flag", "Flags", True)]
        cases += [("one_oclock", "Travel & Places", False), ("keycap_1", "Symbols", False), ("warning", "Symbols", True)]
        cases += [("astronaut", "People & Body", True), ("man_astronaut", "People & Body", False), ("waving_hand", "People & Body", True)]
        for slug, group, expected in cases:
            self.assertEqual(selection.wanted(slug, group), expected, slug)

    def test_aliases_that_turn_the_picture_are_refused(self):
        icons = {"width": 32, "icons": {"a": {"body": "<path/>"}, "t": {"body": "<text>x</text>"}}}
        icons["aliases"] = {"b": {"parent": "a"}, "c": {"parent": "a", "hFlip": True}}
        self.assertEqual(selection.find_icon(icons, "b"), {"width": 32, "height": 16, "body": "<path/>"})
        for key in ("c", "t", "missing"):
            self.assertIsNone(selection.find_icon(icons, key), key)

    def test_tags_say_something_new(self):
        tags = ["Apple", "fruit", "red", "fruit", "an", "three word tag", "web2", "healthy_food"]
        self.assertEqual(selection.useful_tags("red apple", tags), ["fruit", "healthy food"])

    def test_held_out_share(self):
        generator = random.Random(1)
        sets = ["a", "b", "c", "d", "e"]
        drawn = [selection.held_out(sets, 0.05, generator) for _ in range(4000)]
        self.assertAlmostEqual(sum(d is not None for d in drawn) / (4000 * 5), 0.05, delta=0.006)
        self.assertEqual({d for d in drawn if d}, set(sets))

    def test_items_survive_the_file(self):
        items = [Item("red_apple", "red apple", "noto", "noto", "Food & Drink", ["fruit"], "held")]
        with tempfile.TemporaryDirectory() as folder:
            selection.save_items(Path(folder) / "items.json", items)
            self.assertEqual(selection.load_items(Path(folder) / "items.json"), items)


class ManifestTest(unittest.TestCase):
    def package(self, root: Path, name: str, licence: str) -> None:
        (root / name).mkdir(parents=True)
        (root / name / "package.json").write_text(json.dumps({"version": "1.2.3", "license": "none"}))
        (root / name / "info.json").write_text(json.dumps({"author": {"name": "A"}, "license": {"spdx": licence}}))

    def test_counts_and_licences(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            self.package(root, "@iconify-json/noto", "Apache-2.0")
            self.package(root, "@iconify-json/other", "CC-BY-SA-4.0")
            items = [Item("a", "a", "noto", "noto", "Objects")] * 3
            entry = selection.manifest(root, ["@iconify-json/noto"], ["Apache-2.0"], items)[0]
            self.assertEqual((entry["version"], entry["licence"], entry["pictures"]), ("1.2.3", "Apache-2.0", 3))
            with self.assertRaisesRegex(ValueError, "other: licence CC-BY-SA-4.0, allowed are Apache-2.0"):
                selection.manifest(root, ["@iconify-json/other"], ["Apache-2.0"], items)

    def test_the_configuration_allows_permissive_licences_only(self):
        allowed = json.loads((HERE / "config.json").read_text())["data"]["allowed_licences"]
        self.assertEqual(set(allowed), {"Apache-2.0", "MIT", "CC-BY-4.0"})


class ColourTest(unittest.TestCase):
    def test_hsv_is_inverted(self):
        picture = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
        self.assertLessEqual(np.abs(colour.to_rgb(*colour.to_hsv(picture)).astype(int) - picture).max(), 1)

    def test_words(self):
        cases = {"red": (220, 30, 30), "orange": (250, 140, 20), "yellow": (250, 215, 40), "green": (40, 170, 60)}
        cases |= {"blue": (40, 90, 220), "purple": (140, 50, 210), "pink": (240, 110, 180), None: (128, 128, 128)}
        for word, rgb in cases.items():
            self.assertEqual(colour.colour_of(disc(rgb)), word)
        self.assertEqual(colour.colour_of(disc((255, 170, 175))), "pink")
        self.assertIsNone(colour.colour_of(disc((110, 60, 20))), "brown")
        half = disc((220, 30, 30))
        half[:, 32:] = disc((40, 90, 220))[:, 32:]
        self.assertIsNone(colour.colour_of(half, 0.6))

    def test_recolouring_gives_the_asked_colour_and_leaves_grey(self):
        source = disc((220, 30, 30))
        for word in colour.HUES:
            changed = colour.recolour(source, word)
            self.assertEqual(colour.colour_of(changed), word)
            grey = source.max(-1) == source.min(-1)
            np.testing.assert_array_equal(changed[grey], source[grey])

    def test_held_out_pairs_of_concept_and_colour_are_whole(self):
        items = [Item(f"c{k % 20}", f"c{k % 20}", "noto", "noto", "Objects", [], "train") for k in range(60)]
        images = np.stack([disc((220, 30, 30))] * 60)
        options = {"per_picture": 3, "held_out_share": 0.3}
        copies, pictures = colour.recoloured_copies(images, items, {i.name for i in items}, options, 3)
        self.assertEqual(len(copies), len(pictures))
        held = {(items[c.source].concept, c.colour) for c in copies if c.held}
        kept = {(items[c.source].concept, c.colour) for c in copies if not c.held}
        self.assertTrue(held and kept)
        self.assertFalse(held & kept)
        self.assertEqual(copies, colour.recoloured_copies(images, items, {i.name for i in items}, options, 3)[0])


class CaptionTest(unittest.TestCase):
    def test_colour_words_are_taken_out(self):
        self.assertEqual(captions.without_colour("red apple"), "apple")
        self.assertEqual(captions.without_colour("redwood tree"), "redwood tree")
        self.assertFalse(captions.colourable("orange"))
        self.assertTrue(captions.colourable("blue car"))

    def test_a_recoloured_picture_tells_its_colour_and_no_other(self):
        generator = np.random.default_rng(0)
        item = Item("red_apple", "red apple", "noto", "noto", "Food & Drink", ["fruit"])
        texts = [captions.caption(item, {"red apple": ["apple", "a ripe red apple"]}, generator, "blue", True) for _ in range(300)]
        self.assertTrue(all("blue" in t and "red" not in t.split() for t in texts))
        self.assertGreater(sum("noto" in t for t in texts), 150)

    def test_every_style_word_is_known(self):
        self.assertEqual(captions.with_style("x", "flat", np.random.default_rng(0)).count("x"), 1)


class PoolTest(unittest.TestCase):
    def setUp(self):
        self.items = [
            Item("a", "a", "noto", "noto", "Objects"),
            Item("a", "a", "flat", "flat", "Objects", [], "held"),
            Item("b", "b", "noto", "noto", "Objects"),
            Item("a", "a", "emojione", "emojione", "Objects", [], "evaluation"),
        ]
        self.copies = [{"source": 0, "colour": "blue", "held": False}, {"source": 0, "colour": "red", "held": True}]

    def test_nothing_held_out_is_trained_on(self):
        pools = draws.make_pools(self.items, ["red", "red", "green", "red"], self.copies, {"a"})
        self.assertEqual([e.row for e in pools["everyday"]], [0])
        self.assertEqual([(e.array, e.row, e.colour) for e in pools["recoloured"]], [("recoloured", 0, "blue")])
        self.assertEqual([e.row for e in pools["rest"]], [2])
        self.assertIsNone(pools["everyday"][0].colour, "red a is held out, so no caption says it")
        self.assertEqual(pools["rest"][0].colour, "green")

    def test_shares(self):
        pools = draws.make_pools(self.items, [None] * 4, self.copies, {"a"})
        source = draws.Draws(pools, {"everyday": 0.6, "recoloured": 0.3, "rest": 0.1}, np.random.default_rng(0))
        drawn = [e.array if e.item.name == "a" else "rest" for e in source.batch(5000)]
        for name, share in (("images", 0.6), ("recoloured", 0.3), ("rest", 0.1)):
            self.assertAlmostEqual(drawn.count(name) / 5000, share, delta=0.03)


class ShotsTest(unittest.TestCase):
    def test_concepts(self):
        everyday, synonyms = load_concepts()
        self.assertEqual((len(everyday), len(set(everyday))), (200, 200))
        self.assertTrue(all(synonyms.get(name) for name in everyday))
        self.assertTrue(set(shots.COLOUR_THINGS.values()) <= set(everyday))

    def test_plan(self):
        everyday, synonyms = load_concepts()
        items = [Item(n, n, s, s, "Objects", [], "held" if (s, k % 10) == ("flat", 0) else "train") for k, n in enumerate(everyday) for s in ("noto", "flat")]
        plan = shots.plan(items, everyday, synonyms, list(colour.HUES), {("red heart", "blue")}, 7)
        kinds = [shot.kind for shot in plan]
        self.assertEqual([kinds.count(k) for k in ("seen", "unseen", "colour", "seeds")], [200, 20, 84, 64])
        self.assertTrue(all(items[s.row].split == "train" for s in plan if s.kind == "seen"))
        self.assertTrue(all(items[s.row].split == "held" for s in plan if s.kind == "unseen"))
        self.assertEqual(len({s.seed for s in plan}), len(plan))
        self.assertEqual([s.prompt for s in plan if s.held], ["blue heart"])
        self.assertEqual(plan, shots.plan(items, everyday, synonyms, list(colour.HUES), {("red heart", "blue")}, 7))
