// Matching of names that people and other programs write in many ways.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sfumato {

/// Lower case, with '_', '-' and runs of blanks as one blank, and "++" as "pp": "DPM++ 2M" and "dpmpp_2m" are equal.
std::string normalised_name(std::string_view name);

/// Levenshtein distance in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Whether `name` (normalised) is one of `candidates` (in any spelling).
bool matches_any(std::string_view normalised, std::span<const std::string_view> candidates);

/// The smallest edit distance from `name` (normalised) to one of `candidates`.
std::size_t nearest_distance(std::string_view normalised, std::span<const std::string_view> candidates);

} // namespace sfumato
