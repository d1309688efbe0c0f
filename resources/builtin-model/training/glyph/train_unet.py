"""Step 5: trains U-Net and text encoder together on the cached latents (v-prediction, empty prompts for guidance).

Resumable: work/unet.pt holds weights, averages, optimizer, counters and time used; it is written every save_seconds and on SIGTERM.
The learning rate falls to its final scale by a fixed end: after `minutes` of training or `samples`, whichever comes first.
"""
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from . import diffusion
from .colour import colour_of
from .config import Run, load_concepts
from .draws import Draws, Example, make_pools, prompt_of
from .export import export
from .folder import Model, load_model
from .memory import keep_freed_memory
from .networks import autocast
from .optimiser import MuonAdamW
from .selection import Item, load_items
from .team import Team, run_team


def learning_scale(step: int, progress: float, options: dict[str, Any]) -> float:
    """Linear warm-up, constant, linear cool-down. progress: 0 at the start, 1 at the fixed end."""
    warm = min(1.0, (step + 1) / options["warm_up_steps"])
    start, final = options["cool_down_from"], options["final_scale"]
    if progress <= start:
        return warm
    return warm * max(final, 1 - (1 - final) * (progress - start) / (1 - start))


class Average:
    """Power-function average of the weights (Karras et al. 2024, arXiv:2312.02696): its memory grows with the step."""

    def __init__(self, parameters: list[nn.Parameter], gamma: float):
        self.parameters, self.gamma = parameters, gamma
        self.values = [p.detach().clone() for p in parameters]

    @torch.no_grad()
    def update(self, step: int) -> None:
        keep = (1 - 1 / step) ** (self.gamma + 1)
        torch._foreach_mul_(self.values, keep)
        torch._foreach_add_(self.values, self.parameters, alpha=1 - keep)

    @torch.no_grad()
    def swap(self) -> None:
        """Exchanges the live weights with the averages; twice gives the state before."""
        for parameter, value in zip(self.parameters, self.values):
            kept = parameter.clone()
            parameter.copy_(value)
            value.copy_(kept)


