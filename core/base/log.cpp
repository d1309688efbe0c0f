#include "base/log.h"

#include <atomic>
#include <cstdio>
#include <mutex>

namespace sfumato {
namespace {

std::atomic<LogLevel> current_level{LogLevel::warning};
std::mutex sink_mutex;

std::function<void(LogLevel, std::string_view)>& sink() {
    static std::function<void(LogLevel, std::string_view)> instance;
    return instance;
}

} // namespace

std::string_view log_level_name(LogLevel level) {
    switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
    }
    return "?";
}

void set_log_level(LogLevel level) {
    current_level = level;
}
LogLevel log_level() {
    return current_level;
}

void set_log_sink(std::function<void(LogLevel, std::string_view)> new_sink) {
    const std::scoped_lock lock(sink_mutex);
    sink() = std::move(new_sink);
}

void log_line(LogLevel level, std::string_view message) {
    const std::scoped_lock lock(sink_mutex);
    if (sink()) {
        sink()(level, message);
        return;
    }
    fmt::print(stderr, "{}: {}\n", log_level_name(level), message);
}

} // namespace sfumato
