#include "engine/mailbox.h"

#include <algorithm>

namespace sfumato {

JobId Mailbox::submit(Job job) {
    const std::lock_guard lock(mutex_);
    const JobId id = ++last_id_;
    if (closed_)
        cancelled_.push_back(id);
    else
        waiting_.push_back({id, std::move(job), CancelToken(), CancelToken()});
    changed_.notify_one();
    return id;
}

void Mailbox::cancel(JobId id) {
    const std::lock_guard lock(mutex_);
    if (running_ && running_->id == id) running_->cancel.cancel();
    const auto found = std::find_if(waiting_.begin(), waiting_.end(), [id](const Ticket& t) { return t.id == id; });
    if (found == waiting_.end()) return;
    waiting_.erase(found);
    cancelled_.push_back(id);
    changed_.notify_one();
}

void Mailbox::pause(JobId id) {
    const std::lock_guard lock(mutex_);
    if (running_ && running_->id == id) running_->pause.cancel();
    for (const Ticket& ticket : waiting_)
        if (ticket.id == id) ticket.pause.cancel(); // it ends at its beginning
}

void Mailbox::cancel_all() {
    const std::lock_guard lock(mutex_);
    cancel_everything();
    changed_.notify_one();
}

void Mailbox::cancel_everything() {
    if (running_) running_->cancel.cancel();
    for (const Ticket& ticket : waiting_)
        cancelled_.push_back(ticket.id);
    waiting_.clear();
}

void Mailbox::warm_up(std::string model) {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    warm_up_ = std::move(model);
    changed_.notify_one();
}

void Mailbox::use_device(DeviceRequest device) {
    const std::lock_guard lock(mutex_);
    device_ = std::move(device);
    changed_.notify_one();
}

void Mailbox::close() {
    const std::lock_guard lock(mutex_);
    cancel_everything();
    warm_up_.reset();
    closed_ = true;
    changed_.notify_one();
}

std::size_t Mailbox::pending() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size() + (running_ ? 1 : 0);
}

Mailbox::Work Mailbox::next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !cancelled_.empty() || !waiting_.empty() || warm_up_ || device_; });
    Work work;
    work.cancelled = std::exchange(cancelled_, {});
    work.device = std::exchange(device_, std::nullopt);
    if (!waiting_.empty()) {
        work.ticket = std::move(waiting_.front());
        waiting_.pop_front();
        running_ = Running{work.ticket->id, work.ticket->cancel, work.ticket->pause};
    } else {
        work.warm_up = std::exchange(warm_up_, std::nullopt);
        work.closed = closed_;
    }
    return work;
}

void Mailbox::done() {
    const std::lock_guard lock(mutex_);
    running_.reset();
}

std::vector<JobId> Mailbox::take_cancelled() {
    const std::lock_guard lock(mutex_);
    return std::exchange(cancelled_, {});
}

} // namespace sfumato
