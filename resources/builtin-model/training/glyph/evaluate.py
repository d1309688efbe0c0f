"""Step 7, evaluation: figures that the eye cannot be fooled by. Writes a JSON report.

- top-1 and top-5 of the judge (classifier.py) on generated pictures of seen and of held-out (concept, style) pairs, and the same for real
  pictures: those that the judge was trained on, held-out pairs, a style that neither the judge nor the model knows, and VAE reconstructions.
- colour words: share of "blue heart"-like prompts whose picture has that colour by colour.colour_of.
- diversity: distance between pictures of one prompt and different seeds, beside that between different prompts.
- memorisation: distance of generated pictures to the nearest training picture, beside that of real held-out pictures and of the VAE's
  reconstructions of training pictures.
Distances are root mean squares over 32x32 pixels, 0..1.
"""
import hashlib
import json
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from . import diffusion
from .classifier import accuracy, everyday_rows, load_classifier
from .colour import HUES, colour_of
from .config import Run, load_concepts
from .export import WEIGHTS
from .folder import Model, load_model
from .latents import to_input, to_pictures
from .networks import autocast
from .selection import load_items
from .shots import Shot, plan

BATCH = 16


def start_noise(model: Model, seeds: list[int]) -> torch.Tensor:
    shape = (8, 16, 16)
    return torch.stack([torch.randn(shape, generator=torch.Generator().manual_seed(seed)) for seed in seeds])


@torch.no_grad()
def generate(model: Model, shots: list[Shot], steps: int, guidance: float, sampler: str) -> np.ndarray:
    """uint8 [n, 128, 128, 3]; the U-Net in bf16, the rest in float32."""
    empty = model.text(torch.tensor([model.tokenizer("")]))
    states = model.text(torch.tensor([model.tokenizer(shot.prompt) for shot in shots]))
    with autocast(True):
        noise = start_noise(model, [s.seed for s in shots])
        latents = diffusion.sample(model.unet, states, empty, noise, steps, guidance, sampler=sampler)
    return to_pictures(model.vae.decode(latents.float() / model.scaling))


def evaluation_key(folder: Path, shots: list[Shot], steps: int, guidance: float, sampler: str) -> str:
    """Tells whether kept pictures are those of this model and these prompts."""
    digest = hashlib.sha256(repr((shots, steps, guidance, sampler)).encode())
    for part, name in WEIGHTS.items():
        digest.update((folder / part / name).read_bytes())
    return digest.hexdigest()[:16]


def generate_all(model: Model, shots: list[Shot], steps: int, guidance: float, sampler: str, keep: Path) -> np.ndarray:
    """Each finished batch lies in the folder keep, so that a stopped evaluation goes on where it was."""
    keep.mkdir(parents=True, exist_ok=True)
    batches = []
    for start in range(0, len(shots), BATCH):
        path = keep / f"{start}.npy"
        if not path.exists():
            np.save(keep / "part.npy", generate(model, shots[start : start + BATCH], steps, guidance, sampler))
            (keep / "part.npy").rename(path)
            print(f"{min(start + BATCH, len(shots))} of {len(shots)} pictures", flush=True)
        batches.append(np.load(path))
    return np.concatenate(batches)


@torch.no_grad()
def reconstruct(model: Model, pictures: np.ndarray) -> np.ndarray:
    parts = [pictures[k : k + BATCH] for k in range(0, len(pictures), BATCH)]
    return np.concatenate([to_pictures(model.vae.decode(model.vae.encode(to_input(part))[0])) for part in parts])


