// The trash with its journal. Step 0: the place is reserved and written down; step 1: the file is there.
#include "base/clock.h"
#include "base/file.h"
#include "store/catalogue.h"
#include "store/trash.h"

#include <chrono>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr int planned = 0, done = 1;

Bytes path_bytes(const fs::path& path) {
    return as_bytes(path.native());
}

fs::path path_of(const Statement& row, int column) {
    const std::vector<std::byte> bytes = row.blob(column);
    return fs::path(std::string(as_text(bytes)));
}

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

} // namespace

Result<> Catalogue::trash_one(PictureId id, std::int64_t batch) {
    SF_TRY(const std::optional<GalleryEntry> entry, read_entry(id));
    if (!entry) return fail(ErrorCode::not_found, "the gallery has no picture number {}", id);
    if (entry->state == PictureState::trashed) return {};
    const fs::path& path = entry->facts.path;
    SF_TRY(const TrashPlace place, reserve_trash(path, std::chrono::system_clock::now()));
    SF_CHECK(database_.run("INSERT OR REPLACE INTO trash (picture, original, moved_to, info, batch, deleted, step) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?)",
                           id, path_bytes(path), path_bytes(place.file), path_bytes(place.info), batch, unix_seconds(),
                           planned));
    if (auto moved = move_to_trash(path, place); !moved) {
        SF_CHECK(database_.run("DELETE FROM trash WHERE picture = ?", id));
        return moved;
    }
    const auto body = [&]() -> Result<> {
        SF_CHECK(database_.run("UPDATE trash SET step = ? WHERE picture = ?", done, id));
        // The entry's path is where the file is, so that its picture can still be shown, and a new file may have the
        // old name.
        return database_.run("UPDATE picture SET path = ?, state = 2 WHERE id = ?", path_bytes(place.file), id);
    };
    SF_CHECK(database_.transaction(body));
    return refresh(id);
}

Result<std::int64_t> Catalogue::trash(std::span<const PictureId> ids, std::vector<std::string>& problems) {
    SF_CHECK(check_writable());
    SF_TRY(Statement last, database_.prepare("SELECT coalesce(max(batch), 0) + 1 FROM trash"));
    SF_TRY(const bool found, last.step());
    const std::int64_t batch = found ? last.integer(0) : 1;
    for (const PictureId id : ids)
        if (const auto moved = trash_one(id, batch); !moved) problems.push_back(moved.error().text());
    return batch;
}

Result<> Catalogue::restore_one(PictureId id) {
    SF_TRY(Statement row,
           database_.prepare("SELECT original, moved_to, info FROM trash WHERE picture = ? AND step = 1"));
    SF_TRY(const bool found, row.bind(id).step());
    if (!found) return fail(ErrorCode::not_found, "picture number {} is not in the trash", id);
    const fs::path original = path_of(row, 0);
    const TrashPlace place{path_of(row, 1), path_of(row, 2)};
    (void)row.step(); // the statement ends before the next one writes
    SF_TRY(const fs::path path, take_from_trash(place, original));
    const auto body = [&]() -> Result<> {
        // An entry that was made for a file of this name meanwhile, and whose file has gone, gives way.
        SF_CHECK(free_path(path, id));
        SF_CHECK(database_.run("UPDATE picture SET path = ?, state = 0 WHERE id = ?", path_bytes(path), id));
        return database_.run("DELETE FROM trash WHERE picture = ?", id);
    };
    SF_CHECK(database_.transaction(body));
    return refresh(id);
}

Result<std::vector<PictureId>> Catalogue::restore(std::span<const PictureId> ids, std::vector<std::string>& problems) {
    SF_CHECK(check_writable());
    std::vector<PictureId> restored;
    for (const PictureId id : ids) {
        if (const auto back = restore_one(id); back)
            restored.push_back(id);
        else
            problems.push_back(back.error().text());
    }
    return restored;
}

Result<std::vector<TrashedPicture>> Catalogue::trashed() {
    SF_TRY(Statement rows, database_.prepare("SELECT picture, original, moved_to, batch, deleted FROM trash "
                                             "WHERE step = 1 ORDER BY batch DESC, picture"));
    std::vector<TrashedPicture> out;
    while (true) {
        SF_TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back({rows.integer(0), path_of(rows, 1), path_of(rows, 2), rows.integer(3), rows.integer(4)});
    }
}

/// After a crash the file is where it is; the journal follows it.
Result<> Catalogue::finish_trash_journal() {
    struct Row {
        PictureId id;
        fs::path original, moved_to, info;
        std::int64_t step;
    };
    std::vector<Row> rows;
    {
        SF_TRY(Statement all, database_.prepare("SELECT picture, original, moved_to, info, step FROM trash"));
        while (true) {
            SF_TRY(const bool more, all.step());
            if (!more) break;
            rows.push_back({all.integer(0), path_of(all, 1), path_of(all, 2), path_of(all, 3), all.integer(4)});
        }
    }
    for (const Row& row : rows) {
        const bool there = is_there(row.moved_to), here = is_there(row.original);
        if (row.step == planned && there) {
            const auto body = [&]() -> Result<> {
                SF_CHECK(database_.run("UPDATE trash SET step = ? WHERE picture = ?", done, row.id));
                return database_.run("UPDATE picture SET path = ?, state = 2 WHERE id = ?", path_bytes(row.moved_to),
                                     row.id);
            };
            SF_CHECK(database_.transaction(body));
        } else if (row.step == planned) {
            SF_CHECK(database_.run("DELETE FROM trash WHERE picture = ?", row.id));
            std::error_code error;
            if (!row.info.empty()) fs::remove(row.info, error);
        } else if (!there && here && (row.info.empty() || is_there(row.info))) {
            // Taken back, but the crash came before the index knew.
            const auto body = [&]() -> Result<> {
                SF_CHECK(free_path(row.original, row.id));
                SF_CHECK(database_.run("UPDATE picture SET path = ?, state = 0 WHERE id = ?", path_bytes(row.original),
                                       row.id));
                return database_.run("DELETE FROM trash WHERE picture = ?", row.id);
            };
            SF_CHECK(database_.transaction(body));
        }
    }
    return {};
}

} // namespace sfumato
