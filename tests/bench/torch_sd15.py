#!/usr/bin/python3
"""Times Stable Diffusion 1.5's U-Net or VAE decoder in PyTorch, as the other side of sfumato-network-bench.

The networks are written here from their published shapes (Rombach et al. 2022; configuration of SD 1.x) in plain
torch.nn, with random weights: only time is compared. Prints one JSON line: medians of wall and of process CPU time.

    torch_sd15.py [--bf16] [--threads N] [--runs N] [--contiguous] [--on-demand] unet|vae BATCH HEIGHT WIDTH     (sizes of latents)
"""
import argparse
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, width, context, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v = (nn.Linear(n, width, bias=False) for n in (width, context, context))
        self.out = nn.Linear(width, width)

    def forward(self, x, context):
        b, t, width = x.shape
        d = width // self.heads
        q, k, v = (f(y).view(b, -1, self.heads, d).transpose(1, 2).reshape(b * self.heads, -1, d)
                   for f, y in ((self.q, x), (self.k, context), (self.v, context)))
        scores = torch.baddbmm(torch.empty(1, 1, 1, dtype=x.dtype), q, k.transpose(1, 2), beta=0, alpha=d ** -0.5)
        mixed = torch.bmm(scores.softmax(-1), v)
        return self.out(mixed.view(b, self.heads, t, d).transpose(1, 2).reshape(b, t, width))


class Transformer(nn.Module):
    def __init__(self, width, context, heads):
        super().__init__()
        self.norm = nn.GroupNorm(32, width, eps=1e-6)
        self.proj_in, self.proj_out = nn.Conv2d(width, width, 1), nn.Conv2d(width, width, 1)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.self_attention = Attention(width, width, heads)
        self.cross_attention = Attention(width, context, heads)
        self.gated, self.narrow = nn.Linear(width, 8 * width), nn.Linear(4 * width, width)

    def forward(self, x, context):
        b, c, h, w = x.shape
        y = self.proj_in(self.norm(x)).permute(0, 2, 3, 1).reshape(b, h * w, c)
        z = self.norms[0](y)
        y = y + self.self_attention(z, z)
        y = y + self.cross_attention(self.norms[1](y), context)
        value, gate = self.gated(self.norms[2](y)).chunk(2, dim=-1)
        y = y + self.narrow(value * F.gelu(gate))
        return x + self.proj_out(y.view(b, h, w, c).permute(0, 3, 1, 2))


class Res(nn.Module):
    def __init__(self, inputs, outputs, time=None, eps=1e-5):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(32, inputs, eps=eps), nn.GroupNorm(32, outputs, eps=eps)
        self.conv1, self.conv2 = nn.Conv2d(inputs, outputs, 3, padding=1), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.time = nn.Linear(time, outputs) if time else None
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, emb=None):
        h = self.conv1(F.silu(self.norm1(x)))
        if self.time is not None:
            h = h + self.time(emb)[:, :, None, None]
        return self.skip(x) + self.conv2(F.silu(self.norm2(h)))


