"""The safetensors file, the tokenizer and the exported folder. Needs numpy."""
import json
import struct
import tempfile
import unittest
from pathlib import Path

import numpy as np

from glyph import export
from glyph.config import HERE
from glyph.safetensors_file import read_safetensors, write_safetensors
from glyph.tokenizer import Tokenizer, train_merges, words_of

SHIPPED = HERE.parent


class Folder(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory()
        self.folder = Path(self.kept.name)
        self.addCleanup(self.kept.cleanup)


class SafetensorsTest(Folder):
    def test_round_trip(self):
        tensors = {"b": np.arange(6, dtype=np.float16).reshape(2, 3), "a": np.array([[1]], np.int32), "none": np.zeros((0, 4), np.float32)}
        write_safetensors(self.folder / "x.safetensors", tensors, {"format": "pt"})
        found, metadata = read_safetensors(self.folder / "x.safetensors")
        self.assertEqual(metadata, {"format": "pt"})
        for name, array in tensors.items():
            np.testing.assert_array_equal(found[name], array)
            self.assertEqual(found[name].dtype, array.dtype)
        self.assertEqual(struct.unpack("<Q", (self.folder / "x.safetensors").read_bytes()[:8])[0] % 8, 0)

    def test_broken_files_are_named(self):
        path = self.folder / "x.safetensors"
        write_safetensors(path, {"a": np.zeros(100, np.float32)})
        whole = path.read_bytes()
        for size, words in ((4, "at least 8"), (20, "does not fit"), (len(whole) - 1, "its shape needs 400")):
            path.write_bytes(whole[:size])
            with self.assertRaisesRegex(ValueError, f"x.safetensors.*{words}"):
                read_safetensors(path)

    def test_the_shipped_weights_can_be_read(self):
        tensors, _ = read_safetensors(SHIPPED / "unet" / export.WEIGHTS["unet"])
        self.assertEqual(tensors["conv_in.weight"].shape, (96, 8, 3, 3))
        self.assertEqual(tensors["conv_in.weight"].dtype, np.float16)


class TokenizerTest(Folder):
    def test_the_shipped_vocabulary(self):
        tokenizer = Tokenizer.load(SHIPPED / "tokenizer")
        ids = tokenizer("Red  apple, noto style")
        self.assertEqual((ids[0], len(ids), len(tokenizer.ids)), (3584, 32, 3586))
        self.assertEqual(ids, tokenizer("red apple, NOTO style"))
        self.assertEqual(len(tokenizer("word " * 100)), 32)
        self.assertEqual(tokenizer("")[:2], [3584, 3585])

    def test_ids_of_the_golden_file(self):
        golden = HERE.parents[2] / "tests" / "golden" / "builtin_model" / "io.safetensors"
        tensors, metadata = read_safetensors(golden)
        tokenizer = Tokenizer.load(SHIPPED / "tokenizer")
        for index, prompt in enumerate(json.loads(metadata["prompts"])):
            self.assertEqual(tokenizer(prompt), tensors[f"p{index}.ids"][0].tolist())

    def test_merges(self):
        counts = {"low": 5, "lower": 2, "newest": 6}
        merges = train_merges(counts, 4)
        self.assertEqual(merges[0], ("w", "e"))  # 2 + 6, more than any other pair
        tokenizer = Tokenizer(merges, 8)
        tokenizer.save(self.folder)
        self.assertEqual(Tokenizer.load(self.folder)("lower newest"), tokenizer("lower newest"))
        vocabulary = json.loads((self.folder / "vocab.json").read_text())
        vocabulary["a"], vocabulary["b"] = vocabulary["b"], vocabulary["a"]
        (self.folder / "vocab.json").write_text(json.dumps(vocabulary))
        with self.assertRaisesRegex(ValueError, "vocab.json"):
            Tokenizer.load(self.folder)

    def test_words(self):
        self.assertEqual(words_of("It's a T-Rex 42"), ["it", "'s", "a", "t", "-", "rex", "4", "2"])


class ExportTest(Folder):
    def setUp(self):
        super().setUp()
        self.config = json.loads((HERE / "config.json").read_text())
        self.tokenizer = Tokenizer.load(SHIPPED / "tokenizer")
        self.weights = {part: read_safetensors(SHIPPED / part / name)[0] for part, name in export.WEIGHTS.items()}

    def test_the_shipped_model_survives(self):
        size = export.export(self.folder / "model", self.config, self.tokenizer, self.weights)
        self.assertLess(size, 40_000_000)
        for part, name in export.WEIGHTS.items():
            found, _ = read_safetensors(self.folder / "model" / part / name)
            self.assertEqual(found.keys(), self.weights[part].keys())
            self.assertTrue(all((found[k] == self.weights[part][k]).all() for k in found), part)
            self.check_config(f"{part}/config.json")
        for name in ("scheduler/scheduler_config.json", "model_index.json", "tokenizer/vocab.json", "tokenizer/tokenizer_config.json"):
            self.check_config(name)
        self.assertFalse((self.folder / "model.part").exists())

    def check_config(self, name: str) -> None:
        """What is written equals what ships, where both say something."""
        ours, theirs = (json.loads((root / name).read_text()) for root in (self.folder / "model", SHIPPED))
        self.assertEqual(ours, {key: theirs[key] for key in ours}, name)

    def test_values_beyond_float16_are_named(self):
        self.weights["unet"]["conv_in.bias"] = np.full(96, 1e6, np.float32)
        with self.assertRaisesRegex(ValueError, "unet: conv_in.bias holds values that float16 cannot"):
            export.export(self.folder / "model", self.config, self.tokenizer, self.weights)
        self.assertFalse((self.folder / "model").exists())

    def test_a_model_that_is_too_big_is_refused(self):
        self.weights["unet"]["extra"] = np.zeros(3_000_000, np.float32)
        with self.assertRaisesRegex(ValueError, "at most 40000000 are allowed"):
            export.export(self.folder / "model", self.config, self.tokenizer, self.weights)
        self.assertFalse((self.folder / "model").exists())
