// The trash with its journal. Step 0: the place is reserved and written down; step 1: the file is there.
#include "base/clock.h"
#include "base/file.h"
#include "store/catalogue.h"
#include "store/picture_facts.h"
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

/// A place that was reserved and is not used.
void give_up(const TrashPlace& place) {
    std::error_code error;
    if (!place.info.empty()) fs::remove(place.info, error);
}

} // namespace

struct Catalogue::Beside {
    fs::path original;
    TrashPlace place;
};

/// Places for the sidecars of a picture. One that gets none stays where it is, which is told.
Result<std::vector<Catalogue::Beside>> Catalogue::reserve_beside(const fs::path& picture,
                                                                 std::vector<std::string>& problems) {
    std::vector<Beside> out;
    for (const fs::path& file : sidecars_of(picture)) {
        if (Result<TrashPlace> place = reserve_trash(file, std::chrono::system_clock::now()); place)
            out.push_back({file, std::move(*place)});
        else
            problems.push_back(place.error().text());
    }
    return out;
}

/// Moves those that are not in the trash yet.
Result<> Catalogue::move_beside(PictureId id, const std::vector<Beside>& files, std::vector<std::string>& problems) {
    for (const Beside& file : files) {
        if (is_there(file.place.file)) continue;
        const Result<> moved = move_to_trash(file.original, file.place);
        if (moved) continue;
        problems.push_back(moved.error().text());
        SF_CHECK(database_.run("DELETE FROM trash_beside WHERE picture = ? AND original = ?", id,
                               path_bytes(file.original)));
    }
    return {};
}

Result<std::vector<Catalogue::Beside>> Catalogue::read_beside(PictureId id) {
    SF_TRY(Statement rows, database_.prepare("SELECT original, moved_to, info FROM trash_beside WHERE picture = ?"));
    rows.bind(id);
    std::vector<Beside> out;
    while (true) {
        SF_TRY(const bool more, rows.step());
        if (!more) return out;
        out.push_back({path_of(rows, 0), {path_of(rows, 1), path_of(rows, 2)}});
    }
}

/// The files that went with a picture come back beside it, wherever it is now. One that has gone from the trash is
/// told once; one that cannot come back now is tried again at the next start.
Result<> Catalogue::restore_beside(PictureId id, const fs::path& picture, std::vector<std::string>& problems) {
    SF_TRY(const std::vector<Beside> files, read_beside(id));
    for (const Beside& file : files) {
        const fs::path target = fs::path(picture).replace_extension(file.original.extension());
        const Result<fs::path> back = take_from_trash(file.place, target);
        if (!back) problems.push_back(back.error().text());
        if (back || back.error().code == ErrorCode::not_found)
            SF_CHECK(database_.run("DELETE FROM trash_beside WHERE picture = ? AND original = ?", id,
                                   path_bytes(file.original)));
    }
    return {};
}

/// Of a picture that stays.
Result<> Catalogue::forget_trash(PictureId id) {
    SF_CHECK(database_.run("DELETE FROM trash WHERE picture = ?", id));
    return database_.run("DELETE FROM trash_beside WHERE picture = ?", id);
}

Result<> Catalogue::trash_one(PictureId id, std::int64_t batch, std::vector<std::string>& problems) {
    SF_TRY(const std::optional<GalleryEntry> entry, read_entry(id));
    if (!entry) return fail(ErrorCode::not_found, "the gallery has no picture number {}", id);
    if (entry->state == PictureState::trashed) return {};
    const fs::path& path = entry->facts.path;
    SF_TRY(const TrashPlace place, reserve_trash(path, std::chrono::system_clock::now()));
    SF_TRY(const std::vector<Beside> beside, reserve_beside(path, problems));
    const auto plan = [&]() -> Result<> {
        for (const Beside& file : beside)
            SF_CHECK(database_.run("INSERT OR REPLACE INTO trash_beside VALUES (?, ?, ?, ?)", id,
                                   path_bytes(file.original), path_bytes(file.place.file),
                                   path_bytes(file.place.info)));
        return database_.run("INSERT OR REPLACE INTO trash (picture, original, moved_to, info, batch, deleted, step) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?)",
                             id, path_bytes(path), path_bytes(place.file), path_bytes(place.info), batch,
                             unix_seconds(), planned);
    };
    SF_CHECK(database_.transaction(plan));
    if (auto moved = move_to_trash(path, place); !moved) {
        for (const Beside& file : beside)
            give_up(file.place);
        SF_CHECK(forget_trash(id));
        return moved;
    }
    SF_CHECK(move_beside(id, beside, problems));
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
        if (const auto moved = trash_one(id, batch, problems); !moved) problems.push_back(moved.error().text());
    return batch;
}

