#include "engine/engine.h"

#include "base/log.h"
#include "engine/mailbox.h"
#include "engine/runner.h"

#include <new>
#include <thread>

namespace sfumato {

class Engine::Worker {
public:
    Worker(EngineOptions options, std::function<void(Event)> sink)
        : sink_(std::move(sink)), options_(std::move(options)), thread_([this] { work(); }) {}
    ~Worker() { mailbox.close(); }

    Mailbox mailbox;

private:
    void work() noexcept;
    /// False: something unforeseen happened, and nothing of the runner may be used further.
    bool run_ticket(Runner& runner, const Mailbox::Ticket& ticket);
    void tell_cancelled(const std::vector<JobId>& jobs);
    void tell(Event event) noexcept;

    std::function<void(Event)> sink_;
    EngineOptions options_;
    std::jthread thread_; // last: it uses all of the above, and is joined before they go
};

void Engine::Worker::tell(Event event) noexcept {
    try {
        sink_(std::move(event));
    } catch (...) {
        log(LogLevel::error, "the receiver of the engine's events threw an exception");
    }
}

void Engine::Worker::tell_cancelled(const std::vector<JobId>& jobs) {
    for (const JobId job : jobs)
        tell(event::Cancelled{job});
}

bool Engine::Worker::run_ticket(Runner& runner, const Mailbox::Ticket& ticket) {
    bool sound = true;
    Result<event::Finished> result = fail(ErrorCode::internal, "the job ended without a result");
    try {
        tell(event::Started{ticket.id});
        result = runner.run(ticket.id, ticket.job, ticket.cancel, ticket.pause);
    } catch (const std::bad_alloc&) {
        result = fail(ErrorCode::out_of_memory, "out of memory in the program itself");
        sound = false;
    } catch (const std::exception& error) {
        result = fail(ErrorCode::internal, "unexpected exception: {}", error.what());
        sound = false;
    } catch (...) {
        result = fail(ErrorCode::internal, "unexpected exception of unknown type");
        sound = false;
    }
    mailbox.done();
    if (result)
        tell(std::move(*result));
    else if (result.error().code == ErrorCode::cancelled && ticket.pause.cancelled() && !ticket.cancel.cancelled())
        tell(event::Paused{ticket.id});
    else if (result.error().code == ErrorCode::cancelled)
        tell(event::Cancelled{ticket.id});
    else
        tell(event::Failed{ticket.id, std::move(result).error()});
    return sound;
}

void Engine::Worker::work() noexcept {
    // Waiting jobs may be cancelled while one runs; who cancelled them hears of it with the next event and not at the
    // end.
    const auto tell_all = [this](Event event) {
        tell_cancelled(mailbox.take_cancelled());
        tell(std::move(event));
    };
    auto runner = std::make_unique<Runner>(options_, tell_all);
    for (;;) {
        Mailbox::Work work = mailbox.next();
        tell_cancelled(work.cancelled);
        if (work.device) {
            options_.device = *work.device;
            runner->use_device(options_.device);
        }
        if (work.ticket && !run_ticket(*runner, *work.ticket)) runner = std::make_unique<Runner>(options_, tell_all);
        if (work.warm_up) {
            try {
                runner->warm_up(*work.warm_up);
            } catch (const std::exception& error) {
                log(LogLevel::warning, "warm-up: unexpected exception: {}", error.what());
                runner = std::make_unique<Runner>(options_, tell_all);
            }
        }
        if (work.closed) return;
    }
}

Engine::Engine(EngineOptions options, std::function<void(Event)> sink)
    : worker_(std::make_unique<Worker>(std::move(options), std::move(sink))) {}
Engine::~Engine() = default;
JobId Engine::submit(Job job) {
    return worker_->mailbox.submit(std::move(job));
}
void Engine::cancel(JobId job) {
    worker_->mailbox.cancel(job);
}
void Engine::cancel_all() {
    worker_->mailbox.cancel_all();
}
void Engine::pause(JobId job) {
    worker_->mailbox.pause(job);
}
void Engine::warm_up(std::string model) {
    worker_->mailbox.warm_up(std::move(model));
}
void Engine::use_device(DeviceRequest device) {
    worker_->mailbox.use_device(std::move(device));
}
std::size_t Engine::pending() const {
    return worker_->mailbox.pending();
}

} // namespace sfumato
