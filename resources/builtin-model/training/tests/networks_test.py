"""The torch networks against what the original implementations computed with the shipped weights. Needs numpy and torch."""
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from glyph import classifier, diffusion
from glyph.config import HERE
from glyph.folder import load_model
from glyph.optimiser import orthogonalise
from glyph.safetensors_file import read_safetensors
from glyph.train_unet import Average, learning_scale

GOLDEN = HERE.parents[2] / "tests" / "golden" / "builtin_model" / "io.safetensors"


class GoldenTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_grad_enabled(False)
        cls.addClassCleanup(torch.set_grad_enabled, True)
        arrays, metadata = read_safetensors(GOLDEN)
        cls.golden = {name: torch.from_numpy(array) for name, array in arrays.items()}
        cls.steps, cls.guidance = int(metadata["steps"]), float(metadata["cfg"])
        cls.model = load_model(HERE.parent)

    def check(self, found: torch.Tensor, name: str, tolerance: float) -> None:
        self.assertLess(float((found - self.golden[name]).abs().max()), tolerance, name)

    def test_text(self):
        self.check(self.model.text(self.golden["p1.ids"].long()), "p1.text", 1e-5)

    def test_sampling(self):
        trace: list = []
        golden = self.golden
        x = diffusion.sample(self.model.unet, golden["p0.text"], golden["uncond.text"], golden["p0.noise"], self.steps, self.guidance, trace)
        self.check(trace[0][0][1:], "p0.step0.v_cond", 1e-5)
        self.check(x, f"p0.step{self.steps - 1}.latent", 1e-3)
        self.check(self.model.vae.decode(x / self.model.scaling), "p0.image_f32", 1e-3)

    def test_encoder(self):
        mean, log_variance = self.model.vae.encode(self.golden["enc.image"])
        self.check(mean, "enc.mean", 1e-4)
        self.check(log_variance, "enc.logvar", 1e-4)


class DiffusionTest(unittest.TestCase):
    def test_v_gives_the_latent_back(self):
        alphas, times = diffusion.alphas_cumprod(), torch.tensor([10, 500, 990])
        latents, noise = torch.randn(2, 3, 8, 4, 4)
        x, v = diffusion.noisy(latents, noise, times, alphas)
        a = alphas[times][:, None, None, None]
        torch.testing.assert_close(a.sqrt() * x - (1 - a).sqrt() * v, latents, atol=1e-4, rtol=1e-4)

    def test_samplers_follow_the_known_path(self):
        """Data of a normal distribution have a known denoiser and a known way from sigma to sigma; the second order is nearer to it."""
        variance, errors = 0.25, {}
        for name, sampler in diffusion.SAMPLERS.items():
            _, levels = diffusion.sigmas(40)
            levels = levels[:-2]  # the way to the smallest sigma is one long step
            *_, last = sampler(torch.ones(1), levels, lambda x, k: x * variance / (variance + levels[k] ** 2))
            exact = ((variance + levels[-1] ** 2) / (variance + levels[0] ** 2)).sqrt()
            errors[name] = float((last / exact - 1).abs())
        self.assertLess(errors["euler"], 0.2)
        self.assertLess(errors["dpmpp_2m"], errors["euler"] / 5)
        _, levels = diffusion.sigmas(4)
        for sampler in diffusion.SAMPLERS.values():
            *_, last = sampler(torch.ones(1), levels, lambda x, k: torch.tensor([float(k)]))
            self.assertEqual(float(last), 3, "at sigma 0 stands what was denoised last")

    def test_times_follow_the_distribution(self):
        torch.manual_seed(0)
        times = torch.cat([diffusion.draw_times(32, diffusion.time_distribution(5.0, 3.0, 450)) for _ in range(500)])
        plain = torch.cat([diffusion.draw_times(32, diffusion.time_distribution(5.0, 1.0, 450)) for _ in range(500)])
        ratio = lambda t: float((t >= 450).float().mean() / (t < 450).float().mean())  # noqa: E731
        self.assertAlmostEqual(ratio(times) / ratio(plain), 3.0, delta=0.15)


class TrainingTest(unittest.TestCase):
    def test_learning_rate(self):
        options = {"warm_up_steps": 10, "cool_down_from": 0.5, "final_scale": 0.1}
        scales = [learning_scale(step, progress, options) for step, progress in ((0, 0), (4, 0), (100, 0.5), (100, 0.75), (100, 1))]
        np.testing.assert_allclose(scales, [0.1, 0.5, 1, 0.55, 0.1])

    def test_average(self):
        parameter = torch.nn.Parameter(torch.zeros(2))
        average = Average([parameter], 12.0)
        for step in range(1, 200):
            parameter.data.fill_(float(step))
            average.update(step)
        self.assertAlmostEqual(float(average.values[0][0]), 199 * 13 / 14, delta=1)  # mean of s under weights s^12
        average.swap()
        self.assertEqual(float(average.values[0][0]), 199)
        average.swap()
        self.assertEqual(float(parameter[0]), 199)

    def test_orthogonalise(self):
        torch.manual_seed(0)
        values = torch.linalg.svdvals(orthogonalise(torch.randn(192, 1728)))
        self.assertTrue(0.8 < float(values.min()) and float(values.max()) < 1.3, values)


class ClassifierTest(unittest.TestCase):
    def test_augmentation_keeps_white_white(self):
        torch.manual_seed(0)
        white = torch.ones(8, 3, 64, 64)
        self.assertGreater(float(classifier.augment(white).mean()), 0.97)

    def test_turning_hues(self):
        red = torch.tensor([1.0, -1, -1]).view(1, 3, 1, 1)
        green = classifier.turn_hues(red, torch.tensor([2 * torch.pi / 3]))
        torch.testing.assert_close(green.flatten(), torch.tensor([-1.0, 1, -1]), atol=1e-5, rtol=0)

    def test_weights_survive_the_file(self):
        network = classifier.Classifier(200).eval()
        with tempfile.TemporaryDirectory() as folder, torch.no_grad():
            classifier.save_classifier(network, Path(folder) / "c.pt")
            x = torch.randn(2, 3, 64, 64)
            torch.testing.assert_close(classifier.load_classifier(Path(folder) / "c.pt")(x), network(x))


