"""Step 6, export: the diffusers folder (float16 safetensors) that the program ships. Needs numpy only; weights come as arrays."""
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np

from .safetensors_file import write_safetensors
from .tokenizer import Tokenizer

WEIGHTS = {"unet": "diffusion_pytorch_model.safetensors", "vae": "diffusion_pytorch_model.safetensors", "text_encoder": "model.safetensors"}
LIMIT = 40_000_000  # bytes of the whole folder
VERSION = {"_diffusers_version": "0.21.4"}


def scheduler_config() -> dict[str, Any]:
    return {
        "_class_name": "EulerDiscreteScheduler", **VERSION, "beta_end": 0.012, "beta_schedule": "scaled_linear", "beta_start": 0.00085,
        "clip_sample": False, "interpolation_type": "linear", "num_train_timesteps": 1000, "prediction_type": "v_prediction",
        "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "timestep_spacing": "linspace", "trained_betas": None,
        "use_karras_sigmas": False,
    }  # fmt: skip


def unet_config(config: dict[str, Any]) -> dict[str, Any]:
    """The options that this model uses, and those that tell other programs what it does not use."""
    fixed = {
        "center_input_sample": False, "flip_sin_to_cos": True, "freq_shift": 0, "mid_block_type": "UNetMidBlock2DCrossAttn",
        "only_cross_attention": False, "mid_block_scale_factor": 1, "dropout": 0.0, "act_fn": "silu", "transformer_layers_per_block": 1,
        "use_linear_projection": False, "dual_cross_attention": False, "upcast_attention": False, "resnet_time_scale_shift": "default",
        "time_embedding_type": "positional", "conv_in_kernel": 3, "conv_out_kernel": 3,
    }  # fmt: skip
    return {"_class_name": "UNet2DConditionModel", **VERSION, **config, **fixed}


def vae_config(config: dict[str, Any], scaling: float) -> dict[str, Any]:
    levels = len(config["block_out_channels"])
    kinds = {"down_block_types": ["DownEncoderBlock2D"] * levels, "up_block_types": ["UpDecoderBlock2D"] * levels, "act_fn": "silu"}
    return {"_class_name": "AutoencoderKL", **VERSION, **config, **kinds, "scaling_factor": scaling, "force_upcast": True}


def text_config(config: dict[str, Any], tokenizer: Tokenizer) -> dict[str, Any]:
    ids = {"bos_token_id": tokenizer.start, "eos_token_id": tokenizer.end, "pad_token_id": tokenizer.end, "vocab_size": len(tokenizer.ids)}
    fixed = {
        "architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "dropout": 0.0, "hidden_act": "quick_gelu", "initializer_factor": 1.0,
        "initializer_range": 0.02, "model_type": "clip_text_model", "projection_dim": config["hidden_size"], "torch_dtype": "float16",
        "transformers_version": "4.33.3",
    }  # fmt: skip
    return {**fixed, **config, **ids}


def model_index() -> dict[str, Any]:
    return {
        "_class_name": "StableDiffusionPipeline", **VERSION, "feature_extractor": [None, None], "image_encoder": [None, None],
        "requires_safety_checker": False, "safety_checker": [None, None], "scheduler": ["diffusers", "EulerDiscreteScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
    }  # fmt: skip


def folder_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def write_part(folder: Path, part: str, config: dict[str, Any], weights: dict[str, np.ndarray]) -> None:
    """A value that float16 cannot hold raises ValueError naming the tensor."""
    halves = {}
    for name, array in weights.items():
        with np.errstate(over="ignore"):
            halves[name] = array.astype(np.float16)
        if not np.isfinite(halves[name]).all():
            raise ValueError(f"{part}: {name} holds values that float16 cannot (largest {np.abs(array).max():g})")
    (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / part / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    write_safetensors(folder / part / WEIGHTS[part], halves, {"format": "pt"})


def export(folder: Path, config: dict[str, Any], tokenizer: Tokenizer, weights: dict[str, dict[str, np.ndarray]]) -> int:
    """weights: unet, vae, text_encoder. The folder appears when it is whole; gives its size in bytes."""
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    configs = {
        "unet": unet_config(config["unet"]),
        "vae": vae_config(config["vae"], config["scaling_factor"]),
        "text_encoder": text_config(config["text_encoder"], tokenizer),
    }
    for part, part_config in configs.items():
        write_part(partial, part, part_config, weights[part])
    tokenizer.save(partial / "tokenizer")
    (partial / "scheduler").mkdir()
    (partial / "scheduler" / "scheduler_config.json").write_text(json.dumps(scheduler_config(), indent=2) + "\n")
    (partial / "model_index.json").write_text(json.dumps(model_index(), indent=2) + "\n")
    size = folder_size(partial)
    if size > LIMIT:
        raise ValueError(f"{partial}: {size} bytes, at most {LIMIT} are allowed")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return size
