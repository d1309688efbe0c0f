// What the search field of the gallery understands: words, and "key:value" terms that narrow the search.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// What a term looks at. `any` is every text of a picture: prompts, model, sampler, tags and file name.
enum class GalleryField {
    any,
    prompt,
    negative,
    model,
    sampler,
    schedule,
    tag,
    file,
    program, ///< whose metadata it is: "sfumato", "a1111", "comfyui"...
    rating,
    steps,
    cfg,
    seed,
    width,
    height,
    bytes,
    created,
    is, ///< a property: see gallery_properties()
};

/// Orders of results. All but `newest` and `oldest` give newer pictures first among equals.
enum class GallerySort { newest, oldest, rating, name, largest, model, seed };

/// One condition. Texts are matched anywhere, without regard to case; numbers and times between two bounds, both
/// included.
struct GalleryTerm {
    GalleryField field = GalleryField::any;
    bool negated = false;
    std::string text; ///< folded (see fold_case); of text fields and `is`
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity(); ///< `created`: seconds since 1970
    std::uint64_t seed_low = 0;                            ///< of `seed`, which a double cannot hold
    std::uint64_t seed_high = std::numeric_limits<std::uint64_t>::max();
    bool operator==(const GalleryTerm&) const = default;
};

/// All terms must hold. Missing and trashed pictures are left out unless a term asks for them.
struct GallerySearch {
    std::vector<GalleryTerm> terms;
    GallerySort sort = GallerySort::newest;
    bool operator==(const GallerySearch&) const = default;
};

/// A part of the text that means nothing; it is left out of the search.
struct QueryProblem {
    std::size_t offset = 0; ///< bytes from the beginning of the text
    std::size_t length = 0;
    std::string message; ///< what was found, and what is expected
};

/// A part of the text that means something, for chips under the field.
struct QueryPart {
    std::size_t offset = 0;
    std::size_t length = 0;
};

struct ParsedQuery {
    GallerySearch search;
    std::vector<QueryPart> parts; ///< one per term or sort order, in the order of the text
    std::vector<QueryProblem> problems;
};

/// Reads `red apple -tag:sketch rating:>=4 sampler:euler seed:12 size:512x768 after:2026-01-01 sort:rating`. Words
/// between double quotes are one text; '-' in front turns a term around; what is no known key is searched as text, so
/// that prompts can be pasted. Times are local; `now` is what "today", "yesterday" and "7d" count from. Never fails;
/// linear in the length of the text, of which at most 64 KiB and 200 terms are read.
ParsedQuery parse_gallery_query(std::string_view text,
                                std::chrono::system_clock::time_point now = std::chrono::system_clock::now());

/// One row of the help: what can be typed and what it does.
struct QueryHelp {
    const char* example;
    const char* meaning;
};
std::span<const QueryHelp> gallery_query_help();

/// Values of "is:": "favourite", "keep", "reject", "unrated", "img2img", "missing", "trashed".
std::span<const std::string_view> gallery_properties();

/// Name as in "sort:name". Unknown names give `newest`.
std::string_view gallery_sort_name(GallerySort sort);
GallerySort gallery_sort_from_name(std::string_view name);

/// Text for comparisons without regard to case: lower case for Latin, Greek, Cyrillic and Armenian letters; control
/// characters and bytes that are not UTF-8 become blanks.
std::string fold_case(std::string_view text);

} // namespace sfumato
