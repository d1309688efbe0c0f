#include "core_texts.h"

#include "engine_adapter.h"

#include <QFile>
#include <QLocale>
#include <QXmlStreamReader>

#include <algorithm>
#include <cctype>
#include <memory>
#include <mutex>
#include <utility>

namespace sfumato {
namespace {

constexpr std::size_t longest_text = 32768; ///< bytes; longer ones are no sentences
constexpr int deepest = 5;                  ///< a text in a text in a text
constexpr int most_splits = 12;             ///< places at which one text is taken apart
constexpr std::ptrdiff_t most_work = 3'000'000;
/// Fewer letters than these are too little to tell that a text was made with a pattern: "{} of {}".
constexpr std::size_t fewest_letters = 4;
constexpr std::size_t few_letters = 8;
/// With so many letters a pattern is taken without looking for something better: "{} with {}" may be in any sentence.
constexpr std::size_t plenty_letters = 12;

constexpr std::string_view number_formats = "defgxX"; ///< of fmt: how "{:.1f}" and "{:08x}" end

bool isLetter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool isNumber(std::string_view text) {
    return text.find_first_not_of("0123456789abcdefxABCDEF.+-") == std::string_view::npos;
}

std::size_t letters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, isLetter));
}

bool opensQuote(char c) {
    return c == '"' || c == '\'';
}

std::string localNumber(std::string_view number) {
    std::string out(number);
    if (const auto point = out.find('.'); point != std::string::npos)
        out.replace(point, 1, QLocale().decimalPoint().toStdString());
    return out;
}

/// "a, b or c" with another word for or; sentences stay.
std::string alternatives(std::string_view text, std::string_view other_or) {
    constexpr std::string_view english = " or ";
    std::string out;
    std::size_t at = 0;
    for (std::size_t next = text.find(english); next != std::string_view::npos; next = text.find(english, at)) {
        out += text.substr(at, next - at);
        out += other_or;
        at = next + english.size();
    }
    out += text.substr(at);
    // Blanks only behind commas and around or.
    for (std::size_t blank = text.find(' '); blank != std::string_view::npos; blank = text.find(' ', blank + 1)) {
        const bool of_or = text.substr(blank, english.size()) == english ||
                           (blank >= 3 && text.substr(blank - 3, english.size()) == english);
        if (!of_or && (blank == 0 || text[blank - 1] != ',')) return std::string(text);
    }
    return out;
}

/// Where the last group in parentheses begins, " (" included: of "a (b (c)) (d)" that of " (d)". npos without one.
std::size_t lastGroup(std::string_view text) {
    if (text.empty() || text.back() != ')') return std::string_view::npos;
    int open = 0;
    for (std::size_t i = text.size(); i-- > 1;) {
        if (text[i] == ')') ++open;
        if (text[i] == '(' && --open == 0) return text[i - 1] == ' ' ? i - 1 : std::string_view::npos;
    }
    return std::string_view::npos;
}

} // namespace

CoreTexts::Template CoreTexts::split(std::string_view text) {
    Template out;
    out.literals.emplace_back();
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
            out.literals.back() += c;
            ++i;
            continue;
        }
        const std::size_t end = c == '{' ? text.find('}', i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            out.literals.back() += c;
            continue;
        }
        const std::string_view inside = text.substr(i + 1, end - i - 1);
        const bool has_format = inside.find(':') != std::string_view::npos;
        Field field{out.fields.size(), has_format && number_formats.find(inside.back()) != std::string_view::npos,
                    false};
        if (!inside.empty() && inside[0] >= '0' && inside[0] <= '9')
            field.number = static_cast<std::size_t>(inside[0] - '0');
        const char before = out.literals.back().empty() ? ' ' : out.literals.back().back();
        const char behind = end + 1 < text.size() ? text[end + 1] : ' ';
        field.quoted = opensQuote(before) && before == behind;
        field.name = field.quoted || behind == '?';
        out.fields.push_back(field);
        out.literals.emplace_back();
        i = end;
    }
    return out;
}

void CoreTexts::add(std::string_view source, std::string_view translation, bool context) {
    Pattern pattern{split(source), split(translation), 0, context};
    for (const std::string& literal : pattern.source.literals)
        pattern.weight += letters(literal);
    if (pattern.weight == 0) return;
    if (source == " or {}") or_ = pattern.translation.literals[0];
    if (pattern.source.fields.empty())
        (context ? whole_contexts_ : whole_)[pattern.source.literals[0]] = pattern.translation.literals[0];
    else
        patterns_.push_back(std::move(pattern));
}

