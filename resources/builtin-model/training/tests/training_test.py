"""Training, export and evaluation on a tiny made-up run: they go on where they stopped, and count what they shall. Needs numpy and torch."""
import contextlib
import functools
import importlib.util
import io
import json
import tempfile
import unittest
import unittest.mock
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from glyph import colour, evaluate, fresh, pictures, selection, train_unet
from glyph.config import HERE, open_run
from glyph.folder import load_model
from glyph.safetensors_file import read_safetensors
from glyph.selection import Item
from glyph.shots import Shot
from glyph.team import Team, run_team


def square(rgb: tuple[int, int, int], size: int = 128) -> np.ndarray:
    picture = np.full((size, size, 3), 255, np.uint8)
    picture[24:104, 24:104] = rgb
    return picture


def tiny_run(root: Path):
    """Two everyday things in two styles, one of them held out, and two recoloured copies."""
    run = open_run(root)
    run.config["train_unet"] |= {"batch": 2, "evaluation_pairs": 2, "save_seconds": 1e9}
    items = [Item(n, n, s, s, "Objects", [], "held" if (n, s) == ("key", "flat") else "train") for n in ("star", "key") for s in ("noto", "flat")]
    images = np.stack([square((220, 30, 30))] * 4)
    copies = [colour.Copy(0, "blue", False), colour.Copy(2, "green", True)]
    selection.save_items(run.data / "items.json", items)
    np.save(run.data / "images.npy", images)
    (run.data / "recoloured.json").write_text(json.dumps([asdict(copy) for copy in copies]))
    generator = np.random.default_rng(0)
    latents = {name: generator.normal(size=(n, 8, 16, 16)).astype(np.float16) for name, n in (("images", 4), ("recoloured", 2))}
    np.savez(run.work / "latents.npz", **latents)
    return run


class FreshTest(unittest.TestCase):
    def test_a_model_from_nothing(self):
        """Seconds of training only: what comes out has the right form, and latents of mean 0 and deviation 1 per channel."""
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            run = tiny_run(Path(folder))
            drawn = [square(rgb) for rgb in ((220, 30, 30), (40, 170, 60), (250, 215, 40), (20, 20, 20))]
            np.save(run.data / "images.npy", np.stack(drawn))
            np.save(run.data / "recoloured.npy", np.stack(drawn[:2]))
            run.config["train_vae"] |= {"minutes": 0.02}
            run.config["pretrain_text"] |= {"minutes": 0.02, "coordinates": 2, "batch": 4}
            fresh.fresh(run, Path(folder) / "start")
            model = load_model(Path(folder) / "start")
            self.assertEqual(model.tokenizer("star")[1:2], [model.tokenizer.ids["star</w>"]], "a word of the captions is one token")
            latents = np.load(run.work / "latents.npz")["images"].astype(np.float32)
            np.testing.assert_allclose(latents.mean((0, 2, 3)), 0, atol=0.01)
            np.testing.assert_allclose(latents.std((0, 2, 3)), 1, atol=0.01)
            again = evaluate.reconstruct(model, np.load(run.data / "images.npy")[:1])
            self.assertEqual(again.shape, (1, 128, 128, 3))


