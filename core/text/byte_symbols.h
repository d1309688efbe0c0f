// The printable characters by which byte-level vocabularies spell bytes (GPT-2's mapping).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

inline constexpr std::string_view end_of_word = "</w>";

/// UTF-8 of the character that stands for a byte: printable Latin-1 for itself, the 68 others from U+0100 on.
std::string symbol_of_byte(std::uint8_t byte);
/// The 256 bytes in the order of a CLIP vocabulary: printable ones first.
std::array<std::uint8_t, 256> bytes_in_vocabulary_order();
/// The bytes a vocabulary symbol spells; an end-of-word mark becomes a space, other characters stay as they are.
std::string bytes_of_symbol(std::string_view symbol);

} // namespace sfumato