/// One translation: how much has been looked at so far.
struct CoreTexts::Search {
    using Captures = std::vector<std::string_view>;
    struct Known {
        std::string text;
        std::size_t weight = 0; ///< letters of the English text that patterns account for
    };
    using Maybe = std::optional<Known>;

    const CoreTexts& texts;
    std::ptrdiff_t left = most_work;

    /// Literals are taken where they first occur, the last one at the end: what a text made with the pattern always
    /// fits. One pass, no way back.
    bool fits(const Template& form, std::string_view text, Captures& captures) {
        const std::string& first = form.literals.front();
        const std::string& last = form.literals.back();
        if (text.size() < first.size() + last.size() || !text.starts_with(first) || !text.ends_with(last)) return false;
        const std::size_t end = text.size() - last.size();
        std::size_t at = first.size();
        captures.clear();
        for (std::size_t i = 0; i < form.fields.size(); ++i) {
            std::size_t next = end;
            if (i + 1 < form.fields.size()) {
                next = text.substr(0, end).find(form.literals[i + 1], at);
                left -= static_cast<std::ptrdiff_t>(std::min(next, end) - at) + 1;
                if (next == std::string_view::npos) return false;
            }
            const std::string_view capture = text.substr(at, next - at);
            if (form.fields[i].measured && !isNumber(capture)) return false;
            captures.push_back(capture);
            at = next + (i + 1 < form.fields.size() ? form.literals[i + 1].size() : 0);
        }
        return true;
    }

    Known orAsItIs(Maybe known, std::string_view text) {
        return known ? std::move(*known) : Known{std::string(text), 0};
    }

    Known capture(const Field& field, std::string_view text, int depth) {
        if (field.measured) return {localNumber(text), 0};
        if (field.quoted) return {std::string(text), 0};
        Maybe part = field.name ? std::nullopt : known(text, depth - 1);
        return part ? std::move(*part) : Known{alternatives(text, texts.or_), 0};
    }

    /// Nothing when the pattern is short and a field holds unknown words: that is another sentence.
    Maybe filled(const Pattern& pattern, const Captures& captures, int depth) {
        const bool doubtful = pattern.weight < few_letters && !pattern.context;
        Known out{pattern.translation.literals[0], pattern.weight};
        for (std::size_t i = 0; i < pattern.translation.fields.size(); ++i) {
            const std::size_t number = pattern.translation.fields[i].number;
            // A source that numbers its fields may have them in another order.
            const auto of = std::ranges::find(pattern.source.fields, number, &Field::number);
            if (of != pattern.source.fields.end()) {
                const auto place = static_cast<std::size_t>(of - pattern.source.fields.begin());
                const Known part = capture(*of, captures[place], depth);
                const bool unknown =
                    part.weight == 0 && !of->name && captures[place].find(' ') != std::string_view::npos;
                if (doubtful && unknown) return std::nullopt;
                out.text += part.text;
                out.weight += part.weight;
            }
            out.text += pattern.translation.literals[i + 1];
        }
        return out;
    }

    /// By the pattern with most letters of those that fit.
    Maybe byPattern(std::string_view text, bool context, int depth) {
        const auto& whole = context ? texts.whole_contexts_ : texts.whole_;
        if (const auto found = whole.find(text); found != whole.end()) return Known{found->second, letters(text)};
        const Pattern* best = nullptr;
        Captures captures, of_best;
        for (const Pattern& pattern : texts.patterns_) {
            if (left <= 0) return std::nullopt;
            if (pattern.context != context || (best != nullptr && pattern.weight <= best->weight) ||
                (pattern.weight < fewest_letters && !context) || !fits(pattern.source, text, captures))
                continue;
            best = &pattern;
            of_best = captures;
        }
        if (best == nullptr) return std::nullopt;
        return filled(*best, of_best, depth);
    }

    Known joinedWith(const Known& before, std::string_view joint, const Known& behind, std::string_view end = {}) {
        return {before.text + std::string(joint) + behind.text + std::string(end), before.weight + behind.weight};
    }

    /// "text (while loading a file)", when there is a context in the parentheses.
    Maybe withContext(std::string_view text, int depth) {
        const std::size_t group = lastGroup(text);
        if (group == std::string_view::npos || group == 0) return std::nullopt;
        const Maybe context = byPattern(text.substr(group + 2, text.size() - group - 3), true, depth);
        if (!context) return std::nullopt;
        const std::string_view before = text.substr(0, group);
        return joinedWith(orAsItIs(known(before, depth), before), " (", *context, ")");
    }

    /// "a known text (whatever)"
    Maybe withAside(std::string_view text, int depth) {
        const std::size_t group = lastGroup(text);
        if (group == std::string_view::npos || group == 0) return std::nullopt;
        const Maybe before = known(text.substr(0, group), depth - 1);
        if (!before) return std::nullopt;
        const std::string_view aside = text.substr(group + 2, text.size() - group - 3);
        return joinedWith(*before, " (", orAsItIs(known(aside, depth - 1), aside), ")");
    }

