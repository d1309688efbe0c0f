#include "store/foreign_json.h"

#include "base/json.h"

#include <array>
#include <utility>

namespace sfumato::foreign {
namespace {

constexpr std::size_t max_json_bytes = 16u << 20;

/// Python's json writes NaN, Infinity and -Infinity, which JSON does not have.
std::string without_python_numbers(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            out += c;
            if (c == '\\' && at + 1 < text.size()) out += text[++at];
            if (c == '"') quoted = false;
            continue;
        }
        const std::string_view rest = text.substr(at);
        bool replaced = false;
        for (const std::string_view word : {"-Infinity", "Infinity", "NaN"})
            if (!replaced && rest.starts_with(word)) {
                out += "null";
                at += word.size() - 1;
                replaced = true;
            }
        if (replaced) continue;
        quoted = c == '"';
        out += c;
    }
    return out;
}

} // namespace

Result<Json> parse_object(std::string_view text) {
    if (text.size() > max_json_bytes)
        return fail(ErrorCode::bad_input, "the JSON is {} bytes, expected at most {}", text.size(), max_json_bytes);
    if (nested_too_deeply(text))
        return fail(ErrorCode::bad_input, "the JSON is nested deeper than {} levels", max_json_depth);
    Json json = Json::parse(without_python_numbers(text), nullptr, false);
    if (json.is_discarded()) return fail(ErrorCode::bad_input, "not JSON");
    if (!json.is_object()) return fail(ErrorCode::bad_input, "found {}, expected a JSON object", describe_json(json));
    return json;
}

const Json& member(const Json& object, std::string_view key) {
    static const Json nothing;
    if (!object.is_object()) return nothing;
    const auto at = object.find(key);
    return at == object.end() ? nothing : *at;
}

std::string scalar_text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
    if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
    if (value.is_number_float()) return fmt::format("{}", value.get<double>());
    return {};
}

void add_field(Infotext& out, std::string_view key, std::string value) {
    if (!value.empty()) out.fields.push_back({std::string(key), std::move(value)});
}

void add_size(Infotext& out, const std::string& width, const std::string& height) {
    if (width.empty() || height.empty()) return;
    add_field(out, "Size-1", width);
    add_field(out, "Size-2", height);
}

void add_sampler(Infotext& out, std::string name, std::string schedule) {
    if (name.starts_with("k_")) name.erase(0, 2);
    if (name.ends_with("_k")) {
        name.resize(name.size() - 2);
        if (schedule.empty()) schedule = "karras";
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> others{
        {{"euler_a", "euler_ancestral"},
         {"kdpm_2", "dpm_2"},
         {"kdpm_2_a", "dpm_2_ancestral"},
         {"dpm_2_a", "dpm_2_ancestral"},
         {"dpmpp_2s", "dpmpp_2s_ancestral"},
         {"dpmpp_2s_a", "dpmpp_2s_ancestral"}}};
    for (const auto& [theirs, ours] : others)
        if (name == theirs) {
            name = ours;
            break;
        }
    add_field(out, "Sampler", std::move(name));
    add_field(out, "Schedule type", std::move(schedule));
}

} // namespace sfumato::foreign
