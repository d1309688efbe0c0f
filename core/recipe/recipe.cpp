#include "recipe/recipe.h"

#include "base/json.h"
#include "recipe/json.h"

#include "recipe/utf8.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

using namespace recipe_limits;

/// Texts end in PNG chunks, JSON and XML: they must be UTF-8, and a NUL would cut them short there.
Result<> check_text(std::string_view field, std::string_view text, std::size_t max_bytes) {
    if (text.size() > max_bytes)
        return fail(ErrorCode::usage, "{} is {} bytes long, at most {} are allowed", field, text.size(), max_bytes);
    if (const auto at = find_invalid_utf8(text))
        return fail(ErrorCode::usage, "{} is not valid UTF-8: byte 0x{:02x} at offset {}", field,
                    static_cast<unsigned char>(text[*at]), *at);
    if (const auto at = text.find('\0'); at != std::string_view::npos)
        return fail(ErrorCode::usage, "{} contains a NUL character at offset {}, which no text may hold", field, at);
    return {};
}

template <class T> Result<> check_range(std::string_view field, T value, T low, T high) {
    if (value >= low && value <= high) return {}; // false for NaN
    return fail(ErrorCode::usage, "{} is {}, expected {} to {}", field, value, low, high);
}

Result<> check_hash(std::string_view field, std::string_view hash, bool short_allowed) {
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    const bool length_fits =
        hash.empty() || hash.size() == 64 || (short_allowed && (hash.size() == 10 || hash.size() == 8));
    if (length_fits && std::ranges::all_of(hash, is_hex)) return {};
    return fail(ErrorCode::usage, "{} is {} characters long or not lower-case hexadecimal, expected {}", field,
                hash.size(), short_allowed ? "64 hex digits (or 10 or 8 from other programs)" : "64 hex digits");
}

Result<> check_size(int width, int height) {
    SF_CHECK(check_range("width", width, 0, max_side));
    SF_CHECK(check_range("height", height, 0, max_side));
    if (static_cast<std::int64_t>(width) * height > max_pixels)
        return fail(ErrorCode::usage, "size is {}x{} = {} pixels, at most {} are allowed", width, height,
                    static_cast<std::int64_t>(width) * height, max_pixels);
    return {};
}

/// What the recipe inside says is checked where it is read: here only that it can be.
Result<> check_parent(const ForkOrigin& parent) {
    if (parent.step < 1 || parent.step > max_steps)
        return fail(ErrorCode::usage, "the fork leaves its picture after step {}, expected 1 to {}", parent.step,
                    max_steps);
    if (parent.recipe.size() > max_parent_bytes || !looks_like_recipe_json(parent.recipe))
        return fail(ErrorCode::usage, "the picture that is forked has no recipe of at most {} bytes", max_parent_bytes);
    if (nested_too_deeply("[[" + parent.recipe + "]]"))
        return fail(ErrorCode::usage, "forks of forks go back further than {} pictures", max_json_depth / 2 - 1);
    return {};
}

Result<> check_init(const InitImage& init) {
    SF_CHECK(check_text("init image path", init.path, max_name_bytes));
    SF_CHECK(check_hash("init image sha256", init.sha256, false));
    if (!(init.strength > 0 && init.strength <= 1))
        return fail(ErrorCode::usage, "strength is {}, expected more than 0 and at most 1", init.strength);
    return {};
}

constexpr std::string_view emphasis_names[] = {"original", "no_norm", "ignore", "none"};

Result<> check_inpaint(const Inpaint& inpaint) {
    SF_CHECK(check_text("mask path", inpaint.path, max_name_bytes));
    SF_CHECK(check_hash("mask sha256", inpaint.sha256, false));
    SF_CHECK(check_range("mask blur", inpaint.blur, 0, max_mask_blur));
    SF_CHECK(check_range("inpaint padding", inpaint.padding, 0, max_padding));
    const Margins& grow = inpaint.grow;
    SF_CHECK(check_range("outpaint left", grow.left, 0, max_side));
    SF_CHECK(check_range("outpaint top", grow.top, 0, max_side));
    SF_CHECK(check_range("outpaint right", grow.right, 0, max_side));
    SF_CHECK(check_range("outpaint bottom", grow.bottom, 0, max_side));
    if (inpaint.source == MaskSource::frame && !grow.any())
        return fail(ErrorCode::usage, "nothing is masked: there is neither a mask nor a grown frame");
    return {};
}

