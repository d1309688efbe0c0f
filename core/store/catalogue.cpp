#include "store/catalogue.h"

#include "base/file.h"
#include "recipe/json.h"
#include "recipe/utf8.h"
#include "store/word_characters.h"

#include <algorithm>
#include <chrono>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

// Columns that are searched for are read at every start, so the recipe's JSON lies in a table of its own.
constexpr std::string_view version_1 = R"(
CREATE TABLE picture (
    id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
    fingerprint TEXT NOT NULL, format TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    created INTEGER NOT NULL, dialect TEXT NOT NULL, problem TEXT NOT NULL,
    has_recipe INTEGER NOT NULL, prompt TEXT NOT NULL, negative TEXT NOT NULL, model TEXT NOT NULL,
    model_hash TEXT NOT NULL, sampler TEXT NOT NULL, schedule TEXT NOT NULL, steps INTEGER NOT NULL, cfg REAL NOT NULL,
    seed INTEGER NOT NULL, img2img INTEGER NOT NULL,
    rating INTEGER NOT NULL DEFAULT 0, flag INTEGER NOT NULL DEFAULT 0, favourite INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX picture_fingerprint ON picture (fingerprint);
CREATE TABLE recipe (picture INTEGER PRIMARY KEY REFERENCES picture ON DELETE CASCADE, json TEXT NOT NULL) STRICT;
CREATE TABLE tag (picture INTEGER NOT NULL REFERENCES picture ON DELETE CASCADE, name TEXT NOT NULL,
    PRIMARY KEY (picture, name)) STRICT, WITHOUT ROWID;
CREATE INDEX tag_name ON tag (name);
CREATE TABLE folder (path BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE trash (picture INTEGER PRIMARY KEY REFERENCES picture ON DELETE CASCADE, original BLOB NOT NULL,
    moved_to BLOB NOT NULL, info BLOB NOT NULL, batch INTEGER NOT NULL, deleted INTEGER NOT NULL,
    step INTEGER NOT NULL) STRICT;
)";
// Files that went into the trash with a picture.
constexpr std::string_view version_2 = R"(
CREATE TABLE trash_beside (picture INTEGER NOT NULL REFERENCES picture ON DELETE CASCADE, original BLOB NOT NULL,
    moved_to BLOB NOT NULL, info BLOB NOT NULL, PRIMARY KEY (picture, original)) STRICT, WITHOUT ROWID;
)";
constexpr std::string_view versions[] = {version_1, version_2};
constexpr DatabaseSchema schema{"gallery index", 0x53466731, versions, false}; // "SFg1"

constexpr std::string_view entry_columns =
    "id, path, bytes, modified_ns, fingerprint, format, width, height, created, dialect, problem, has_recipe, prompt, "
    "negative, model, model_hash, sampler, schedule, steps, cfg, seed, img2img, rating, flag, favourite, state";

/// Paths are bytes, which need not be UTF-8.
Bytes path_bytes(const fs::path& path) {
    return as_bytes(path.native());
}

fs::path path_of(const Statement& row, int column) {
    const std::vector<std::byte> bytes = row.blob(column);
    return fs::path(std::string(as_text(bytes)));
}

/// The recipe as far as its columns tell; what is searched for is all there.
Recipe recipe_of(const Statement& row) {
    Recipe recipe;
    recipe.prompt = row.text(12);
    recipe.negative_prompt = row.text(13);
    recipe.model = row.text(14);
    recipe.model_hash = row.text(15);
    recipe.sampler = row.text(16);
    recipe.schedule = row.text(17);
    recipe.steps = static_cast<int>(row.integer(18));
    recipe.cfg_scale = row.real(19);
    recipe.seed = static_cast<std::uint64_t>(row.integer(20));
    if (row.integer(21) != 0) recipe.init = InitImage{};
    return recipe;
}