class Up(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return self.conv(F.interpolate(x, scale_factor=2, mode="nearest"))


class Unet(nn.Module):
    def __init__(self, base=320, factors=(1, 2, 4, 4), attended=(True, True, True, False), context=768, heads=8):
        super().__init__()
        time = 4 * base
        self.base = base
        self.time = nn.Sequential(nn.Linear(base, time), nn.SiLU(), nn.Linear(time, time))
        self.down, self.up = nn.ModuleList([nn.ModuleList([nn.Conv2d(4, base, 3, padding=1)])]), nn.ModuleList()
        width, skips = base, [base]
        for level, factor in enumerate(factors):
            for _ in range(2):
                block = [Res(width, base * factor, time)]
                width = base * factor
                if attended[level]:
                    block.append(Transformer(width, context, heads))
                self.down.append(nn.ModuleList(block))
                skips.append(width)
            if level + 1 < len(factors):
                self.down.append(nn.ModuleList([nn.Conv2d(width, width, 3, stride=2, padding=1)]))
                skips.append(width)
        self.middle = nn.ModuleList([Res(width, width, time), Transformer(width, context, heads), Res(width, width, time)])
        for level, factor in reversed(list(enumerate(factors))):
            for i in range(3):
                block = [Res(width + skips.pop(), base * factor, time)]
                width = base * factor
                if attended[level]:
                    block.append(Transformer(width, context, heads))
                if level > 0 and i == 2:
                    block.append(Up(width))
                self.up.append(nn.ModuleList(block))
        self.norm, self.out = nn.GroupNorm(32, width), nn.Conv2d(width, 4, 3, padding=1)

    def forward(self, x, sinusoid, context):
        emb = F.silu(self.time(sinusoid))

        def through(block, h):
            for module in block:
                if isinstance(module, Res):
                    h = module(h, emb)
                elif isinstance(module, Transformer):
                    h = module(h, context)
                else:
                    h = module(h)
            return h

        skips, h = [], x
        for block in self.down:
            h = through(block, h)
            skips.append(h)
        h = through(self.middle, h)
        for block in self.up:
            h = through(block, torch.cat([h, skips.pop()], dim=1))
        return self.out(F.silu(self.norm(h)))


class PixelAttention(nn.Module):
    """The VAE's attention: one head over all pixels."""

    def __init__(self, width):
        super().__init__()
        self.norm = nn.GroupNorm(32, width, eps=1e-6)
        self.q, self.k, self.v, self.out = (nn.Conv2d(width, width, 1) for _ in range(4))

    def forward(self, x):
        b, c, h, w = x.shape
        y = self.norm(x)
        q, k, v = (f(y).permute(0, 2, 3, 1).reshape(b, h * w, c) for f in (self.q, self.k, self.v))
        scores = torch.baddbmm(torch.empty(1, 1, 1, dtype=x.dtype), q, k.transpose(1, 2), beta=0, alpha=c ** -0.5)
        mixed = torch.bmm(scores.softmax(-1), v)
        return x + self.out(mixed.view(b, h, w, c).permute(0, 3, 1, 2))


class Decoder(nn.Module):
    def __init__(self, base=128, factors=(1, 2, 4, 4)):
        super().__init__()
        width = base * factors[-1]
        modules = [nn.Conv2d(4, 4, 1), nn.Conv2d(4, width, 3, padding=1), Res(width, width, eps=1e-6),
                   PixelAttention(width), Res(width, width, eps=1e-6)]
        for level, factor in reversed(list(enumerate(factors))):
            for _ in range(3):
                modules.append(Res(width, base * factor, eps=1e-6))
                width = base * factor
            if level > 0:
                modules.append(Up(width))
        modules += [nn.GroupNorm(32, width, eps=1e-6), nn.SiLU(), nn.Conv2d(width, 3, 3, padding=1)]
        self.all = nn.Sequential(*modules)

    def forward(self, z):
        return self.all(z)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--contiguous", action="store_true", help="NCHW instead of channels_last")
    parser.add_argument("--on-demand", action="store_true", help="one run and one answer for every line of input")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("network", choices=("unet", "vae"))
    parser.add_argument("batch", type=int)
    parser.add_argument("height", type=int)
    parser.add_argument("width", type=int)
    a = parser.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    dtype = torch.bfloat16 if a.bf16 else torch.float32
    form = torch.contiguous_format if a.contiguous else torch.channels_last
    network = Unet() if a.network == "unet" else Decoder()
    network = network.eval().to(dtype).to(memory_format=form)
    inputs = [torch.randn(a.batch, 4, a.height, a.width).to(dtype).contiguous(memory_format=form)]
    if a.network == "unet":
        inputs += [torch.randn(a.batch, 320).to(dtype), torch.randn(a.batch, 77, 768).to(dtype)]

    def run():
        wall, core = time.perf_counter(), time.process_time()
        out = network(*inputs)
        times = time.perf_counter() - wall, time.process_time() - core
        assert torch.isfinite(out.float()).all()
        return times

    def report(walls, cores):
        print(json.dumps({"wall": statistics.median(walls), "core_seconds": statistics.median(cores)}), flush=True)

    with torch.inference_mode():
        if a.on_demand:
            for _ in sys.stdin:
                report(*([t] for t in run()))
            return
        run()  # touches the memory, compiles oneDNN's kernels
        report(*zip(*(run() for _ in range(a.runs))))


if __name__ == "__main__":
    main()
