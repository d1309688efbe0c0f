// Token ids of CLIP's byte-pair encoding.
#include "golden_tool/text_cases.h"

#include <algorithm>

namespace sfumato::golden {

namespace {

using Json = nlohmann::json;

/// The prompt's bytes: in hex where given, because JSON readers may refuse or change some texts.
std::optional<std::string> prompt_of(const Json& row) {
    const auto hex = row.find("utf8_hex");
    if (hex == row.end() || !hex->is_string()) return string_of(row, "text");
    const std::string digits = hex->get<std::string>();
    if (digits.size() % 2 != 0 || digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2)
        bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return bytes;
}

/// The ids that this program promises: those of Hugging Face's tokenizer without ftfy.
std::optional<std::vector<std::int32_t>> expected_ids(const Json& row) {
    if (row.contains("ids_hf_slow_noftfy")) return ids_of(row, "ids_hf_slow_noftfy");
    return ids_of(row, "ids");
}

/// Start token, ids, end token, at most 77; what is cut off takes the end token's place.
std::vector<std::int32_t> truncated_77(const ClipTokenizer& tokenizer, std::vector<std::int32_t> ids) {
    ids.insert(ids.begin(), tokenizer.bos());
    ids.push_back(tokenizer.eos());
    if (ids.size() > 77) {
        ids.resize(77);
        ids.back() = tokenizer.eos();
    }
    return ids;
}

struct Mismatches {
    std::size_t rows = 0, wrong = 0;
    std::string first;
    void count(bool is_equal, const Json& row) {
        ++rows;
        if (is_equal) return;
        if (wrong++ == 0) first = row.dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 120);
    }
    Check check(const char* name) const {
        return check_equal(name, wrong,
                           wrong == 0 ? fmt::format("{} rows", rows)
                                      : fmt::format("{} of {} rows differ, first {}", wrong, rows, first));
    }
};

} // namespace

bool recognise_clip_tokenizer(const CaseInput& input) {
    std::error_code ignored;
    return input.config.contains("sot") && input.config.contains("eot") &&
           std::filesystem::is_regular_file(input.folder / "cases.json", ignored);
}

Result<std::vector<Check>> run_clip_tokenizer(const CaseInput& input) {
    SF_TRY(const Json rows, read_rows(input.folder / "cases.json"));
    std::string why_not;
    SF_TRY(const auto tokenizer, case_tokenizer(input, why_not));
    if (!tokenizer) return std::vector<Check>{skipped("ids", why_not)};
    Mismatches ids, truncated;
    for (const Json& row : rows) {
        const auto prompt = prompt_of(row);
        const auto want = expected_ids(row);
        if (!prompt || !want)
            return fail(ErrorCode::bad_input, "{}: a row lacks its text or ids",
                        (input.folder / "cases.json").string());
        const auto got = tokenizer->encode(*prompt);
        ids.count(got == *want, row);
        if (row.contains("truncated77") && !row.contains("ids_hf_slow_noftfy"))
            truncated.count(ids_of(row, "truncated77") == truncated_77(*tokenizer, got), row);
    }
    const bool special_tokens_agree =
        input.config["sot"] == tokenizer->bos() && input.config["eot"] == tokenizer->eos();
    std::vector<Check> checks{check_equal("special_tokens", special_tokens_agree ? 0 : 1), ids.check("ids")};
    if (truncated.rows > 0) checks.push_back(truncated.check("truncated77"));
    return checks;
}

} // namespace sfumato::golden