Result<> Catalogue::restore_one(PictureId id, std::vector<std::string>& problems) {
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
    SF_CHECK(restore_beside(id, path, problems));
    return refresh(id);
}

Result<std::vector<PictureId>> Catalogue::restore(std::span<const PictureId> ids, std::vector<std::string>& problems) {
    SF_CHECK(check_writable());
    std::vector<PictureId> restored;
    for (const PictureId id : ids) {
        if (const auto back = restore_one(id, problems); back)
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

struct Catalogue::TrashRow {
    PictureId id;
    fs::path original;
    TrashPlace place;
    std::int64_t step;
};

/// After a crash the file is where it is; the journal follows it.
Result<> Catalogue::finish_trash_row(const TrashRow& row) {
    const bool there = is_there(row.place.file), here = is_there(row.original);
    std::vector<std::string> untold; // the files stay where they are
    SF_TRY(const std::vector<Beside> beside, read_beside(row.id));
    if (row.step == planned && there) {
        SF_CHECK(move_beside(row.id, beside, untold));
        return database_.transaction([&]() -> Result<> {
            SF_CHECK(database_.run("UPDATE trash SET step = ? WHERE picture = ?", done, row.id));
            return database_.run("UPDATE picture SET path = ?, state = 2 WHERE id = ?", path_bytes(row.place.file),
                                 row.id);
        });
    }
    if (row.step == planned) {
        SF_CHECK(forget_trash(row.id));
        for (const Beside& file : beside)
            give_up(file.place);
        give_up(row.place);
        return {};
    }
    if (there || !here || (!row.place.info.empty() && !is_there(row.place.info))) return {};
    // Taken back, but the crash came before the index knew.
    return database_.transaction([&]() -> Result<> {
        SF_CHECK(free_path(row.original, row.id));
        SF_CHECK(
            database_.run("UPDATE picture SET path = ?, state = 0 WHERE id = ?", path_bytes(row.original), row.id));
        return database_.run("DELETE FROM trash WHERE picture = ?", row.id);
    });
}

Result<> Catalogue::finish_trash_journal() {
    std::vector<TrashRow> rows;
    {
        SF_TRY(Statement all, database_.prepare("SELECT picture, original, moved_to, info, step FROM trash"));
        while (true) {
            SF_TRY(const bool more, all.step());
            if (!more) break;
            rows.push_back({all.integer(0), path_of(all, 1), {path_of(all, 2), path_of(all, 3)}, all.integer(4)});
        }
    }
    for (const TrashRow& row : rows)
        SF_CHECK(finish_trash_row(row));
    std::vector<std::pair<PictureId, fs::path>> back; // pictures whose sidecars are in the trash still
    {
        SF_TRY(Statement left, database_.prepare("SELECT DISTINCT id, path FROM picture JOIN trash_beside "
                                                 "ON picture = id WHERE id NOT IN (SELECT picture FROM trash)"));
        while (true) {
            SF_TRY(const bool more, left.step());
            if (!more) break;
            back.emplace_back(left.integer(0), path_of(left, 1));
        }
    }
    std::vector<std::string> untold;
    for (const auto& [id, path] : back)
        SF_CHECK(restore_beside(id, path, untold));
    return {};
}

} // namespace sfumato
