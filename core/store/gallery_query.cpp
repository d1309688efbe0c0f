#include "store/gallery_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <optional>

namespace sfumato {
namespace {

using Clock = std::chrono::system_clock;

constexpr std::size_t max_query_bytes = 64u << 10;
constexpr std::size_t max_terms = 200;
constexpr double infinity = std::numeric_limits<double>::infinity();

enum class Kind { text, number, seed, size, date, after, before, property, sort };

struct Key {
    std::string_view name;
    Kind kind;
    GalleryField field;
};

constexpr Key keys[] = {
    {"prompt", Kind::text, GalleryField::prompt},     {"negative", Kind::text, GalleryField::negative},
    {"model", Kind::text, GalleryField::model},       {"sampler", Kind::text, GalleryField::sampler},
    {"schedule", Kind::text, GalleryField::schedule}, {"tag", Kind::text, GalleryField::tag},
    {"file", Kind::text, GalleryField::file},         {"folder", Kind::text, GalleryField::file},
    {"program", Kind::text, GalleryField::program},   {"rating", Kind::number, GalleryField::rating},
    {"steps", Kind::number, GalleryField::steps},     {"cfg", Kind::number, GalleryField::cfg},
    {"width", Kind::number, GalleryField::width},     {"height", Kind::number, GalleryField::height},
    {"bytes", Kind::number, GalleryField::bytes},     {"seed", Kind::seed, GalleryField::seed},
    {"size", Kind::size, GalleryField::width},        {"date", Kind::date, GalleryField::created},
    {"after", Kind::after, GalleryField::created},    {"before", Kind::before, GalleryField::created},
    {"is", Kind::property, GalleryField::is},         {"sort", Kind::sort, GalleryField::any},
};

constexpr std::string_view properties[] = {"favourite", "keep", "reject", "unrated", "img2img", "missing", "trashed"};

constexpr std::string_view sort_names[] = {"newest", "oldest", "rating", "name", "largest", "model", "seed"};

constexpr QueryHelp help_rows[] = {
    {"red apple", "pictures whose texts contain \"red\" and \"apple\""},
    {"\"red apple\"", "the two words next to each other"},
    {"-blurry", "not this word; works in front of every term"},
    {"prompt:apple  negative:blur", "only in the prompt, only in the negative prompt"},
    {"model:dream  sampler:euler  schedule:karras", "part of a name"},
    {"rating:>=4  rating:0  rating:2..4", "stars; also steps:, cfg:, width:, height:, bytes:"},
    {"seed:12", "this seed; a range is seed:10..20"},
    {"size:512x768", "pixels"},
    {"tag:portrait  is:favourite  is:keep  is:reject", "marks; also is:unrated, is:img2img, is:missing, is:trashed"},
    {"after:2026-01-01  before:2026-02  date:today", "when it was made: a year, month or day, today, yesterday, 7d"},
    {"file:holiday  program:comfyui", "part of the path; whose metadata it is"},
    {"sort:rating", "newest, oldest, rating, name, largest, model, seed"},
};

struct Word {
    std::size_t offset = 0, length = 0; ///< in the text, with '-' and quotes
    bool negated = false;
    std::string key;   ///< empty when the word is plain text
    std::string value; ///< without quotes
};

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const Key* find_key(std::string_view name) {
    const auto* at = std::ranges::find(keys, name, &Key::name);
    return at == std::end(keys) ? nullptr : at;
}

/// Reads the word that begins at `at`, which is no blank. A quote that is never closed reaches to the end.
Word read_word(std::string_view text, std::size_t& at) {
    Word word;
    word.offset = at;
    if (text[at] == '-' && at + 1 < text.size() && !is_blank(text[at + 1])) {
        word.negated = true;
        ++at;
    }
    bool quoted = false, was_quoted = false;
    for (; at < text.size() && (quoted || !is_blank(text[at])); ++at) {
        if (text[at] == '"') {
            quoted = !quoted;
            was_quoted = true;
        } else if (text[at] == ':' && !was_quoted && word.key.empty() && find_key(fold_case(word.value)) != nullptr) {
            word.key = fold_case(word.value);
            word.value.clear();
        } else {
            word.value += text[at];
        }
    }
    word.length = at - word.offset;
    return word;
}

template <class T> std::optional<T> parse_whole(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if constexpr (std::is_floating_point_v<T>)
        if (!std::isfinite(value)) return std::nullopt;
    return value;
}

/// The bounds that "4", ">=4", "<4", "2..4" describe.
template <class T> struct Bounds { T low, high; };

template <class T> struct Steps {
    static T above(T value) {
        if constexpr (std::is_floating_point_v<T>) return std::nextafter(value, infinity);
        return value + 1;
    }
    static T below(T value) {
        if constexpr (std::is_floating_point_v<T>) return std::nextafter(value, -infinity);
        return value - 1;
    }
};

template <class T> std::optional<Bounds<T>> parse_bounds(std::string_view text, T lowest, T highest) {
    if (const auto dots = text.find(".."); dots != std::string_view::npos) {
        const auto low = dots == 0 ? lowest : parse_whole<T>(text.substr(0, dots));
        const auto high = dots + 2 == text.size() ? highest : parse_whole<T>(text.substr(dots + 2));
        if (!low || !high || *low > *high) return std::nullopt;
        return Bounds<T>{*low, *high};
    }
    std::string_view rest = text;
    const bool more = rest.starts_with('>'), less = rest.starts_with('<');
    if (more || less) rest.remove_prefix(1);
    const bool equal = rest.starts_with('=');
    if (equal) rest.remove_prefix(1);
    const auto value = parse_whole<T>(rest);
    if (!value) return std::nullopt;
    if (more && !equal && *value == highest) return std::nullopt;
    if (less && !equal && *value == lowest) return std::nullopt;
    if (more) return Bounds<T>{equal ? *value : Steps<T>::above(*value), highest};
    if (less) return Bounds<T>{lowest, equal ? *value : Steps<T>::below(*value)};
    return Bounds<T>{*value, *value};
}

double seconds_of(int year, int month, int day) {
    std::tm local{};
    local.tm_year = year - 1900;
    local.tm_mon = month - 1;
    local.tm_mday = day;
    local.tm_isdst = -1;
    return static_cast<double>(std::mktime(&local));
}

/// First second of a span of time, and the first one after it.
struct Span {
    double begin = 0, end = 0;
};

bool is_day_of_month(int year, int month, int day) {
    return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                       std::chrono::day(static_cast<unsigned>(day)))
        .ok();
}

std::optional<Span> parse_calendar(std::string_view text) {
    std::array<int, 3> part{0, 1, 1};
    std::size_t count = 0;
    for (std::string_view rest = text; count < 3;) {
        const auto dash = rest.find('-');
        const auto value = parse_whole<int>(rest.substr(0, dash));
        if (!value) return std::nullopt;
        part[count++] = *value;
        if (dash == std::string_view::npos) break;
        if (count == 3) return std::nullopt;
        rest.remove_prefix(dash + 1);
    }
    const auto [year, month, day] = part;
    if (year < 1970 || year > 9999 || month < 1 || month > 12 || !is_day_of_month(year, month, day))
        return std::nullopt;
    if (count == 1) return Span{seconds_of(year, 1, 1), seconds_of(year + 1, 1, 1)};
    if (count == 2) return Span{seconds_of(year, month, 1), seconds_of(year, month + 1, 1)};
    return Span{seconds_of(year, month, day), seconds_of(year, month, day + 1)};
}

std::optional<Span> parse_date(std::string_view text, Clock::time_point now) {
    const std::time_t seconds = Clock::to_time_t(now);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const auto day = [&](int back) { return seconds_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday - back); };
    if (text == "today") return Span{day(0), day(-1)};
    if (text == "yesterday") return Span{day(1), day(0)};
    if (text.ends_with('d'))
        if (const auto days = parse_whole<int>(text.substr(0, text.size() - 1)); days && *days >= 0 && *days < 40000)
            return Span{day(*days), day(-1)}; // from so many days ago up to now
    return parse_calendar(text);
}

