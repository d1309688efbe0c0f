// Parameter text of images: our parser against the fields that the reference found.
#include "base/file.h"
#include "golden_tool/infotext_check.h"
#include "store/infotext.h"

#include <map>

namespace sfumato::golden {
namespace {

/// Fields and prompts under one roof, as the reference keeps them.
std::map<std::string, std::string> all_fields(const Infotext& infotext) {
    std::map<std::string, std::string> out{{"Prompt", infotext.prompt}, {"Negative prompt", infotext.negative_prompt}};
    for (const InfotextField& field : infotext.fields)
        out[field.key] = field.value;
    return out;
}

/// Number of fields that are missing, wrong or too many; `note` names the first.
std::size_t count_mismatches(const std::map<std::string, std::string>& got, const nlohmann::json& want,
                             std::string& note) {
    std::size_t mismatches = 0;
    const auto report = [&](const std::string& what) {
        if (++mismatches == 1) note = what;
    };
    for (const auto& [key, value] : want.items()) {
        const auto at = got.find(key);
        if (at == got.end())
            report(fmt::format("\"{}\" is missing", key));
        else if (value != at->second)
            report(fmt::format("\"{}\" is \"{}\", expected {}", key, at->second, value.dump()));
    }
    for (const auto& [key, value] : got)
        if (!want.contains(key)) report(fmt::format("\"{}: {}\" is too many", key, value));
    return mismatches;
}

} // namespace

Result<std::vector<Check>> check_infotext(const CaseInput& input) {
    const auto path = input.folder / "infotext.json";
    SF_TRY(const std::string text, read_file(path));
    const auto rows = nlohmann::json::parse(text, nullptr, false);
    if (!rows.is_array()) return fail(ErrorCode::bad_input, "{}: expected a JSON array", path.string());
    std::vector<Check> checks;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i];
        const bool is_case = row.is_object() && row.contains("infotext") && row["infotext"].is_string() &&
                             row.contains("fields") && row["fields"].is_object();
        if (!is_case) return fail(ErrorCode::bad_input, "{}: row {} has no infotext and fields", path.string(), i);
        std::string note;
        const Infotext parsed = parse_infotext(row["infotext"].get<std::string>());
        const std::size_t mismatches = count_mismatches(all_fields(parsed), row["fields"], note);
        checks.push_back(check_equal(fmt::format("infotext.{}", i), mismatches, note));
    }
    return checks;
}

} // namespace sfumato::golden
