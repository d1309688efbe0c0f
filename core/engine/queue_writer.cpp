#include "engine/queue_writer.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view state_suffix = ".state";

/// What a write that was cut off has left beside `path`: names that write_file_atomically() makes.
void remove_parts_of(const fs::path& path) {
    const std::string prefix = path.filename().string() + ".part-";
    std::error_code error;
    for (fs::directory_iterator at(path.parent_path().empty() ? "." : path.parent_path(), error), end;
         !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (at->path().filename().string().starts_with(prefix)) fs::remove(at->path(), ignored);
    }
}

bool is_file_with_hash(const fs::path& path, const std::string& sha256) {
    const Result<MappedFile> file = MappedFile::open(path);
    return file && sha256_hex(file->bytes()) == sha256;
}

std::optional<QueueId> id_of_state(const fs::path& path) {
    const std::string name = path.filename().string();
    if (!name.ends_with(state_suffix)) return std::nullopt;
    QueueId id = 0;
    const char* end = name.data() + name.size() - state_suffix.size();
    const auto read = std::from_chars(name.data(), end, id);
    return read.ec == std::errc() && read.ptr == end ? std::optional(id) : std::nullopt;
}

} // namespace

QueueWriter::QueueWriter(fs::path folder, std::function<void(QueueEvent)> sink)
    : folder_(std::move(folder)), sink_(std::move(sink)), thread_([this] { work(); }) {}

QueueWriter::~QueueWriter() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    arrived_.notify_one();
    thread_.join();
}

fs::path QueueWriter::default_folder() {
    return user_data_dir() / "queue";
}

fs::path QueueWriter::journal_path(const fs::path& folder) {
    return folder / "queue.sqlite";
}

fs::path QueueWriter::state_path(QueueId id) const {
    return folder_ / "states" / fmt::format("{}{}", id, state_suffix);
}

void QueueWriter::post(std::function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    arrived_.notify_one();
}

void QueueWriter::work() {
    open();
    for (;;) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [this] { return closing_ || !tasks_.empty(); });
            if (tasks_.empty()) break;
            task = std::move(tasks_.front());
            tasks_.pop_front();
        }
        try {
            task();
        } catch (const std::exception& error) {
            log(LogLevel::error, "the queue's writer: unexpected exception: {}", error.what());
        }
    }
    if (!unwritten_.empty()) write_now({}); // a last try
}

void QueueWriter::open() {
    queue_event::Loaded loaded;
    if (!folder_.empty()) {
        if (Result<queue_event::Loaded> opened = open_journal())
            loaded = std::move(*opened);
        else
            loaded.notes.push_back("the queue is not kept over the end of the program: " + opened.error().text());
    }
    tell(std::move(loaded));
}

Result<queue_event::Loaded> QueueWriter::open_journal() {
    std::error_code error;
    fs::create_directories(folder_ / "states", error);
    if (error) return fail_errno(error.value(), folder_, "cannot make this folder");
    SF_TRY(Journal::Opened opened, Journal::open(journal_path(folder_)));
    if (opened.journal.read_only())
        return fail(ErrorCode::permission, "another Sfumato has the queue in {} open", folder_.string());
    journal_.emplace(std::move(opened.journal));
    queue_event::Loaded loaded;
    loaded.notes = std::move(opened.notes);
    loaded.kept = true;
    SF_TRY(loaded.content, journal_->load());
    SF_CHECK(finish_planned(loaded.content));
    tidy_states(loaded.content);
    return loaded;
}

Result<> QueueWriter::finish_planned(Journal::Content& content) {
    SF_TRY(const std::vector<Journal::Planned> planned, journal_->planned());
    for (const Journal::Planned& picture : planned) {
        remove_parts_of(picture.path);
        const auto job = std::ranges::find(content.jobs, picture.id, &QueuedJob::id);
        if (job == content.jobs.end() || !is_file_with_hash(picture.path, picture.sha256)) {
            SF_CHECK(journal_->forget_plan(picture.id));
            continue;
        }
        job->state = JobState::done;
        job->picture = picture.path.string();
        job->finished = unix_seconds();
        job->step = 0;
        SF_CHECK(journal_->finish(*job));
    }
    return {};
}

void QueueWriter::tidy_states(const Journal::Content& content) {
    std::set<QueueId> open;
    for (const QueuedJob& job : content.jobs)
        if (!job.is_over()) open.insert(job.id);
    std::error_code error;
    for (fs::directory_iterator at(folder_ / "states", error), end; !error && at != end; at.increment(error)) {
        const auto id = id_of_state(at->path());
        std::error_code ignored;
        if (!id || !open.contains(*id)) fs::remove(at->path(), ignored); // of a job that is over, or cut off
    }
}

void QueueWriter::write(QueueChanges changes) {
    post([this, changes = std::move(changes)]() mutable { write_now(std::move(changes)); });
}

