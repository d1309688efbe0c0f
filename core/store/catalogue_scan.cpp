#include "store/catalogue_scan.h"

#include "store/picture_facts.h"

#include <algorithm>
#include <functional>
#include <sys/stat.h>
#include <system_error>
#include <unordered_set>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t batch_size = 256; ///< pictures per transaction
constexpr std::size_t progress_every = 64;

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

class Scan {
public:
    Scan(Catalogue& catalogue, const CancelToken& cancel, const std::function<void(const ScanProgress&)>& on_progress)
        : catalogue_(catalogue), cancel_(cancel), on_progress_(on_progress) {}

    Result<ScanReport> folder(const fs::path& root) {
        SF_TRY(known_, catalogue_.known_files(root));
        SF_CHECK(walk(root));
        SF_CHECK(flush());
        std::ranges::stable_sort(folders_, std::ranges::greater(), &std::pair<fs::file_time_type, fs::path>::first);
        for (const auto& [changed, folder] : folders_)
            if (report_.folders.size() < ScanReport::max_folders) report_.folders.push_back(folder);
        if (cancel_.cancelled())
            report_.cancelled = true;
        else
            SF_CHECK(mark_missing());
        return std::move(report_);
    }

    Result<ScanReport> files(std::span<const fs::path> paths) {
        std::vector<PictureId> gone;
        for (const fs::path& path : paths) {
            const Result<PictureId> id = catalogue_.find_path(path);
            if (is_there(path)) {
                if (has_picture_name(path)) SF_CHECK(read(path, id ? *id : 0));
            } else if (id) {
                gone.push_back(*id);
            }
        }
        SF_CHECK(flush());
        // A rename is told as one file that has gone and one that is new; those were moved by flush().
        for (const PictureId id : gone) {
            SF_TRY(const std::optional<GalleryEntry> entry, catalogue_.find(id));
            if (entry && entry->state == PictureState::present && !is_there(entry->facts.path)) missing_.push_back(id);
        }
        report_.missing = missing_.size();
        SF_CHECK(catalogue_.set_state(missing_, PictureState::missing));
        return std::move(report_);
    }

private:
    void problem(std::string text) {
        if (report_.problems.size() < ScanReport::max_problems)
            report_.problems.push_back(std::move(text));
        else
            ++report_.more_problems;
    }

    Result<> walk(const fs::path& root) {
        std::vector<fs::path> folders{root};
        while (!folders.empty() && !cancel_.cancelled()) {
            const fs::path folder = std::move(folders.back());
            folders.pop_back();
            progress_.folder = folder.string();
            std::error_code error;
            fs::directory_iterator at(folder, error);
            if (error) {
                // One that has gone with its pictures is told by them: they are missing.
                if (error == std::errc::no_such_file_or_directory && !known_.empty()) continue;
                problem(fmt::format("{}: cannot be looked through: {}", folder.string(), error.message()));
                if (error != std::errc::no_such_file_or_directory) closed_.push_back(folder.native() + '/');
                continue;
            }
            const fs::file_time_type changed = fs::last_write_time(folder, error);
            folders_.emplace_back(folder == root ? fs::file_time_type::max() : changed, folder);
            error.clear();
            for (const fs::directory_iterator end; at != end && !cancel_.cancelled(); at.increment(error)) {
                if (error) break;
                SF_CHECK(meet(*at, folders));
            }
        }
        return {};
    }

    Result<> meet(const fs::directory_entry& entry, std::vector<fs::path>& folders) {
        const std::string name = entry.path().filename().native(); // filename() is a temporary
        if (name.starts_with('.')) return {};
        std::error_code error;
        if (entry.is_symlink(error) && fs::is_directory(entry.path(), error)) return {}; // may lead in circles
        if (entry.is_directory(error)) {
            folders.push_back(entry.path());
            return {};
        }
        if (!has_picture_name(entry.path())) return {};
        ++report_.seen;
        if (report_.seen % progress_every == 0) tell();
        return meet_file(entry.path());
    }

