"""The three networks as plain torch modules, with the parameter names that diffusers 0.21 and transformers use.

So a state dict needs no renaming on export. Shapes: pictures [n, 3, h, w] in -1..1, latents [n, 8, h/8, w/8],
token ids [n, 32], text states [n, 32, 192]. Sources: Ho et al. 2020 (arXiv:2006.11239), Rombach et al. 2022
(arXiv:2112.10752), Radford et al. 2021 (arXiv:2103.00020).
"""
import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class GroupNorm(nn.GroupNorm):
    """In float32 also under autocast: torch 1.13's CPU kernel refuses mixed types."""

    def forward(self, x: Tensor) -> Tensor:
        return F.group_norm(x.float(), self.num_groups, self.weight, self.bias, self.eps)


class LayerNorm(nn.LayerNorm):
    """In float32 also under autocast, for the same reason."""

    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x.float(), self.normalized_shape, self.weight, self.bias, self.eps)


# ---- blocks that the U-Net and the VAE share ---------------------------------------------------------------------


class ResnetBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, groups: int, eps: float, time_width: int | None):
        super().__init__()
        self.norm1 = GroupNorm(groups, inputs, eps)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        if time_width is not None:
            self.time_emb_proj = nn.Linear(time_width, outputs)
        self.norm2 = GroupNorm(groups, outputs, eps)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        if inputs != outputs:
            self.conv_shortcut = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor, time: Tensor | None = None) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        if time is not None:
            h = h + self.time_emb_proj(F.silu(time))[:, :, None, None]
        h = self.conv2(F.silu(self.norm2(h)))
        return (self.conv_shortcut(x) if hasattr(self, "conv_shortcut") else x) + h


class Downsample(nn.Module):
    """padding 0 stands for the VAE's asymmetric padding (right and bottom)."""

    def __init__(self, channels: int, padding: int):
        super().__init__()
        self.padding = padding
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=padding)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x if self.padding else F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x.float(), scale_factor=2.0, mode="nearest"))


