// What the kinds about text and conditioning share: JSON files, tensors as floats, CLIP's vocabulary.
#pragma once

#include "golden_tool/kinds.h"
#include "text/bpe.h"
#include "weights/tensor_source.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sfumato::golden {

/// A JSON file that must be an array of objects, at least one. Errors: those of reading; bad_input naming the file.
Result<nlohmann::json> read_rows(const std::filesystem::path& path);

/// The field, if it is there and an array whose members are all whole numbers.
std::optional<std::vector<std::int32_t>> ids_of(const nlohmann::json& row, const char* field);
/// A string field, or an empty string.
std::string string_of(const nlohmann::json& row, const char* field);

struct Values {
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};
/// A tensor as floats. Error not_found naming file and tensor.
Result<Values> read_values(const TensorSource& file, std::string_view name);

/// The vocabulary of a case: in its folder, in $SFUMATO_TOKENIZERS, in shared/tokenizers beside the source tree, or
/// beside the folder. Nothing, with the reason in `why_not`, when there is none or the case was made with another one.
/// Errors: a vocabulary is there but broken.
Result<std::optional<ClipTokenizer>> case_tokenizer(const CaseInput& input, std::string& why_not);

/// A check that was not run.
Check skipped(std::string name, std::string reason);
/// Passes when no value is further than `tolerance` from `want` (absolute); other sizes and NaN fail.
Check check_absolute(std::string name, std::span<const float> got, std::span<const float> want, double tolerance);

} // namespace sfumato::golden
