#include "engine/batch_work.h"

#include "base/existing_part.h"
#include "base/file.h"
#include "image/contact_sheet.h"
#include "image/png.h"
#include "image/resample.h"

#include <algorithm>
#include <map>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_kinds = 200;

/// Recipes with equal keys take equal time.
std::string cost_key(const Recipe& recipe) {
    std::string key = fmt::format("{} {} {} {} {}x{} {} {} {}", recipe.model, recipe.steps, recipe.sampler,
                                  recipe.cfg_scale == 1, recipe.width, recipe.height, recipe.prompt.size() / 200,
                                  recipe.init ? recipe.init->path : "", recipe.init ? recipe.init->strength : 0);
    if (const auto& h = recipe.hires)
        key += fmt::format(" {} {}x{} {} {} {}", h->scale, h->width, h->height, h->steps, h->strength,
                           static_cast<int>(h->upscaler));
    if (recipe.inpaint) key += fmt::format(" {}", static_cast<int>(recipe.inpaint->area));
    return key;
}

/// Width and height of the file that a recipe as run makes.
std::pair<int, int> picture_size(const Recipe& recipe) {
    if (!recipe.hires) return {recipe.width, recipe.height};
    if (recipe.hires->width > 0 && recipe.hires->height > 0) return {recipe.hires->width, recipe.hires->height};
    return {static_cast<int>(recipe.width * recipe.hires->scale),
            static_cast<int>(recipe.height * recipe.hires->scale)};
}

Result<Image> small(Image picture, int limit) {
    const int longer = std::max(picture.width, picture.height);
    if (longer <= limit) return picture;
    const auto side = [&](int pixels) {
        return std::max(1, static_cast<int>(static_cast<std::int64_t>(pixels) * limit / longer));
    };
    return resize(picture, side(picture.width), side(picture.height));
}

ContactSheet empty_sheet(const Grid& grid, std::size_t z) {
    ContactSheet sheet;
    sheet.columns = grid.columns();
    sheet.rows = grid.rows();
    sheet.title = grid.label(2, z);
    const bool labelled = !grid.axes[0].field.empty() || !grid.axes[1].field.empty();
    for (std::size_t x = 0; labelled && !grid.axes[0].values.empty() && x < sheet.columns; ++x)
        sheet.column_labels.push_back(grid.label(0, x));
    for (std::size_t y = 0; labelled && !grid.axes[1].values.empty() && y < sheet.rows; ++y)
        sheet.row_labels.push_back(grid.label(1, y));
    sheet.pictures.resize(sheet.columns * sheet.rows);
    return sheet;
}

} // namespace

Result<BatchEstimate> estimate_batch(const std::vector<Recipe>& recipes,
                                     const std::function<Result<DryRun>(const Job&)>& plan, const CancelToken& cancel) {
    std::map<std::string, std::pair<const Recipe*, std::uint64_t>> kinds;
    for (const Recipe& recipe : recipes) {
        auto& [first, count] = kinds[cost_key(recipe)];
        if (first == nullptr) first = &recipe;
        ++count;
    }
    BatchEstimate out;
    out.kinds = kinds.size();
    if (kinds.size() > most_kinds) return out;
    for (const auto& [key, kind] : kinds) {
        SF_CHECK(cancel.check());
        Job job;
        job.recipe = *kind.first;
        SF_TRY(const DryRun run, plan(job));
        const auto [width, height] = picture_size(run.recipe);
        out.seconds += run.seconds() * static_cast<double>(kind.second);
        out.guess = out.guess || run.guess;
        out.peak_bytes = std::max(out.peak_bytes, run.peak_bytes);
        out.device = run.device;
        out.picture_bytes += static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * 3 * kind.second;
    }
    out.known = true;
    return out;
}

std::uint64_t free_bytes_of(const fs::path& folder) {
    std::error_code error;
    const fs::space_info space = fs::space(existing_part(folder), error);
    return error ? 0 : space.available;
}

Result<Image> draw_grid_sheet(const Grid& grid, std::size_t z,
                              const std::function<Result<Image>(std::size_t cell)>& picture,
                              const CancelToken& cancel) {
    ContactSheet sheet = empty_sheet(grid, z);
    std::uint64_t pixels = 0;
    for (std::size_t i = 0; i < grid.cells.size(); ++i) {
        if (grid.cells[i].z != z) continue;
        SF_CHECK(cancel.check());
        Result<Image> one = picture(i);
        if (!one) continue;
        Image& place = sheet.pictures[grid.cells[i].y * sheet.columns + grid.cells[i].x];
        SF_TRY(place, small(std::move(*one), sheet.cell_limit));
        pixels += static_cast<std::uint64_t>(place.width) * static_cast<std::uint64_t>(place.height);
        if (pixels > image_limits::max_pixels) // told before the memory is full
            return fail(ErrorCode::usage, "the contact sheet of {} x {} pictures would have more than {} pixels",
                        sheet.columns, sheet.rows, image_limits::max_pixels);
    }
    return draw_contact_sheet(sheet);
}

Result<> write_grid_sheets(const Grid& grid, const fs::path& folder,
                           const std::function<Result<Image>(std::size_t cell)>& picture,
                           const std::function<void(const fs::path&)>& written, const CancelToken& cancel) {
    const std::size_t sheets = grid.sheets();
    for (std::size_t z = 0; z < sheets; ++z) {
        SF_TRY(const Image sheet, draw_grid_sheet(grid, z, picture, cancel));
        SF_TRY(const std::vector<std::byte> png, encode_png(sheet, {}));
        const fs::path file = folder / (sheets == 1 ? "contact-sheet.png" : fmt::format("contact-sheet-{}.png", z + 1));
        SF_CHECK(write_file_atomically(file, png, Overwrite::replace));
        written(file);
    }
    return {};
}

} // namespace sfumato
