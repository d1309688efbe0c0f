"""A model from nothing, as the folder from which training goes on."""
from collections import Counter
from pathlib import Path

import torch

from .captions import JOINTS, NEUTRAL
from .colour import HUES
from .config import Run, load_concepts
from .export import export, text_config
from .latents import make_latents
from .networks import TextEncoder, UNet
from .pretrain_text import pretrain_text
from .selection import Item, load_items
from .tokenizer import Tokenizer, train_merges, words_of
from .train_vae import train_vae


def word_counts(items: list[Item], synonyms: dict[str, list[str]]) -> Counter:
    """How often a word shall count for the vocabulary: names before keywords, styles, colours and joints often."""
    counts: Counter = Counter()
    for item in {item.concept: item for item in items if item.split != "evaluation"}.values():
        texts = [(item.name, 6), *((tag, 2) for tag in item.tags), *((s, 4) for s in synonyms.get(item.name, []))]
        for text, weight in texts:
            counts.update({word: weight for word in words_of(text)})
    for word in words_of(" ".join({item.style for item in items if item.split != "evaluation"})):
        counts[word] += 2000
    for word in words_of(" ".join([*NEUTRAL, *JOINTS, *HUES, "style"]).replace("{}", " ")):
        counts[word] += 300
    return counts


def fresh(run: Run, folder: Path) -> None:
    items, (_, synonyms) = load_items(run.data / "items.json"), load_concepts()
    options = run.config["tokenizer"]
    tokenizer = Tokenizer(train_merges(word_counts(items, synonyms), options["merges"]), options["length"])
    vae = train_vae(run)
    make_latents(run, vae, run.config["scaling_factor"])
    torch.manual_seed(run.config["seed"])
    text = pretrain_text(run, TextEncoder(text_config(run.config["text_encoder"], tokenizer)), tokenizer)
    modules = {"unet": UNet(run.config["unet"]), "vae": vae, "text_encoder": text}
    weights = {part: {n: v.detach().numpy() for n, v in module.state_dict().items()} for part, module in modules.items()}
    print(f"{folder}: {export(folder, run.config, tokenizer, weights) / 1e6:.1f} MB")
