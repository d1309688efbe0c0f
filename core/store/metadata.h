// What an image file says about how it was made, in the dialects of several programs.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "image/png.h"
#include "recipe/recipe.h"
#include "store/infotext.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// One row per way of keeping a recipe in the texts of a picture; the table lives in metadata.cpp, preferred rows
/// first. Several rows may have one name.
struct Dialect {
    const char* name;  ///< "sfumato", "a1111", "comfyui", "invokeai"...
    const char* label; ///< for people
    std::span<const std::string_view> keywords;
    /// Whether a text below one of these keywords is of this dialect; null: all are.
    bool (*recognise)(std::string_view text);
    /// Null for dialects that are recognised and reported only.
    Result<Recipe> (*read)(std::string_view text, std::vector<std::string>& notes);
};
std::span<const Dialect> dialects();

struct ImageMetadata {
    std::string format; ///< "PNG", "JPEG", ...; "recipe" for a JSON file, "text" for a parameters file
    int width = 0;      ///< pixels; 0 when not known without decoding
    int height = 0;
    std::vector<TextChunk> chunks; ///< all texts of the file, in its order
    std::string dialect;           ///< name of the best row found; empty when none
    std::optional<Recipe> recipe;
    std::optional<Infotext> infotext; ///< parsed "parameters", when there are any
    std::string digital_source_type;  ///< of the XMP packet: IPTC's URI; empty when absent
    std::vector<std::string> notes;   ///< what was found and could not be used, one sentence each
};

/// Reads an image, a recipe file (.json of ours) or a parameters file (.txt). A file without metadata is no error.
/// Errors: not_found, permission, bad_input (damaged, or none of these kinds), unsupported (recipe file of a newer
/// version).
Result<ImageMetadata> read_metadata(const std::filesystem::path& path);

/// The same for bytes in memory; `name` is for messages.
Result<ImageMetadata> read_metadata(Bytes bytes, std::string_view name);

/// For looking through many files: nothing behind the header is read where that can be, and the XMP packet is not
/// parsed.
Result<ImageMetadata> read_metadata_quickly(Bytes bytes, std::string_view name);

/// The text chunks that a saved image carries: "parameters" (A1111's text), "sfumato" (our JSON) and the XMP packet.
/// `width` and `height` are the picture's.
Result<std::vector<TextChunk>> metadata_chunks(const Recipe& recipe, int width, int height);

} // namespace sfumato