    /// "path: text", "text; text": only when one of the two is known. A word in front is the name of a field or column,
    /// and stays.
    Maybe joined(std::string_view text, std::string_view joint, int depth) {
        std::size_t at = text.find(joint);
        for (int tries = 0; tries < most_splits && at != std::string_view::npos; ++tries) {
            const std::string_view before = text.substr(0, at), behind = text.substr(at + joint.size());
            const Maybe end = known(behind, depth - 1);
            const bool words = before.find(' ') != std::string_view::npos;
            const Maybe start = words ? known(before, depth - 1) : std::nullopt;
            if (start || end) return joinedWith(orAsItIs(start, before), joint, orAsItIs(end, behind));
            at = text.find(joint, at + joint.size());
        }
        return std::nullopt;
    }

    Maybe known(std::string_view text, int depth) {
        if (text.empty() || depth < 0 || left <= 0 || !std::ranges::any_of(text, isLetter)) return std::nullopt;
        left -= static_cast<std::ptrdiff_t>(text.size());
        if (Maybe out = withContext(text, depth)) return out;
        Maybe best = byPattern(text, false, depth);
        if (best && best->weight >= plenty_letters) return best;
        const auto better = [&best](Maybe other) {
            if (other && (!best || other->weight > best->weight)) best = std::move(other);
        };
        for (const std::string_view joint : {std::string_view("; "), std::string_view(": ")})
            better(joined(text, joint, depth));
        if (!best) best = withAside(text, depth);
        return best;
    }
};

std::string CoreTexts::translate(std::string_view english) const {
    if (empty() || english.size() > longest_text) return std::string(english);
    Search search{*this};
    return search.orAsItIs(search.known(english, deepest), english).text;
}

CoreTexts CoreTexts::fromTs(const QByteArray& file) {
    CoreTexts out;
    QXmlStreamReader xml(file);
    QString name, source;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == QLatin1String("name")) name = xml.readElementText();
        if (xml.name() == QLatin1String("source")) source = xml.readElementText();
        if (xml.name() != QLatin1String("translation")) continue;
        const bool finished = !xml.attributes().hasAttribute(QStringLiteral("type"));
        const QString translation = xml.readElementText();
        if (finished && !translation.isEmpty() && !xml.hasError())
            out.add(source.toStdString(), translation.toStdString(), name == QLatin1String("core context"));
    }
    return out;
}

namespace {

/// Of the whole program: as the language itself is.
struct Installed {
    std::mutex mutex;
    QString code = QStringLiteral("en");
    std::shared_ptr<const CoreTexts> texts; ///< null: not read yet
    /// What lists show again each time they are painted.
    std::map<std::string, QString, std::less<>> recent;
};

constexpr std::size_t most_recent = 300;
constexpr std::size_t longest_recent = 2000; ///< bytes

Installed& installed() {
    static Installed one;
    return one;
}

const std::shared_ptr<const CoreTexts>& read(Installed& now) {
    if (now.texts == nullptr) {
        QFile file(QStringLiteral(":/i18n/core_%1.ts").arg(now.code));
        const bool there = now.code != QLatin1String("en") && file.open(QIODevice::ReadOnly);
        now.texts = std::make_shared<const CoreTexts>(there ? CoreTexts::fromTs(file.readAll()) : CoreTexts());
    }
    return now.texts;
}

} // namespace

void installCoreTexts(const QString& code) {
    Installed& now = installed();
    const std::lock_guard lock(now.mutex);
    if (now.code == code) return;
    now.code = code;
    now.texts.reset();
    now.recent.clear();
}

QString coreText(std::string_view english) {
    Installed& now = installed();
    std::unique_lock lock(now.mutex);
    const std::shared_ptr<const CoreTexts> texts = read(now);
    if (texts->empty()) return toQString(english);
    if (const auto known = now.recent.find(english); known != now.recent.end()) return known->second;
    lock.unlock(); // others need not wait for a long text
    QString out = toQString(texts->translate(english));
    lock.lock();
    if (english.size() > longest_recent || now.texts != texts) return out;
    if (now.recent.size() >= most_recent) now.recent.clear();
    now.recent.emplace(english, out);
    return out;
}

QString coreTextWithout(std::string_view file, std::string_view english) {
    const QString text = coreText(english), name = toQString(file) + QStringLiteral(": ");
    return !file.empty() && text.startsWith(name) ? text.mid(name.size()) : text;
}

} // namespace sfumato