class Parser {
public:
    Parser(Clock::time_point now, ParsedQuery& out) : now_(now), out_(out) {}

    void add(const Word& word) {
        if (word.key.empty()) {
            if (!word.value.empty()) add_term(word, {GalleryField::any, word.negated, fold_case(word.value)});
            return;
        }
        const Key& key = *find_key(word.key);
        if (word.value.empty()) return problem(word, "nothing is given after the colon");
        switch (key.kind) {
        case Kind::text: return add_term(word, {key.field, word.negated, fold_case(word.value)});
        case Kind::number: return add_number(word, key);
        case Kind::seed: return add_seed(word);
        case Kind::size: return add_size(word);
        case Kind::property: return add_property(word);
        case Kind::sort: return add_sort(word);
        case Kind::date:
        case Kind::after:
        case Kind::before: return add_date(word, key.kind);
        }
    }

private:
    void problem(const Word& word, std::string message) {
        out_.problems.push_back(
            {word.offset, word.length, fmt::format("{}:{} means nothing: {}", word.key, word.value, message)});
    }
    void add_term(const Word& word, GalleryTerm term) {
        out_.parts.push_back({word.offset, word.length});
        out_.search.terms.push_back(std::move(term));
    }
    GalleryTerm term_of(const Word& word, GalleryField field) const {
        GalleryTerm term;
        term.field = field;
        term.negated = word.negated;
        return term;
    }

