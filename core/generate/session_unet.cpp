// The U-Net's part of a session: what is computed once per text and per schedule, and the calls of every step.
#include "base/log.h"
#include "generate/layout.h"
#include "generate/session.h"
#include "generate/unet_call.h"

#include <algorithm>

namespace sfumato {
namespace {

constexpr std::size_t max_texts = 8; ///< about 8 MB each for SD 1.x
constexpr std::size_t max_times = 256;

} // namespace

Result<const Session::TextKeys*> Session::text_keys(const Conditioning& text, const CancelToken& cancel) {
    const auto known = std::find_if(text_keys_.begin(), text_keys_.end(),
                                    [&](const TextKeys& keys) { return keys.id == text.id && text.id != 0; });
    if (known != text_keys_.end()) {
        text_keys_.splice(text_keys_.end(), text_keys_, known);
        return &*known;
    }
    auto record = [&] {
        return unet_context_program(*files_.unet, files_.unet_config, 1, text.tokens, options_.activation);
    };
    SF_TRY(Ready * ready, loaded_first("U-Net's view of the text", fmt::format("{}", text.tokens), record, cancel));
    SF_TRY(NamedValues values, run_context(*ready->program, text.states, cancel));
    if (text_keys_.size() >= max_texts) text_keys_.pop_front();
    text_keys_.push_back({text.id, std::move(values)});
    return &text_keys_.back();
}

Result<std::vector<float>> Session::compute_shifts(std::span<const float> times, const CancelToken& cancel) {
    auto record = [&] {
        return unet_time_program(*files_.unet, files_.unet_config, static_cast<int>(times.size()), options_.activation);
    };
    SF_TRY(Ready * ready, loaded_first("U-Net's time embedding", fmt::format("{}", times.size()), record, cancel));
    return run_times(*ready->program, files_.unet_config, times, cancel);
}

Result<> Session::prepare_times(std::span<const float> times, const CancelToken& cancel) {
    if (std::equal(times.begin(), times.end(), times_.begin(), times_.end())) return {};
    times_.clear();
    if (times.empty() || times.size() > max_times) return {};
    SF_TRY(time_shifts_, compute_shifts(times, cancel));
    times_.assign(times.begin(), times.end());
    return {};
}

/// Those of the schedule were computed together, others alone. A recipe so gives the same bytes whatever ran before it.
Result<std::span<const float>> Session::shifts_at(float t, const CancelToken& cancel) {
    if (const auto at = std::find(times_.begin(), times_.end(), t); at != times_.end()) {
        const std::size_t channels = time_shifts_.size() / times_.size();
        return std::span<const float>(time_shifts_)
            .subspan(static_cast<std::size_t>(at - times_.begin()) * channels, channels);
    }
    if (const auto found = more_.find(t); found != more_.end()) return std::span<const float>(found->second);
    SF_TRY(std::vector<float> shifts, compute_shifts({&t, 1}, cancel));
    if (more_.size() >= max_times) more_.clear();
    return std::span<const float>(more_[t] = std::move(shifts));
}

/// `place` tells programs of one shape apart that keep the keys of different texts.
Result<Session::Ready*> Session::unet(const UnetShape& shape, int place, const CancelToken& cancel) {
    auto record = [&] { return unet_program(*files_.unet, files_.unet_config, shape, options_.activation); };
    const std::string key =
        fmt::format("{}x{}x{} {} {}", shape.batch, shape.height, shape.width, shape.context_tokens, place);
    return loaded_first("U-Net", key, record, cancel);
}

/// Whether the device has room for both halves in one batch; remembered, since asking may mean to upload weights.
Result<bool> Session::fit_together(const UnetShape& shape, const CancelToken& cancel) {
    const std::pair<int, int> size(shape.height, shape.width);
    if (apart_.contains(size)) return false;
    const Result<Ready*> both = unet(shape, 0, cancel);
    if (both) return true;
    if (both.error().code != ErrorCode::out_of_memory) return tl::unexpected(both.error());
    log(LogLevel::info, "prompt and negative prompt run one after the other: {}", both.error().message);
    notes_.emplace_back("prompt and negative prompt run one after the other: together they do not fit into memory");
    apart_.insert(size);
    return false;
}

Result<> Session::run_unet(const UnetShape& shape, int place, std::span<const float> x, float t,
                           std::span<const Conditioning* const> texts, std::span<float> out,
                           const CancelToken& cancel) {
    SF_TRY(const std::span<const float> one, shifts_at(t, cancel));
    std::vector<float> shifts;
    std::vector<std::uint64_t> ids;
    for (const Conditioning* text : texts) {
        shifts.insert(shifts.end(), one.begin(), one.end());
        ids.push_back(text->id);
    }
    std::vector<InputData> inputs{{"x", x}, {"shifts", shifts}};
    SF_TRY(Ready * ready, unet(shape, place, cancel));
    NamedValues keys;
    if (ready->texts != ids || std::find(ids.begin(), ids.end(), 0u) != ids.end()) {
        for (const Conditioning* text : texts) {
            SF_TRY(const TextKeys* one_text, text_keys(*text, cancel));
            append_items(keys, one_text->values);
        }
        SF_TRY(ready, unet(shape, place, cancel)); // what was loaded meanwhile may have pushed it out
        ready->texts.clear();
        for (const auto& [name, values] : keys)
            inputs.emplace_back(name, std::span<const float>(values));
    }
    last_unet_ = ready->program.get();
    const std::vector<OutputData> outputs{{"out", out}};
    SF_CHECK(ready->program->run(inputs, outputs, cancel));
    ready->texts = std::move(ids);
    return {};
}

Result<> Session::denoise_raw(const Latents& latents, std::span<const float> x, float t, const Conditioning& positive,
                              const Conditioning* negative, std::span<float> out_positive,
                              std::span<float> out_negative, const CancelToken& cancel) {
    const auto channels = static_cast<std::size_t>(latents.channels);
    UnetShape shape{2, latents.height, latents.width, positive.tokens};
    bool together = negative != nullptr && negative->tokens == positive.tokens;
    if (together) {
        SF_TRY(together, fit_together(shape, cancel));
    }
    if (!together) shape.batch = 1;
    std::vector<float> in(x.size() * static_cast<std::size_t>(shape.batch)), out(in.size());
    for (std::size_t b = 0; b < in.size() / x.size(); ++b)
        to_channels_last(x, 1, channels, std::span(in).subspan(b * x.size(), x.size()));

    const Conditioning* const texts[] = {&positive, negative};
    SF_CHECK(run_unet(shape, 0, in, t, std::span(texts).first(together ? 2 : 1), out, cancel));
    to_channels_first(std::span(out).first(x.size()), 1, channels, out_positive);
    if (together) to_channels_first(std::span(out).subspan(x.size()), 1, channels, out_negative);
    if (negative != nullptr && !together) {
        shape.context_tokens = negative->tokens;
        SF_CHECK(run_unet(shape, 1, in, t, std::span(texts).subspan(1), out, cancel));
        to_channels_first(out, 1, channels, out_negative);
    }
    SF_CHECK(check_finite(out_positive, "U-Net"));
    return negative != nullptr ? check_finite(out_negative, "U-Net") : Result<>{};
}

} // namespace sfumato
