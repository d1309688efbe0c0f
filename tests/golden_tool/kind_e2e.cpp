#include "generate/denoise.h"
#include "generate/preview.h"
#include "golden_tool/network_kinds.h"
#include "golden_tool/networks.h"
#include "text/vocabulary.h"

#include <algorithm>
#include <cmath>

namespace sfumato::golden {
namespace {

/// Everything of a case that its checks share.
struct Run {
    const CaseInput& input;
    std::unique_ptr<Session> session;
    std::unique_ptr<SafetensorsFile> io;
    NoiseTable table;
    std::vector<std::int32_t> positive_ids, negative_ids;
    Conditioning positive, negative;
    double cfg = 1;
    int steps = 1;
    std::vector<Check> checks;

    void close(const std::string& name, std::span<const float> got, std::span<const float> want) {
        checks.push_back(check_close(input, name, got, want, 3e-4, 5e-4));
    }
};

PromptChunk plain_chunk(const std::vector<std::int32_t>& ids) {
    return {ids, std::vector<float>(ids.size(), 1.0f)};
}

Result<> open_session(Run& run) {
    const auto& config = run.input.config;
    SessionOptions options;
    options.model = run.input.folder / "weights.safetensors";
    SF_TRY(options.overrides.unet_heads, int_field(config.at("unet"), "num_heads", run.input.folder));
    SF_TRY(options.overrides.text_heads, int_field(config.at("clip"), "num_attention_heads", run.input.folder));
    options.overrides.scaling_factor = config.value("scale_factor", 0.18215);
    SF_TRY(run.session, Session::open(*run.input.executor, options));
    SF_TRY(run.table, noise_table(run.session->files().scheduler));
    return {};
}

/// The golden ids drive the run; when a vocabulary is at hand, our tokenizer must give the same.
Result<> check_tokens(Run& run) {
    SF_TRY(run.positive_ids, read_ids(*run.io, "tokens_positive"));
    SF_TRY(run.negative_ids, read_ids(*run.io, "tokens_negative"));
    const std::filesystem::path beside = SFUMATO_SOURCE_DIR "/../shared/tokenizers/clip";
    auto tokenizer = find_clip_tokenizer(run.input.folder / "weights.safetensors",
                                         std::filesystem::exists(beside) ? beside : std::filesystem::path());
    if (!tokenizer) {
        run.checks.push_back({"tokens", 0, 0, false, "no CLIP vocabulary found", true});
        return {};
    }
    for (const bool is_positive : {true, false}) {
        const char* field = is_positive ? "positive" : "negative";
        const auto& want = is_positive ? run.positive_ids : run.negative_ids;
        SF_TRY(const PromptChunks chunks,
               tokenize_chunks(*tokenizer, run.input.config.value(field, ""),
                               ChunkLayout{.chunk_length = static_cast<int>(want.size()) - 2}));
        std::size_t mismatches = chunks.chunks.size() - 1;
        for (std::size_t i = 0; i < want.size(); ++i)
            mismatches += chunks.chunks[0].ids[i] != want[i];
        run.checks.push_back(check_equal(std::string("tokens_") + field, mismatches));
    }
    return {};
}

Result<> encode_text(Run& run) {
    const PromptChunk positive = plain_chunk(run.positive_ids), negative = plain_chunk(run.negative_ids);
    const int clip_skip = run.input.config.value("clip_skip", 1);
    SF_TRY(run.positive, run.session->encode_chunks({&positive, 1}, clip_skip, {}));
    SF_TRY(run.negative, run.session->encode_chunks({&negative, 1}, clip_skip, {}));
    SF_TRY(const GoldenTensor want_positive, read_tensor(*run.io, "context_positive", 3));
    SF_TRY(const GoldenTensor want_negative, read_tensor(*run.io, "context_negative", 3));
    run.close("context_positive", run.positive.states, want_positive.values);
    run.close("context_negative", run.negative.states, want_negative.values);
    return {};
}

/// Samples with euler over `sigmas` and checks every step, the decoded values and the 8-bit picture.
Result<> sample_and_check(Run& run, const std::string& prefix, std::span<const float> sigmas, Latents latents,
                          std::vector<float> x) {
    std::vector<float> xs, denoised;
    SamplerRun sampling;
    const CancelToken cancel;
    int calls = 0;
    const EncodedPrompts texts = plain_prompts(run.positive, run.negative);
    sampling.denoise = make_denoiser(*run.session, run.table, latents, texts, run.cfg, calls, cancel);
    sampling.sigmas = sigmas;
    sampling.on_step = [&](const StepInfo& info) -> Result<> {
        xs.insert(xs.end(), info.x.begin(), info.x.end());
        denoised.insert(denoised.end(), info.denoised.begin(), info.denoised.end());
        return {};
    };
    SF_TRY(const Sampler* sampler, find_sampler(run.input.config.value("sampler", "euler")));
    SF_CHECK(run_sampler(*sampler, sampling, x));
    xs.insert(xs.end(), x.begin(), x.end());

    SF_TRY(const GoldenTensor want_steps, read_tensor(*run.io, prefix + "x_steps", 5));
    run.close(prefix + "x_steps", xs, want_steps.values);
    if (run.io->find(prefix + "denoised_steps") != nullptr) {
        SF_TRY(const GoldenTensor want, read_tensor(*run.io, prefix + "denoised_steps", 5));
        run.close(prefix + "denoised_steps", denoised, want.values);
    }
    SF_TRY(const GoldenTensor want_latent, read_tensor(*run.io, prefix + "latent", 4));
    run.close(prefix + "latent", x, want_latent.values);

    latents.values = x;
    SF_TRY(const std::vector<float> decoded, run.session->decode(latents, {}));
    SF_TRY(const GoldenTensor want_decoded, read_tensor(*run.io, prefix + "decoded", 4));
    run.close(prefix + "decoded", decoded, want_decoded.values);

    SF_TRY(const GoldenTensor want_image, read_tensor(*run.io, prefix + "image_u8_round", 4));
    const std::vector<float> got_image =
        from_image(to_image(decoded, static_cast<int>(want_image.shape[2]), static_cast<int>(want_image.shape[3])));
    double worst = 0; // in grey levels; rounding may part the two by one
    for (std::size_t i = 0; i < got_image.size(); ++i)
        worst = std::max(worst, std::abs(std::round((static_cast<double>(got_image[i]) + 1) * 127.5) -
                                         static_cast<double>(want_image.values[i])));
    run.checks.push_back({prefix + "image_u8_round (grey levels)", worst, 1, worst <= 1, {}});
    return {};
}

Result<> text_to_image(Run& run) {
    SF_TRY(const GoldenTensor noise,
           read_tensor(*run.io, fmt::format("noise_seed{}", run.input.config.value("seed", 0)), 4));
    Latents latents{static_cast<int>(noise.shape[1]), static_cast<int>(noise.shape[2]),
                    static_cast<int>(noise.shape[3]), std::vector<float>(noise.values.size(), 0.0f)};
    std::vector<float> x(noise.values.size());
    torch_randn(run.input.config.value("seed", std::uint64_t{0}))(x);
    run.close("noise", x, noise.values);

    SF_TRY(const Schedule* schedule, find_schedule("normal"));
    SF_TRY(const std::vector<float> sigmas, schedule_sigmas(*schedule, run.table, run.steps));
    SF_TRY(const GoldenTensor want_sigmas, read_tensor(*run.io, "sigmas", 1));
    run.close("sigmas", sigmas, want_sigmas.values);
    add_noise(run.table.prediction, sigmas.front(), latents.values, x, x);
    return sample_and_check(run, "", sigmas, std::move(latents), std::move(x));
}

Result<> image_to_image(Run& run) {
    if (run.io->find("img2img.init_image_u8") == nullptr) return {};
    SF_TRY(const GoldenTensor init, read_tensor(*run.io, "img2img.init_image_u8", 4));
    std::vector<float> pixels(init.values.size());
    std::transform(init.values.begin(), init.values.end(), pixels.begin(),
                   [](float v) { return v / 255.0f * 2.0f - 1.0f; });
    SF_TRY(Latents latents,
           run.session->encode(pixels, static_cast<int>(init.shape[2]), static_cast<int>(init.shape[3]), {}));
    SF_TRY(const GoldenTensor want_latent, read_tensor(*run.io, "img2img.init_latent", 4));
    run.close("img2img.init_latent", latents.values, want_latent.values);

    SF_TRY(const GoldenTensor want_sigmas, read_tensor(*run.io, "img2img.sigmas", 1));
    SF_TRY(const Schedule* schedule, find_schedule("normal"));
    SF_TRY(const std::vector<float> sigmas,
           sigmas_for_strength(*schedule, run.table, run.steps, run.input.config.value("denoise", 0.6)));
    run.close("img2img.sigmas", sigmas, want_sigmas.values);
    std::vector<float> x(latents.values.size());
    torch_randn(run.input.config.value("seed", std::uint64_t{0}))(x);
    add_noise(run.table.prediction, sigmas.front(), latents.values, x, x);
    return sample_and_check(run, "img2img.", sigmas, std::move(latents), std::move(x));
}

} // namespace

bool recognise_e2e(const CaseInput& input) {
    const auto& c = input.config;
    return c.contains("clip") && c.contains("unet") && c.contains("vae") && c.at("clip").is_object() &&
           c.at("unet").is_object();
}

Result<std::vector<Check>> run_e2e(const CaseInput& input) {
    Run run{input, nullptr, nullptr, {}, {}, {}, {}, {}, input.config.value("cfg", 7.0), input.config.value("steps", 5),
            {}};
    SF_TRY(run.io, SafetensorsFile::open(input.folder / "io.safetensors"));
    SF_CHECK(open_session(run));
    SF_CHECK(check_tokens(run));
    SF_CHECK(encode_text(run));
    SF_CHECK(text_to_image(run));
    SF_CHECK(image_to_image(run));
    return std::move(run.checks);
}

} // namespace sfumato::golden