GalleryEntry entry_of(const Statement& row) {
    GalleryEntry entry;
    entry.id = row.integer(0);
    entry.facts.path = path_of(row, 1);
    entry.facts.bytes = static_cast<std::uint64_t>(row.integer(2));
    entry.facts.modified_ns = row.integer(3);
    entry.facts.fingerprint = row.text(4);
    entry.facts.format = row.text(5);
    entry.facts.width = static_cast<int>(row.integer(6));
    entry.facts.height = static_cast<int>(row.integer(7));
    entry.facts.created = row.integer(8);
    entry.facts.dialect = row.text(9);
    entry.facts.problem = row.text(10);
    if (row.integer(11) != 0) entry.facts.recipe = recipe_of(row);
    entry.marks.rating = static_cast<int>(std::clamp<std::int64_t>(row.integer(22), 0, 5));
    entry.marks.flag = static_cast<PictureFlag>(std::clamp<std::int64_t>(row.integer(23), 0, 2));
    entry.marks.favourite = row.integer(24) != 0;
    entry.state = static_cast<PictureState>(std::clamp<std::int64_t>(row.integer(25), 0, 2));
    return entry;
}

Result<PictureMarks> checked_marks(PictureMarks marks) {
    marks.rating = std::clamp(marks.rating, 0, 5);
    for (std::string& tag : marks.tags) {
        SF_TRY(tag, checked_tag(tag));
    }
    std::ranges::sort(marks.tags);
    const auto doubles = std::ranges::unique(marks.tags);
    marks.tags.erase(doubles.begin(), doubles.end());
    if (marks.tags.size() > gallery_limits::max_tags)
        return fail(ErrorCode::usage, "a picture has at most {} tags, found {}", gallery_limits::max_tags,
                    marks.tags.size());
    return marks;
}

} // namespace

Result<std::string> checked_tag(std::string_view tag) {
    const std::string_view text = strip_blanks(tag);
    if (text.empty()) return fail(ErrorCode::usage, "a tag is empty, expected a word");
    if (text.size() > gallery_limits::max_tag_bytes)
        return fail(ErrorCode::usage, "a tag is {} bytes, expected at most {}", text.size(),
                    gallery_limits::max_tag_bytes);
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    if (find_invalid_utf8(text) || std::ranges::any_of(text, control))
        return fail(ErrorCode::usage, "a tag is no plain text: it has control characters or is not UTF-8");
    return std::string(text);
}

fs::path Catalogue::usual_path() {
    return user_data_dir() / "gallery.sqlite";
}

Result<Catalogue::Opened> Catalogue::open(const fs::path& path, Database::Access access) {
    SF_TRY(Database::Opened opened, Database::open(path, schema, access));
    Opened out{Catalogue(std::move(opened.database)), std::move(opened.notes)};
    if (!out.catalogue.read_only()) SF_CHECK(out.catalogue.finish_trash_journal());
    SF_CHECK(out.catalogue.load());
    return out;
}

Result<> Catalogue::check_writable() const {
    if (!read_only()) return {};
    return fail(ErrorCode::permission, "{}: another program of Sfumato changes this index; here it can only be read",
                database_.path().string());
}

Result<> Catalogue::load() {
    index_.clear();
    std::unordered_map<PictureId, std::vector<std::string>> tags;
    SF_TRY(Statement names, database_.prepare("SELECT picture, name FROM tag ORDER BY picture, name"));
    while (true) {
        SF_TRY(const bool more, names.step());
        if (!more) break;
        tags[names.integer(0)].push_back(names.text(1));
    }
    SF_TRY(Statement rows, database_.prepare(fmt::format("SELECT {} FROM picture", entry_columns)));
    while (true) {
        SF_TRY(const bool more, rows.step());
        if (!more) return {};
        GalleryEntry entry = entry_of(rows);
        if (const auto at = tags.find(entry.id); at != tags.end()) entry.marks.tags = std::move(at->second);
        index_.put(entry);
    }
}

Result<std::optional<GalleryEntry>> Catalogue::read_entry(PictureId id) {
    SF_TRY(Statement row, database_.prepare(fmt::format("SELECT {} FROM picture WHERE id = ?", entry_columns)));
    SF_TRY(const bool found, row.bind(id).step());
    if (!found) return std::nullopt;
    GalleryEntry entry = entry_of(row);
    SF_TRY(Statement names, database_.prepare("SELECT name FROM tag WHERE picture = ? ORDER BY name"));
    names.bind(id);
    while (true) {
        SF_TRY(const bool more, names.step());
        if (!more) return entry;
        entry.marks.tags.push_back(names.text(0));
    }
}

Result<> Catalogue::refresh(PictureId id) {
    SF_TRY(const std::optional<GalleryEntry> entry, read_entry(id));
    if (entry)
        index_.put(*entry);
    else
        index_.erase(id);
    return {};
}