class Trainer:
    def __init__(self, run: Run, model: Model):
        self.run, self.model, self.options = run, model, run.config["train_unet"]
        self.everyday, self.synonyms = load_concepts()
        self.items = load_items(run.data / "items.json")
        stored = np.load(run.work / "latents.npz")
        self.latents = {name: torch.from_numpy(stored[name]).float() for name in stored.files}
        model.unet.train().to(memory_format=torch.channels_last)
        parts = (("unet", model.unet), ("text", model.text))
        self.named = [(f"{part}.{name}", p) for part, module in parts for name, p in module.named_parameters()]
        self.parameters = [p for _, p in self.named]
        o = self.options
        self.optimizer = MuonAdamW(self.named, o["learning_rate"], o["learning_rate_adam"], o["weight_decay"])
        self.average = Average(self.parameters, o["ema_gamma"])
        self.alphas = diffusion.alphas_cumprod()
        self.times = diffusion.time_distribution(o["snr_limit"], o["boost"], o["boost_from"])
        self.step = self.samples = 0
        self.seconds = self.cpu = 0.0

    # ---- state --------------------------------------------------------------------------------------------------

    @property
    def checkpoint(self) -> Path:
        return self.run.work / "unet.pt"

    def save(self) -> None:
        names = [name for name, _ in self.named]
        state = {
            "model": dict(zip(names, (p.detach() for p in self.parameters))),
            "ema": dict(zip(names, self.average.values)),
            "optimizer": self.optimizer.state_dict(),
            "counters": (self.step, self.samples, self.seconds, self.cpu),
        }
        partial = self.checkpoint.with_suffix(".part")
        torch.save(state, partial)
        os.replace(partial, self.checkpoint)

    @torch.no_grad()
    def resume(self) -> None:
        if not self.checkpoint.exists():
            return
        state = torch.load(self.checkpoint)
        for (name, parameter), value in zip(self.named, self.average.values):
            parameter.copy_(state["model"][name])
            value.copy_(state["ema"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.samples, self.seconds, self.cpu = state["counters"]

    # ---- one step -----------------------------------------------------------------------------------------------

    def losses(self, latents: Tensor, times: Tensor, noise: Tensor, ids: Tensor) -> Tensor:
        """Mean squared error of v for each sample."""
        x, v = diffusion.noisy(latents, noise, times, self.alphas)
        with autocast(True):
            predicted = self.model.unet(x.contiguous(memory_format=torch.channels_last), times, self.model.text(ids))
        return (predicted.float() - v).square().mean((1, 2, 3))

    def gather(self, examples: list[Example], prompts: list[str]) -> tuple[Tensor, Tensor]:
        latents = torch.stack([self.latents[e.array][e.row] for e in examples])
        return latents, torch.tensor([self.model.tokenizer(p) for p in prompts])

    def train_step(self, draws: Draws, members: int = 1) -> Tensor:
        """Draws a batch, updates the weights, gives the losses by quarter of the times (nan where none was drawn)."""
        o = self.options
        examples = draws.batch(o["batch"])
        latents, ids = self.gather(examples, [prompt_of(e, self.synonyms, draws.generator, o["empty_prompts"]) for e in examples])
        times = diffusion.draw_times(o["batch"], self.times)
        losses = self.losses(latents, times, torch.randn_like(latents), ids)
        for parameter in self.parameters:
            parameter.grad = None
        losses.mean().backward()
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.step += 1
        self.samples += o["batch"] * members
        self.average.update(self.step)
        found = losses.detach()
        return torch.stack([found[(times >= low) & (times < low + 250)].mean() for low in (0, 250, 500, 750)])

    # ---- the same pairs, times and noise each time --------------------------------------------------------------

    def evaluation_sets(self) -> dict[str, list[Item]]:
        usual = set(self.everyday)
        chosen = {}
        for split in ("train", "held"):
            rows = [k for k, item in enumerate(self.items) if item.split == split and item.name in usual]
            chosen[split] = rows[:: max(1, len(rows) // self.options["evaluation_pairs"])][: self.options["evaluation_pairs"]]
        return chosen

    @torch.no_grad()
    def evaluate(self) -> dict[str, float]:
        """The averaged weights' error on everyday training pairs and held-out pairs."""
        self.average.swap()
        results = {}
        for split, rows in self.evaluation_sets().items():
            generator = torch.Generator().manual_seed(5)
            noise = torch.randn(len(rows), *self.latents["images"].shape[1:], generator=generator)
            times = torch.linspace(20, 980, len(rows)).long()
            ids = torch.tensor([self.model.tokenizer(f"{self.items[k].name}, {self.items[k].style} style") for k in rows])
            parts = torch.arange(len(rows)).split(32)
            results[split] = float(torch.cat([self.losses(self.latents["images"][rows][p], times[p], noise[p], ids[p]) for p in parts]).mean())
        self.average.swap()
        return results


def make_draws(trainer: Trainer, team: Team) -> Draws:
    images = np.load(trainer.run.data / "images.npy", mmap_mode="r")
    colours = [colour_of(images[k], 0.6, 0.35) for k in range(len(images))]
    copies = json.loads((trainer.run.data / "recoloured.json").read_text())
    pools = make_pools(trainer.items, colours, copies, set(trainer.everyday))
    shares = {name: trainer.options[f"share_{name}"] for name in pools}
    if team.rank == 0:
        print("pools: " + ", ".join(f"{len(pool)} {name} x{shares[name]}" for name, pool in pools.items()), flush=True)
    return Draws(pools, shares, np.random.default_rng([trainer.run.config["seed"], trainer.step, team.rank]))


def report(trainer: Trainer, losses: list[Tensor], speed: float) -> None:
    quarters = " ".join(f"{value:.3f}" for value in np.nanmean(torch.stack(losses).numpy(), 0))
    scale = trainer.optimizer.param_groups[0]["lr"] / trainer.options["learning_rate"]
    print(
        f"{time.strftime('%H:%M:%S')} step {trainer.step} samples {trainer.samples} v-mse by quarter of t {quarters} "
        f"rate x{scale:.2f} {speed:.1f} samples/s, {trainer.cpu:.0f} s of CPU",
        flush=True,
    )


class Work:
    """What each member of the team does (a class, so that it can be sent to another process)."""

    def __init__(self, run: Run, folder: Path, minutes: float, samples: int):
        self.run, self.folder, self.minutes, self.samples = run, folder, minutes, samples

    def __call__(self, team: Team) -> None:
        keep_freed_memory()
        trainer = Trainer(self.run, load_model(self.folder))
        trainer.resume()
        torch.manual_seed(self.run.config["seed"] + trainer.step * team.size + team.rank)
        draws, stopped = make_draws(trainer, team), []
        signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
        clock = Clock(trainer)
        while (progress := self.progress(trainer, team, bool(stopped))) < 1:
            for _ in range(1 if team.size == 1 else trainer.options["average_every"]):
                trainer.optimizer.set_scale(learning_scale(trainer.step, progress, trainer.options))
                clock.losses.append(trainer.train_step(draws, team.size))
            team.average(trainer.parameters)
            if team.rank == 0:
                clock.tick()
        if team.rank == 0:
            trainer.save()
            print(f"stopped at step {trainer.step}, {trainer.samples} samples; v-mse of the averages: {trainer.evaluate()}", flush=True)

    def progress(self, trainer: Trainer, team: Team, stopped: bool) -> float:
        """0..1 of the way to the fixed end; 1 also where the first process is asked to stop."""
        own = max(trainer.seconds / (self.minutes * 60), trainer.samples / self.samples)
        return team.first(1.0 if stopped else own)


class Clock:
    """Counts the time of training, reports every half a minute, saves every save_seconds."""

    def __init__(self, trainer: Trainer):
        self.trainer, self.losses = trainer, []
        self.before = self.saved = self.logged = time.monotonic()
        self.cpu_before, self.logged_samples = time.process_time(), trainer.samples

    def tick(self) -> None:
        trainer, now, cpu = self.trainer, time.monotonic(), time.process_time()
        trainer.seconds, trainer.cpu = trainer.seconds + now - self.before, trainer.cpu + cpu - self.cpu_before
        self.before, self.cpu_before = now, cpu
        if now - self.logged > 30:
            report(trainer, self.losses, (trainer.samples - self.logged_samples) / (now - self.logged))
            self.losses, self.logged, self.logged_samples = [], now, trainer.samples
        if now - self.saved > trainer.options["save_seconds"]:
            trainer.save()
            self.saved = now
            print(f"  saved; v-mse of the averages: {trainer.evaluate()}", flush=True)


def train(run: Run, folder: Path, minutes: float, samples: int, workers: int = 1) -> None:
    """Trains the model of the folder until `minutes` (of training, earlier calls counted) or `samples` are reached, or SIGTERM."""
    run_team(workers, Work(run, folder, minutes, samples))


def export_checkpoint(run: Run, model: Model, folder: Path) -> int:
    """The averaged weights of the checkpoint with the model's VAE and vocabulary; gives the folder's size in bytes."""
    averages = torch.load(run.work / "unet.pt")["ema"]
    weights: dict[str, dict[str, np.ndarray]] = {"vae": {n: v.numpy() for n, v in model.vae.state_dict().items()}}
    for part, prefix in (("unet", "unet."), ("text_encoder", "text.")):
        weights[part] = {n[len(prefix) :]: v.contiguous().numpy() for n, v in averages.items() if n.startswith(prefix)}
    return export(folder, run.config, model.tokenizer, weights)
