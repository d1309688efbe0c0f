"""The one configuration file, and where the things of a run lie."""
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """A run's folder: npm/ (art), data/ (pictures, items), work/ (checkpoints, latents), model/ (export)."""

    root: Path
    config: dict[str, Any]

    @property
    def art(self) -> Path:
        return self.root / "npm" / "node_modules"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def work(self) -> Path:
        return self.root / "work"


def open_run(root: Path, config: Path = HERE / "config.json") -> Run:
    run = Run(root, json.loads(config.read_text()))
    for folder in (run.data, run.work):
        folder.mkdir(parents=True, exist_ok=True)
    return run


def load_concepts() -> tuple[list[str], dict[str, list[str]]]:
    """The 200 everyday concepts, and synonyms of names (hand-written)."""
    data = json.loads((HERE / "concepts.json").read_text())
    return data["everyday"], data["synonyms"]
