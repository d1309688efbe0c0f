#include "progress_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sfumato::cli {
namespace {

constexpr std::size_t usual_text_columns = 32;

int terminal_columns() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

void write_to_stderr(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

std::string stage_text(std::string_view stage) {
    if (stage == "text") return "reading the prompt";
    if (stage == "encode") return "encoding the initial image";
    if (stage == "sample") return "sampling";
    if (stage == "hires") return "enlarging for the second pass";
    if (stage == "decode") return "decoding the picture";
    return std::string(stage);
}

} // namespace

std::string duration_text(double seconds) {
    if (seconds < 60) return fmt::format("{:.1f} s", std::max(0.0, seconds));
    const auto whole = static_cast<long long>(std::llround(std::min(seconds, 1e9)));
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

ProgressBar::Style ProgressBar::style_for(bool verbose) {
    if (::isatty(STDERR_FILENO) == 1) return Style::terminal;
    return verbose ? Style::lines : Style::silent;
}

void ProgressBar::stage(std::string_view name) {
    draw(0, stage_text(name), true);
}

void ProgressBar::loading(std::string_view what, double fraction) {
    if (style_ == Style::lines && fraction > 0 && fraction < 1) return; // begin and end are enough for a log
    draw(fraction, fmt::format("loading the {} {:.0f} %", what, 100 * fraction), fraction >= 1);
}

void ProgressBar::sampling(int step, int steps, double seconds, double eta_seconds) {
    std::string text = fmt::format("{}/{} steps  {}", step, steps, duration_text(seconds));
    if (step > 0 && step < steps) text += fmt::format("  ETA {}", duration_text(eta_seconds));
    draw(steps > 0 ? static_cast<double>(step) / steps : 0, text, step == steps);
}

void ProgressBar::clear() {
    if (!visible_) return;
    write_to_stderr("\r\x1b[K");
    visible_ = false;
}

void ProgressBar::draw(double fraction, const std::string& text, bool forced) {
    if (style_ == Style::silent) return;
    const std::string head = pictures_ > 1 ? fmt::format("{}/{} ", picture_, pictures_) : std::string();
    if (style_ == Style::lines) {
        if (head + text != last_line_) write_to_stderr(head + text + "\n");
        last_line_ = head + text;
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (!forced && visible_ && now - drawn_ < std::chrono::milliseconds(60)) return;
    drawn_ = now;
    // One column stays free, because writing in the last one wraps on some terminals.
    // Room for the usual texts is kept free, so that the bar does not change its length all the time.
    const int room = terminal_columns() - 5 - static_cast<int>(head.size() + std::max(text.size(), usual_text_columns));
    std::string line = head;
    if (room >= 8) {
        const int width = std::min(room, 40);
        const auto full = static_cast<std::size_t>(std::clamp(fraction, 0.0, 1.0) * width);
        line += "[" + std::string(full, '#') + std::string(static_cast<std::size_t>(width) - full, '.') + "]  ";
    }
    line += text;
    line.resize(std::min(line.size(), static_cast<std::size_t>(std::max(1, terminal_columns() - 1))));
    write_to_stderr("\r" + line + "\x1b[K");
    visible_ = true;
}

} // namespace sfumato::cli
