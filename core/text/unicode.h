// What the text folder needs to know about Unicode. ICU stays behind this header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato::unicode {

inline constexpr char32_t replacement_character = 0xFFFD;

/// Decodes the code point at `at` and moves `at` behind it; an ill-formed sequence gives U+FFFD.
/// Precondition: at < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at);
/// Decodes the code point that ends at `at` and moves `at` to its start. Precondition: at > 0.
char32_t previous_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t code_point);

bool is_letter(char32_t c); ///< general category L*
bool is_number(char32_t c); ///< general category N*
/// No letter itself, but equal to one when case is ignored: U+0345, the iota subscript.
bool only_folds_to_letter(char32_t c);
bool is_space(char32_t c); ///< what Python's str.isspace accepts
/// What `\w` matches in Python: letters, numbers, underscore.
bool is_word(char32_t c);
/// Value of a decimal digit of any script, or -1.
int digit_value(char32_t c);

/// Cleans a prompt as BERT's basic tokenizer does (which CLIPTokenizer uses when ftfy is absent) and splits it into
/// words: U+0000, U+FFFD and category C* dropped, Z* are separators, each CJK ideograph is a word of its own; every
/// word in NFC and then lower case (full mapping with final sigma, no locale).
std::vector<std::u32string> clean_words(std::string_view utf8);

} // namespace sfumato::unicode
