// A loaded model family with its plans: text encoding, denoising, VAE. Everything here runs on the engine's thread.
#pragma once

#include "base/cancel.h"
#include "base/error.h"
#include "generate/tiles.h"
#include "models/unet.h"
#include "models/vae.h"
#include "tensor/executor.h"
#include "text/bpe.h"
#include "text/prompt.h"
#include "weights/model_files.h"

#include <array>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sfumato {

struct SessionOptions {
    std::filesystem::path model;      ///< a diffusers folder or a single-file checkpoint
    std::filesystem::path vocabulary; ///< configured CLIP vocabulary (file or folder); may be empty
    ModelOverrides overrides;         ///< what the files do not tell (number of heads of odd checkpoints)
    DType activation = DType::f32;    ///< element type of activations of text encoder and U-Net
};

/// Latents in the samplers' order: [channels][height][width], one image.
struct Latents {
    int channels = 0;
    int height = 0;
    int width = 0;
    std::vector<float> values;
};

/// Text states of one prompt: [chunks * positions][width].
struct Conditioning {
    int tokens = 0;
    int width = 0;
    std::vector<float> states;
    std::uint64_t id = 0; ///< equal ids, equal states (within a session); 0: not to be recognised again
};

/// rgb = factors * latent + bias, fitted once per VAE by least squares: a preview that costs nothing.
struct LatentPreviewFactors {
    int channels = 0;
    std::vector<float> matrix; ///< [3][channels], result in 0..1
    std::array<float, 3> bias{};
};

/// A stage's result must be finite; the message names the stage, so that users know whether to change the VAE or the
/// model. Error: not_finite.
Result<> check_finite(std::span<const float> values, std::string_view stage);

class Session {
public:
    /// Opens the files and detects the family; weights go to the device when first needed.
    static Result<std::unique_ptr<Session>> open(Executor& executor, const SessionOptions& options);

    const ModelFiles& files() const { return files_; }
    /// Pixels per latent.
    int factor() const { return files_.vae_config.factor; }
    /// The sides of pictures are multiples of this: whole latents.
    int side_multiple() const { return factor(); }
    /// The picture size the model was made for, in pixels (512 when the files do not tell).
    int default_side() const;
    Executor& executor() { return executor_; }

    /// A1111 meaning of `prompt`: weights, BREAK, chunks of the encoder's length, mean restored per chunk. The latest
    /// prompts are remembered: the text encoder does not run for them again.
    Result<Conditioning> encode_prompt(const std::string& prompt, int clip_skip, const CancelToken& cancel,
                                       EmphasisMode mode = EmphasisMode::original);
    /// The same from chunks of token ids (each as long as the encoder has positions).
    Result<Conditioning> encode_chunks(std::span<const PromptChunk> chunks, int clip_skip, const CancelToken& cancel,
                                       EmphasisMode mode = EmphasisMode::original);
    /// Computes what the U-Net needs to know of all `times` of a schedule at once. Optional: denoise_raw() computes
    /// what it does not find.
    Result<> prepare_times(std::span<const float> times, const CancelToken& cancel);
    /// The network's raw output (eps or v) for `x` (already scaled by c_in) at time `t`, for conditional and (when
    /// given) unconditional text: in one batch where their lengths agree and memory allows, else one after the other.
    /// Outputs have x's order and size. What the text says in the cross-attentions is computed once per text.
    Result<> denoise_raw(const Latents& shape, std::span<const float> x, float t, const Conditioning& positive,
                         const Conditioning* negative, std::span<float> out_positive, std::span<float> out_negative,
                         const CancelToken& cancel);
    /// Latents (as sampled, scaled) to values of about -1..1, [3][height][width]. `tile`: the side of tiles in pixels
    /// that is asked for, then the one that was used; 0: the whole picture at once, or what memory and the device's
    /// limits allow. Tiles differ a little from the whole: their norms see a part of the picture.
    Result<std::vector<float>> decode(const Latents& latents, const CancelToken& cancel, int* tile = nullptr);
    /// Values -1..1 [3][height][width] to the mean of the latent distribution, scaled. Sizes are multiples of factor().
    /// `tile`: as for decode().
    Result<Latents> encode(std::span<const float> image, int height, int width, const CancelToken& cancel,
                           int* tile = nullptr);
    /// Fitted on first use by decoding a small batch of noise-like latents; kept for the session.
    Result<LatentPreviewFactors> preview_factors(const CancelToken& cancel);

