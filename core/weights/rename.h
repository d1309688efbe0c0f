// Key maps onto the canonical names: LDM names for the U-Net and the VAE, Hugging Face names for CLIP's text model.
#pragma once

#include "base/error.h"
#include "weights/tensor_source.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

enum class Component { unet, vae, text };

/// "U-Net", "VAE" or "text encoder", for messages.
std::string_view component_name(Component component);

struct NamePair {
    std::string from;
    std::string to;
};

/// Canonical name of each of `names`, in their order. Diffusers names (old and new attention names) become LDM names
/// (`input_blocks.1.0.in_layers.0.weight`, `decoder.up.3.block.0.norm1.weight`), text encoder names get their
/// `text_model.`; canonical and unknown names stay as they are. How many levels there are and how many layers each has
/// is read from the names themselves, so that all of a component's names must be given at once.
std::vector<NamePair> canonical_names(Component component, std::span<const std::string> names);

/// `source` (whose names begin with `prefix`, which is taken off) under canonical names. Weights of the VAE's attention
/// get the shape [C, C, 1, 1] of LDM's 1x1 convolutions where diffusers stores [C, C]; all other shapes stay.
/// Error bad_input when two tensors stand for the same one.
Result<std::unique_ptr<TensorSource>> canonical_view(std::shared_ptr<const TensorSource> source, Component component,
                                                     std::string_view prefix = {});

} // namespace sfumato
