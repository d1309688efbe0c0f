// An engine that paints nothing, but tells all that a real one tells, in its order and from a thread of its own: steps
// with previews, pictures, pauses that are gone on with. Quick, and the same on every machine.
#pragma once

#include "engine/dry_run.h"
#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

namespace sfumato {

class ScriptedEngine {
public:
    explicit ScriptedEngine(std::function<void(Event)> tell)
        : m_tell(std::move(tell)), m_thread([this](const std::stop_token& end) { run(end); }) {}

    JobId submit(Job job) {
        const std::lock_guard lock(m_mutex);
        m_jobs.emplace_back(++m_last, std::move(job));
        m_wake.notify_all();
        return m_last;
    }
    void cancel(JobId job) {
        const std::lock_guard lock(m_mutex);
        m_cancelled.insert(job);
    }
    void pause(JobId job) {
        const std::lock_guard lock(m_mutex);
        m_paused.insert(job);
    }
    void useDevice() { m_tell(event::DeviceReady{"Scripted", "none", false, {}}); }

    static Result<DryRun> plan(const Job& job) {
        DryRun run;
        run.device = "Scripted";
        run.recipe = job.recipe;
        const auto [width, height] = sizeOf(job.recipe);
        run.recipe.width = width;
        run.recipe.height = height;
        run.guess = false;
        run.peak_bytes = 64u << 20;
        run.stages.push_back({"sample", job.recipe.steps * step_ms / 1000.0, {}});
        return run;
    }

private:
    static constexpr int step_ms = 6;

    static std::pair<int, int> sizeOf(const Recipe& recipe) {
        const double scale = recipe.hires ? recipe.hires->scale : 1;
        const auto side = [&](int pixels) {
            return static_cast<int>(std::lround((pixels > 0 ? pixels : 128) * scale));
        };
        const Margins grow = recipe.inpaint ? recipe.inpaint->grow : Margins{};
        return {side(recipe.width) + grow.left + grow.right, side(recipe.height) + grow.top + grow.bottom};
    }

    /// Of one seed always the same; it comes out of grey with the steps.
    static Image picture(std::uint64_t seed, int width, int height, double done) {
        Image image{width, height, 3, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * height * 3)};
        const double phase = static_cast<double>(seed % 1000);
        std::size_t at = 0;
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                for (int c = 0; c < 3; ++c) {
                    const double wave = std::sin((x * (c + 1) + y * (3 - c)) / 17.0 + phase + c);
                    image.pixels[at++] = static_cast<std::uint8_t>(128 + 110 * done * wave);
                }
        return image;
    }

    bool asked(std::set<JobId>& what, JobId job) {
        const std::lock_guard lock(m_mutex);
        return what.erase(job) > 0;
    }

    void run(const std::stop_token& end) {
        while (!end.stop_requested()) {
            std::pair<JobId, Job> next;
            {
                std::unique_lock lock(m_mutex);
                if (!m_wake.wait(lock, end, [this] { return !m_jobs.empty(); })) return;
                next = std::move(m_jobs.front());
                m_jobs.pop_front();
            }
            make(next.first, next.second, end);
        }
    }

    void make(JobId id, const Job& job, const std::stop_token& end) {
        m_tell(event::Started{id});
        m_tell(event::Stage{id, "sample"});
        const auto [width, height] = sizeOf(job.recipe);
        const int steps = job.recipe.steps;
        for (int step = job.resume ? job.resume->sampling.step : 0; step < steps; ++step) {
            if (asked(m_cancelled, id) || end.stop_requested()) return m_tell(event::Cancelled{id});
            if (asked(m_paused, id)) {
                m_tell(event::Kept{id, stateAt(step)});
                return m_tell(event::Paused{id});
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(step_ms));
            m_tell(event::Progress{id, {step + 1, steps, step_ms / 1000.0, (steps - step) * step_ms / 1000.0}});
            if (job.preview != PreviewKind::none && step + 1 < steps)
                m_tell(event::Preview{id, step + 1,
                                      picture(job.recipe.seed, std::max(1, width / 8), std::max(1, height / 8),
                                              double(step + 1) / steps)});
        }
        Generated result;
        result.recipe = job.recipe;
        if (result.recipe.width == 0) result.recipe.width = width;
        if (result.recipe.height == 0) result.recipe.height = height;
        result.image = picture(job.recipe.seed, width, height, 1);
        m_tell(event::Finished{id, std::move(result), "{}"});
    }

    static std::shared_ptr<const GenerateState> stateAt(int step) {
        auto state = std::make_shared<GenerateState>();
        state->recipe_identity = state->model_sha256 = std::string(64, 'a');
        state->channels = state->height = state->width = 1;
        state->sampling.step = step;
        state->sampling.x = {1};
        return state;
    }

    std::function<void(Event)> m_tell;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<std::pair<JobId, Job>> m_jobs;
    std::set<JobId> m_cancelled, m_paused;
    JobId m_last = 0;
    std::jthread m_thread; ///< last: it ends first
};

} // namespace sfumato
