// Everything that can be searched for, in memory: one pass over compact rows finds any part of any text among 100,000
// pictures within some milliseconds, in any order. (SQLite's trigram index was measured beside it: words that most
// pictures have, "masterpiece", took 0.2 s, and filling it one minute.)
#pragma once

#include "store/gallery_entry.h"
#include "store/gallery_query.h"

#include <array>
#include <unordered_map>
#include <vector>

namespace sfumato {

class GalleryIndex {
public:
    /// Adds a picture, or replaces what was known of it.
    void put(const GalleryEntry& entry);
    void erase(PictureId id);
    void clear();
    std::size_t size() const { return rows_.size(); }

    /// Ids of the pictures that fulfil `search`, in its order; equal keys are ordered by id, newest first.
    std::vector<PictureId> search(const GallerySearch& search) const;
    /// How many are in this state.
    std::size_t count(PictureState state) const;
    /// Bytes held, without the allocator's own.
    std::size_t memory() const;

private:
    /// Texts of a row, one after the other; `name` is the last that a search in everything looks at.
    enum Part { prompt, negative, model, sampler, schedule, tags, name, path, program, part_count };

    struct Row {
        PictureId id = 0;
        std::int64_t created = 0;
        std::uint64_t seed = 0;
        std::uint64_t bytes = 0;
        double cfg = 0;
        int steps = 0, width = 0, height = 0;
        std::uint8_t rating = 0;
        PictureFlag flag = PictureFlag::none;
        PictureState state = PictureState::present;
        bool favourite = false;
        bool has_recipe = false;
        bool img2img = false;
        std::string texts;                            ///< folded; each part ends in a separator
        std::array<std::uint32_t, part_count> ends{}; ///< of each part in `texts`, past its separator
    };

    static void add_texts(const GalleryEntry& entry, Row& row);
    static bool holds(const Row& row, const GalleryTerm& term);
    static bool holds_text(const Row& row, Part first, Part last, const std::string& needle);
    static bool has_property(const Row& row, const std::string& property);
    static bool holds_number(const Row& row, const GalleryTerm& term);
    static bool matches(const Row& row, const GalleryTerm& term);
    /// What rows are ordered by: `major` ascending, then the newest first.
    struct Key {
        std::uint64_t major = 0;
        std::int64_t created = 0;
        const Row* row = nullptr;
    };
    static std::string_view text_of(const Row& row, Part part);
    static Key key_of(const Row& row, GallerySort sort);
    static void sort_keys(std::vector<Key>& keys, GallerySort sort);

    std::vector<Row> rows_;
    std::unordered_map<PictureId, std::size_t> places_;
};

} // namespace sfumato
