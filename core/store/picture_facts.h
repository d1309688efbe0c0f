// What the gallery reads of a file: its header and metadata, never its pixels.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "store/gallery_entry.h"

#include <filesystem>
#include <vector>

namespace sfumato {

/// Whether a name ends like that of a picture format of ours, in upper or lower case.
bool has_picture_name(const std::filesystem::path& path);

/// Files beside a picture that tell how it was made, as OutputOptions::sidecar writes them: NAME.txt with A1111's text,
/// NAME.json with a recipe. Other files of that name (notes, captions) are none, nor are those that a second picture of
/// the same name may own, too.
std::vector<std::filesystem::path> sidecars_of(const std::filesystem::path& picture);

/// Damaged metadata is no error: it is told in `problem`. Errors: not_found, permission, io, bad_input (no picture of
/// a known format, or a file that is empty).
Result<PictureFacts> read_picture_facts(const std::filesystem::path& path);

/// See PictureFacts::fingerprint.
std::string fingerprint_of(Bytes file);

} // namespace sfumato