Result<std::optional<GalleryEntry>> Catalogue::find(PictureId id) {
    SF_TRY(std::optional<GalleryEntry> entry, read_entry(id));
    if (!entry || !entry->facts.recipe) return entry;
    SF_TRY(Statement row, database_.prepare("SELECT json FROM recipe WHERE picture = ?"));
    SF_TRY(const bool found, row.bind(id).step());
    // A recipe that this version cannot read (written by a newer one) leaves what the columns say.
    if (found)
        if (Result<Recipe> recipe = recipe_from_json(row.text(0))) entry->facts.recipe = std::move(*recipe);
    return entry;
}

Result<std::vector<GalleryEntry>> Catalogue::entries(std::span<const PictureId> ids) {
    std::vector<GalleryEntry> out;
    out.reserve(ids.size());
    for (const PictureId id : ids) {
        SF_TRY(std::optional<GalleryEntry> entry, find(id));
        if (entry) out.push_back(std::move(*entry));
    }
    return out;
}

Result<PictureId> Catalogue::find_path(const fs::path& path) {
    SF_TRY(Statement row, database_.prepare("SELECT id FROM picture WHERE path = ?"));
    SF_TRY(const bool found, row.bind(path_bytes(path)).step());
    if (!found) return fail(ErrorCode::not_found, "{}: the gallery does not have this picture", path.string());
    return row.integer(0);
}

Result<std::vector<NameCount>> Catalogue::count_names(std::string_view sql) {
    std::vector<NameCount> out;
    SF_TRY(Statement rows, database_.prepare(sql));
    while (true) {
        SF_TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back({rows.text(0), rows.integer(1)});
    }
}

Result<std::vector<NameCount>> Catalogue::tags() {
    return count_names("SELECT name, count(*) FROM tag GROUP BY name ORDER BY name");
}

Result<std::vector<NameCount>> Catalogue::models() {
    return count_names(
        "SELECT model, count(*) FROM picture WHERE has_recipe AND state = 0 GROUP BY model ORDER BY 2 DESC");
}

Result<std::vector<NameCount>> Catalogue::samplers() {
    return count_names(
        "SELECT sampler, count(*) FROM picture WHERE has_recipe AND state = 0 GROUP BY sampler ORDER BY 2 DESC");
}

Result<Catalogue::Writing> Catalogue::prepare_writing() {
    SF_TRY(Statement find, database_.prepare("SELECT id FROM picture WHERE path = ?"));
    SF_TRY(Statement insert,
           database_.prepare("INSERT INTO picture (path, bytes, modified_ns, fingerprint, format, width, height, "
                             "created, dialect, problem, has_recipe, prompt, negative, model, model_hash, sampler, "
                             "schedule, steps, cfg, seed, img2img) "
                             "VALUES (?, 0, 0, '', '', 0, 0, ?, '', '', 0, '', '', '', '', '', '', 0, 0.0, 0, 0)"));
    SF_TRY(Statement update,
           database_.prepare("UPDATE picture SET path = ?, bytes = ?, modified_ns = ?, fingerprint = ?, format = ?, "
                             "width = ?, height = ?, dialect = ?, problem = ?, has_recipe = ?, prompt = ?, "
                             "negative = ?, model = ?, model_hash = ?, sampler = ?, schedule = ?, steps = ?, cfg = ?, "
                             "seed = ?, img2img = ?, state = 0 WHERE id = ?"));
    SF_TRY(Statement recipe, database_.prepare("INSERT OR REPLACE INTO recipe (picture, json) VALUES (?, ?)"));
    SF_TRY(Statement no_recipe, database_.prepare("DELETE FROM recipe WHERE picture = ?"));
    return Writing{std::move(find), std::move(insert), std::move(update), std::move(recipe), std::move(no_recipe)};
}

Result<> Catalogue::write_facts(Writing& writing, PictureId id, const PictureFacts& facts) {
    const Recipe recipe = facts.recipe.value_or(Recipe{});
    const bool known = facts.recipe.has_value();
    SF_CHECK(writing.update
                 .bind(path_bytes(facts.path), facts.bytes, facts.modified_ns, facts.fingerprint, facts.format,
                       facts.width, facts.height, facts.dialect, facts.problem, known, recipe.prompt,
                       recipe.negative_prompt, known ? recipe.model : std::string(), recipe.model_hash,
                       known ? recipe.sampler : std::string(), known ? recipe.schedule : std::string(), recipe.steps,
                       recipe.cfg_scale, recipe.seed, recipe.init.has_value(), id)
                 .run());
    if (!known) return writing.no_recipe.bind(id).run();
    return writing.recipe.bind(id, recipe_to_json(recipe)).run();
}