class TrainingTest(unittest.TestCase):
    def test_it_goes_on_where_it_stopped_and_exports(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as out:
            run = tiny_run(Path(folder))
            train_unet.train(run, HERE.parent, 60, 4)
            train_unet.train(run, HERE.parent, 60, 8)
            state = torch.load(run.work / "unet.pt")
            self.assertEqual(state["counters"][:2], (4, 8))
            self.assertIn("stopped at step 2, 4 samples", out.getvalue())
            self.assertIn("pools: 3 everyday x0.66, 1 recoloured x0.24, 0 rest", out.getvalue())
            self.assertLess(train_unet.export_checkpoint(run, load_model(HERE.parent), Path(folder) / "model"), 40_000_000)
            weights, _ = read_safetensors(Path(folder) / "model" / "unet" / "diffusion_pytorch_model.safetensors")
            shipped, _ = read_safetensors(HERE.parent / "unet" / "diffusion_pytorch_model.safetensors")
            self.assertFalse((weights["conv_in.weight"] == shipped["conv_in.weight"]).all(), "it learned")
            np.testing.assert_array_equal(weights["conv_in.weight"], state["ema"]["unet.conv_in.weight"].half().numpy())
            load_model(Path(folder) / "model")


def meet(path: Path, team: Team) -> None:
    """Each member writes what it has after the averaging and after the first one's word."""
    values = [torch.full((3, 2), float(team.rank)), torch.tensor([10.0 * team.rank])]
    team.average(values)
    (path / str(team.rank)).write_text(json.dumps([values[0].tolist(), values[1].tolist(), team.first(team.rank + 5)]))


class TeamTest(unittest.TestCase):
    def test_weights_are_averaged_and_the_first_decides(self):
        with tempfile.TemporaryDirectory() as folder:
            run_team(2, functools.partial(meet, Path(folder)))
            for rank in ("0", "1"):
                self.assertEqual(json.loads((Path(folder) / rank).read_text()), [[[0.5] * 2] * 3, [5.0], 5.0])

    def test_two_processes_train_together(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            run = tiny_run(Path(folder))
            run.config["train_unet"]["average_every"] = 1
            train_unet.train(run, HERE.parent, 60, 8, 2)
            self.assertEqual(torch.load(run.work / "unet.pt")["counters"][:2], (2, 8))


class GenerateTest(unittest.TestCase):
    def test_a_stopped_evaluation_goes_on(self):
        model, shots = load_model(HERE.parent), [Shot("seen", f"{n}, noto style", n, k) for k, n in enumerate(("star", "key", "car"))]
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()), unittest.mock.patch.object(evaluate, "BATCH", 2):
            keep = Path(folder) / "keep"
            whole = evaluate.generate_all(model, shots, 2, 4.0, "euler", keep)
            self.assertEqual(whole.shape, (3, 128, 128, 3))
            kept = np.full_like(whole[:2], 7)
            np.save(keep / "0.npy", kept)
            (keep / "2.npy").unlink()
            again = evaluate.generate_all(model, shots, 2, 4.0, "euler", keep)
            np.testing.assert_array_equal(again, np.concatenate([kept, whole[2:]]))
        keys = {evaluate.evaluation_key(HERE.parent, s, n, 4.0, "euler") for s, n in ((shots, 2), (shots, 3), (shots[:2], 2))}
        keys.add(evaluate.evaluation_key(HERE.parent, shots, 2, 4.0, "dpmpp_2m"))
        self.assertEqual(len(keys), 4)


@unittest.skipUnless(importlib.util.find_spec("PIL"), "this Python has no PIL")
class SheetTest(unittest.TestCase):
    def test_a_batch_becomes_a_sheet(self):
        from PIL import Image

        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "batch.csv").write_text('prompt,seed\n"red key, flat style",1\nstar,2\nfish,3\n')
            for number, rgb in ((1, (220, 30, 30)), (2, (250, 215, 40))):
                Image.fromarray(square(rgb)).save(folder / f"0000{number}-{number}.png")
            with self.assertRaisesRegex(ValueError, "2 pictures for 3 rows"):
                pictures.batch_pictures(folder)
            Image.fromarray(square((0, 0, 250))).save(folder / "00003-3.png")
            prompts, shown = pictures.batch_pictures(folder)
            self.assertEqual(prompts, ["red key, flat style", "star", "fish"])
            pictures.sheet(prompts, shown, folder / "sheet.png", 2)
            page = np.array(Image.open(folder / "sheet.png"))
            self.assertEqual(page.shape, (292, 300, 3))
            self.assertEqual([page[66, 75].tolist(), page[66, 225].tolist()], [[220, 30, 30], [250, 215, 40]])


class ReportTest(unittest.TestCase):
    def test_colours(self):
        shots = [Shot("colour", "red key", "key", 0, None, "red"), Shot("colour", "blue key", "key", 1, None, "blue", True)]
        report = evaluate.colour_report(shots, np.stack([square((220, 30, 30)), square((220, 30, 30))]))
        self.assertEqual([report[k]["right"] for k in ("all", "trained", "held_out", "red", "blue", "green")], [0.5, 1, 0, 1, 0, None])

    def test_distances(self):
        pictures = np.stack([square((0, 0, 0)), square((255, 255, 255)), square((0, 0, 0))])
        found = evaluate.distances(evaluate.small(pictures), evaluate.small(pictures))
        share = (80 / 128) ** 2
        np.testing.assert_allclose(found[0], [0, share**0.5, 0], atol=1e-3)

    def test_diversity(self):
        shots = [Shot("seeds", name, name, k) for k, name in enumerate(("a", "a", "b", "b"))]
        pictures = np.stack([square((0, 0, 0))] * 2 + [square((255, 255, 255))] * 2)
        report = evaluate.diversity_report(shots, pictures)
        self.assertAlmostEqual(report["same_prompt"]["median"], 0, places=3)
        self.assertAlmostEqual(report["other_prompt"]["median"], 0.625, places=3)

    def test_memorisation(self):
        model = load_model(HERE.parent)
        images = np.stack([square((220, 30, 30)), square((40, 90, 220)), square((40, 170, 60))])
        shots = [Shot("seen", "x", "x", 0, 0), Shot("seen", "y", "y", 1, 1)]
        report = evaluate.memory_report(model, shots, images[[0, 0]], images, np.array(["train", "train", "held"]))
        self.assertEqual(report["nearest_is_the_pair_asked_for"], 0.5)
        self.assertEqual(report["as_near_as_a_reconstruction"], 1.0)
        self.assertGreater(report["real_held_out_to_nearest"]["median"], 0.1)
