#include "generate/inpaint.h"

#include "image/frame.h"
#include "image/resample.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

int rounded_up(int side, int multiple) {
    return (side + multiple - 1) / multiple * multiple;
}

/// The mask over the initial image, before the frame grows.
Result<Mask> mask_of(const Recipe& recipe, const Pictures& pictures, std::vector<std::string>& notes) {
    const Inpaint& inpaint = *recipe.inpaint;
    const Image& init = *pictures.init;
    if (inpaint.source == MaskSource::frame) return blank_mask(init.width, init.height);
    if (inpaint.source == MaskSource::alpha) return mask_from_alpha(init);
    if (pictures.mask == nullptr) return fail(ErrorCode::usage, "the recipe has a mask, but none was given");
    const Margins& grow = inpaint.grow;
    Mask mask = mask_from_picture(*pictures.mask);
    if (grow.any() && mask.width == init.width + grow.left + grow.right &&
        mask.height == init.height + grow.top + grow.bottom)
        return crop_mask(mask, {grow.left, grow.top, init.width, init.height});
    if (mask.width == init.width && mask.height == init.height) return mask;
    notes.push_back(fmt::format("the mask is {}x{}, the initial image {}x{}: the mask was scaled", mask.width,
                                mask.height, init.width, init.height));
    return resize_mask(mask, init.width, init.height);
}

/// Frame and mask at the initial image's size and what was added to it.
Result<InpaintPlan> grown(const Recipe& recipe, const Pictures& pictures, std::vector<std::string>& notes) {
    InpaintPlan plan;
    SF_TRY(plan.mask, mask_of(recipe, pictures, notes));
    if (recipe.inpaint->invert && recipe.inpaint->source != MaskSource::frame) invert(plan.mask);
    const Margins& grow = recipe.inpaint->grow;
    SF_TRY(plan.frame,
           extend_edges(composite_over_white(*pictures.init), grow.left, grow.top, grow.right, grow.bottom));
    if (grow.any()) plan.mask = grow_mask(plan.mask, grow.left, grow.top, grow.right, grow.bottom, 255);
    if (masked_part(plan.mask)) return plan;
    if (recipe.inpaint->source == MaskSource::alpha)
        return fail(ErrorCode::usage, "nothing is masked: the initial image has no transparent part");
    return fail(ErrorCode::usage, "the mask is empty: nothing would be painted anew (white is painted, black stays)");
}

Result<> fit_frame(InpaintPlan& plan, InitFit fit, int width, int height) {
    if (plan.frame.width == width && plan.frame.height == height) return {};
    if (fit == InitFit::crop)
        plan.mask = crop_mask(plan.mask, centred_part(plan.frame.width, plan.frame.height, width, height));
    int w = width, h = height;
    if (fit == InitFit::fill) {
        const double scale =
            std::min(static_cast<double>(width) / plan.frame.width, static_cast<double>(height) / plan.frame.height);
        w = std::clamp(static_cast<int>(std::lround(plan.frame.width * scale)), 1, width);
        h = std::clamp(static_cast<int>(std::lround(plan.frame.height * scale)), 1, height);
    }
    SF_TRY(plan.mask, resize_mask(plan.mask, w, h));
    const int left = (width - w) / 2, top = (height - h) / 2;
    if (w != width || h != height) // drawn-out edges are painted over
        plan.mask = grow_mask(plan.mask, left, top, width - w - left, height - h - top, 255);
    SF_TRY(plan.frame, fit_picture(plan.frame, fit, width, height));
    return {};
}

/// Chooses the recipe's size and the region; returns the size of work.
Result<PixelRect> place_whole(InpaintPlan& plan, Recipe& recipe, const SizeRule& rule) {
    const Image& frame = plan.frame;
    if (recipe.width == 0 && recipe.height == 0) {
        recipe.width = frame.width;
        recipe.height = frame.height;
    }
    choose_size(recipe, rule.default_side, &frame);
    SF_CHECK(validate(recipe)); // an initial image may be larger than any picture that is made
    SF_CHECK(fit_frame(plan, recipe.init->fit, recipe.width, recipe.height));
    plan.region = {0, 0, recipe.width, recipe.height};
    return PixelRect{0, 0, rounded_up(recipe.width, rule.multiple), rounded_up(recipe.height, rule.multiple)};
}

PixelRect place_masked(InpaintPlan& plan, Recipe& recipe, const SizeRule& rule, std::vector<std::string>& notes) {
    const PixelRect part = *masked_part(plan.mask);
    const int padding = recipe.inpaint->padding;
    const int frame_width = plan.frame.width, frame_height = plan.frame.height;
    if (recipe.width == 0 || recipe.height == 0) {
        // In the proportions of what is masked, but no narrower than 1:2.
        const double aspect =
            std::clamp(static_cast<double>(part.width + 2 * padding) / (part.height + 2 * padding), 0.5, 2.0);
        Image shape;
        shape.width = static_cast<int>(std::lround(1000 * aspect));
        shape.height = 1000;
        choose_size(recipe, rule.default_side, &shape);
    } else if (recipe.width % rule.multiple != 0 || recipe.height % rule.multiple != 0) {
        notes.push_back(fmt::format("size {}x{} was rounded to {}x{}: this model needs multiples of {}", recipe.width,
                                    recipe.height, nearest_multiple(recipe.width, rule.multiple),
                                    nearest_multiple(recipe.height, rule.multiple), rule.multiple));
    }
    recipe.width = nearest_multiple(recipe.width, rule.multiple);
    recipe.height = nearest_multiple(recipe.height, rule.multiple);
    plan.region = working_part(part, padding, recipe.width, recipe.height, frame_width, frame_height);
    return {0, 0, recipe.width, recipe.height};
}

