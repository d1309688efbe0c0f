"""Step 2: trains the VAE on the pictures (64x64 crops, at the end whole pictures), then whitens its latents.

Loss: L1 + 0.5 MSE + 0.5 L1 of gradients + 0.25 L1 of 4x4 means + KL; a share of the steps asks that the pooled latent decodes to the pooled
picture (scale equivariance: Kouzelis et al. 2025, arXiv:2502.09509). Source of the autoencoder: Rombach et al. 2022 (arXiv:2112.10752).
Resumable: work/vae.pt, written every save_seconds.
"""
import math
import os
import time
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .config import Run
from .latents import to_input
from .networks import Vae, autocast
from .optimiser import MuonAdamW
from .selection import load_items

CROP = 64


def crop_of(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """A crop that shows something, as far as four tries find one."""
    for _ in range(4):
        y, x = generator.integers(0, picture.shape[0] - CROP + 1, 2)
        crop = picture[y : y + CROP, x : x + CROP]
        if crop.std() > 20:
            break
    return crop


def batch_of(images: np.ndarray, rows: np.ndarray, whole: bool, count: int, generator: np.random.Generator) -> Tensor:
    """Pictures or crops, half of them mirrored, a fifth with exchanged channels."""
    pictures = []
    for row in generator.choice(rows, count // 4 if whole else count):
        picture = images[row] if whole else crop_of(images[row], generator)
        if generator.random() < 0.5:
            picture = picture[:, ::-1]
        if generator.random() < 0.2:
            picture = picture[:, :, generator.permutation(3)]
        pictures.append(picture)
    return to_input(np.stack(pictures))


def gradient_difference(a: Tensor, b: Tensor) -> Tensor:
    d = a - b
    return (d[..., 1:, :] - d[..., :-1, :]).abs().mean() + (d[..., :, 1:] - d[..., :, :-1]).abs().mean()


def loss_of(vae: Vae, x: Tensor, pooled: bool, kl_weight: float) -> Tensor:
    with autocast(True):
        mean, log_variance = (part.float() for part in vae.encode(x))
    kl = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
    z = mean + (0.5 * log_variance).exp() * torch.randn_like(mean)
    if pooled:
        z, x = F.avg_pool2d(z, 2), F.avg_pool2d(x, 2)
    with autocast(True):
        y = vae.decode(z)
    y = y.float()
    coarse = (F.avg_pool2d(y, 4) - F.avg_pool2d(x, 4)).abs().mean()
    return (y - x).abs().mean() + 0.5 * (y - x).square().mean() + 0.5 * gradient_difference(y, x) + 0.25 * coarse + kl_weight * kl


@torch.no_grad()
def psnr(vae: Vae, pictures: np.ndarray) -> float:
    """Mean over the pictures, in dB."""
    errors = []
    for k in range(0, len(pictures), 8):
        x = to_input(pictures[k : k + 8])
        y = vae.decode(vae.encode(x)[0]).clamp(-1, 1)
        errors.append(((x - y) / 2).square().mean((1, 2, 3)))
    return float(-10 * torch.cat(errors).log10().mean())


def learning_scale(step: int, part: float) -> float:
    """Constant for the first third, then half a cosine. part: 0..1 of the run."""
    fall = 1.0 if part < 0.35 else 0.02 + 0.49 * (1 + math.cos(math.pi * (part - 0.35) / 0.65))
    return fall * min(1.0, (step + 1) / 50)


def train_vae(run: Run) -> Vae:
    o = run.config["train_vae"]
    torch.manual_seed(run.config["seed"])
    images, items = np.load(run.data / "images.npy"), load_items(run.data / "items.json")
    train, held = (np.array([k for k, i in enumerate(items) if i.split == split]) for split in ("train", "held"))
    vae = Vae(run.config["vae"]).to(memory_format=torch.channels_last)
    optimizer = MuonAdamW(vae.named_parameters(), o["learning_rate"], o["learning_rate"] / 2, 0.01)
    path, step, seconds = run.work / "vae.pt", 0, 0.0
    if path.exists():
        state = torch.load(path)
        vae.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step, seconds = state["step"], state["seconds"]
    generator = np.random.default_rng(run.config["seed"] + step)
    before = saved = time.monotonic()
    while (part := seconds / (o["minutes"] * 60)) < 1:
        optimizer.set_scale(learning_scale(step, part))
        x = batch_of(images, train, part > o["whole_from"], o["batch"], generator)
        loss = loss_of(vae, x, generator.random() < o["equivariance_share"], o["kl"])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step()
        step, now = step + 1, time.monotonic()
        seconds, before = seconds + now - before, now
        if now - saved > 120:
            save(path, vae, optimizer, step, seconds)
            saved = now
            print(f"step {step} loss {loss:.4f}, held-out PSNR {psnr(vae, images[held[:32]]):.2f} dB", flush=True)
    save(path, vae, optimizer, step, seconds)
    print(f"VAE: step {step}, held-out PSNR {psnr(vae, images[held[:64]]):.2f} dB", flush=True)
    return whitened(vae, images, run.config["scaling_factor"])


def save(path: Any, vae: Vae, optimizer: MuonAdamW, step: int, seconds: float) -> None:
    partial = path.with_suffix(".part")
    torch.save({"model": vae.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "seconds": seconds}, partial)
    os.replace(partial, path)


@torch.no_grad()
def whitened(vae: Vae, images: np.ndarray, scaling: float) -> Vae:
    """Folds the latents' mean and deviation per channel into quant_conv and post_quant_conv: scaling * encode() is then of mean 0 and
    deviation 1 per channel. (0.5 rather than 1 on purpose: a program that forgets the factor is caught.)"""
    z = torch.cat([vae.encode(to_input(images[k : k + 32]))[0] for k in range(0, len(images), 32)])
    mean, deviation = z.mean((0, 2, 3)), z.std((0, 2, 3)) * scaling
    n = len(mean)
    vae.quant_conv.weight[:n] /= deviation[:, None, None, None]
    vae.quant_conv.bias[:n] = (vae.quant_conv.bias[:n] - mean) / deviation
    vae.quant_conv.bias[n:] -= 2 * deviation.log()
    vae.post_quant_conv.bias += vae.post_quant_conv.weight[:, :, 0, 0] @ mean
    vae.post_quant_conv.weight *= deviation[None, :, None, None]
    return vae
