// The writer's thread: the only one that touches the queue's files. It writes the journal, finished pictures and the
// states of unfinished ones, in the order in which it was asked.
#pragma once

#include "generate/generate_state.h"
#include "image/deep_image.h"
#include "image/image.h"
#include "store/journal.h"
#include "store/writer.h"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

namespace sfumato {

/// What the writer tells, on its thread.
namespace queue_event {
/// The first event. `kept`: the queue is on disk from now on; else (another program has it, or it cannot be opened)
/// what `notes` say, and nothing is written but pictures.
struct Loaded {
    Journal::Content content;
    std::vector<std::string> notes;
    bool kept = false;
};
/// `state` is null where there is none that can be used; `note` says why, if it is worth saying.
struct StateLoaded {
    QueueId id = 0;
    std::shared_ptr<const GenerateState> state;
    std::string note;
};
/// `trouble`: why it is not where it was wanted.
struct Saved {
    QueueId id = 0;
    std::filesystem::path path;
    std::optional<Error> trouble;
};
struct SaveFailed {
    QueueId id = 0;
    Error error;
};
/// The journal or a state could not be written. What the journal lacks is tried again with the next change.
struct Trouble {
    Error error;
};
} // namespace queue_event
using QueueEvent = std::variant<queue_event::Loaded, queue_event::StateLoaded, queue_event::Saved,
                                queue_event::SaveFailed, queue_event::Trouble>;

/// A finished picture of a job.
struct FinishedJob {
    QueuedJob job;
    std::shared_ptr<const Image> image;
    Recipe as_run;
    double seconds = 0;
    std::int64_t finished = 0;             ///< seconds since 1970
    std::filesystem::path rescue;          ///< folder for a picture that its target refuses; may be empty
    OutputOptions output;                  ///< a target that is a file says the format itself
    std::shared_ptr<const DeepImage> deep; ///< the picture with 16 bits a sample; may be null
};

/// All functions may be called from any thread and return at once. The destructor returns when everything is written.
class QueueWriter {
public:
    /// `folder`: holds queue.sqlite and states/; empty: nothing is kept. `sink` is called on the writer's thread.
    QueueWriter(std::filesystem::path folder, std::function<void(QueueEvent)> sink);
    ~QueueWriter();
    QueueWriter(const QueueWriter&) = delete;
    QueueWriter& operator=(const QueueWriter&) = delete;

    void write(QueueChanges changes);
    /// Only the latest state of a job counts.
    void keep_state(QueueId id, std::shared_ptr<const GenerateState> state);
    void drop_state(QueueId id);
    /// Answered by StateLoaded.
    void load_state(QueueId id);
    /// Answered by Saved or SaveFailed. The sequence is safe against a kill at any moment: the name and the hash of the
    /// bytes go into the journal, then the file appears as a whole, then the job is done. At the next start a file that
    /// is there with this hash is the picture; else the job goes on.
    void save(FinishedJob picture);

    static std::filesystem::path default_folder(); ///< $XDG_DATA_HOME/sfumato/queue
    static std::filesystem::path journal_path(const std::filesystem::path& folder);

private:
    void work();
    void post(std::function<void()> task);
    void tell(QueueEvent event) { sink_(std::move(event)); }
    // On the thread:
    void open();
    Result<queue_event::Loaded> open_journal();
    Result<> finish_planned(Journal::Content& content);
    void tidy_states(const Journal::Content& content);
    void write_now(QueueChanges changes);
    void keep_now(QueueId id);
    Result<std::filesystem::path> put_picture(const FinishedJob& picture, const std::filesystem::path& target,
                                              const PictureFile& file);
    Result<std::filesystem::path> put_or_rescue(const FinishedJob& picture, std::optional<Error>& trouble);
    void save_now(const FinishedJob& picture);
    std::filesystem::path state_path(QueueId id) const;

    const std::filesystem::path folder_;
    const std::function<void(QueueEvent)> sink_;
    std::optional<Journal> journal_; ///< only where it may be written
    std::deque<QueueChanges> unwritten_;

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> tasks_;
    std::map<QueueId, std::shared_ptr<const GenerateState>> states_; ///< that wait to be written
    bool closing_ = false;
    std::thread thread_; ///< last: it uses all of the above
};

} // namespace sfumato
