#include "store/gallery_index.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace sfumato {
namespace {

constexpr char separator = '\x1F'; // fold_case leaves no control character in a text

/// Big-endian, so that numbers are ordered as the texts are.
std::uint64_t first_bytes(std::string_view text) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 8; ++i)
        out = out << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
    return out;
}

} // namespace

std::string short_model_name(const std::string& model) {
    std::filesystem::path path(model);
    if (path.filename().empty()) path = path.parent_path();
    std::string name = path.filename().string();
    for (const std::string_view extension : {".safetensors", ".ckpt", ".gguf", ".pt", ".pth", ".bin"})
        if (name.size() > extension.size() && name.ends_with(extension))
            return name.substr(0, name.size() - extension.size());
    return name;
}

void GalleryIndex::add_texts(const GalleryEntry& entry, Row& row) {
    std::array<std::string, part_count> parts;
    if (const auto& recipe = entry.facts.recipe) {
        parts[prompt] = fold_case(recipe->prompt);
        parts[negative] = fold_case(recipe->negative_prompt);
        parts[model] = fold_case(short_model_name(recipe->model)) + ' ' + fold_case(recipe->model_hash);
        parts[sampler] = fold_case(recipe->sampler);
        parts[schedule] = fold_case(recipe->schedule);
    }
    for (const std::string& tag : entry.marks.tags)
        parts[tags] += separator + fold_case(tag);
    parts[name] = fold_case(entry.facts.path.filename().string());
    parts[path] = fold_case(entry.facts.path.string());
    parts[program] = fold_case(entry.facts.dialect);
    std::size_t total = 0;
    for (const std::string& part : parts)
        total += part.size() + 1;
    row.texts.reserve(total);
    for (int i = 0; i < part_count; ++i) {
        row.texts += parts[static_cast<std::size_t>(i)];
        row.texts += separator;
        row.ends[static_cast<std::size_t>(i)] = static_cast<std::uint32_t>(row.texts.size());
    }
}

void GalleryIndex::put(const GalleryEntry& entry) {
    Row row;
    row.id = entry.id;
    row.created = entry.facts.created;
    row.bytes = entry.facts.bytes;
    row.width = entry.facts.width;
    row.height = entry.facts.height;
    row.rating = static_cast<std::uint8_t>(entry.marks.rating);
    row.flag = entry.marks.flag;
    row.state = entry.state;
    row.favourite = entry.marks.favourite;
    if (const auto& recipe = entry.facts.recipe) {
        row.has_recipe = true;
        row.seed = recipe->seed;
        row.cfg = recipe->cfg_scale;
        row.steps = recipe->steps;
        row.img2img = recipe->init.has_value();
    }
    add_texts(entry, row);
    const auto [at, added] = places_.try_emplace(entry.id, rows_.size());
    if (added)
        rows_.push_back(std::move(row));
    else
        rows_[at->second] = std::move(row);
}

void GalleryIndex::erase(PictureId id) {
    const auto at = places_.find(id);
    if (at == places_.end()) return;
    const std::size_t place = at->second;
    places_.erase(at);
    if (place + 1 != rows_.size()) {
        rows_[place] = std::move(rows_.back());
        places_[rows_[place].id] = place;
    }
    rows_.pop_back();
}

void GalleryIndex::clear() {
    rows_.clear();
    places_.clear();
}

bool GalleryIndex::holds_text(const Row& row, Part first, Part last, const std::string& needle) {
    const std::size_t begin = first == prompt ? 0 : row.ends[static_cast<std::size_t>(first) - 1];
    const std::size_t length = row.ends[static_cast<std::size_t>(last)] - begin;
    return ::memmem(row.texts.data() + begin, length, needle.data(), needle.size()) != nullptr;
}

bool GalleryIndex::has_property(const Row& row, const std::string& property) {
    if (property == "favourite") return row.favourite;
    if (property == "keep") return row.flag == PictureFlag::keep;
    if (property == "reject") return row.flag == PictureFlag::reject;
    if (property == "unrated") return row.rating == 0;
    if (property == "img2img") return row.img2img;
    if (property == "missing") return row.state == PictureState::missing;
    return property == "trashed" && row.state == PictureState::trashed;
}

bool GalleryIndex::holds_number(const Row& row, const GalleryTerm& term) {
    double value = 0;
    bool known = true;
    switch (term.field) {
    case GalleryField::rating: value = row.rating; break;
    case GalleryField::steps: value = row.steps, known = row.has_recipe; break;
    case GalleryField::cfg: value = row.cfg, known = row.has_recipe; break;
    case GalleryField::width: value = row.width, known = row.width > 0; break;
    case GalleryField::height: value = row.height, known = row.height > 0; break;
    case GalleryField::bytes: value = static_cast<double>(row.bytes); break;
    default: value = static_cast<double>(row.created); break;
    }
    return known && value >= term.low && value <= term.high;
}

