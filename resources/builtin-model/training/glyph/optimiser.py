"""Muon (orthogonalised momentum) for matrices and convolutions, AdamW for everything else, in one optimizer.

The Muon update is scaled to RMS 0.2, so that learning rates compare with AdamW's (Liu et al. 2025, arXiv:2502.16982). Newton-Schulz
with the first five steps of Polar Express (Amsel et al. 2025, arXiv:2505.16932). AdamW: Loshchilov and Hutter 2019 (arXiv:1711.05101).
"""
from typing import Iterable

import torch
from torch import Tensor, nn

STEPS = [
    (8.2872, -23.5959, 17.3004), (4.1071, -2.9478, 0.5448), (3.9487, -2.9089, 0.5518), (3.3184, -2.4885, 0.5100),
    (2.3007, -1.6689, 0.4188),
]  # fmt: skip
ADAM_NAMES = ("conv_in", "conv_out", "embedding", "quant_conv", "head", "stem")


def orthogonalise(matrix: Tensor) -> Tensor:
    """The nearest half-orthogonal matrix, singular values within 0.85..1.15; in bf16, which is accurate enough and twice as fast."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = (matrix.t() if tall else matrix) / (matrix.norm() * 1.01 + 1e-7)
    x = x.contiguous().bfloat16()
    for a, b, c in STEPS:
        s = x @ x.t()
        x = a * x + (b * s + c * (s @ s)) @ x
    return (x.t() if tall else x).float()


class MuonAdamW(torch.optim.Optimizer):
    def __init__(self, named: Iterable[tuple[str, nn.Parameter]], rate: float, adam_rate: float, decay: float):
        matrices, others = [], []
        for name, parameter in named:
            is_matrix = parameter.ndim >= 2 and not any(word in name for word in ADAM_NAMES)
            (matrices if is_matrix else others).append(parameter)
        groups = [
            {"params": matrices, "kind": "muon", "base": rate, "lr": rate},
            {"params": others, "kind": "adam", "base": adam_rate, "lr": adam_rate},
        ]
        super().__init__(groups, {"momentum": 0.95, "betas": (0.9, 0.99), "decay": decay})

    def set_scale(self, scale: float) -> None:
        for group in self.param_groups:
            group["lr"] = group["base"] * scale

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            update = self._muon if group["kind"] == "muon" else self._adam
            for parameter in group["params"]:
                if parameter.grad is not None:
                    update(parameter, group)

    def _muon(self, parameter: nn.Parameter, group: dict) -> None:
        state = self.state[parameter]
        mean = state.setdefault("mean", torch.zeros_like(parameter))
        mean.lerp_(parameter.grad, 1 - group["momentum"])
        flat = parameter.grad.lerp(mean, group["momentum"]).reshape(parameter.shape[0], -1)
        update = orthogonalise(flat)
        update = update * (0.2 * update.numel() ** 0.5 / (update.norm() + 1e-7))
        parameter.mul_(1 - group["lr"] * group["decay"]).add_(update.reshape(parameter.shape), alpha=-group["lr"])

    def _adam(self, parameter: nn.Parameter, group: dict) -> None:
        state = self.state[parameter]
        mean = state.setdefault("mean", torch.zeros_like(parameter))
        square = state.setdefault("square", torch.zeros_like(parameter))
        state["steps"] = state.get("steps", 0) + 1
        first, second = group["betas"]
        mean.lerp_(parameter.grad, 1 - first)
        square.mul_(second).addcmul_(parameter.grad, parameter.grad, value=1 - second)
        scale = (square / (1 - second ** state["steps"])).sqrt_().add_(1e-8)
        if parameter.ndim >= 2:
            parameter.mul_(1 - group["lr"] * group["decay"])
        parameter.addcdiv_(mean, scale, value=-group["lr"] / (1 - first ** state["steps"]))
