"""The three networks of a diffusers folder."""
import json
from dataclasses import dataclass
from pathlib import Path

import torch

from .export import WEIGHTS
from .networks import TextEncoder, UNet, Vae
from .safetensors_file import read_safetensors
from .tokenizer import Tokenizer



@dataclass
class Model:
    tokenizer: Tokenizer
    text: TextEncoder
    unet: UNet
    vae: Vae
    scaling: float  # latents that the U-Net sees = scaling * encoded


def load_part(folder: Path, part: str, kind: type) -> torch.nn.Module:
    module = kind(json.loads((folder / part / "config.json").read_text()))
    tensors, _ = read_safetensors(folder / part / WEIGHTS[part])
    module.load_state_dict({name: torch.from_numpy(array).float() for name, array in tensors.items()}, strict=True)
    return module.eval()


def load_model(folder: Path) -> Model:
    """Weights become float32, whatever the file holds."""
    return Model(
        Tokenizer.load(folder / "tokenizer"),
        load_part(folder, "text_encoder", TextEncoder),
        load_part(folder, "unet", UNet),
        load_part(folder, "vae", Vae),
        json.loads((folder / "vae" / "config.json").read_text())["scaling_factor"],
    )