    /// What was done otherwise than usual because memory is short, since it was asked last; in words for the user.
    std::vector<std::string> take_notes() { return std::exchange(notes_, {}); }

    /// Called with what is being loaded and the fraction done.
    std::function<void(std::string_view what, double fraction)> on_load;

    /// Counts of the U-Net program used last, for reports.
    std::optional<ProgramStats> unet_stats() const;
    /// Times of the U-Net's steps in its last run, when the executor profiles.
    std::vector<StepTime> unet_profile() const;

private:
    Session(Executor& executor, SessionOptions options, ModelFiles files)
        : executor_(executor), options_(std::move(options)), files_(std::move(files)) {}
    Result<ClipTokenizer*> tokenizer();
    /// A program with the ids of the texts whose keys and values its kept inputs hold.
    struct Ready {
        std::unique_ptr<LoadedProgram> program;
        std::vector<std::uint64_t> texts;
    };
    /// Keys and values of one text by name of the cross-attention.
    struct TextKeys {
        std::uint64_t id = 0;
        std::vector<std::pair<std::string, std::vector<float>>> values;
    };
    using Record = std::function<Result<std::shared_ptr<Program>>()>;
    Result<Ready*> loaded(const std::string& what, const std::string& shape, const Record& record,
                          const CancelToken& cancel);
    /// The same for what has no smaller way: where memory is short, everything else makes room, the oldest first.
    Result<Ready*> loaded_first(const std::string& what, const std::string& shape, const Record& record,
                                const CancelToken& cancel);
    void forget_all();
    Result<const TextKeys*> text_keys(const Conditioning& text, const CancelToken& cancel);
    Result<std::vector<float>> compute_shifts(std::span<const float> times, const CancelToken& cancel);
    Result<std::span<const float>> shifts_at(float t, const CancelToken& cancel);
    Result<Ready*> unet(const UnetShape& shape, int place, const CancelToken& cancel);
    Result<bool> fit_together(const UnetShape& shape, const CancelToken& cancel);
    Result<> run_unet(const UnetShape& shape, int place, std::span<const float> x, float t,
                      std::span<const Conditioning* const> texts, std::span<float> out, const CancelToken& cancel);

    struct VaeProgram {
        const char* what;
        const char* input;
        const char* output;
        Record record;
    };
    void forget(std::string key); // by value: it may be the one in recent_
    Result<> run_vae(const VaeProgram& which, const std::string& shape, std::span<const float> in, std::span<float> out,
                     const CancelToken& cancel);
    Result<Field> run_vae_part(VaePart part, const char* what, const Field& in, int out_channels, TileScale scale,
                               const TileShape& shape, const CancelToken& cancel);
    /// Tries ever smaller tiles of a picture whose longer side is `longest`; `attempt` gets their side in pixels, 0 for
    /// the whole.
    Result<Field> with_tiles(const std::string& what, int longest, int* tile,
                             const std::function<Result<Field>(int)>& attempt);

    Executor& executor_;
    SessionOptions options_;
    ModelFiles files_;
    std::optional<ClipTokenizer> tokenizer_;
    std::map<std::string, Ready> programs_;
    std::vector<std::string> recent_; ///< keys, most recent last: the oldest goes first
    std::optional<LatentPreviewFactors> preview_factors_;
    LoadedProgram* last_unet_ = nullptr;

    struct Prompt {
        std::string text;
        int clip_skip = 1;
        EmphasisMode mode = EmphasisMode::original;
        Conditioning conditioning;
    };
    std::list<Prompt> prompts_; ///< most recent last
    std::uint64_t last_text_id_ = 0;
    std::list<TextKeys> text_keys_;                      ///< most recent last
    std::vector<float> times_;                           ///< of the present schedule
    std::vector<float> time_shifts_;                     ///< [times][channels]
    std::map<float, std::vector<float>> more_;           ///< shifts at other times
    std::map<std::string, std::set<int>> vae_too_large_; ///< tiles that did not fit
    std::vector<std::string> notes_;
    std::set<std::pair<int, int>> apart_; ///< sizes of latents for which a batch of two does not fit
};

} // namespace sfumato
