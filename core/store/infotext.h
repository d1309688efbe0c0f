// The text that A1111 and its relatives keep in images under "parameters": prompt, negative prompt, one line of
// "Key: value" pairs.
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sfumato {

struct InfotextField {
    std::string key;
    std::string value;
    bool operator==(const InfotextField&) const = default;
};

struct Infotext {
    std::string prompt;
    std::string negative_prompt;
    std::vector<InfotextField> fields;     ///< in file order; a WxH value is two fields, "Size-1" and "Size-2"
    std::vector<std::string> dropped_keys; ///< keys with an empty value, which the format cannot hold

    /// Null when absent.
    const std::string* find(std::string_view key) const;
};

/// Reads any text as A1111's parse_generation_parameters does, without the defaults it adds: the last line is
/// parameters only if it has at least three pairs, else it belongs to the prompt. Never fails. Linear in the length of
/// the text.
Infotext parse_infotext(std::string_view text);

/// The recipe that the text describes. What cannot be mapped, or has a value of the wrong kind, is named in `notes` and
/// left at its default. Sampler and schedule names are looked up with their aliases; the older combined names ("DPM++
/// 2M Karras") are taken apart. Error: bad_input when the result does not pass validate().
Result<Recipe> recipe_from_infotext(const Infotext& infotext, std::vector<std::string>& notes);

/// What A1111 would write for `recipe`, without a line break at the end. `extra` pairs stand between ours and
/// "Version".
std::string to_infotext(const Recipe& recipe, const std::vector<InfotextField>& extra = {});

/// A value as the format quotes it: JSON when it has a comma, colon or line break, else as it is.
std::string quote_infotext_value(std::string_view value);

/// "0.1.0"
std::string_view program_version();

} // namespace sfumato
