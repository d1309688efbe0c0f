#include "init_arguments.h"

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>

namespace sfumato::cli {
namespace {

/// The four numbers of "L,T,R,B".
Result<Margins> parse_margins(const std::string& text) {
    std::array<int, 4> sides{};
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const auto [next, error] = std::from_chars(at, end, sides[i]);
        const bool last = i + 1 == sides.size();
        if (error != std::errc() || sides[i] < 0 || (last ? next != end : next == end || *next != ','))
            return fail(ErrorCode::usage,
                        "--outpaint: \"{}\", expected pixels on the left, top, right and bottom such as 0,0,256,0",
                        text);
        at = next + (last ? 0 : 1);
    }
    return Margins{sides[0], sides[1], sides[2], sides[3]};
}

template <class E, std::size_t N>
Result<E> choice(const char* option, const std::string& text, const std::array<std::pair<const char*, E>, N>& words) {
    std::string expected;
    for (const auto& [name, value] : words) {
        if (text == name) return value;
        expected += fmt::format("{}{}", expected.empty() ? "" : ", ", name);
    }
    return fail(ErrorCode::usage, "{}: \"{}\" is unknown, expected one of {}", option, text, expected);
}

bool any_inpaint_option(const GenerateArguments& a) {
    return a.mask || a.mask_invert || a.mask_blur || a.inpaint_area || a.padding || a.fill || a.outpaint;
}

Result<> apply_mask(Inpaint& inpaint, const GenerateArguments& a) {
    if (a.mask == "alpha") {
        inpaint.source = MaskSource::alpha;
        inpaint.path.clear();
        inpaint.sha256.clear();
    } else if (a.mask) {
        if (a.mask->empty()) return fail(ErrorCode::usage, "--mask: the name of the file is empty");
        inpaint.source = MaskSource::file;
        inpaint.path = *a.mask;
        inpaint.sha256.clear();
    }
    if (a.mask_invert) inpaint.invert = !inpaint.invert;
    if (a.mask_blur) inpaint.blur = *a.mask_blur;
    if (a.padding) inpaint.padding = *a.padding;
    if (a.inpaint_area) {
        SF_TRY(inpaint.area,
               choice("--inpaint-area", *a.inpaint_area,
                      std::array{std::pair{"whole", InpaintArea::whole}, std::pair{"masked", InpaintArea::masked}}));
    }
    if (a.outpaint) {
        SF_TRY(inpaint.grow, parse_margins(*a.outpaint));
        // Drawn-out edges are streaks; their blurred surroundings are the better start.
        inpaint.content = MaskedContent::fill;
    }
    if (a.fill) {
        SF_TRY(
            inpaint.content,
            choice("--fill", *a.fill,
                   std::array{std::pair{"original", MaskedContent::original}, std::pair{"fill", MaskedContent::fill},
                              std::pair{"noise", MaskedContent::noise}, std::pair{"nothing", MaskedContent::nothing}}));
    }
    return {};
}

/// "2" or "2.5" is a factor, "1024x768" a size.
Result<> parse_hires(Hires& hires, const std::string& text) {
    const char* const begin = text.data();
    const char* const end = begin + text.size();
    hires.width = hires.height = 0;
    if (const auto cross = text.find('x'); cross != std::string::npos) {
        const auto width = std::from_chars(begin, begin + cross, hires.width);
        const auto height = std::from_chars(begin + cross + 1, end, hires.height);
        if (width.ec == std::errc() && width.ptr == begin + cross && height.ec == std::errc() && height.ptr == end)
            return {};
    } else {
        const auto scale = std::from_chars(begin, end, hires.scale);
        if (scale.ec == std::errc() && scale.ptr == end) return {};
    }
    return fail(ErrorCode::usage, "--hires: \"{}\", expected a factor such as 2 or a size such as 1024x768", text);
}

} // namespace

