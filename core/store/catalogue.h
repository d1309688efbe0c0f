// The gallery's memory: an index of pictures with what people said about them, in SQLite.
#pragma once

#include "store/database.h"
#include "store/gallery_entry.h"
#include "store/gallery_index.h"

#include <functional>
#include <map>
#include <unordered_map>

namespace sfumato {

/// Marks of a picture as they were before a change: what undo puts back.
struct EarlierMarks {
    PictureId id = 0;
    PictureMarks marks;
};

/// What a scan needs to know about a file that is in the index already.
struct KnownFile {
    PictureId id = 0;
    std::uint64_t bytes = 0;
    std::int64_t modified_ns = 0;
    PictureState state = PictureState::present;
};

/// A picture that lies in the trash.
struct TrashedPicture {
    PictureId id = 0;
    std::filesystem::path original;
    std::filesystem::path trashed;
    std::int64_t batch = 0;   ///< pictures that were deleted together have the same
    std::int64_t deleted = 0; ///< seconds since 1970
};

/// A name with the number of pictures that have it.
struct NameCount {
    std::string name;
    std::int64_t count = 0;
};

namespace gallery_limits {
inline constexpr std::size_t max_tag_bytes = 200;
inline constexpr std::size_t max_tags = 200; ///< of one picture
} // namespace gallery_limits

/// Used by one thread at a time. Every change is in the file when its function returns. Functions that change something
/// give error permission when another program writes the index (read_only()).
class Catalogue {
public:
    struct Opened;
    /// Opens the index and reads what is searched for into memory. Damaged and newer files are moved aside (see
    /// Database::open). What a crash left half done in the trash is finished or taken back. Errors: those of Database.
    static Result<Opened> open(const std::filesystem::path& path, Database::Access access = Database::Access::write);
    /// $XDG_DATA_HOME/sfumato/gallery.sqlite
    static std::filesystem::path usual_path();

    bool read_only() const { return database_.read_only(); }

    // -- looking
    std::vector<PictureId> search(const GallerySearch& search) const { return index_.search(search); }
    std::size_t count(PictureState state) const { return index_.count(state); }
    const GalleryIndex& index() const { return index_; }
    /// Entries in the order of `ids`; unknown ids are left out. The recipe is complete.
    Result<std::vector<GalleryEntry>> entries(std::span<const PictureId> ids);
    Result<std::optional<GalleryEntry>> find(PictureId id);
    /// Exact path. Error not_found when the index does not have it.
    Result<PictureId> find_path(const std::filesystem::path& path);
    Result<std::vector<NameCount>> tags();
    Result<std::vector<NameCount>> models();
    Result<std::vector<NameCount>> samplers();

    // -- adding
    /// Adds a picture or, where the path is known, tells what has changed; marks stay. All in one transaction.
    Result<std::vector<PictureId>> put(std::span<const PictureFacts> pictures);
    /// The file is at another place now; id and marks stay. Another entry of that path gives way.
    Result<> move(PictureId id, const PictureFacts& facts);
    Result<> set_state(std::span<const PictureId> ids, PictureState state);
    /// Takes entries (not files) out of the index.
    Result<> forget(std::span<const PictureId> ids);
    /// Puts forgotten entries back, with marks and states; gives their new ids.
    Result<std::vector<PictureId>> remember(std::span<const GalleryEntry> entries);
    /// Entries below `folder`, trashed ones left out, by path.
    Result<std::unordered_map<std::string, KnownFile>> known_files(const std::filesystem::path& folder);
    /// Present and missing entries with this fingerprint.
    Result<std::vector<std::pair<PictureId, std::filesystem::path>>> with_fingerprint(const std::string& fingerprint);

    // -- folders that are looked through
    Result<> add_folder(const std::filesystem::path& folder);
    Result<> remove_folder(const std::filesystem::path& folder);
    Result<std::vector<std::filesystem::path>> folders();

    // -- marks
    /// Lets `change` edit the marks of each picture; gives what they were. Ratings are held in 0..5; tags are trimmed,
    /// sorted and made unique. Errors: usage (tag too long, with a control character, or too many), not_found.
    Result<std::vector<EarlierMarks>> change_marks(std::span<const PictureId> ids,
                                                   const std::function<void(PictureMarks&)>& change);
    Result<> restore_marks(std::span<const EarlierMarks> marks);

    // -- the trash
    /// Moves files into the trash (freedesktop.org Trash 1.0; where that cannot be, a hidden folder beside the picture)
    /// and gives the number of the batch. Their sidecars go along (see sidecars_of()) and come back with them. Files
    /// that cannot be moved stay, and are named in `problems`. Journaled: a crash leaves each file in one place and the
    /// index knows which.
    Result<std::int64_t> trash(std::span<const PictureId> ids, std::vector<std::string>& problems);
    /// Puts pictures back where they were; under another name when that is taken. Gives those that came back.
    Result<std::vector<PictureId>> restore(std::span<const PictureId> ids, std::vector<std::string>& problems);
    /// All that lies in the trash, the latest batch first.
    Result<std::vector<TrashedPicture>> trashed();

private:
    explicit Catalogue(Database database) : database_(std::move(database)) {}
    Result<> load();
    Result<> refresh(PictureId id);
    /// Statements that are prepared once for many pictures.
    struct Writing {
        Statement find, insert, update, recipe, no_recipe;
    };
    Result<Writing> prepare_writing();
    Result<PictureId> put_one(Writing& writing, const PictureFacts& facts, bool& added);
    Result<> write_facts(Writing& writing, PictureId id, const PictureFacts& facts);
    Result<> write_marks(PictureId id, const PictureMarks& marks);
    Result<> read_tags(std::vector<GalleryEntry>& entries);
    Result<std::optional<GalleryEntry>> read_entry(PictureId id);
    Result<std::vector<NameCount>> count_names(std::string_view sql);
    Result<> check_writable() const;
    Result<> free_path(const std::filesystem::path& path, PictureId id);
    Result<> delete_rows(PictureId id);
    struct Beside; ///< a sidecar in the trash
    Result<> trash_one(PictureId id, std::int64_t batch, std::vector<std::string>& problems);
    Result<std::vector<Beside>> reserve_beside(const std::filesystem::path& picture,
                                               std::vector<std::string>& problems);
    Result<> move_beside(PictureId id, const std::vector<Beside>& files, std::vector<std::string>& problems);
    Result<std::vector<Beside>> read_beside(PictureId id);
    Result<> restore_beside(PictureId id, const std::filesystem::path& picture, std::vector<std::string>& problems);
    Result<> forget_trash(PictureId id);
    Result<> restore_one(PictureId id, std::vector<std::string>& problems);
    struct TrashRow;
    Result<> finish_trash_row(const TrashRow& row);
    Result<> finish_trash_journal();

    Database database_;
    GalleryIndex index_;
};

/// An index with what its user should be told.
struct Catalogue::Opened {
    Catalogue catalogue;
    std::vector<std::string> notes;
};

/// A tag as it is kept: without blanks at the ends. Errors: usage.
Result<std::string> checked_tag(std::string_view tag);

} // namespace sfumato
