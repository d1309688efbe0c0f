// Strict UTF-8: everything that enters as text is checked once, at the border.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sfumato {

/// Reads one code point at `at` and moves past it. Nullopt (and `at` unmoved) on overlong forms, surrogates, values
/// above U+10FFFF and cut sequences (RFC 3629, section 4). `at` must be inside `text`.
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at);

/// Offset of the first byte that is not valid UTF-8; nullopt when all of `text` is.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Appends a valid code point as UTF-8.
void append_utf8(std::string& out, char32_t code_point);

} // namespace sfumato
