// What a weights file or a model folder holds, for people.
#pragma once

#include "base/cancel.h"
#include "base/dtype.h"
#include "base/error.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace sfumato {

struct TensorDescription {
    std::string name; ///< as in the file
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape;
};

/// A part of a model: tensors of one prefix or of one file of a folder.
struct PartDescription {
    std::string name; ///< "U-Net", "VAE", "text encoder", "other tensors"
    std::int64_t tensors = 0;
    std::int64_t parameters = 0;
    std::string details; ///< dimensions in one line, or empty
};

struct WeightsDescription {
    std::filesystem::path path;
    std::string family;  ///< "Stable Diffusion 1.x", "LoRA", ..., or "unknown"
    std::string problem; ///< why this program cannot run it as a model, or empty
    std::vector<PartDescription> parts;
    std::int64_t parameters = 0;
    std::uint64_t bytes = 0;
    std::map<std::string, std::int64_t> dtype_counts; ///< "F16" -> number of tensors
    std::vector<TensorDescription> tensors;           ///< sorted by name; of folders with the part as prefix
    std::map<std::string, std::string> metadata;
    std::string sha256; ///< empty unless asked for
};

/// Whether to read everything for the hash.
enum class WithHash { no, yes };

/// Describes any safetensors file, a *.safetensors.index.json or a diffusers folder. Errors: those of opening; a file
/// that is no model of a known family is no error.
Result<WeightsDescription> describe_weights(const std::filesystem::path& path, WithHash hash = WithHash::no,
                                            const CancelToken& cancel = {});

/// The description as lines of text, with the tensor list when `tensors` is set.
std::string description_text(const WeightsDescription& description, bool tensors);

} // namespace sfumato