/// A latent is painted anew when any pixel under it is masked at least by half, in the mask as drawn or as blurred:
/// thin strokes would be lost in a mean.
std::vector<float> latent_mask(const Mask& sharp, const Mask& soft, const PixelRect& size, int factor) {
    const int columns = size.width / factor, rows = size.height / factor;
    std::vector<float> repaint(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), 0.0f);
    for (int y = 0; y < sharp.height; ++y)
        for (int x = 0; x < sharp.width; ++x) {
            const std::size_t at =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(sharp.width) + static_cast<std::size_t>(x);
            if (std::max(sharp.values[at], soft.values[at]) < 128) continue;
            repaint[static_cast<std::size_t>(y / factor) * static_cast<std::size_t>(columns) +
                    static_cast<std::size_t>(x / factor)] = 1;
        }
    return repaint;
}

/// What the network gets: the region scaled in its proportions, filled, and extended to whole latents.
Result<> make_work(InpaintPlan& plan, const Mask& sharp, const PixelRect& size, const Recipe& recipe, int factor) {
    const double scale = std::min(static_cast<double>(size.width) / plan.region.width,
                                  static_cast<double>(size.height) / plan.region.height);
    const bool whole = recipe.inpaint->area == InpaintArea::whole;
    plan.used_width =
        whole ? plan.region.width : std::clamp(static_cast<int>(std::lround(plan.region.width * scale)), 1, size.width);
    plan.used_height = whole ? plan.region.height
                             : std::clamp(static_cast<int>(std::lround(plan.region.height * scale)), 1, size.height);
    SF_TRY(Image work, resize(crop_image(plan.frame, plan.region), plan.used_width, plan.used_height));
    SF_TRY(const Mask hard, resize_mask(crop_mask(sharp, plan.region), plan.used_width, plan.used_height));
    SF_TRY(const Mask soft, resize_mask(crop_mask(plan.mask, plan.region), plan.used_width, plan.used_height));
    if (recipe.inpaint->content != MaskedContent::original) {
        SF_TRY(work, fill_masked(work, hard));
    }
    SF_TRY(plan.work, extend_edges(work, 0, 0, size.width - plan.used_width, size.height - plan.used_height));
    plan.repaint = latent_mask(hard, soft, size, factor);
    if (std::ranges::find(plan.repaint, 1.0f) == plan.repaint.end())
        return fail(ErrorCode::usage, "the mask is too faint: no pixel of it is masked by half or more");
    return {};
}

} // namespace

Result<InpaintPlan> plan_inpaint(Recipe& recipe, const Pictures& pictures, const SizeRule& rule,
                                 std::vector<std::string>& notes) {
    SF_TRY(InpaintPlan plan, grown(recipe, pictures, notes));
    const bool whole = recipe.inpaint->area == InpaintArea::whole;
    PixelRect size;
    if (whole) {
        SF_TRY(size, place_whole(plan, recipe, rule));
    }
    Mask sharp = plan.mask;
    SF_TRY(plan.mask, blur_mask(sharp, recipe.inpaint->blur));
    if (!whole) size = place_masked(plan, recipe, rule, notes);
    SF_CHECK(make_work(plan, sharp, size, recipe, rule.factor));
    return plan;
}

void fill_latents(MaskedContent content, std::span<const float> repaint, std::span<const float> noise,
                  std::span<float> latents) {
    if (content != MaskedContent::noise && content != MaskedContent::nothing) return;
    for (std::size_t i = 0; i < latents.size(); ++i)
        if (repaint[i % repaint.size()] > 0) latents[i] = content == MaskedContent::noise ? noise[i] : 0.0f;
}

void keep_unmasked(std::span<const float> repaint, std::span<const float> original, std::span<float> values) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (repaint[i % repaint.size()] == 0) values[i] = original[i];
}

Denoise keep_unmasked(Denoise denoise, std::span<const float> repaint, std::span<const float> original) {
    return [denoise = std::move(denoise), repaint, original](std::span<const float> x, float sigma,
                                                             std::span<float> denoised) -> Result<> {
        SF_CHECK(denoise(x, sigma, denoised));
        keep_unmasked(repaint, original, denoised);
        return {};
    };
}

Result<Image> finish_inpaint(const InpaintPlan& plan, const Image& work) {
    const PixelRect& region = plan.region;
    SF_TRY(const Image painted,
           resize(crop_image(work, {0, 0, plan.used_width, plan.used_height}), region.width, region.height));
    const Image original = crop_image(plan.frame, region);
    Image out = plan.frame;
    paste(out, blend_linear(original, painted, crop_mask(plan.mask, region)), region.x, region.y);
    return out;
}

Result<DeepImage> finish_inpaint(const InpaintPlan& plan, const DeepImage& work) {
    const PixelRect& region = plan.region;
    SF_TRY(const DeepImage painted,
           resize_part(work, {0, 0, plan.used_width, plan.used_height}, region.width, region.height));
    return lay_over(plan.frame, painted, crop_mask(plan.mask, region), region.x, region.y);
}

} // namespace sfumato
