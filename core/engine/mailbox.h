// What the engine still has to do: a thread-safe queue of jobs and wishes, apart from the thread that does them.
#pragma once

#include "engine/engine.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sfumato {

class Mailbox {
public:
    struct Ticket {
        JobId id = 0;
        Job job;
        CancelToken cancel;
        CancelToken pause;
    };
    /// What next() hands out; at least one of the fields says something.
    struct Work {
        std::vector<JobId> cancelled;        ///< jobs that were cancelled while they waited: nobody has been told yet
        std::optional<DeviceRequest> device; ///< to be used from now on, before all that follows
        std::optional<Ticket> ticket;        ///< the job to run now; it counts as running until done()
        std::optional<std::string> warm_up;  ///< model to open, when no job waits
        bool closed = false;                 ///< nothing will follow
    };

    /// Any thread; none of these waits. A job submitted after close() is cancelled at once.
    JobId submit(Job job);
    /// Unknown and finished jobs are ignored.
    void cancel(JobId id);
    void cancel_all();
    void pause(JobId id);
    /// Only the latest wish counts.
    void warm_up(std::string model);
    /// Only the latest wish counts.
    void use_device(DeviceRequest device);
    /// Cancels everything; next() then hands out the last cancelled jobs and says closed.
    void close();
    /// Jobs waiting or running.
    std::size_t pending() const;

    /// The engine's thread: waits until there is something to do.
    Work next();
    /// The engine's thread: the job that next() handed out has ended.
    void done();
    /// The engine's thread, between two events of a running job: waiting jobs cancelled meanwhile.
    std::vector<JobId> take_cancelled();

private:
    void cancel_everything(); ///< with the lock held
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Ticket> waiting_;
    struct Running {
        JobId id;
        CancelToken cancel, pause;
    };
    std::optional<Running> running_;
    std::vector<JobId> cancelled_;
    std::optional<std::string> warm_up_;
    std::optional<DeviceRequest> device_;
    JobId last_id_ = 0;
    bool closed_ = false;
};

} // namespace sfumato
