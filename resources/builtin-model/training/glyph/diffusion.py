"""Noise schedule, training loss and the samplers (all with v-prediction).

Sources: Rombach et al. 2022 (schedule), Salimans and Ho 2022 (arXiv:2202.00512, v-prediction), Hang et al. 2023 (arXiv:2303.09556,
min-SNR weights), Ho and Salimans 2022 (arXiv:2207.12598, guidance), Karras et al. 2022 (arXiv:2206.00364, Euler in sigma).
"""
from typing import Callable, Iterator

import torch
from torch import Tensor

from .networks import UNet

TIMES = 1000


def alphas_cumprod() -> Tensor:
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, TIMES, dtype=torch.float64) ** 2
    return torch.cumprod(1 - betas, 0).float()


def time_distribution(snr_limit: float, boost: float, boost_from: int) -> Tensor:
    """Cumulative distribution of the training times. min-SNR by drawing rather than by weights, which wastes no sample; times from
    boost_from on, where the prompt decides the picture, are drawn `boost` times as often."""
    alphas = alphas_cumprod()
    snr = alphas / (1 - alphas)
    weights = (snr + 1).clamp(max=snr_limit + 1) / (snr + 1)
    weights[boost_from:] *= boost
    return torch.cumsum(weights / weights.sum(), 0)


def draw_times(count: int, distribution: Tensor) -> Tensor:
    """Stratified, in random order."""
    places = (torch.arange(count) + torch.rand(count)) / count
    return torch.searchsorted(distribution, places)[torch.randperm(count)].clamp(max=TIMES - 1)


def noisy(latents: Tensor, noise: Tensor, times: Tensor, alphas: Tensor) -> tuple[Tensor, Tensor]:
    """What the network sees, and the v that it shall predict."""
    a = alphas[times][:, None, None, None]
    return a.sqrt() * latents + (1 - a).sqrt() * noise, a.sqrt() * noise - (1 - a).sqrt() * latents


def sigmas(steps: int) -> tuple[Tensor, Tensor]:
    """times [steps] and sigmas [steps + 1]: linspace over the times, log sigma interpolated (k-diffusion's DiscreteSchedule)."""
    alphas = alphas_cumprod().double()
    log_sigmas = ((1 - alphas) / alphas).sqrt().log().float()
    times = torch.linspace(TIMES - 1, 0, steps)
    low, high = times.floor().long(), times.ceil().long()
    part = times - low
    values = ((1 - part) * log_sigmas[low] + part * log_sigmas[high]).exp()
    return times, torch.cat([values, torch.zeros(1)])


Denoiser = Callable[[Tensor, int], Tensor]  # the denoised latent for a latent and its place among the sigmas


def euler(x: Tensor, levels: Tensor, denoise: Denoiser) -> Iterator[Tensor]:
    """Algorithm 1 of Karras et al. 2022 without churn; yields the latent after each step."""
    for k in range(len(levels) - 1):
        x = x + (x - denoise(x, k)) / levels[k] * (levels[k + 1] - levels[k])
        yield x


def dpmpp_2m(x: Tensor, levels: Tensor, denoise: Denoiser) -> Iterator[Tensor]:
    """DPM-Solver++(2M) for the data prediction (Lu et al. 2022, arXiv:2211.01095, algorithm 2), in t = -log sigma."""
    before = None
    for k in range(len(levels) - 1):
        now, sigma, after = denoise(x, k), levels[k], levels[k + 1]
        ahead = now
        if before is not None and after > 0:
            ratio = (sigma / levels[k - 1]).log() / (after / sigma).log()  # the last step over this one
            ahead = now + (now - before) / (2 * ratio)
        x = after / sigma * x + (1 - after / sigma) * ahead
        before = now
        yield x


SAMPLERS = {"euler": euler, "dpmpp_2m": dpmpp_2m}


@torch.no_grad()
def sample(
    unet: UNet, states: Tensor, empty: Tensor, noise: Tensor, steps: int, guidance: float, trace: list | None = None,
    sampler: str = "euler",
) -> Tensor:  # fmt: skip
    """Latents for text states [n, 32, 192]; empty: states of the empty prompt [1, 32, 192]. trace gets (raw, denoised, latent)."""
    times, levels = sigmas(steps)
    count = noise.shape[0]
    context = torch.cat([empty.expand(count, -1, -1), states])
    calls: list[tuple[Tensor, Tensor]] = []

    def denoise(x: Tensor, k: int) -> Tensor:
        sigma = levels[k]
        twice = torch.cat([x, x])
        raw = unet(twice / (sigma**2 + 1).sqrt(), times[k], context).float()
        plain, guided = (twice / (sigma**2 + 1) - raw * sigma / (sigma**2 + 1).sqrt()).chunk(2)
        denoised = plain + guidance * (guided - plain)
        calls.append((raw, denoised))
        return denoised

    x = noise * levels[0]
    for x in SAMPLERS[sampler](x, levels, denoise):
        if trace is not None:
            trace.append((*calls[-1], x))
        calls.clear()
    return x
