// How far a generation is: a bar with the remaining time on a terminal, plain lines elsewhere when asked for.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace sfumato::cli {

class ProgressBar {
public:
    enum class Style { silent, lines, terminal };
    /// A bar when stderr is a terminal, else lines when `verbose`.
    static Style style_for(bool verbose);

    ProgressBar(Style style, int pictures) : style_(style), pictures_(pictures) {}
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    ~ProgressBar() { clear(); }

    /// Pictures count from 1.
    void picture(int number) { picture_ = number; }
    void stage(std::string_view name);
    void loading(std::string_view what, double fraction);
    void sampling(int step, int steps, double seconds, double eta_seconds);
    /// Takes the bar off the terminal, so that a line can be printed.
    void clear();

private:
    /// `forced`: draw although the last drawing was a moment ago.
    void draw(double fraction, const std::string& text, bool forced);

    Style style_;
    int pictures_;
    int picture_ = 1;
    bool visible_ = false;
    std::string last_line_; ///< lines are not repeated
    std::chrono::steady_clock::time_point drawn_{};
};

/// "4.2 s", "3 min 05 s", "2 h 07 min".
std::string duration_text(double seconds);

} // namespace sfumato::cli
