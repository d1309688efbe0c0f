"""The contact sheet, and the reference tensors that the program's tests compare with."""
import csv
import json
from pathlib import Path
from typing import Iterable

import numpy as np
import torch

from . import diffusion
from .folder import Model
from .latents import to_input, to_pictures
from .safetensors_file import write_safetensors

REFERENCE_PROMPTS = ["red apple, noto style", "smiling cat face, flat style", "sailboat at sea, noto style"]


def sheet(prompts: list[str], pictures: Iterable[np.ndarray], path: Path, columns: int) -> None:
    """Pictures of 128x128 with their prompts below."""
    from PIL import Image, ImageDraw

    width, height = 150, 146
    rows = -(-len(prompts) // columns)
    page = Image.new("RGB", (columns * width, rows * height), "white")
    pen = ImageDraw.Draw(page)
    for k, (prompt, picture) in enumerate(zip(prompts, pictures)):
        x, y = k % columns * width, k // columns * height
        page.paste(Image.fromarray(picture), (x + 11, y + 2))
        pen.text((x + 4, y + 131), prompt[:24], fill="black")
    page.save(path, optimize=True)


def batch_pictures(folder: Path) -> tuple[list[str], list[np.ndarray]]:
    """Prompts and pictures of a folder that `sfumato-cli batch` filled. Fails where a picture is missing."""
    from PIL import Image

    with open(folder / "batch.csv", newline="") as file:
        prompts = [row["prompt"] for row in csv.DictReader(file)]
    files = sorted(folder.glob("[0-9]*.png"))
    if len(files) != len(prompts):
        raise ValueError(f"{folder}: {len(files)} pictures for {len(prompts)} rows of batch.csv")
    return prompts, [np.array(Image.open(file).convert("RGB")) for file in files]


@torch.no_grad()
def reference(model: Model, path: Path, steps: int = 10, guidance: float = 4.0) -> None:
    """Ids, text states, noise, every step and the picture of three prompts, and the VAE's encoder (float32 arithmetic)."""
    times, levels = diffusion.sigmas(steps)
    empty_ids = torch.tensor([model.tokenizer("")])
    empty = model.text(empty_ids)
    out = {"sigmas": levels, "timesteps": times, "uncond.ids": empty_ids.int(), "uncond.text": empty}
    for index, prompt in enumerate(REFERENCE_PROMPTS):
        ids = torch.tensor([model.tokenizer(prompt)])
        noise = torch.randn(1, 8, 16, 16, generator=torch.Generator().manual_seed(100 + index))
        trace: list = []
        states = model.text(ids)
        picture = model.vae.decode(diffusion.sample(model.unet, states, empty, noise, steps, guidance, trace) / model.scaling)
        out |= {f"p{index}.ids": ids.int(), f"p{index}.text": states, f"p{index}.noise": noise, f"p{index}.image_f32": picture}
        out[f"p{index}.image_u8"] = torch.from_numpy(to_pictures(picture))
        for k, (raw, denoised, latent) in enumerate(trace):
            names = ("v_uncond", "v_cond", "denoised", "latent")
            out |= {f"p{index}.step{k}.{name}": value for name, value in zip(names, (*raw.chunk(2), denoised, latent))}
    shown = to_input(out["p0.image_u8"].numpy())
    mean, log_variance = model.vae.encode(shown)
    out |= {"enc.image": shown, "enc.mean": mean, "enc.logvar": log_variance, "enc.scaled_latent": mean * model.scaling}
    about = {
        "prompts": json.dumps(REFERENCE_PROMPTS), "steps": str(steps), "cfg": str(guidance),
        "sampler": "euler, k-diffusion get_sigmas (linspace 999..0 over the discrete sigmas), x = noise * sigma[0]",
        "arithmetic": "fp16-rounded weights, fp32 arithmetic, CPU",
        "names": "p{i}.ids/.text/.noise/.step{k}.{v_uncond,v_cond,denoised,latent}/.image_f32 (decoder output, [-1,1] unclamped)/"
        ".image_u8; uncond.ids/.text; sigmas; timesteps",
    }  # fmt: skip
    write_safetensors(path, {name: value.contiguous().numpy() for name, value in out.items()}, about)
