// Where the pictures go: decided and tried before anything is computed.
#pragma once

#include "base/error.h"
#include "store/writer.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sfumato::cli {

/// One target for each of `count` pictures. A folder (one that exists, or a name ending in '/', which is made): names
/// are made in it, and never one that is taken. A file NAME.png: itself, or NAME-0001.png ... when count > 1. Errors:
/// usage (an unknown ending), not_found, permission, no_space, io (the folder cannot be written), already_exists.
Result<std::vector<SaveTarget>> plan_outputs(const std::string& output, int count, bool force,
                                             const OutputOptions& options = {});

/// Makes and removes a file in `folder`. Errors: not_found, permission, no_space, io.
Result<> try_writing(const std::filesystem::path& folder);

/// Makes the folder of previews where it is missing. Error already_exists when previews of another run are in it and
/// `force` is not set.
Result<> prepare_preview_folder(const std::filesystem::path& folder, bool force);

/// Name of a preview: "0001-step-0020.png"; pictures and steps count from 1.
std::string preview_name(int picture, int step);

} // namespace sfumato::cli
