#include "generate/session.h"

#include "base/log.h"
#include "generate/preview.h"
#include "models/clip_text.h"
#include "text/vocabulary.h"

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// Programs of other shapes are kept for a return to them, but not without bound.
constexpr std::size_t max_programs = 12;
constexpr std::size_t max_prompts = 16;

} // namespace

Result<> check_finite(std::span<const float> values, std::string_view stage) {
    const auto bad = std::find_if(values.begin(), values.end(), [](float v) { return !std::isfinite(v); });
    if (bad == values.end()) return {};
    return fail(ErrorCode::not_finite, "the {} gave {} at element {} of {}", stage,
                std::isnan(*bad) ? "NaN" : "infinity", bad - values.begin(), values.size());
}

Result<std::unique_ptr<Session>> Session::open(Executor& executor, const SessionOptions& options) {
    SF_TRY(ModelFiles files, open_model(options.model, options.overrides));
    return std::unique_ptr<Session>(new Session(executor, options, std::move(files)));
}

int Session::default_side() const {
    const int latent = files_.sample_size > 0 ? files_.sample_size : 64;
    return latent * factor();
}

Result<ClipTokenizer*> Session::tokenizer() {
    if (!tokenizer_) {
        if (files_.tokenizer_folder) {
            SF_TRY(tokenizer_, open_clip_tokenizer(*files_.tokenizer_folder));
        } else {
            SF_TRY(tokenizer_, find_clip_tokenizer(options_.model, options_.vocabulary));
        }
        if (static_cast<int>(tokenizer_->size()) > files_.text_config.vocab_size) {
            const std::size_t size = tokenizer_->size();
            tokenizer_.reset();
            return fail(ErrorCode::bad_input, "{}: the text encoder knows {} tokens, the vocabulary found has {}",
                        options_.model.string(), files_.text_config.vocab_size, size);
        }
    }
    return &*tokenizer_;
}

Result<Session::Ready*> Session::loaded(const std::string& what, const std::string& shape, const Record& record,
                                        const CancelToken& cancel) {
    const std::string key = what + " " + shape;
    if (const auto found = programs_.find(key); found != programs_.end()) {
        std::erase(recent_, key);
        recent_.push_back(key);
        return &found->second;
    }
    if (programs_.size() >= max_programs) forget(recent_.front());
    if (on_load) on_load(what, 0.0);
    SF_TRY(std::shared_ptr<Program> program, with_context(record(), "{}", options_.model.string()));
    double dropped = 0;
    auto progress = [&](double fraction) {
        if (on_load) on_load(what, fraction);
        if (fraction < dropped + 1.0 / 16 && fraction < 1.0) return;
        dropped = fraction; // what the device holds need not stay in memory as a copy of the file
        for (const auto& source : {files_.unet, files_.vae, files_.text})
            source->drop_pages();
    };
    SF_TRY(std::unique_ptr<LoadedProgram> made,
           with_context(executor_.load(program, cancel, progress), "loading the {}", what));
    if (on_load) on_load(what, 1.0);
    recent_.push_back(key);
    Ready& ready = programs_[key];
    ready.program = std::move(made);
    return &ready;
}

Result<Session::Ready*> Session::loaded_first(const std::string& what, const std::string& shape, const Record& record,
                                              const CancelToken& cancel) {
    Result<Ready*> ready = loaded(what, shape, record, cancel);
    while (!ready && ready.error().code == ErrorCode::out_of_memory && !programs_.empty()) {
        log(LogLevel::info, "{}: makes room for the {}", recent_.front(), what);
        forget(recent_.front());
        ready = loaded(what, shape, record, cancel);
    }
    return ready;
}

void Session::forget(std::string key) {
    const auto at = programs_.find(key);
    if (at == programs_.end()) return;
    if (at->second.program.get() == last_unet_) last_unet_ = nullptr;
    programs_.erase(at);
    std::erase(recent_, key);
}

void Session::forget_all() {
    last_unet_ = nullptr;
    programs_.clear();
    recent_.clear();
}

Result<Conditioning> Session::encode_prompt(const std::string& prompt, int clip_skip, const CancelToken& cancel,
                                            EmphasisMode mode) {
    const auto known = std::find_if(prompts_.begin(), prompts_.end(), [&](const Prompt& p) {
        return p.text == prompt && p.clip_skip == clip_skip && p.mode == mode;
    });
    if (known != prompts_.end()) {
        prompts_.splice(prompts_.end(), prompts_, known);
        return known->conditioning;
    }
    SF_TRY(ClipTokenizer * tokens, tokenizer());
    SF_TRY(const PromptChunks chunks,
           tokenize_chunks(*tokens, prompt, ChunkLayout{.chunk_length = files_.text_config.positions - 2}, mode));
    SF_TRY(Conditioning conditioning, encode_chunks(chunks.chunks, clip_skip, cancel, mode));
    if (prompts_.size() >= max_prompts) prompts_.pop_front();
    prompts_.push_back({prompt, clip_skip, mode, conditioning});
    return conditioning;
}

Result<Conditioning> Session::encode_chunks(std::span<const PromptChunk> chunks, int clip_skip,
                                            const CancelToken& cancel, EmphasisMode mode) {
    const TextConfig& config = files_.text_config;
    const auto positions = static_cast<std::size_t>(config.positions), width = static_cast<std::size_t>(config.width);
    auto record = [&] {
        return clip_text_program(*files_.text, config, 1, config.positions, clip_skip, options_.activation);
    };
    SF_TRY(Ready * ready, loaded_first("text encoder", fmt::format("skip {}", clip_skip), record, cancel));
    std::vector<std::int32_t> places(positions);
    for (std::size_t i = 0; i < positions; ++i)
        places[i] = static_cast<std::int32_t>(i);

    Conditioning out{config.positions * static_cast<int>(chunks.size()), config.width,
                     std::vector<float>(chunks.size() * positions * width), ++last_text_id_};
    for (std::size_t c = 0; c < chunks.size(); ++c) {
        const std::span<float> states = std::span(out.states).subspan(c * positions * width, positions * width);
        const std::vector<InputData> inputs{{"tokens", chunks[c].ids}, {"positions", places}};
        const std::vector<OutputData> outputs{{"hidden", states}};
        SF_CHECK(ready->program->run(inputs, outputs, cancel));
        SF_CHECK(check_finite(states, "text encoder"));
        apply_emphasis(states, chunks[c].multipliers, positions, width, mode);
    }
    return out;
}

Result<LatentPreviewFactors> Session::preview_factors(const CancelToken& cancel) {
    if (!preview_factors_) {
        SF_TRY(preview_factors_, fit_preview_factors(*this, cancel));
    }
    return *preview_factors_;
}

std::optional<ProgramStats> Session::unet_stats() const {
    if (last_unet_ == nullptr) return std::nullopt;
    return last_unet_->stats();
}

std::vector<StepTime> Session::unet_profile() const {
    return last_unet_ != nullptr ? last_unet_->last_profile() : std::vector<StepTime>{};
}

} // namespace sfumato