def attend(q: Tensor, k: Tensor, v: Tensor, heads: int, mask: Tensor | None = None) -> Tensor:
    """Multi-head attention on [n, tokens, width]; mask is added to the scores."""
    n, tokens, width = q.shape

    def split(x: Tensor) -> Tensor:
        return x.view(n, -1, heads, width // heads).transpose(1, 2)

    scores = split(q * (width // heads) ** -0.5) @ split(k).transpose(-1, -2)
    weights = (scores if mask is None else scores + mask).softmax(-1)
    return (weights.to(v.dtype) @ split(v)).transpose(1, 2).reshape(n, tokens, width)


# ---- U-Net --------------------------------------------------------------------------------------------------------


class Attention(nn.Module):
    def __init__(self, width: int, context: int, heads: int):
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context, width, bias=False)
        self.to_v = nn.Linear(context, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        return self.to_out[0](attend(self.to_q(x), self.to_k(context), self.to_v(context), self.heads))


class GatedGelu(nn.Module):
    def __init__(self, width: int, inner: int):
        super().__init__()
        self.proj = nn.Linear(width, 2 * inner)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, -1)
        return value * F.gelu(gate.float()).to(value.dtype)  # torch 1.13's bf16 gelu is slow


class FeedForward(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.net = nn.ModuleList([GatedGelu(width, 4 * width), nn.Identity(), nn.Linear(4 * width, width)])

    def forward(self, x: Tensor) -> Tensor:
        return self.net[2](self.net[0](x))


class TransformerBlock(nn.Module):
    def __init__(self, width: int, context: int, heads: int):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = LayerNorm(width), LayerNorm(width), LayerNorm(width)
        self.attn1 = Attention(width, width, heads)
        self.attn2 = Attention(width, context, heads)
        self.ff = FeedForward(width)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        h = self.norm1(x)
        x = x + self.attn1(h, h)
        x = x + self.attn2(self.norm2(x), context)
        return x + self.ff(self.norm3(x))


class SpatialTransformer(nn.Module):
    """proj_in and proj_out are 1x1 convolutions, as in Stable Diffusion 1.x."""

    def __init__(self, width: int, context: int, heads: int, groups: int):
        super().__init__()
        self.norm = GroupNorm(groups, width, 1e-6)
        self.proj_in = nn.Conv2d(width, width, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(width, context, heads)])
        self.proj_out = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        n, width, rows, columns = x.shape
        h = self.proj_in(self.norm(x)).flatten(2).transpose(1, 2)
        h = self.transformer_blocks[0](h, context)
        return self.proj_out(h.transpose(1, 2).reshape(n, width, rows, columns)) + x


class UNetBlock(nn.Module):
    """One level: resnets (each followed by attention where the level has it), then a down- or upsampler."""

    def __init__(self, widths: list[tuple[int, int]], attention: bool, config: dict[str, Any], sampler: str | None):
        super().__init__()
        groups, time_width, outputs = config["norm_num_groups"], 4 * config["block_out_channels"][0], widths[0][1]
        self.resnets = nn.ModuleList(ResnetBlock(i, o, groups, config["norm_eps"], time_width) for i, o in widths)
        if attention:
            heads, context = config["attention_head_dim"], config["cross_attention_dim"]
            self.attentions = nn.ModuleList(SpatialTransformer(outputs, context, heads, groups) for _ in widths)
        if sampler == "down":
            self.downsamplers = nn.ModuleList([Downsample(outputs, config["downsample_padding"])])
        if sampler == "up":
            self.upsamplers = nn.ModuleList([Upsample(outputs)])

    def layer(self, index: int, x: Tensor, time: Tensor, context: Tensor) -> Tensor:
        x = self.resnets[index](x, time)
        return self.attentions[index](x, context) if hasattr(self, "attentions") else x


class UNetMiddle(nn.Module):
    def __init__(self, width: int, config: dict[str, Any]):
        super().__init__()
        groups, time_width = config["norm_num_groups"], 4 * config["block_out_channels"][0]
        self.resnets = nn.ModuleList(ResnetBlock(width, width, groups, config["norm_eps"], time_width) for _ in range(2))
        self.attentions = nn.ModuleList(
            [SpatialTransformer(width, config["cross_attention_dim"], config["attention_head_dim"], groups)]
        )

    def forward(self, x: Tensor, time: Tensor, context: Tensor) -> Tensor:
        return self.resnets[1](self.attentions[0](self.resnets[0](x, time), context), time)


class TimeEmbedding(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.linear_1 = nn.Linear(width, 4 * width)
        self.linear_2 = nn.Linear(4 * width, 4 * width)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear_2(F.silu(self.linear_1(x)))


def sinusoids(times: Tensor, width: int) -> Tensor:
    """[n] -> [n, width]: cosines, then sines (flip_sin_to_cos, freq_shift 0)."""
    frequencies = torch.exp(-math.log(10000) * torch.arange(width // 2, dtype=torch.float32) / (width // 2))
    angles = times.float()[:, None] * frequencies
    return torch.cat([angles.cos(), angles.sin()], 1)


class UNet(nn.Module):
    """UNet2DConditionModel of the given diffusers config (the subset of options that this model uses)."""

    def __init__(self, config: dict[str, Any]):
        super().__init__()
        widths, layers, groups = config["block_out_channels"], config["layers_per_block"], config["norm_num_groups"]
        self.width = widths[0]
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.time_embedding = TimeEmbedding(widths[0])
        self.down_blocks, self.up_blocks = nn.ModuleList(), nn.ModuleList()
        skips, before = [widths[0]], widths[0]
        for level, (width, kind) in enumerate(zip(widths, config["down_block_types"])):
            last = level == len(widths) - 1
            pairs = [(before if k == 0 else width, width) for k in range(layers)]
            self.down_blocks.append(UNetBlock(pairs, kind.startswith("Cross"), config, None if last else "down"))
            skips += [width] * (layers if last else layers + 1)
            before = width
        self.mid_block = UNetMiddle(before, config)
        for level, (width, kind) in enumerate(zip(reversed(widths), config["up_block_types"])):
            pairs = [((before if k == 0 else width) + skips.pop(), width) for k in range(layers + 1)]
            last = level == len(widths) - 1
            self.up_blocks.append(UNetBlock(pairs, kind.startswith("Cross"), config, None if last else "up"))
            before = width
        self.conv_norm_out = GroupNorm(groups, widths[0], config["norm_eps"])
        self.conv_out = nn.Conv2d(widths[0], config["out_channels"], 3, padding=1)

    def forward(self, x: Tensor, times: Tensor, context: Tensor) -> Tensor:
        time = self.time_embedding(sinusoids(times.expand(x.shape[0]), self.width))
        x = self.conv_in(x)
        skips = [x]
        for block in self.down_blocks:
            for index in range(len(block.resnets)):
                x = block.layer(index, x, time, context)
                skips.append(x)
            if hasattr(block, "downsamplers"):
                x = block.downsamplers[0](x)
                skips.append(x)
        x = self.mid_block(x, time, context)
        for block in self.up_blocks:
            for index in range(len(block.resnets)):
                x = block.layer(index, torch.cat([x, skips.pop()], 1), time, context)
            if hasattr(block, "upsamplers"):
                x = block.upsamplers[0](x)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


# ---- VAE ----------------------------------------------------------------------------------------------------------


class VaeAttention(nn.Module):
    def __init__(self, width: int, groups: int):
        super().__init__()
        self.group_norm = GroupNorm(groups, width, 1e-6)
        self.to_q, self.to_k, self.to_v = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, x: Tensor) -> Tensor:
        h = self.group_norm(x).flatten(2).transpose(1, 2)
        h = self.to_out[0](attend(self.to_q(h), self.to_k(h), self.to_v(h), 1))
        return x + h.transpose(1, 2).reshape(x.shape)


class VaeBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, layers: int, groups: int, sampler: str | None):
        super().__init__()
        self.resnets = nn.ModuleList(
            ResnetBlock(inputs if k == 0 else outputs, outputs, groups, 1e-6, None) for k in range(layers)
        )
        if sampler == "down":
            self.downsamplers = nn.ModuleList([Downsample(outputs, 0)])
        if sampler == "up":
            self.upsamplers = nn.ModuleList([Upsample(outputs)])

    def forward(self, x: Tensor) -> Tensor:
        for resnet in self.resnets:
            x = resnet(x)
        for sampler in getattr(self, "downsamplers", getattr(self, "upsamplers", [])):
            x = sampler(x)
        return x


class VaeMiddle(nn.Module):
    def __init__(self, width: int, groups: int):
        super().__init__()
        self.attentions = nn.ModuleList([VaeAttention(width, groups)])
        self.resnets = nn.ModuleList(ResnetBlock(width, width, groups, 1e-6, None) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        return self.resnets[1](self.attentions[0](self.resnets[0](x)))


class Encoder(nn.Module):
    def __init__(self, config: dict[str, Any]):
        super().__init__()
        widths, groups = config["block_out_channels"], config["norm_num_groups"]
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.down_blocks = nn.ModuleList(
            VaeBlock(widths[max(k - 1, 0)], widths[k], config["layers_per_block"], groups, "down" if k < len(widths) - 1 else None)
            for k in range(len(widths))
        )
        self.mid_block = VaeMiddle(widths[-1], groups)
        self.conv_norm_out = GroupNorm(groups, widths[-1], 1e-6)
        self.conv_out = nn.Conv2d(widths[-1], 2 * config["latent_channels"], 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_in(x)
        for block in self.down_blocks:
            x = block(x)
        return self.conv_out(F.silu(self.conv_norm_out(self.mid_block(x))))


class Decoder(nn.Module):
    def __init__(self, config: dict[str, Any]):
        super().__init__()
        widths, groups = config["block_out_channels"][::-1], config["norm_num_groups"]
        self.conv_in = nn.Conv2d(config["latent_channels"], widths[0], 3, padding=1)
        self.mid_block = VaeMiddle(widths[0], groups)
        self.up_blocks = nn.ModuleList(
            VaeBlock(widths[max(k - 1, 0)], widths[k], config["layers_per_block"] + 1, groups, "up" if k < len(widths) - 1 else None)
            for k in range(len(widths))
        )
        self.conv_norm_out = GroupNorm(groups, widths[-1], 1e-6)
        self.conv_out = nn.Conv2d(widths[-1], config["out_channels"], 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        x = self.mid_block(self.conv_in(z))
        for block in self.up_blocks:
            x = block(x)
        return self.conv_out(F.silu(self.conv_norm_out(x)))


class Vae(nn.Module):
    """AutoencoderKL. encode() gives mean and log variance of the unscaled latent, decode() takes the unscaled latent."""

    def __init__(self, config: dict[str, Any]):
        super().__init__()
        self.encoder, self.decoder = Encoder(config), Decoder(config)
        channels = config["latent_channels"]
        self.quant_conv = nn.Conv2d(2 * channels, 2 * channels, 1)
        self.post_quant_conv = nn.Conv2d(channels, channels, 1)

    def encode(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        mean, log_variance = self.quant_conv(self.encoder(pictures)).chunk(2, 1)
        return mean, log_variance.clamp(-30, 20)

    def decode(self, latents: Tensor) -> Tensor:
        return self.decoder(self.post_quant_conv(latents))


# ---- text encoder -------------------------------------------------------------------------------------------------


class TextAttention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.k_proj, self.v_proj = nn.Linear(width, width), nn.Linear(width, width)
        self.q_proj, self.out_proj = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        return self.out_proj(attend(self.q_proj(x), self.k_proj(x), self.v_proj(x), self.heads, mask))


class TextMlp(nn.Module):
    def __init__(self, width: int, inner: int):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, inner), nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.fc1(x)
        return self.fc2(x * torch.sigmoid(1.702 * x))  # quick_gelu


class TextLayer(nn.Module):
    def __init__(self, config: dict[str, Any]):
        super().__init__()
        width, eps = config["hidden_size"], config["layer_norm_eps"]
        self.self_attn = TextAttention(width, config["num_attention_heads"])
        self.layer_norm1, self.layer_norm2 = LayerNorm(width, eps), LayerNorm(width, eps)
        self.mlp = TextMlp(width, config["intermediate_size"])

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x), mask)
        return x + self.mlp(self.layer_norm2(x))


class TextEmbeddings(nn.Module):
    def __init__(self, config: dict[str, Any]):
        super().__init__()
        self.token_embedding = nn.Embedding(config["vocab_size"], config["hidden_size"])
        self.position_embedding = nn.Embedding(config["max_position_embeddings"], config["hidden_size"])

    def forward(self, ids: Tensor) -> Tensor:
        return self.token_embedding(ids) + self.position_embedding.weight[: ids.shape[1]]


class TextStack(nn.Module):
    def __init__(self, config: dict[str, Any]):
        super().__init__()
        self.layers = nn.ModuleList(TextLayer(config) for _ in range(config["num_hidden_layers"]))


class TextTransformer(nn.Module):
    def __init__(self, config: dict[str, Any]):
        super().__init__()
        self.embeddings = TextEmbeddings(config)
        self.encoder = TextStack(config)
        self.final_layer_norm = LayerNorm(config["hidden_size"], config["layer_norm_eps"])

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embeddings(ids)
        mask = torch.full((ids.shape[1], ids.shape[1]), float("-inf")).triu(1)
        for layer in self.encoder.layers:
            x = layer(x, mask)
        return self.final_layer_norm(x)


class TextEncoder(nn.Module):
    """CLIPTextModel: causal; gives the states after the final layer norm, what Stable Diffusion 1.x feeds to the U-Net."""

    def __init__(self, config: dict[str, Any]):
        super().__init__()
        self.text_model = TextTransformer(config)
        for name, parameter in self.named_parameters():
            _start_text_parameter(name, parameter)

    def forward(self, ids: Tensor) -> Tensor:
        return self.text_model(ids)


def _start_text_parameter(name: str, parameter: nn.Parameter) -> None:
    """Start values for training from nothing: wide token embeddings, residual branches at half strength."""
    if "token_embedding" in name:
        nn.init.normal_(parameter, std=0.3)
    elif "position_embedding" in name:
        nn.init.normal_(parameter, std=0.05)
    elif parameter.ndim == 2:
        branch = 0.5 if "out_proj" in name or "fc2" in name else 1.0
        nn.init.normal_(parameter, std=parameter.shape[1] ** -0.5 * branch)
    elif "norm" not in name and name.endswith("bias"):
        nn.init.zeros_(parameter)


def autocast(enabled: bool):
    """bf16 arithmetic on the CPU."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled)
