#include "generate/prompt_plan.h"

#include "base/expect.h"
#include "text/prompt.h"
#include "text/prompt_parts.h"

#include <algorithm>
#include <unordered_map>

namespace sfumato {
namespace {

/// Collects texts, each once.
class TextTable {
public:
    explicit TextTable(std::vector<std::string>& texts) : texts_(texts) {}
    std::size_t index_of(std::string text) {
        const auto [at, is_new] = places_.emplace(text, texts_.size());
        if (is_new) texts_.push_back(std::move(text));
        return at->second;
    }

private:
    std::vector<std::string>& texts_;
    std::unordered_map<std::string, std::size_t> places_;
};

Result<TextSchedule> schedule_of(std::string_view text, int calls, int base_calls, TextTable& table) {
    SF_TRY(const std::vector<ScheduledPrompt> entries, prompt_schedule(text, calls, base_calls));
    TextSchedule schedule;
    for (const ScheduledPrompt& entry : entries) {
        const std::size_t index = table.index_of(entry.text);
        if (!schedule.empty() && schedule.back().text == index)
            schedule.back().end_at = entry.end_at_step;
        else
            schedule.push_back({entry.end_at_step, index});
    }
    return schedule;
}

/// The prompt without what is no text; names of networks are told.
std::string plain_text(std::string_view prompt, std::string_view field, std::vector<std::string>& notes) {
    PlainPrompt plain = take_extra_networks(without_comments(prompt));
    for (const ExtraNetwork& network : plain.networks)
        notes.push_back(fmt::format("{}: <{}:{}> has no effect: networks of this kind are not supported yet", field,
                                    network.kind, network.arguments.front().substr(0, 80)));
    return std::move(plain.text);
}

EmphasisMode mode_of(Emphasis emphasis) {
    switch (emphasis) {
    case Emphasis::original: return EmphasisMode::original;
    case Emphasis::no_norm: return EmphasisMode::no_norm;
    case Emphasis::ignore: return EmphasisMode::ignore;
    case Emphasis::none: return EmphasisMode::none;
    }
    return EmphasisMode::original;
}

} // namespace

std::size_t PromptPlan::text_at(const TextSchedule& schedule, int call) {
    for (const ScheduledText& entry : schedule)
        if (call <= entry.end_at) return entry.text;
    return schedule.back().text;
}

int scheduled_calls(const Sampler& sampler, int steps) {
    return sampler.second_order ? 2 * steps : steps;
}

Result<PromptPlan> plan_prompts(const Recipe& recipe, int calls, int base_calls) {
    PromptPlan plan;
    TextTable table(plan.texts);
    const std::string prompt = plain_text(recipe.prompt, "prompt", plan.notes);
    const std::vector<ComposedPart> parts = split_composition(prompt);
    for (const ComposedPart& part : parts) {
        SF_TRY(TextSchedule schedule, schedule_of(part.text, calls, base_calls, table));
        plan.parts.push_back({part.weight, std::move(schedule)});
    }
    if (parts.size() == 1 && parts[0].weight_given && parts[0].weight != 1)
        plan.notes.push_back(
            fmt::format("the \":{}\" that ends the prompt is read as the weight of all of it", parts[0].weight));
    plan.needs_negative = recipe.cfg_scale != 1.0 || parts.size() != 1 || parts[0].weight != 1.0;
    const std::string negative = plain_text(recipe.negative_prompt, "negative prompt", plan.notes);
    SF_TRY(plan.negative, schedule_of(negative, calls, base_calls, table));
    return plan;
}

Result<EncodedPrompts> encode_prompts(Session& session, PromptPlan plan, const Recipe& recipe,
                                      const CancelToken& cancel) {
    EncodedPrompts out{std::move(plan), {}};
    out.texts.resize(out.plan.texts.size());
    const EmphasisMode mode = mode_of(recipe.emphasis);
    const auto encode = [&](const TextSchedule& schedule) -> Result<> {
        for (const ScheduledText& entry : schedule) {
            if (out.texts[entry.text].tokens > 0) continue;
            SF_CHECK(cancel.check());
            SF_TRY(out.texts[entry.text],
                   session.encode_prompt(out.plan.texts[entry.text], recipe.clip_skip, cancel, mode));
        }
        return {};
    };
    for (const PlannedPart& part : out.plan.parts)
        SF_CHECK(encode(part.schedule));
    if (out.plan.needs_negative) SF_CHECK(encode(out.plan.negative));
    return out;
}

EncodedPrompts plain_prompts(Conditioning positive, std::optional<Conditioning> negative) {
    EncodedPrompts out;
    out.plan.parts.push_back({1.0, {{0, 0}}});
    out.plan.negative = {{0, 1}};
    out.plan.needs_negative = negative.has_value();
    out.texts = {std::move(positive), negative ? std::move(*negative) : Conditioning{}};
    return out;
}

void compose_guidance(std::span<const float> unconditional, std::span<const std::vector<float>> conditional,
                      std::span<const double> weights, double cfg_scale, std::span<float> out) {
    expect(conditional.size() == weights.size() && unconditional.size() == out.size(),
           "compose_guidance: sizes disagree");
    for (std::size_t i = 0; i < out.size(); ++i) {
        float sum = unconditional[i];
        for (std::size_t p = 0; p < weights.size(); ++p)
            sum += static_cast<float>(weights[p] * cfg_scale) * (conditional[p][i] - unconditional[i]);
        out[i] = sum;
    }
}

} // namespace sfumato
