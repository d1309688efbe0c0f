// Character classes as the regular expressions of Python see them, which is what A1111's text is parsed with.
#pragma once

#include <string_view>

namespace sfumato {

/// \w: letters and numbers of all scripts, and the underscore.
bool is_word_character(char32_t c);

/// \s
bool is_blank_character(char32_t c);

/// UTF-8 text without blanks at its ends: str.strip().
std::string_view strip_blanks(std::string_view text);

} // namespace sfumato
