"""Step 4: the text encoder learns to tell a picture's latent (its leading principal coordinates) from the caption.

A small U-Net that begins from nothing ignores the prompt for long: at first cross attention averages over all 32 states, most of them
padding. Here a throw-away linear head reads the picture from the state of every <|endoftext|> position (attention is causal: they have
seen the whole prompt), so that afterwards even the plain average says what is asked for.
"""
import time

import numpy as np
import torch
from torch import Tensor, nn

from .config import Run, load_concepts
from .captions import caption
from .networks import TextEncoder, autocast
from .optimiser import MuonAdamW
from .selection import load_items
from .tokenizer import Tokenizer


def coordinates(latents: np.ndarray, count: int) -> Tensor:
    """[n, count], mean square 1 over the coordinates."""
    flat = torch.from_numpy(latents).float().flatten(1)
    flat = flat - flat.mean(0)
    left, values, _ = torch.svd_lowrank(flat, q=count, niter=2)
    scores = left * values
    return scores / scores.square().sum(1).mean().sqrt() * count**0.5


def loss_of(text: TextEncoder, head: nn.Linear, ids: Tensor, wanted: Tensor, end: int) -> Tensor:
    with autocast(True):
        states = text(ids)
    mask = (ids == end).float()
    errors = (head(states.float()) - wanted[:, None]).square().mean(2)
    return (errors * mask).sum() / mask.sum()


def pretrain_text(run: Run, text: TextEncoder, tokenizer: Tokenizer) -> TextEncoder:
    o, (everyday, synonyms) = run.config["pretrain_text"], load_concepts()
    torch.manual_seed(run.config["seed"])
    items, usual = load_items(run.data / "items.json"), set(everyday)
    wanted = coordinates(np.load(run.work / "latents.npz")["images"], o["coordinates"])
    train = [k for k, item in enumerate(items) if item.split == "train"]
    pool = np.array(train + [k for k in train if items[k].name in usual])
    head = nn.Linear(run.config["text_encoder"]["hidden_size"], o["coordinates"])
    named = [(f"text.{n}", p) for n, p in text.named_parameters()] + [(f"head.{n}", p) for n, p in head.named_parameters()]
    optimizer = MuonAdamW(named, o["learning_rate"], o["learning_rate"], 0.01)
    generator, started, step = np.random.default_rng(run.config["seed"]), time.monotonic(), 0
    while (part := (time.monotonic() - started) / (o["minutes"] * 60)) < 1:
        optimizer.set_scale(min(1, (step + 1) / 30) * (1 if part < 0.5 else 0.05 + 1.9 * (1 - part)))
        rows = generator.choice(pool, o["batch"])
        ids = torch.tensor([tokenizer(caption(items[k], synonyms, generator)) for k in rows])
        loss = loss_of(text, head, ids, wanted[rows], tokenizer.end)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step += 1
        if step % 50 == 0:
            print(f"text warm start: step {step}, error {loss:.4f}", flush=True)
    return text
