// The core's English texts (errors, notes, reasons) in the language of the window.
#pragma once

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Patterns of texts, as the core writes them ("{}: {} bytes, expected {}"), with their translations; finds the pattern
/// that a finished text was made with. Knows nothing of the core: texts that were kept in a file translate as well.
/// Unchanging once filled; any thread may ask.
class CoreTexts {
public:
    CoreTexts() = default;
    /// Of a Qt Linguist file: contexts "core", "core context" (what Error::text() puts into parentheses) and "system"
    /// (texts of the C library). Unfinished translations are left out. Damaged files give what stands before the
    /// damage.
    static CoreTexts fromTs(const QByteArray& file);

    /// Fields of the translation: {} in the order of the source, or {0}, {1}. Sources without a letter are ignored.
    void add(std::string_view source, std::string_view translation, bool context = false);
    bool empty() const { return patterns_.empty() && whole_.empty(); }
    std::size_t size() const { return patterns_.size() + whole_.size(); }

    /// The text in the language of the patterns, what it quotes included; parts that nothing is known of stay as they
    /// are. Time is bounded, whatever the text: at most about 3 million characters are looked at.
    std::string translate(std::string_view english) const;

private:
    struct Field {
        std::size_t number = 0;
        bool measured = false; ///< written with a number's format: {:.1f}
        bool quoted = false;   ///< in quotes: never touched
        bool name = false;     ///< that, or "did you mean {}?": names, not translated
    };
    /// literals_[0] field_[0] literals_[1] field_[1] ... literals_[n]
    struct Template {
        std::vector<std::string> literals;
        std::vector<Field> fields;
    };
    struct Pattern {
        Template source, translation;
        std::size_t weight = 0; ///< letters of the source's literals
        bool context = false;
    };
    struct Search;

    static Template split(std::string_view text);

    std::vector<Pattern> patterns_;
    std::map<std::string, std::string, std::less<>> whole_, whole_contexts_; ///< those without fields
    std::string or_ = " or "; ///< in lists of names, from the text " or {}"
};

/// Of which language coreText() gives texts from now on; "en" and unknown codes give them unchanged. Any thread.
void installCoreTexts(const QString& code);
/// What the core says, as the window shows it. The first call reads the file of the language (a few milliseconds).
/// Logs and files keep the English text. Any thread.
QString coreText(std::string_view english);
/// The same without "FILE: " at its beginning, where the window names the file anyway.
QString coreTextWithout(std::string_view file, std::string_view english);

} // namespace sfumato
