// What a batch would take before it starts, and the sheets of a grid that was made.
#pragma once

#include "base/cancel.h"
#include "engine/dry_run.h"
#include "image/image.h"
#include "recipe/batch_source.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace sfumato {

/// What the whole batch would take.
struct BatchEstimate {
    bool known = false; ///< false: too many recipes differ in what takes time
    double seconds = 0;
    bool guess = false;
    std::size_t kinds = 0;           ///< recipes that differ in what takes time
    std::uint64_t picture_bytes = 0; ///< of pixels; files are compressed, so this is the most they take, but for texts
    std::uint64_t peak_bytes = 0;    ///< of device memory
    std::string device;
};

/// `plan` answers for one job; it is asked once for each kind of recipe, at most 200 times. Errors: those of `plan`,
/// cancelled.
Result<BatchEstimate> estimate_batch(const std::vector<Recipe>& recipes,
                                     const std::function<Result<DryRun>(const Job&)>& plan,
                                     const CancelToken& cancel = {});

/// Free bytes of the file system that the folder is or will be on; 0: unknown.
std::uint64_t free_bytes_of(const std::filesystem::path& folder);

/// The sheet of the value `z` of the third axis, labelled. `picture` gives that of a cell; where it has an error, the
/// place stays open. Pictures are made small as they come. Errors: of drawing (usage: the sheet would be too large),
/// cancelled.
Result<Image> draw_grid_sheet(const Grid& grid, std::size_t z,
                              const std::function<Result<Image>(std::size_t cell)>& picture,
                              const CancelToken& cancel = {});

/// Draws all sheets of a grid into `folder`, "contact-sheet.png", or one for each value of the third axis, replacing
/// those that are there, and tells each path to `written`. Errors: those of draw_grid_sheet() and of writing.
Result<> write_grid_sheets(const Grid& grid, const std::filesystem::path& folder,
                           const std::function<Result<Image>(std::size_t cell)>& picture,
                           const std::function<void(const std::filesystem::path&)>& written,
                           const CancelToken& cancel = {});

} // namespace sfumato
