"""python3 -m glyph STEP --root FOLDER: the steps of ../README.md, each resumable or quick."""
import argparse
from pathlib import Path

import numpy as np

from .config import HERE, Run, open_run
from .memory import keep_freed_memory


def open_start(run: Run, folder: Path):
    """The model that training goes on from."""
    from .folder import load_model

    return load_model(folder)


def step_prepare(run: Run, _: argparse.Namespace) -> None:
    from .prepare import prepare

    prepare(run)


def step_fresh(run: Run, options: argparse.Namespace) -> None:
    """A model from nothing: vocabulary, VAE, latents, warm text encoder, U-Net with start values; written to --model."""
    from .fresh import fresh

    fresh(run, options.model)


def step_latents(run: Run, options: argparse.Namespace) -> None:
    from .latents import make_latents

    import torch

    model = open_start(run, options.model)
    model.vae.to(memory_format=torch.channels_last)
    make_latents(run, model.vae, model.scaling)


def step_train(run: Run, options: argparse.Namespace) -> None:
    from .train_unet import train

    train(run, options.model, options.minutes, options.samples, options.workers)


def step_export(run: Run, options: argparse.Namespace) -> None:
    from .train_unet import export_checkpoint

    size = export_checkpoint(run, open_start(run, options.model), options.output)
    print(f"{options.output}: {size / 1e6:.1f} MB")


def step_classifier(run: Run, options: argparse.Namespace) -> None:
    from .classifier import save_classifier, train_classifier

    save_classifier(train_classifier(run, options.epochs, options.leave_out), run.work / "classifier.pt")


def step_evaluate(run: Run, options: argparse.Namespace) -> None:
    from .evaluate import evaluate

    print(evaluate(run, options.model, options.output, options.steps, options.guidance, options.quick, options.sampler))


def step_sheet(run: Run, options: argparse.Namespace) -> None:
    """A contact sheet of an evaluation's pictures, or of a folder of `sfumato-cli batch`."""
    from .pictures import batch_pictures, sheet

    if options.batch is not None:
        sheet(*batch_pictures(options.batch), options.output, 8)
        return
    from .evaluate import shots_of

    pictures = np.load(options.report.with_suffix(".npy"))
    sheet([shot.prompt for shot in shots_of(run)], pictures, options.output, 10)


def step_reference(run: Run, options: argparse.Namespace) -> None:
    from .pictures import reference

    reference(open_start(run, options.model), options.output)


STEPS = {name[5:]: step for name, step in list(globals().items()) if name.startswith("step_")}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python3 -m glyph", description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--root", type=Path, required=True, help="folder of the run: npm/, data/, work/")
    parser.add_argument("--config", type=Path, default=HERE / "config.json")
    parser.add_argument("--model", type=Path, default=HERE.parent, help="diffusers folder to go on from or to judge")
    parser.add_argument("--output", type=Path, help="what export, evaluate, sheet and reference write")
    parser.add_argument("--report", type=Path, help="sheet: an evaluation's report")
    parser.add_argument("--batch", type=Path, help="sheet: a folder that sfumato-cli batch filled")
    parser.add_argument("--minutes", type=float, default=480, help="train: the fixed end, minutes of training in all")
    parser.add_argument("--samples", type=int, default=2_000_000, help="train: the fixed end, samples in all")
    parser.add_argument("--workers", type=int, default=1, help="train: processes, one core each")
    parser.add_argument("--epochs", type=int, default=80, help="classifier")
    parser.add_argument("--leave-out", help="classifier: a style that it shall never see")
    parser.add_argument("--steps", type=int, default=20, help="evaluate")
    parser.add_argument("--sampler", choices=("euler", "dpmpp_2m"), default="euler", help="evaluate")
    parser.add_argument("--guidance", type=float, default=6.0, help="evaluate")
    parser.add_argument("--quick", action="store_true", help="evaluate: concepts and colours only")
    parser.add_argument("--threads", type=int, default=1, help="one is the quickest per CPU second")
    options = parser.parse_args()
    if options.step in ("export", "evaluate", "sheet", "reference") and options.output is None:
        parser.error(f"{options.step} needs --output")
    if options.step == "sheet" and options.report is None and options.batch is None:
        parser.error("sheet needs --report or --batch")
    if options.step != "prepare":
        import torch

        torch.set_num_threads(options.threads)
        keep_freed_memory()
    STEPS[options.step](open_run(options.root, options.config), options)


if __name__ == "__main__":
    main()