def small(pictures: np.ndarray) -> np.ndarray:
    """[n, 3072] in 0..1, averaged to 32x32."""
    n, side = len(pictures), pictures.shape[1] // 32
    return (pictures.reshape(n, 32, side, 32, side, 3).mean((2, 4)) / 255).reshape(n, -1).astype(np.float32)


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Root mean square distance of each row of a to each row of b."""
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0) / a.shape[1])


def spread(values: np.ndarray) -> dict[str, float]:
    return {name: round(float(np.quantile(values, q)), 4) for name, q in (("p5", 0.05), ("median", 0.5), ("p95", 0.95))}


def colour_report(shots: list[Shot], pictures: np.ndarray) -> dict[str, Any]:
    asked = [(shot, colour_of(picture)) for shot, picture in zip(shots, pictures) if shot.kind == "colour"]

    def share(chosen: list[tuple[Shot, str | None]]) -> dict[str, Any]:
        right = sum(shot.colour == found for shot, found in chosen)
        return {"right": round(right / len(chosen), 4) if chosen else None, "count": len(chosen)}

    report = {"all": share(asked), "trained": share([a for a in asked if not a[0].held]), "held_out": share([a for a in asked if a[0].held])}
    return report | {name: share([a for a in asked if a[0].colour == name]) for name in HUES}


def diversity_report(shots: list[Shot], pictures: np.ndarray) -> dict[str, Any]:
    chosen = [k for k, shot in enumerate(shots) if shot.kind == "seeds"]
    table = distances(small(pictures[chosen]), small(pictures[chosen]))
    prompts = np.array([shots[k].prompt for k in chosen])
    same = prompts[:, None] == prompts[None]
    upper = np.triu(np.ones_like(same), 1)
    return {"same_prompt": spread(table[same & upper]), "other_prompt": spread(table[~same & upper])}


def memory_report(model: Model, shots: list[Shot], pictures: np.ndarray, images: np.ndarray, splits: np.ndarray) -> dict[str, Any]:
    train, held = np.flatnonzero(splits == "train"), np.flatnonzero(splits == "held")
    known = small(images[train])
    seen = [k for k, shot in enumerate(shots) if shot.kind == "seen"]
    table = distances(small(pictures[seen]), known)
    own = np.array([int(np.searchsorted(train, shots[k].row)) for k in seen])
    sources = images[[shots[k].row for k in seen]]
    copies = np.diagonal(distances(small(reconstruct(model, sources)), small(sources)))
    return {
        "generated_to_nearest": spread(table.min(1)),
        "nearest_is_the_pair_asked_for": round(float((table.argmin(1) == own).mean()), 4),
        "real_held_out_to_nearest": spread(distances(small(images[held]), known).min(1)),
        "reconstruction_to_its_original": spread(copies),
        "as_near_as_a_reconstruction": round(float((table.min(1) <= np.quantile(copies, 0.95)).mean()), 4),
    }


def real_report(run: Run, model: Model, judge: torch.nn.Module, images: np.ndarray) -> dict[str, Any]:
    report = {}
    for split, name in (("train", "judge_trained_on"), ("held", "held_out_pairs"), ("evaluation", "unknown_style")):
        rows, classes = everyday_rows(run, split)
        report[name] = accuracy(judge, images[rows], classes)
        if split == "held":
            report["held_out_pairs_reconstructed"] = accuracy(judge, reconstruct(model, images[rows]), classes)
    return report


def shots_of(run: Run) -> list[Shot]:
    items = load_items(run.data / "items.json")
    everyday, synonyms = load_concepts()
    copies = json.loads((run.data / "recoloured.json").read_text())
    held = {(items[copy["source"]].name, copy["colour"]) for copy in copies if copy["held"]}
    return plan(items, everyday, synonyms, list(HUES), held, run.config["seed"])


def judged(judge: torch.nn.Module, shots: list[Shot], pictures: np.ndarray) -> dict[str, Any]:
    order = {name: k for k, name in enumerate(load_concepts()[0])}
    report = {}
    for kind in ("seen", "unseen", "colour"):
        rows = [k for k, shot in enumerate(shots) if shot.kind == kind]
        if rows:
            report[kind] = accuracy(judge, pictures[rows], np.array([order[shots[k].name] for k in rows]))
    return report


def evaluate(
    run: Run, folder: Path, output: Path, steps: int, guidance: float, quick: bool = False, sampler: str = "euler"
) -> dict[str, Any]:
    """quick: generated pictures' concepts and colours only."""
    started = time.process_time()
    model, judge, shots = load_model(folder), load_classifier(run.work / "classifier.pt"), shots_of(run)
    if quick:
        shots = [shot for shot in shots if shot.kind != "seeds"]
    model.unet.to(memory_format=torch.channels_last)
    keep = run.work / evaluation_key(folder, shots, steps, guidance, sampler)
    pictures = generate_all(model, shots, steps, guidance, sampler, keep)
    report: dict[str, Any] = {"model": str(folder), "sampler": sampler, "steps": steps, "guidance": guidance}
    report["generated"] = judged(judge, shots, pictures)
    report["colours"] = colour_report(shots, pictures)
    if not quick:
        images = np.load(run.data / "images.npy")
        splits = np.array([item.split for item in load_items(run.data / "items.json")])
        report["real"] = real_report(run, model, judge, images)
        report["diversity"] = diversity_report(shots, pictures)
        report["memorisation"] = memory_report(model, shots, pictures, images, splits)
    report["cpu_seconds_of_this_call"] = round(time.process_time() - started)
    output.write_text(json.dumps(report, indent=1) + "\n")
    np.save(output.with_suffix(".npy"), pictures)
    shutil.rmtree(keep)
    return report
