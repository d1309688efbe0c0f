#include "golden_tool/text_cases.h"

#include "base/file.h"
#include "base/half.h"
#include "text/vocabulary.h"

#include <cmath>
#include <cstdlib>
#include <limits>

namespace sfumato::golden {

using Json = nlohmann::json;

Result<Json> read_rows(const std::filesystem::path& path) {
    SF_TRY(const std::string text, read_file(path));
    Json rows = Json::parse(text, nullptr, false);
    if (!rows.is_array()) return fail(ErrorCode::bad_input, "{}: expected a JSON array of rows", path.string());
    if (rows.empty()) return fail(ErrorCode::bad_input, "{}: no rows", path.string());
    for (const Json& row : rows)
        if (!row.is_object()) return fail(ErrorCode::bad_input, "{}: found a row that is no object", path.string());
    return rows;
}

std::optional<std::vector<std::int32_t>> ids_of(const Json& row, const char* field) {
    const auto found = row.find(field);
    if (found == row.end() || !found->is_array()) return std::nullopt;
    std::vector<std::int32_t> ids;
    for (const Json& id : *found) {
        if (!id.is_number_integer()) return std::nullopt;
        ids.push_back(id.get<std::int32_t>());
    }
    return ids;
}

std::string string_of(const Json& row, const char* field) {
    const auto found = row.find(field);
    return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<Values> read_values(const TensorSource& file, std::string_view name) {
    const TensorView* view = file.find(name);
    if (view == nullptr) return fail(ErrorCode::not_found, "{}: tensor {} is missing", file.origin(), name);
    Values out{view->shape, std::vector<float>(static_cast<std::size_t>(view->elements()))};
    convert_to_float(view->dtype, view->data.data(), out.values);
    return out;
}

Result<std::optional<ClipTokenizer>> case_tokenizer(const CaseInput& input, std::string& why_not) {
    namespace fs = std::filesystem;
    std::vector<fs::path> places{input.folder};
    const std::string expected = string_of(input.config, "vocab_sha256");
    if (expected.empty() || expected == clip_merges_gz_sha256) {
        if (const char* variable = std::getenv("SFUMATO_TOKENIZERS"); variable != nullptr && *variable != '\0') {
            places.push_back(fs::path(variable) / "clip");
            places.emplace_back(variable);
        }
#ifdef SFUMATO_SOURCE_DIR
        places.push_back(fs::path(SFUMATO_SOURCE_DIR) / ".." / "shared" / "tokenizers" / "clip");
#endif
        const fs::path parent = fs::absolute(input.folder).lexically_normal().parent_path();
        places.push_back(parent);
        places.push_back(parent / "tokenizers" / "clip");
    }
    for (const fs::path& place : places) {
        auto found = open_clip_tokenizer(place);
        if (found) return std::optional<ClipTokenizer>(std::move(*found));
        if (found.error().code != ErrorCode::not_found) return tl::unexpected(found.error());
    }
    why_not = fmt::format("skipped: no vocabulary with SHA-256 {} (set SFUMATO_TOKENIZERS to its folder)",
                          expected.empty() ? std::string(clip_merges_gz_sha256) : expected);
    return std::optional<ClipTokenizer>();
}

Check skipped(std::string name, std::string reason) {
    Check check;
    check.name = std::move(name);
    check.note = std::move(reason);
    check.skipped = true;
    return check;
}

Check check_absolute(std::string name, std::span<const float> got, std::span<const float> want, double tolerance) {
    Check check;
    check.name = std::move(name);
    check.tolerance = tolerance;
    if (got.size() != want.size()) {
        check.error = std::numeric_limits<double>::infinity();
        check.note = fmt::format("{} values, expected {}", got.size(), want.size());
        return check;
    }
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - static_cast<double>(want[i]));
        if (!(difference <= check.error))
            check.error = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
    }
    check.passed = check.error <= tolerance;
    return check;
}

} // namespace sfumato::golden