Result<PictureId> Catalogue::put_one(Writing& writing, const PictureFacts& facts, bool& added) {
    SF_TRY(const bool found, writing.find.bind(path_bytes(facts.path)).step());
    PictureId id = found ? writing.find.integer(0) : 0;
    if (found) SF_CHECK(writing.find.step()); // to its end
    added = !found;
    if (!found) {
        SF_CHECK(writing.insert.bind(path_bytes(facts.path), facts.created).run());
        id = database_.last_row();
    }
    SF_CHECK(write_facts(writing, id, facts));
    return id;
}

Result<std::vector<PictureId>> Catalogue::put(std::span<const PictureFacts> pictures) {
    SF_CHECK(check_writable());
    std::vector<PictureId> ids;
    std::vector<bool> is_new;
    const auto body = [&]() -> Result<> {
        SF_TRY(Writing writing, prepare_writing());
        for (const PictureFacts& facts : pictures) {
            bool added = false;
            SF_TRY(const PictureId id, put_one(writing, facts, added));
            ids.push_back(id);
            is_new.push_back(added);
        }
        return {};
    };
    SF_CHECK(database_.transaction(body));
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (is_new[i])
            index_.put(GalleryEntry{ids[i], pictures[i], {}, PictureState::present});
        else
            SF_CHECK(refresh(ids[i]));
    return ids;
}

Result<> Catalogue::move(PictureId id, const PictureFacts& facts) {
    SF_CHECK(check_writable());
    const auto body = [&]() -> Result<> {
        SF_CHECK(free_path(facts.path, id));
        SF_TRY(Writing writing, prepare_writing());
        return write_facts(writing, id, facts);
    };
    SF_CHECK(database_.transaction(body));
    return refresh(id);
}

/// Two entries cannot have one path: the one that `id` takes the place of goes, for there is one file only.
Result<> Catalogue::free_path(const fs::path& path, PictureId id) {
    const Result<PictureId> other = find_path(path);
    if (!other || *other == id) return {};
    SF_CHECK(delete_rows(*other));
    index_.erase(*other);
    return {};
}

/// Its recipe, tags and trash go with it (ON DELETE CASCADE).
Result<> Catalogue::delete_rows(PictureId id) {
    return database_.run("DELETE FROM picture WHERE id = ?", id);
}

Result<> Catalogue::set_state(std::span<const PictureId> ids, PictureState state) {
    SF_CHECK(check_writable());
    const auto body = [&]() -> Result<> {
        SF_TRY(Statement set, database_.prepare("UPDATE picture SET state = ? WHERE id = ?"));
        for (const PictureId id : ids)
            SF_CHECK(set.bind(static_cast<int>(state), id).run());
        return {};
    };
    SF_CHECK(database_.transaction(body));
    for (const PictureId id : ids)
        SF_CHECK(refresh(id));
    return {};
}

Result<> Catalogue::forget(std::span<const PictureId> ids) {
    SF_CHECK(check_writable());
    const auto body = [&]() -> Result<> {
        for (const PictureId id : ids)
            SF_CHECK(delete_rows(id));
        return {};
    };
    SF_CHECK(database_.transaction(body));
    for (const PictureId id : ids)
        index_.erase(id);
    return {};
}

Result<std::vector<PictureId>> Catalogue::remember(std::span<const GalleryEntry> entries) {
    std::vector<PictureFacts> facts;
    for (const GalleryEntry& entry : entries)
        facts.push_back(entry.facts);
    SF_TRY(std::vector<PictureId> ids, put(facts));
    std::vector<EarlierMarks> marks;
    std::map<PictureState, std::vector<PictureId>> states;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        marks.push_back({ids[i], entries[i].marks});
        if (entries[i].state != PictureState::present) states[entries[i].state].push_back(ids[i]);
    }
    SF_CHECK(restore_marks(marks));
    for (const auto& [state, members] : states)
        SF_CHECK(set_state(members, state));
    return ids;
}

