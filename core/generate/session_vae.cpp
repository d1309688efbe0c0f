// The VAE's part of a session: whole pictures where they fit, else in tiles.
#include "base/log.h"
#include "generate/layout.h"
#include "generate/session.h"
#include "models/vae.h"

#include <algorithm>

namespace sfumato {
namespace {

/// Sides of tiles in pixels that are tried one after the other where the whole does not fit.
constexpr int tile_ladder[] = {1024, 768, 512, 384, 256};

/// Errors that a smaller program may not have: memory, limits of an allocation, limits of a dispatch.
bool too_large(const Error& error) {
    return error.code == ErrorCode::out_of_memory || error.code == ErrorCode::unsupported;
}

/// Whether a picture of this size is not cut by tiles of `side`; 0: there are none.
bool one_tile(int height, int width, int side) {
    return side == 0 || (height <= side && width <= side);
}

Result<> run_one(LoadedProgram& program, const char* in_name, std::span<const float> in, const char* out_name,
                 std::span<float> out, const char* stage, const CancelToken& cancel) {
    const std::vector<InputData> inputs{{in_name, in}};
    const std::vector<OutputData> outputs{{out_name, out}};
    SF_CHECK(program.run(inputs, outputs, cancel));
    return check_finite(out, stage);
}

/// A quarter of the tile overlaps.
TileShape tile_shape(int side, int unit) {
    side = std::max(unit, side / unit * unit);
    return {side, std::max(unit, side / 4 / unit * unit), unit};
}

} // namespace

/// A program that failed gives its memory back, so that a smaller one finds room.
Result<> Session::run_vae(const VaeProgram& which, const std::string& shape, std::span<const float> in,
                          std::span<float> out, const CancelToken& cancel) {
    Result<Ready*> ready = loaded(which.what, shape, which.record, cancel);
    if (!ready) return tl::unexpected(std::move(ready).error());
    Result<> ran = run_one(*(*ready)->program, which.input, in, which.output, out, which.what, cancel);
    if (!ran && too_large(ran.error())) forget(std::string(which.what) + " " + shape);
    return ran;
}

Result<Field> Session::run_vae_part(VaePart part, const char* what, const Field& in, int out_channels, TileScale scale,
                                    const TileShape& shape, const CancelToken& cancel) {
    return run_tiled(in, shape, scale, out_channels,
                     [&](int height, int width, std::span<const float> tile, std::span<float> out) -> Result<> {
                         SF_CHECK(cancel.check());
                         const VaeProgram program{
                             what, "in", "out",
                             [&] { return vae_part_program(part, *files_.vae, files_.vae_config, height, width); }};
                         return run_vae(program, fmt::format("part {}x{}", height, width), tile, out, cancel);
                     });
}

Result<Field> Session::with_tiles(const std::string& what, int longest, int* tile,
                                  const std::function<Result<Field>(int)>& attempt) {
    const int asked = tile != nullptr ? *tile : 0;
    std::vector<int> sides{asked};
    for (const int side : tile_ladder)
        if (side < longest && (asked == 0 || side < asked)) sides.push_back(side); // larger ones are the whole again
    Result<Field> result = fail(ErrorCode::internal, "no size of tiles was tried");
    for (const bool last_resort : {false, true}) {
        if (last_resort) forget_all(); // the picture is worth more than a reload
        for (const int side : sides) {
            const auto known = vae_too_large_.find(what);
            if (!last_resort && known != vae_too_large_.end() && known->second.contains(side)) continue;
            result = attempt(side);
            if (result) {
                if (tile != nullptr) *tile = side;
                return result;
            }
            if (!too_large(result.error())) return result;
            log(LogLevel::info, "{} {}: {}", what,
                side == 0 ? "of the whole picture" : fmt::format("with tiles of {} pixels", side),
                result.error().message);
            vae_too_large_[what].insert(side);
        }
    }
    return result;
}

Result<std::vector<float>> Session::decode(const Latents& latents, const CancelToken& cancel, int* tile) {
    const VaeConfig& config = files_.vae_config;
    Field z{latents.height, latents.width, latents.channels, std::vector<float>(latents.values.size())};
    to_channels_last(latents.values, 1, static_cast<std::size_t>(latents.channels), z.values);
    for (float& v : z.values)
        v = v / static_cast<float>(config.scaling_factor) + static_cast<float>(config.shift_factor);
    // The VAE overflows half precision in some models, so it always runs with f32 activations.
    const VaeProgram whole{"VAE decoder", "z", "image",
                           [&] { return vae_decoder_program(*files_.vae, config, 1, latents.height, latents.width); }};
    const auto attempt = [&](int side) -> Result<Field> {
        if (one_tile(z.height * config.factor, z.width * config.factor, side)) {
            Field image{z.height * config.factor, z.width * config.factor, 3, {}};
            image.values.resize(static_cast<std::size_t>(image.height) * static_cast<std::size_t>(image.width) * 3);
            SF_CHECK(run_vae(whole, fmt::format("{}x{}", z.height, z.width), z.values, image.values, cancel));
            return image;
        }
        const int features = config.level_channels.back();
        const auto narrow = [&](int latents_a_side) {
            return run_vae_part(VaePart::decode_narrow, "VAE decoder (narrow part)", z, features, {},
                                tile_shape(latents_a_side, 1), cancel);
        };
        // Attention over the whole picture where that fits: tiles that each attend to themselves differ more.
        Result<Field> h = narrow(std::max(z.height, z.width));
        if (!h && too_large(h.error())) h = narrow(side / config.factor);
        if (!h) return h;
        return run_vae_part(VaePart::decode_wide, "VAE decoder (tiles)", *h, 3, {config.factor, 1},
                            tile_shape(side / config.factor, 1), cancel);
    };
    SF_TRY(const Field image, with_tiles(fmt::format("VAE decoder {}x{}", z.height, z.width),
                                         std::max(z.height, z.width) * config.factor, tile, attempt));
    std::vector<float> out(image.values.size());
    to_channels_first(image.values, 1, 3, out);
    return out;
}

Result<Latents> Session::encode(std::span<const float> image, int height, int width, const CancelToken& cancel,
                                int* tile) {
    const VaeConfig& config = files_.vae_config;
    Field pixels{height, width, 3, std::vector<float>(image.size())};
    to_channels_last(image, 1, 3, pixels.values);
    Latents out{config.latent_channels, height / config.factor, width / config.factor, {}};
    const std::size_t count = static_cast<std::size_t>(out.channels) * static_cast<std::size_t>(out.height) *
                              static_cast<std::size_t>(out.width);
    const VaeProgram whole{"VAE encoder", "image", "moments",
                           [&] { return vae_encoder_program(*files_.vae, config, 1, height, width); }};
    const auto attempt = [&](int side) -> Result<Field> {
        if (one_tile(height, width, side)) {
            Field moments{out.height, out.width, 2 * out.channels, std::vector<float>(count * 2)};
            SF_CHECK(run_vae(whole, fmt::format("{}x{}", height, width), pixels.values, moments.values, cancel));
            return moments;
        }
        SF_TRY(const Field h,
               run_vae_part(VaePart::encode_wide, "VAE encoder (tiles)", pixels, encoder_features(config),
                            {1, config.factor}, tile_shape(side, config.factor), cancel));
        const auto narrow = [&](int latents_a_side) {
            return run_vae_part(VaePart::encode_narrow, "VAE encoder (narrow part)", h, 2 * out.channels, {},
                                tile_shape(latents_a_side, 1), cancel);
        };
        Result<Field> moments = narrow(std::max(h.height, h.width));
        if (!moments && too_large(moments.error())) moments = narrow(side / config.factor);
        return moments;
    };
    SF_TRY(const Field moments,
           with_tiles(fmt::format("VAE encoder {}x{}", height, width), std::max(height, width), tile, attempt));
    std::vector<float> first(count * 2);
    to_channels_first(moments.values, 1, 2 * static_cast<std::size_t>(out.channels), first);
    out.values.assign(first.begin(),
                      first.begin() + static_cast<std::ptrdiff_t>(count)); // the mean; its noise is not wanted
    for (float& v : out.values)
        v = (v - static_cast<float>(config.shift_factor)) * static_cast<float>(config.scaling_factor);
    return out;
}

} // namespace sfumato
