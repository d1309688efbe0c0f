// Where a picture stands in mid-sampling, as a plain value and as bytes of a file.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "recipe/recipe.h"
#include "sampling/samplers.h"

#include <string>
#include <vector>

namespace sfumato {

/// All that sampling needs to go on from between two steps. The text and the initial image are not in it: they follow
/// from the recipe.
struct GenerateState {
    std::string recipe_identity; ///< see recipe_identity()
    std::string model_sha256;    ///< of the weights; empty: not known
    std::string device;          ///< name of what computed it: another one has other last digits
    std::string sampler;         ///< canonical name
    int pass = 0;                ///< of a recipe that samples more than once: 0 is the first one
    int channels = 0;            ///< of the latents x
    int height = 0;
    int width = 0;
    int calls = 0;             ///< of the network so far: prompts may change with them
    std::vector<float> sigmas; ///< of this pass
    SamplerState sampling;
    bool operator==(const GenerateState&) const = default;
};

/// SHA-256 of what a recipe says about the picture, 64 hex digits: all fields but where its model and initial image
/// lie and the model's hash. `recipe` as it is run: sizes chosen, names canonical.
std::string recipe_identity(const Recipe& recipe);

/// Little-endian: magic, version, length, fields, SHA-256 of all before.
std::vector<std::byte> encode_state(const GenerateState& state);

/// Reads what encode_state() writes. Never takes more memory than a small multiple of `bytes`. Errors: bad_input
/// (truncated, damaged, or fields that contradict one another), unsupported (a newer version).
Result<GenerateState> decode_state(Bytes bytes);

} // namespace sfumato
