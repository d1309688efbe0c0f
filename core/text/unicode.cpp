#include "text/unicode.h"

#include "base/expect.h"

#include <algorithm>
#include <compare>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

namespace sfumato::unicode {

char32_t next_code_point(std::string_view text, std::size_t& at) {
    // U8_NEXT counts in int32_t, so it is given a window that no sequence exceeds.
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data()) + at;
    const auto length = static_cast<std::int32_t>(std::min<std::size_t>(text.size() - at, 4));
    std::int32_t used = 0;
    UChar32 c = 0;
    U8_NEXT(bytes, used, length, c);
    at += static_cast<std::size_t>(used);
    return c < 0 ? replacement_character : static_cast<char32_t>(c);
}

char32_t previous_code_point(std::string_view text, std::size_t& at) {
    const std::size_t window = std::min<std::size_t>(at, 4);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data()) + (at - window);
    auto position = static_cast<std::int32_t>(window);
    UChar32 c = 0;
    U8_PREV(bytes, 0, position, c);
    at -= window - static_cast<std::size_t>(position);
    return c < 0 ? replacement_character : static_cast<char32_t>(c);
}

void append_utf8(std::string& text, char32_t code_point) {
    char bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    UBool failed = false;
    U8_APPEND(bytes, length, U8_MAX_LENGTH, static_cast<UChar32>(code_point), failed);
    expect(!failed, "append_utf8: not a code point");
    text.append(bytes, static_cast<std::size_t>(length));
}

bool is_letter(char32_t c) {
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0;
}
bool is_number(char32_t c) {
    return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_N_MASK) != 0;
}
bool only_folds_to_letter(char32_t c) {
    if (is_letter(c)) return false;
    return is_letter(static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)));
}
bool is_space(char32_t c) {
    // Python adds the four information separators to Unicode's White_Space.
    return (c >= 0x1C && c <= 0x1F) || u_isUWhiteSpace(static_cast<UChar32>(c));
}
bool is_word(char32_t c) {
    return c == U'_' || is_letter(c) || is_number(c);
}
int digit_value(char32_t c) {
    return u_charDigitValue(static_cast<UChar32>(c));
}

namespace {

bool is_ideograph(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B820 && c <= 0x2CEAF) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

void append_utf16(std::u16string& text, char32_t c) {
    if (c < 0x10000) {
        text.push_back(static_cast<char16_t>(c));
    } else {
        text.push_back(U16_LEAD(c));
        text.push_back(U16_TRAIL(c));
    }
}

/// Runs an ICU function that fills a buffer, growing the buffer as often as it asks for more.
template <class Convert> std::u16string converted(const std::u16string& text, Convert convert) {
    std::u16string out(text.size() + text.size() / 2 + 8, u'\0');
    for (int attempt = 0; attempt < 2; ++attempt) {
        UErrorCode status = U_ZERO_ERROR;
        const std::int32_t length = convert(out.data(), static_cast<std::int32_t>(out.size()), status);
        if (status != U_BUFFER_OVERFLOW_ERROR) {
            expect(U_SUCCESS(status), "ICU could not convert well-formed text");
            out.resize(static_cast<std::size_t>(length));
            return out;
        }
        out.resize(static_cast<std::size_t>(length) + 1);
    }
    expect(false, "ICU asked for a larger buffer twice");
    return {};
}

struct Mark {
    std::uint8_t combining_class = 0;
    std::size_t position = 0; // equal classes keep their order
    char32_t character = 0;
    auto operator<=>(const Mark&) const = default;
};

/// The word with every run of combining marks in canonical order. ICU would put them in order as well, but one by one
/// by insertion: a word of nothing but marks would cost the square of its length.
std::u16string with_ordered_marks(const UNormalizer2* nfc, const std::u32string& word) {
    std::u16string out;
    std::vector<Mark> marks;
    const auto flush = [&] {
        std::ranges::sort(marks);
        for (const Mark& mark : marks)
            append_utf16(out, mark.character);
        marks.clear();
    };
    for (const char32_t c : word) {
        // Three Tibetan vowel signs have class zero and yet decompose into marks, so all is judged decomposed.
        const auto code_point = static_cast<UChar32>(c);
        const bool may_be_mark = unorm2_getCombiningClass(nfc, code_point) != 0 || (c >= 0x0F73 && c <= 0x0F81);
        char16_t parts[8];
        UErrorCode status = U_ZERO_ERROR;
        const std::int32_t count = may_be_mark ? unorm2_getDecomposition(nfc, code_point, parts, 8, &status) : -1;
        expect(U_SUCCESS(status), "ICU has no decomposition for a mark");
        std::size_t decomposed = 0;
        for (std::int32_t i = 0; i < count;) {
            UChar32 part = 0;
            U16_NEXT(parts, i, count, part);
            if (const auto mark_class = unorm2_getCombiningClass(nfc, part); mark_class != 0) {
                marks.push_back({mark_class, marks.size(), static_cast<char32_t>(part)});
                ++decomposed;
            }
        }
        if (decomposed > 0) continue;
        if (const auto own_class = unorm2_getCombiningClass(nfc, code_point); own_class != 0) {
            marks.push_back({own_class, marks.size(), c});
            continue;
        }
        flush();
        append_utf16(out, c);
    }
    flush();
    return out;
}

std::u32string normalised_word(const std::u32string& text) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2* nfc = unorm2_getNFCInstance(&status);
    expect(U_SUCCESS(status), "ICU has no NFC data");
    const std::u16string word = with_ordered_marks(nfc, text);
    const auto composed = converted(word, [&](UChar* out, std::int32_t capacity, UErrorCode& error) {
        return unorm2_normalize(nfc, word.data(), static_cast<std::int32_t>(word.size()), out, capacity, &error);
    });
    const auto lowered = converted(composed, [&](UChar* out, std::int32_t capacity, UErrorCode& error) {
        return u_strToLower(out, capacity, composed.data(), static_cast<std::int32_t>(composed.size()), "", &error);
    });
    std::u32string result;
    for (std::size_t i = 0; i < lowered.size();) {
        UChar32 c = 0;
        U16_NEXT(lowered.data(), i, lowered.size(), c);
        result.push_back(static_cast<char32_t>(c));
    }
    return result;
}

} // namespace

std::vector<std::u32string> clean_words(std::string_view utf8) {
    std::vector<std::u32string> words;
    std::u32string word;
    // Composition never crosses white space and final sigma is judged within a word, so words are treated one by one.
    auto finish_word = [&] {
        if (!word.empty()) words.push_back(normalised_word(word));
        word.clear();
    };
    for (std::size_t at = 0; at < utf8.size();) {
        const char32_t c = next_code_point(utf8, at);
        const std::uint32_t category = U_GET_GC_MASK(static_cast<UChar32>(c));
        if (c == U'\t' || c == U'\n' || c == U'\r' || (category & U_GC_Z_MASK) != 0) {
            finish_word();
        } else if (c == replacement_character || (category & U_GC_C_MASK) != 0) {
            continue;
        } else if (is_ideograph(c)) {
            finish_word();
            word.push_back(c);
            finish_word();
        } else {
            word.push_back(c);
        }
    }
    finish_word();
    return words;
}

} // namespace sfumato::unicode