void add_init_options(CLI::App& command, GenerateArguments& a) {
    const char* group = "Starting from a picture";
    const auto add = [&](const char* name, auto& value, const char* help, const char* type) {
        command.add_option(name, value, help)->type_name(type)->group(group);
    };
    add("--init", a.init, "Start from this picture (PNG, JPEG, WebP, BMP)", "FILE");
    add("--strength", a.strength, "How far to go from the --init picture, up to 1 (0.75)", "X");
    add("--resize-mode", a.resize_mode,
        "How an --init picture of another shape fits: crop (its middle), stretch,\nor fill (draw out its edges) (crop)",
        "crop|stretch|fill");
    add("--mask", a.mask,
        "Paint only what is white in this picture, or \"alpha\": what is transparent in the\n"
        "--init picture; all else stays bit for bit",
        "FILE|alpha");
    command.add_flag("--mask-invert", a.mask_invert, "Paint what is black (or opaque) instead")->group(group);
    add("--mask-blur", a.mask_blur, "Softness of the mask's edge in pixels (4)", "N");
    add("--inpaint-area", a.inpaint_area,
        "What the model sees: whole (the picture) or masked (the masked part and\n"
        "--padding around it, at --width x --height) (whole)",
        "whole|masked");
    add("--padding", a.padding, "Pixels around the masked part, for --inpaint-area masked (32)", "N");
    add("--fill", a.fill,
        "What is under the mask at the start: original, fill (blurred surroundings),\nnoise or nothing (original)",
        "KIND");
    add("--outpaint", a.outpaint, "Grow the picture by so many pixels on each side and paint these", "L,T,R,B");
}

Result<> apply_init(Recipe& recipe, const GenerateArguments& a) {
    if (a.init) {
        // The strength of the recipe stays; its picture was another one.
        InitImage init = recipe.init.value_or(InitImage{});
        init.path = *a.init;
        init.sha256.clear();
        recipe.init = init;
        if (a.init->empty()) return fail(ErrorCode::usage, "--init: the name of the file is empty");
    }
    if (!recipe.init && (a.strength || a.resize_mode || any_inpaint_option(a)))
        return fail(ErrorCode::usage, "{} needs a picture to start from: --init FILE",
                    a.strength      ? "--strength"
                    : a.resize_mode ? "--resize-mode"
                    : a.outpaint    ? "--outpaint"
                                    : "a mask");
    if (a.strength) recipe.init->strength = *a.strength;
    if (a.resize_mode) {
        SF_TRY(recipe.init->fit,
               choice("--resize-mode", *a.resize_mode,
                      std::array{std::pair{"crop", InitFit::crop}, std::pair{"stretch", InitFit::stretch},
                                 std::pair{"fill", InitFit::fill}}));
    }
    if (!any_inpaint_option(a)) return {};
    if (!recipe.inpaint && !a.mask && !a.outpaint)
        return fail(ErrorCode::usage, "there is no mask: --mask FILE, --mask alpha or --outpaint L,T,R,B is needed");
    Inpaint inpaint = recipe.inpaint.value_or(Inpaint{.source = MaskSource::frame});
    SF_CHECK(apply_mask(inpaint, a));
    recipe.inpaint = inpaint;
    return {};
}

void add_size_options(CLI::App& command, GenerateArguments& a) {
    const char* group = "Large pictures";
    const auto add = [&](const char* name, auto& value, const char* help, const char* type) {
        command.add_option(name, value, help)->type_name(type)->group(group);
    };
    add("--hires", a.hires, "Hires fix: enlarge the picture by this factor or to WxH, and go over it again", "X|WxH");
    add("--hires-steps", a.hires_steps, "Steps of the second pass; 0: as the first (0)", "N");
    add("--hires-strength", a.hires_strength, "How far the second pass may go, up to 1 (0.7)", "X");
    add("--hires-upscaler", a.hires_upscaler, "latent, latent_nearest or lanczos (latent)", "NAME");
    add("--vae-tile", a.vae_tile,
        "Encode and decode in tiles of so many pixels a side; 0: only where the whole does\nnot fit (0)", "N");
}

Result<> apply_size(Recipe& recipe, const GenerateArguments& a) {
    if (a.vae_tile) recipe.vae_tiles = {*a.vae_tile, *a.vae_tile};
    if (a.hires == "off" || a.hires == "1") {
        recipe.hires.reset();
        return {};
    }
    if (!recipe.hires && !a.hires && (a.hires_steps || a.hires_strength || a.hires_upscaler))
        return fail(ErrorCode::usage, "there is no second pass: --hires X or --hires WxH is needed");
    if (!a.hires && !recipe.hires) return {};
    Hires hires = recipe.hires.value_or(Hires{});
    if (a.hires) SF_CHECK(parse_hires(hires, *a.hires));
    if (a.hires_steps) hires.steps = *a.hires_steps;
    if (a.hires_strength) hires.strength = *a.hires_strength;
    if (a.hires_upscaler) {
        SF_TRY(hires.upscaler, choice("--hires-upscaler", *a.hires_upscaler,
                                      std::array{std::pair{"latent", HiresUpscaler::latent},
                                                 std::pair{"latent_nearest", HiresUpscaler::latent_nearest},
                                                 std::pair{"lanczos", HiresUpscaler::lanczos}}));
    }
    recipe.hires = hires;
    return {};
}

} // namespace sfumato::cli
