"""The judge: a small convolutional network that names the everyday concept of a picture, trained on real art alone.

It sees the training pairs of the six styles (never the held-out pairs, never the evaluation style) with strong augmentation: turned,
scaled, shifted, mirrored, hues turned, blurred, with noise, so that it judges shape and parts rather than one drawing.
"""
import math
import os
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import Run, load_concepts
from .latents import to_input
from .optimiser import MuonAdamW
from .selection import load_items

SIDE = 64


class ConvBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.second = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)])

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.norms[0](self.first(x)))
        return F.max_pool2d(F.relu(self.norms[1](self.second(x))) + x, 2)


class Classifier(nn.Module):
    """[n, 3, 64, 64] -> logits [n, classes]."""

    def __init__(self, classes: int, widths: tuple[int, ...] = (20, 40, 80, 128)):
        super().__init__()
        self.stem = nn.Conv2d(3, widths[0], 5, stride=2, padding=2)
        self.blocks = nn.ModuleList(ConvBlock(i, o) for i, o in zip(widths, widths[1:]))
        self.head = nn.Linear(widths[-1] * 16, classes)

    def features(self, x: Tensor) -> Tensor:
        x = F.relu(self.stem(x))
        for block in self.blocks:
            x = block(x)
        return x.flatten(1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(F.dropout(self.features(x), 0.3, self.training))


def turn_hues(x: Tensor, angles: Tensor) -> Tensor:
    """Turns colours round the grey axis (Rodrigues), each picture by its own angle in radians."""
    cos, sin = angles.cos(), angles.sin()
    near, far = (1 - cos) / 3, sin / 3**0.5
    rows = [[cos + near, near - far, near + far], [near + far, cos + near, near - far], [near - far, near + far, cos + near]]
    matrices = torch.stack([torch.stack(row, -1) for row in rows], 1)
    return torch.einsum("nij,njhw->nihw", matrices, x).clamp(-1, 1)


def augment(x: Tensor) -> Tensor:
    """Pictures over white stay over white: the grid is sampled from 1 - x, which is zero there."""
    n = len(x)
    angle, scale = torch.randn(n) * 0.2, torch.exp(torch.randn(n) * 0.15 + 0.05)
    mirror = torch.where(torch.rand(n) < 0.5, -1.0, 1.0)
    skew = torch.randn(n) * 0.1
    first = torch.stack([mirror * scale * angle.cos(), -scale * angle.sin() + skew, torch.randn(n) * 0.1], 1)
    second = torch.stack([mirror * scale * angle.sin(), scale * angle.cos(), torch.randn(n) * 0.1], 1)
    grid = F.affine_grid(torch.stack([first, second], 1), [n, 3, SIDE, SIDE], align_corners=False)
    x = 1 - F.grid_sample(1 - x, grid, align_corners=False)
    x = turn_hues(x, torch.where(torch.rand(n) < 0.5, torch.randn(n) * 0.3, (torch.rand(n) * 2 - 1) * math.pi))
    blurred = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    weight = torch.rand(n, 1, 1, 1) * (torch.rand(n, 1, 1, 1) < 0.6)
    x = x + weight * (blurred - x)
    return x + torch.randn_like(x) * 0.15 * torch.rand(n, 1, 1, 1)


def shrink(pictures: np.ndarray) -> Tensor:
    """uint8 [n, 128, 128, 3] -> [n, 3, 64, 64] in -1..1."""
    return F.avg_pool2d(to_input(pictures), pictures.shape[1] // SIDE)


def everyday_rows(run: Run, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows of images.npy and their classes."""
    order = {name: k for k, name in enumerate(load_concepts()[0])}
    items = load_items(run.data / "items.json")
    rows = [k for k, item in enumerate(items) if item.split == split and item.name in order]
    return np.array(rows), np.array([order[items[k].name] for k in rows])


def train_classifier(run: Run, epochs: int, leave_out: str | None = None) -> Classifier:
    """leave_out: a style whose pictures are kept from the classifier (to see how it does on a style that it never saw)."""
    torch.manual_seed(run.config["seed"])
    items = load_items(run.data / "items.json")
    rows, classes = everyday_rows(run, "train")
    if leave_out:
        keep = np.array([items[k].style != leave_out for k in rows])
        rows, classes = rows[keep], classes[keep]
    x, y = shrink(np.load(run.data / "images.npy", mmap_mode="r")[rows]), torch.from_numpy(classes)
    network = Classifier(len(load_concepts()[0])).to(memory_format=torch.channels_last)
    optimizer = MuonAdamW(network.named_parameters(), 3e-3, 2e-3, 0.05)
    batch, step, started = 64, 0, time.monotonic()
    total = epochs * (len(x) // batch)
    for epoch in range(epochs):
        for chosen in torch.randperm(len(x))[: len(x) // batch * batch].split(batch):
            optimizer.set_scale(min(1, (step + 1) / 50) * (0.02 + 0.98 * (1 - step / total)))
            loss = F.cross_entropy(network(augment(x[chosen])), y[chosen], label_smoothing=0.1)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
        if epoch % 10 == 9:
            print(f"classifier epoch {epoch + 1}: loss {loss:.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return network.eval()


def save_classifier(network: Classifier, path: Path) -> None:
    partial = path.with_suffix(".part")
    torch.save(network.state_dict(), partial)
    os.replace(partial, path)


def load_classifier(path: Path) -> Classifier:
    network = Classifier(len(load_concepts()[0]))
    network.load_state_dict(torch.load(path))
    return network.eval()


@torch.no_grad()
def accuracy(network: Classifier, pictures: np.ndarray, classes: np.ndarray) -> dict[str, float]:
    """top1, top5 (shares) and count."""
    x = torch.cat([network(part) for part in shrink(pictures).split(128)])
    best = x.topk(5, 1).indices == torch.from_numpy(classes)[:, None]
    return {"top1": float(best[:, 0].float().mean()), "top5": float(best.any(1).float().mean()), "count": len(classes)}
