// One-line diagnostics. Levels below the chosen one cost a comparison.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string_view>

namespace sfumato {

enum class LogLevel { debug, info, warning, error };
/// "debug", "info", "warning", "error".
std::string_view log_level_name(LogLevel level);

/// Messages below this level are dropped. Default: warning.
void set_log_level(LogLevel level);
LogLevel log_level();
/// Replaces the sink (default: stderr as "level: message"). Thread-safe; the sink must be, too.
void set_log_sink(std::function<void(LogLevel, std::string_view)> sink);
void log_line(LogLevel level, std::string_view message);

template <class... Args> void log(LogLevel level, fmt::format_string<Args...> format, Args&&... args) {
    if (level >= log_level()) log_line(level, fmt::format(format, std::forward<Args>(args)...));
}

} // namespace sfumato
