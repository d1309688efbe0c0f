"""Step 3, latents: every picture through the frozen VAE once, as float16 in work/latents.npz."""
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .config import Run
from .networks import Vae


def to_input(pictures: np.ndarray) -> Tensor:
    """uint8 [n, h, w, 3] -> float [n, 3, h, w] in -1..1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1


def to_pictures(output: Tensor) -> np.ndarray:
    """The decoder's output -> uint8 [n, h, w, 3]."""
    return ((output.float().clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()


@torch.no_grad()
def encode_all(vae: Vae, scaling: float, pictures: np.ndarray, batch: int = 8) -> np.ndarray:
    parts = [vae.encode(to_input(pictures[k : k + batch]))[0] * scaling for k in range(0, len(pictures), batch)]
    return torch.cat(parts).half().numpy()


def make_latents(run: Run, vae: Vae, scaling: float) -> Path:
    path = run.work / "latents.npz"
    arrays = {name: encode_all(vae, scaling, np.load(run.data / f"{name}.npy")) for name in ("images", "recoloured")}
    np.savez(path, **arrays)
    mean, deviation = arrays["images"].astype(np.float32).mean(), arrays["images"].astype(np.float32).std()
    print(f"latents of {', '.join(f'{len(a)} {n}' for n, a in arrays.items())}: mean {mean:.3f}, standard deviation {deviation:.3f}")
    return path
