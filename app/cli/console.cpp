#include "console.h"

#include <array>
#include <cstdio>

namespace sfumato::cli {
namespace {

void write_line(std::FILE* stream, std::string_view text) {
    const std::string line = printable(text) + "\n";
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fflush(stream);
}

} // namespace

int exit_code_for(const Error& error) {
    switch (error.code) {
    case ErrorCode::usage: return exit_code::usage;
    case ErrorCode::bad_input:
    case ErrorCode::not_found:
    case ErrorCode::unsupported:
    case ErrorCode::permission:
    case ErrorCode::io: return exit_code::bad_input;
    case ErrorCode::device:
    case ErrorCode::device_lost: return exit_code::device;
    case ErrorCode::out_of_memory: return exit_code::out_of_memory;
    case ErrorCode::cancelled: return exit_code::cancelled;
    case ErrorCode::already_exists:
    case ErrorCode::no_space:
    case ErrorCode::not_finite:
    case ErrorCode::internal: break;
    }
    return exit_code::failed;
}

int exit_code_for_output(const Error& error) {
    if (error.code == ErrorCode::usage) return exit_code::usage;
    return error.code == ErrorCode::out_of_memory ? exit_code::out_of_memory : exit_code::failed;
}

int report_error(const Globals& globals, const Error& error, int code, Json partial) {
    std::string text = error.text();
    for (char& c : text)
        if (c == '\n') c = ' '; // scripts read the one line that begins with "error:"
    write_line(stderr, "error: " + text);
    if (globals.json) {
        partial["error"] = {{"code", std::string(error_code_name(error.code))}, {"message", text}};
        print_json(partial);
    }
    return code;
}

int report_error(const Globals& globals, const Error& error) {
    return report_error(globals, error, exit_code_for(error));
}

void print_note(std::string_view text) {
    write_line(stderr, "note: " + std::string(text));
}

void print_line(std::string_view text) {
    write_line(stdout, text);
}

void print_json(const Json& json) {
    write_line(stdout, json.dump(2, ' ', false, Json::error_handler_t::replace));
}

std::string printable(std::string_view text) {
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto c = static_cast<unsigned char>(out[i]);
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f) out[i] = '?';
        // U+0080 to U+009F are control characters too, in two bytes.
        const bool c1 = c == 0xC2 && i + 1 < out.size() && static_cast<unsigned char>(out[i + 1]) < 0xA0;
        if (c1) out.replace(i, 2, "?");
    }
    return out;
}

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array<const char*, 5> units{"bytes", "KiB", "MiB", "GiB", "TiB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} {}", value, units[unit]);
}

} // namespace sfumato::cli