Result<> check_hires(const Hires& hires) {
    if (!(hires.scale >= 1 && hires.scale <= max_hires_scale))
        return fail(ErrorCode::usage, "hires scale is {}, expected 1 to {}", hires.scale, max_hires_scale);
    SF_CHECK(check_size(hires.width, hires.height));
    if ((hires.width > 0) != (hires.height > 0))
        return fail(ErrorCode::usage, "hires size is {}x{}, expected both sides or none", hires.width, hires.height);
    SF_CHECK(check_range("hires steps", hires.steps, 0, max_steps));
    if (!(hires.strength > 0 && hires.strength <= 1))
        return fail(ErrorCode::usage, "hires strength is {}, expected more than 0 and at most 1", hires.strength);
    return {};
}

Result<> check_tile(std::string_view field, int side) {
    if (side == 0) return {};
    return check_range(field, side, min_vae_tile, max_side);
}

} // namespace

std::string_view emphasis_name(Emphasis emphasis) {
    return emphasis_names[static_cast<std::size_t>(emphasis)];
}

std::optional<Emphasis> find_emphasis(std::string_view name) {
    for (std::size_t i = 0; i < std::size(emphasis_names); ++i)
        if (emphasis_names[i] == name) return static_cast<Emphasis>(i);
    return std::nullopt;
}

Result<> validate(const Recipe& recipe) {
    SF_CHECK(check_text("prompt", recipe.prompt, max_prompt_bytes));
    SF_CHECK(check_text("negative prompt", recipe.negative_prompt, max_prompt_bytes));
    SF_CHECK(check_text("prompt template", recipe.prompt_template, max_prompt_bytes));
    SF_CHECK(check_text("negative template", recipe.negative_template, max_prompt_bytes));
    SF_CHECK(check_text("model", recipe.model, max_name_bytes));
    SF_CHECK(check_text("sampler", recipe.sampler, max_name_bytes));
    SF_CHECK(check_text("schedule", recipe.schedule, max_name_bytes));
    if (recipe.model.empty()) return fail(ErrorCode::usage, "model is empty, expected \"builtin\" or a path");
    if (recipe.sampler.empty()) return fail(ErrorCode::usage, "sampler is empty, expected a name such as euler");
    if (recipe.schedule.empty()) return fail(ErrorCode::usage, "schedule is empty, expected a name such as normal");
    SF_CHECK(check_hash("model hash", recipe.model_hash, true));
    SF_CHECK(check_range("steps", recipe.steps, 1, max_steps));
    SF_CHECK(check_range("cfg scale", recipe.cfg_scale, 0.0, max_cfg_scale));
    SF_CHECK(check_size(recipe.width, recipe.height));
    SF_CHECK(check_range("clip skip", recipe.clip_skip, 1, max_clip_skip));
    SF_CHECK(check_range("eta", recipe.eta, 0.0, max_eta));
    SF_CHECK(check_range("variation strength", recipe.variation_strength, 0.0, 1.0));
    if (recipe.init) SF_CHECK(check_init(*recipe.init));
    if (recipe.parent) SF_CHECK(check_parent(*recipe.parent));
    if (recipe.inpaint && !recipe.init)
        return fail(ErrorCode::usage, "a mask needs an initial image, but the recipe has none");
    if (recipe.inpaint) SF_CHECK(check_inpaint(*recipe.inpaint));
    if (recipe.inpaint && recipe.hires)
        return fail(ErrorCode::usage, "hires fix and a mask cannot be combined: the picture's size would change");
    if (recipe.hires) SF_CHECK(check_hires(*recipe.hires));
    SF_CHECK(check_tile("VAE tile for encoding", recipe.vae_tiles.encode));
    SF_CHECK(check_tile("VAE tile for decoding", recipe.vae_tiles.decode));
    return {};
}

} // namespace sfumato
