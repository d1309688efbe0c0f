// Everything of weights that lies in the user's folders: found by headers alone, used in place, never copied.
#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "engine/hash_memory.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

enum class ModelKind { model, lora, controlnet, vae, text_encoder, embedding, upscaler, unknown };
/// "model", "LoRA", "ControlNet", "VAE", "text encoder", "embedding", "upscaler", "unknown".
std::string_view model_kind_name(ModelKind kind);

/// A file or diffusers folder of weights.
struct ShelfModel {
    std::filesystem::path path;
    std::string name; ///< below its folder, without the extension: "portraits/soft"
    ModelKind kind = ModelKind::unknown;
    std::string family;    ///< as told by the tensors' names; empty when the file cannot be read
    std::string precision; ///< element types, that of most parameters first: "F16, F32"
    std::int64_t parameters = 0;
    std::uint64_t bytes = 0;
    std::chrono::system_clock::time_point changed;
    int default_side = 0;  ///< pixels; 0 where it cannot run
    int side_multiple = 0; ///< sides are rounded to multiples of this; 0 where it cannot run
    /// Why it cannot be painted with; empty when it can.
    std::string unusable_because;
    // What the file says of itself (ModelSpec 1.0, else kohya's ss_ fields); empty where it says nothing.
    std::string title, author, licence, description, usage_hint, trigger_phrase, date;
    std::string thumbnail;                ///< "data:image/...;base64,..." of ModelSpec, at most 1 MiB
    std::filesystem::path thumbnail_file; ///< picture beside the file, as A1111 and others keep it
    std::string sha256;                   ///< when it was reckoned before and the file has not changed since

    bool usable() const { return unusable_because.empty(); }
};

/// Folders in which models are looked for: the program's own (always the first) and those of the user, in his order.
std::vector<std::filesystem::path> model_folders();
/// Keeps the user's folders, as absolute paths, each once. Errors: those of writing; not_found naming what is no
/// folder.
Result<> set_model_folders(std::span<const std::filesystem::path> folders);

/// Looks through `folders` (with their subfolders; links are followed, no folder is seen twice) and gives each find to
/// `found` at once. Reads headers only. What cannot be read is given with its reason. Pickles (.ckpt, .pt, .pth) are
/// listed and never opened: loading one would run the program in it. Error: cancelled.
Result<> scan_models(std::span<const std::filesystem::path> folders, const std::function<void(ShelfModel)>& found,
                     const CancelToken& cancel);

/// One find. Never fails: the reason stands in it.
ShelfModel shelve(const std::filesystem::path& path, const std::filesystem::path& folder);
/// The same with what is remembered of hashes at hand.
ShelfModel shelve(const std::filesystem::path& path, const std::filesystem::path& folder, const KnownHashes& hashes);

/// The SHA-256 that recipes name, remembered for the next time. Errors: those of reading; cancelled.
Result<std::string> shelf_hash(const std::filesystem::path& path, const CancelToken& cancel);

} // namespace sfumato