bool GalleryIndex::matches(const Row& row, const GalleryTerm& term) {
    switch (term.field) {
    case GalleryField::any: return holds_text(row, prompt, name, term.text);
    case GalleryField::prompt: return holds_text(row, prompt, prompt, term.text);
    case GalleryField::negative: return holds_text(row, negative, negative, term.text);
    case GalleryField::model: return holds_text(row, model, model, term.text);
    case GalleryField::sampler: return holds_text(row, sampler, sampler, term.text);
    case GalleryField::schedule: return holds_text(row, schedule, schedule, term.text);
    // A tag is a name, not a text: "cat" does not mean "category".
    case GalleryField::tag: return holds_text(row, tags, tags, separator + term.text + separator);
    case GalleryField::file: return holds_text(row, path, path, term.text);
    case GalleryField::program: return holds_text(row, program, program, term.text);
    case GalleryField::seed: return row.has_recipe && row.seed >= term.seed_low && row.seed <= term.seed_high;
    case GalleryField::is: return has_property(row, term.text);
    default: return holds_number(row, term);
    }
}

bool GalleryIndex::holds(const Row& row, const GalleryTerm& term) {
    return matches(row, term) != term.negated;
}

std::string_view GalleryIndex::text_of(const Row& row, Part part) {
    const std::size_t begin = part == prompt ? 0 : row.ends[static_cast<std::size_t>(part) - 1];
    return std::string_view(row.texts).substr(begin, row.ends[static_cast<std::size_t>(part)] - begin);
}

GalleryIndex::Key GalleryIndex::key_of(const Row& row, GallerySort sort) {
    Key key{0, row.created, &row};
    switch (sort) {
    case GallerySort::newest: break;
    case GallerySort::oldest: key.major = static_cast<std::uint64_t>(row.created) ^ (1ull << 63); break;
    case GallerySort::rating: key.major = 255u - row.rating; break;
    case GallerySort::largest: key.major = ~row.bytes; break;
    case GallerySort::seed: key.major = row.has_recipe ? row.seed : ~0ull; break; // those without one last
    case GallerySort::name: key.major = first_bytes(text_of(row, name)); break;
    case GallerySort::model: key.major = first_bytes(text_of(row, model)); break;
    }
    return key;
}

void GalleryIndex::sort_keys(std::vector<Key>& keys, GallerySort sort) {
    const auto part = sort == GallerySort::name    ? std::optional(name)
                      : sort == GallerySort::model ? std::optional(model)
                                                   : std::nullopt;
    std::ranges::sort(keys, [&](const Key& a, const Key& b) {
        if (a.major != b.major) return a.major < b.major;
        if (part)
            if (const int order = text_of(*a.row, *part).compare(text_of(*b.row, *part)); order != 0) return order < 0;
        if (a.created != b.created) return a.created > b.created;
        return sort == GallerySort::oldest ? a.row->id < b.row->id : a.row->id > b.row->id;
    });
}

std::vector<PictureId> GalleryIndex::search(const GallerySearch& search) const {
    // Cheap conditions first: texts are looked at only where the numbers fit.
    std::vector<GalleryTerm> terms = search.terms;
    std::ranges::stable_partition(terms, [](const GalleryTerm& term) { return term.text.empty(); });
    const auto asks_for = [&](std::string_view property) {
        return std::ranges::any_of(terms, [&](const GalleryTerm& term) {
            return term.field == GalleryField::is && term.text == property && !term.negated;
        });
    };
    const bool missing = asks_for("missing"), trashed = asks_for("trashed");
    std::vector<Key> found;
    for (const Row& row : rows_) {
        if (row.state == PictureState::missing && !missing) continue;
        if (row.state == PictureState::trashed && !trashed) continue;
        if (std::ranges::all_of(terms, [&](const GalleryTerm& term) { return holds(row, term); }))
            found.push_back(key_of(row, search.sort));
    }
    sort_keys(found, search.sort);
    std::vector<PictureId> ids(found.size());
    std::ranges::transform(found, ids.begin(), [](const Key& key) { return key.row->id; });
    return ids;
}

std::size_t GalleryIndex::count(PictureState state) const {
    return static_cast<std::size_t>(std::ranges::count(rows_, state, &Row::state));
}

std::size_t GalleryIndex::memory() const {
    std::size_t total = rows_.capacity() * sizeof(Row) + places_.size() * (sizeof(PictureId) + 3 * sizeof(void*)) +
                        places_.bucket_count() * sizeof(void*);
    for (const Row& row : rows_)
        total += row.texts.capacity();
    return total;
}

} // namespace sfumato