void QueueWriter::write_now(QueueChanges changes) {
    if (!journal_) return;
    if (!changes.empty()) unwritten_.push_back(std::move(changes));
    while (!unwritten_.empty()) {
        if (const Result<> written = journal_->write(unwritten_.front()); !written)
            return tell(queue_event::Trouble{written.error()});
        unwritten_.pop_front();
    }
}

void QueueWriter::keep_state(QueueId id, std::shared_ptr<const GenerateState> state) {
    {
        const std::lock_guard lock(mutex_);
        const bool waits = states_.contains(id);
        states_[id] = std::move(state);
        if (waits) return;
    }
    post([this, id] { keep_now(id); });
}

void QueueWriter::keep_now(QueueId id) {
    std::shared_ptr<const GenerateState> state;
    {
        const std::lock_guard lock(mutex_);
        const auto found = states_.find(id);
        if (found == states_.end()) return;
        state = std::move(found->second);
        states_.erase(found);
    }
    if (!journal_) return;
    if (const Result<> written = write_file_atomically(state_path(id), encode_state(*state)); !written)
        tell(queue_event::Trouble{written.error()});
}

void QueueWriter::drop_state(QueueId id) {
    post([this, id] {
        std::error_code ignored;
        if (journal_) fs::remove(state_path(id), ignored);
    });
}

void QueueWriter::load_state(QueueId id) {
    post([this, id] {
        queue_event::StateLoaded loaded{id, nullptr, {}};
        std::error_code error;
        if (journal_ && fs::exists(state_path(id), error)) {
            const Result<MappedFile> file = MappedFile::open(state_path(id));
            Result<GenerateState> state = file ? decode_state(file->bytes()) : tl::unexpected(file.error());
            if (state)
                loaded.state = std::make_shared<const GenerateState>(std::move(*state));
            else
                loaded.note = "the picture is begun anew: " + state.error().text();
        }
        tell(std::move(loaded));
    });
}

void QueueWriter::save(FinishedJob picture) {
    post([this, picture = std::move(picture)] { save_now(picture); });
}

Result<fs::path> QueueWriter::put_picture(const FinishedJob& picture, const fs::path& target, const PictureFile& file) {
    const std::string sha256 = journal_ ? sha256_hex(file.bytes) : std::string();
    constexpr int most_tries = 100; // other programs may take the name between the question and the writing
    for (int tries = 1;; ++tries) {
        SaveTarget place{target};
        place.options = picture.output;
        SF_TRY(const fs::path path, free_picture_path(file, place));
        if (journal_) SF_CHECK(journal_->plan({picture.job.id, path, sha256}));
        const Result<> written = write_picture_file(file, path, Overwrite::refuse);
        if (written) return path;
        const bool taken = written.error().code == ErrorCode::already_exists && is_folder_target(target);
        if (!taken || tries == most_tries) return tl::unexpected(written.error());
    }
}

/// A picture that its target refuses goes as a PNG to the folder for such ones.
Result<fs::path> QueueWriter::put_or_rescue(const FinishedJob& picture, std::optional<Error>& trouble) {
    const fs::path target = picture.job.target;
    const DeepImage none;
    const DeepImage& deep = picture.deep ? *picture.deep : none;
    const auto put = [&]() -> Result<fs::path> {
        PictureFormat format = picture.output.format;
        if (!is_folder_target(target)) {
            SF_TRY(format, picture_format_of(target));
        }
        SF_TRY(const PictureFile file, encode_picture(*picture.image, picture.as_run, picture.output, format, deep));
        if (!is_folder_target(target) && file.format != format)
            return fail(ErrorCode::usage, "{}: this format takes no picture of {}x{}", target.string(),
                        picture.image->width, picture.image->height);
        return put_picture(picture, target, file);
    };
    Result<fs::path> path = put();
    if (path || picture.rescue.empty()) return path;
    const Result<PictureFile> file =
        encode_picture(*picture.image, picture.as_run, picture.output, PictureFormat::png, deep);
    if (!file) return path;
    Result<fs::path> rescued = put_picture(picture, picture.rescue / "", *file);
    if (!rescued) return path;
    trouble = path.error();
    return rescued;
}

void QueueWriter::save_now(const FinishedJob& picture) {
    write_now({}); // the row must be there before its plan
    std::optional<Error> trouble;
    const Result<fs::path> path = put_or_rescue(picture, trouble);
    if (!path) {
        if (journal_) (void)journal_->forget_plan(picture.job.id);
        return tell(queue_event::SaveFailed{picture.job.id, path.error()});
    }
    if (journal_) {
        QueuedJob done = picture.job;
        done.picture = path->string();
        done.seconds = picture.seconds;
        done.finished = picture.finished;
        if (const Result<> finished = journal_->finish(done); !finished) tell(queue_event::Trouble{finished.error()});
        std::error_code ignored;
        fs::remove(state_path(picture.job.id), ignored);
    }
    tell(queue_event::Saved{picture.job.id, *path, trouble});
}

} // namespace sfumato
