// Collects an engine's events and lets a test wait for them.
#pragma once

#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <type_traits>
#include <variant>
#include <vector>

namespace sfumato::test {

class EventLog {
public:
    std::function<void(Event)> sink() {
        return [this](Event event) {
            {
                const std::lock_guard lock(mutex_);
                events_.push_back(std::move(event));
            }
            arrived_.notify_all();
        };
    }

    std::vector<Event> all() const {
        const std::lock_guard lock(mutex_);
        return events_;
    }

    template <class E> std::vector<E> of() const {
        std::vector<E> found;
        for (const Event& event : all())
            if (const E* e = std::get_if<E>(&event)) found.push_back(*e);
        return found;
    }

    /// Number of Finished, Failed, Cancelled and Paused that `job` got.
    int ends(JobId job) const {
        int count = 0;
        for (const Event& event : all())
            count += is_end(event, job);
        return count;
    }

    bool wait_for(const std::function<bool(const std::vector<Event>&)>& condition) const {
#ifdef __SANITIZE_THREAD__
        constexpr std::chrono::minutes patience{30}; // the reference executor is slow there
#else
        constexpr std::chrono::minutes patience{2};
#endif
        std::unique_lock lock(mutex_);
        return arrived_.wait_for(lock, patience, [&] { return condition(events_); });
    }

    bool wait_for_end(JobId job) const {
        return wait_for([job](const std::vector<Event>& events) {
            return std::ranges::any_of(events, [job](const Event& event) { return is_end(event, job); });
        });
    }

    template <class E> bool wait_for_any(JobId job) const {
        return wait_for([job](const std::vector<Event>& events) {
            return std::ranges::any_of(events, [job](const Event& event) {
                const E* e = std::get_if<E>(&event);
                return e != nullptr && e->job == job;
            });
        });
    }

private:
    static JobId job_of(const auto& event) {
        if constexpr (requires { event.job; }) return event.job;
        return 0;
    }
    static bool is_end(const Event& event, JobId job) {
        return std::visit(
            [job](const auto& e) {
                using E = std::decay_t<decltype(e)>;
                constexpr bool ends = std::is_same_v<E, event::Finished> || std::is_same_v<E, event::Failed> ||
                                      std::is_same_v<E, event::Cancelled> || std::is_same_v<E, event::Paused>;
                return ends && job_of(e) == job;
            },
            event);
    }

    mutable std::mutex mutex_;
    mutable std::condition_variable arrived_;
    std::vector<Event> events_;
};

} // namespace sfumato::test
