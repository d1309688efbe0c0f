// Names of pictures from a template: "[date]/[model]-[seed]-[prompt_words]".
#pragma once

#include "base/error.h"
#include "recipe/recipe.h"

#include <chrono>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace sfumato {

struct TemplateField {
    const char* name;    ///< without brackets
    const char* meaning; ///< for the help
    bool of_time = false;
};
/// date, time, seed, model, prompt_words...
std::span<const TemplateField> template_fields();

/// What save_image() uses where no template is given.
inline constexpr std::string_view usual_template = "[date_time]-[seed]-[prompt]";

/// Errors: usage, naming the place: an unknown field, a bracket that is not closed, "..", a "/" in front, an empty
/// part, or more than 400 bytes.
Result<> check_name_template(std::string_view text);

/// A relative path without extension. Every field becomes letters, digits, '.', '_' and '-' of at most 60 bytes, so
/// that no prompt can lead out of the folder or hide a file; parts are at most 200 bytes. From the second `attempt` on
/// "-2",
/// "-3"... is added to the name. The template must have passed check_name_template().
std::filesystem::path expand_name_template(std::string_view text, const Recipe& recipe,
                                           std::chrono::system_clock::time_point time, int attempt = 1);

/// Letters and digits of all scripts, with '-' for each run of anything else, at most `max_bytes`.
std::string file_name_words(std::string_view text, std::size_t max_bytes);

} // namespace sfumato