    Result<> meet_file(const fs::path& path) {
        const auto at = known_.find(path.native());
        if (at == known_.end()) return read(path, 0);
        const KnownFile known = at->second;
        known_.erase(at);
        struct stat about {};
        if (::stat(path.c_str(), &about) != 0) {
            missing_.push_back(known.id);
            return {};
        }
        const std::int64_t modified =
            static_cast<std::int64_t>(about.st_mtim.tv_sec) * 1'000'000'000 + about.st_mtim.tv_nsec;
        const bool same = static_cast<std::uint64_t>(about.st_size) == known.bytes && modified == known.modified_ns;
        if (!same) return read(path, known.id);
        if (known.state == PictureState::missing) returned_.push_back(known.id);
        return {};
    }

    /// `known`: the entry of this path, 0 when there is none.
    Result<> read(const fs::path& path, PictureId known) {
        Result<PictureFacts> facts = read_picture_facts(path);
        ++progress_.read;
        if (!facts) {
            problem(facts.error().text());
            return {};
        }
        if (!facts->problem.empty()) problem(facts->problem);
        if (known != 0) ++report_.changed;
        found_.push_back({std::move(*facts), known == 0});
        return found_.size() >= batch_size ? flush() : Result<>{};
    }

    /// Whether an entry of the same fingerprint has lost its file; then this is it.
    Result<bool> move_here(const PictureFacts& facts) {
        SF_TRY(const auto same, catalogue_.with_fingerprint(facts.fingerprint));
        for (const auto& [id, path] : same) {
            if (path == facts.path || is_there(path)) continue;
            SF_CHECK(catalogue_.move(id, facts));
            known_.erase(path.native());
            std::erase(missing_, id);
            ++report_.moved;
            return true;
        }
        return false;
    }

    Result<> flush() {
        std::vector<PictureFacts> put;
        for (auto& [facts, is_new] : found_) {
            if (is_new) {
                SF_TRY(const bool moved, move_here(facts));
                if (moved) continue;
                ++report_.added;
            }
            put.push_back(std::move(facts));
        }
        found_.clear();
        if (!put.empty()) SF_CHECK(catalogue_.put(put));
        report_.returned += returned_.size();
        SF_CHECK(catalogue_.set_state(returned_, PictureState::present));
        returned_.clear();
        tell();
        return {};
    }

    Result<> mark_missing() {
        for (const auto& [path, known] : known_) {
            if (known.state == PictureState::missing) continue;
            const bool closed =
                std::ranges::any_of(closed_, [&](const std::string& folder) { return path.starts_with(folder); });
            if (!closed && !is_there(path)) missing_.push_back(known.id);
        }
        report_.missing = missing_.size();
        return catalogue_.set_state(missing_, PictureState::missing);
    }

    void tell() {
        progress_.seen = report_.seen;
        if (on_progress_) on_progress_(progress_);
    }

    struct Found {
        PictureFacts facts;
        bool is_new = false;
    };

    Catalogue& catalogue_;
    const CancelToken& cancel_;
    const std::function<void(const ScanProgress&)>& on_progress_;
    std::unordered_map<std::string, KnownFile> known_; ///< not met yet
    std::vector<std::string> closed_;                  ///< folders without permission, with '/' at the end
    std::vector<Found> found_;
    std::vector<std::pair<fs::file_time_type, fs::path>> folders_; ///< with the time of their last change
    std::vector<PictureId> returned_, missing_;
    ScanProgress progress_;
    ScanReport report_;
};

} // namespace

fs::path catalogue_path(const fs::path& path) {
    std::error_code error;
    fs::path full = fs::absolute(path, error).lexically_normal();
    if (!full.has_filename() && full.has_parent_path() && full != full.root_path()) full = full.parent_path(); // "a/b/"
    return full;
}

Result<ScanReport> scan_folder(Catalogue& catalogue, const fs::path& folder, const CancelToken& cancel,
                               const std::function<void(const ScanProgress&)>& on_progress) {
    return Scan(catalogue, cancel, on_progress).folder(catalogue_path(folder));
}

Result<ScanReport> scan_files(Catalogue& catalogue, std::span<const fs::path> files) {
    std::vector<fs::path> paths;
    for (const fs::path& file : files)
        paths.push_back(catalogue_path(file));
    const std::function<void(const ScanProgress&)> quiet;
    const CancelToken never;
    return Scan(catalogue, never, quiet).files(paths);
}

} // namespace sfumato