    void add_number(const Word& word, const Key& key) {
        const auto bounds = parse_bounds<double>(word.value, -infinity, infinity);
        if (!bounds) return problem(word, "expected a number such as 4, >=4, <4 or 2..4");
        GalleryTerm term = term_of(word, key.field);
        term.low = bounds->low;
        term.high = bounds->high;
        add_term(word, std::move(term));
    }

    void add_seed(const Word& word) {
        const auto bounds = parse_bounds<std::uint64_t>(word.value, 0, std::numeric_limits<std::uint64_t>::max());
        if (!bounds) return problem(word, "expected a seed from 0 to 18446744073709551615, or a range such as 10..20");
        GalleryTerm term = term_of(word, GalleryField::seed);
        term.seed_low = bounds->low;
        term.seed_high = bounds->high;
        add_term(word, std::move(term));
    }

    /// One term cannot hold two fields, so a size that is turned around cannot be said; it is rarely wanted.
    void add_size(const Word& word) {
        const std::string value = fold_case(word.value);
        const auto x = value.find('x');
        const auto width = parse_whole<int>(std::string_view(value).substr(0, x));
        const auto height =
            x == std::string::npos ? std::nullopt : parse_whole<int>(std::string_view(value).substr(x + 1));
        if (!width || !height) return problem(word, "expected width and height such as 512x768");
        if (word.negated) return problem(word, "a size cannot be turned around; use width: and height:");
        GalleryTerm wide = term_of(word, GalleryField::width), high = term_of(word, GalleryField::height);
        wide.low = wide.high = *width;
        high.low = high.high = *height;
        out_.search.terms.push_back(std::move(wide));
        add_term(word, std::move(high));
    }

    void add_date(const Word& word, Kind kind) {
        const auto span = parse_date(fold_case(word.value), now_);
        if (!span)
            return problem(word, "expected 2026, 2026-01, 2026-01-31, today, yesterday or a number of days (7d)");
        GalleryTerm term = term_of(word, GalleryField::created);
        if (kind != Kind::before) term.low = span->begin;
        if (kind == Kind::date) term.high = span->end - 1;
        if (kind == Kind::before) term.high = span->begin - 1;
        add_term(word, std::move(term));
    }

    void add_property(const Word& word) {
        std::string value = fold_case(word.value);
        if (value == "favorite") value = "favourite";
        if (std::ranges::find(properties, value) == std::end(properties))
            return problem(word, fmt::format("expected one of {}", fmt::join(properties, ", ")));
        add_term(word, {GalleryField::is, word.negated, std::move(value)});
    }

    void add_sort(const Word& word) {
        const auto* at = std::ranges::find(sort_names, fold_case(word.value));
        if (at == std::end(sort_names))
            return problem(word, fmt::format("expected one of {}", fmt::join(sort_names, ", ")));
        out_.search.sort = static_cast<GallerySort>(at - std::begin(sort_names));
        out_.parts.push_back({word.offset, word.length});
    }

    Clock::time_point now_;
    ParsedQuery& out_;
};

} // namespace

ParsedQuery parse_gallery_query(std::string_view text, Clock::time_point now) {
    ParsedQuery out;
    if (text.size() > max_query_bytes) {
        out.problems.push_back({max_query_bytes, text.size() - max_query_bytes,
                                fmt::format("only the first {} bytes are searched for", max_query_bytes)});
        text = text.substr(0, max_query_bytes);
    }
    Parser parser(now, out);
    for (std::size_t at = 0; at < text.size();) {
        if (is_blank(text[at])) {
            ++at;
            continue;
        }
        if (out.search.terms.size() >= max_terms) {
            out.problems.push_back({at, text.size() - at, fmt::format("only the first {} terms are used", max_terms)});
            break;
        }
        parser.add(read_word(text, at));
    }
    return out;
}

std::span<const QueryHelp> gallery_query_help() {
    return help_rows;
}

std::span<const std::string_view> gallery_properties() {
    return properties;
}

std::string_view gallery_sort_name(GallerySort sort) {
    return sort_names[static_cast<std::size_t>(sort)];
}

GallerySort gallery_sort_from_name(std::string_view name) {
    const auto* at = std::ranges::find(sort_names, name);
    return at == std::end(sort_names) ? GallerySort::newest : static_cast<GallerySort>(at - std::begin(sort_names));
}

} // namespace sfumato