Result<std::unordered_map<std::string, KnownFile>> Catalogue::known_files(const fs::path& folder) {
    // All paths that begin with "FOLDER/" lie between "FOLDER/" and "FOLDER0" ('0' comes after '/').
    std::string first = folder.native();
    while (first.ends_with('/'))
        first.pop_back();
    const std::string last = first + '0';
    first += '/';
    SF_TRY(Statement rows, database_.prepare("SELECT path, id, bytes, modified_ns, state FROM picture "
                                             "WHERE path >= ? AND path < ? AND state != 2"));
    rows.bind(as_bytes(first), as_bytes(last));
    std::unordered_map<std::string, KnownFile> out;
    while (true) {
        SF_TRY(const bool more, rows.step());
        if (!more) return out;
        out.emplace(path_of(rows, 0).native(),
                    KnownFile{rows.integer(1), static_cast<std::uint64_t>(rows.integer(2)), rows.integer(3),
                              rows.integer(4) == 1 ? PictureState::missing : PictureState::present});
    }
}

Result<std::vector<std::pair<PictureId, fs::path>>> Catalogue::with_fingerprint(const std::string& fingerprint) {
    SF_TRY(Statement rows, database_.prepare("SELECT id, path FROM picture WHERE fingerprint = ? AND state != 2"));
    rows.bind(fingerprint);
    std::vector<std::pair<PictureId, fs::path>> out;
    while (true) {
        SF_TRY(const bool more, rows.step());
        if (!more) return out;
        out.emplace_back(rows.integer(0), path_of(rows, 1));
    }
}

Result<> Catalogue::add_folder(const fs::path& folder) {
    SF_CHECK(check_writable());
    return database_.run("INSERT OR IGNORE INTO folder (path) VALUES (?)", path_bytes(folder));
}

Result<> Catalogue::remove_folder(const fs::path& folder) {
    SF_CHECK(check_writable());
    return database_.run("DELETE FROM folder WHERE path = ?", path_bytes(folder));
}

Result<std::vector<fs::path>> Catalogue::folders() {
    SF_TRY(Statement rows, database_.prepare("SELECT path FROM folder ORDER BY path"));
    std::vector<fs::path> out;
    while (true) {
        SF_TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back(path_of(rows, 0));
    }
}

Result<> Catalogue::write_marks(PictureId id, const PictureMarks& marks) {
    SF_CHECK(database_.run("UPDATE picture SET rating = ?, flag = ?, favourite = ? WHERE id = ?", marks.rating,
                           static_cast<int>(marks.flag), marks.favourite, id));
    SF_CHECK(database_.run("DELETE FROM tag WHERE picture = ?", id));
    for (const std::string& tag : marks.tags)
        SF_CHECK(database_.run("INSERT OR IGNORE INTO tag (picture, name) VALUES (?, ?)", id, tag));
    return {};
}

Result<std::vector<EarlierMarks>> Catalogue::change_marks(std::span<const PictureId> ids,
                                                          const std::function<void(PictureMarks&)>& change) {
    SF_CHECK(check_writable());
    std::vector<EarlierMarks> earlier;
    const auto body = [&]() -> Result<> {
        for (const PictureId id : ids) {
            SF_TRY(const std::optional<GalleryEntry> entry, read_entry(id));
            if (!entry) return fail(ErrorCode::not_found, "the gallery has no picture number {}", id);
            PictureMarks marks = entry->marks;
            change(marks);
            SF_TRY(const PictureMarks checked, checked_marks(std::move(marks)));
            SF_CHECK(write_marks(id, checked));
            earlier.push_back({id, entry->marks});
        }
        return {};
    };
    SF_CHECK(database_.transaction(body));
    for (const PictureId id : ids)
        SF_CHECK(refresh(id));
    return earlier;
}

Result<> Catalogue::restore_marks(std::span<const EarlierMarks> marks) {
    SF_CHECK(check_writable());
    const auto body = [&]() -> Result<> {
        for (const EarlierMarks& earlier : marks)
            SF_CHECK(write_marks(earlier.id, earlier.marks));
        return {};
    };
    SF_CHECK(database_.transaction(body));
    for (const EarlierMarks& earlier : marks)
        SF_CHECK(refresh(earlier.id));
    return {};
}

} // namespace sfumato
