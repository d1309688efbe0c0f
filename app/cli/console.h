// What the command line says, and the exit code it leaves with.
#pragma once

#include "base/error.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace sfumato::cli {

using Json = nlohmann::ordered_json;

/// Options that every command takes.
struct Globals {
    bool json = false;
    bool verbose = false;
};

/// Part of the contract, see the README: scripts depend on these.
namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int failed = 1; ///< the result could not be written (exists, no space, no permission), or a bug
inline constexpr int usage = 2;
inline constexpr int bad_input = 3;
inline constexpr int device = 4;
inline constexpr int out_of_memory = 5;
inline constexpr int cancelled = 130;
} // namespace exit_code

/// Exit code for an error met while reading or generating.
int exit_code_for(const Error& error);
/// Exit code for an error met while writing: trouble with the output is never the input's fault.
int exit_code_for_output(const Error& error);

/// `error: ...` on stderr; with --json also {"error": {"code", "message"}} on stdout, joined to `partial`. Returns
/// `code`.
int report_error(const Globals& globals, const Error& error, int code, Json partial = Json::object());
/// The same with exit_code_for.
int report_error(const Globals& globals, const Error& error);

/// One line on stderr, `note: ...`.
void print_note(std::string_view text);
/// Text and a line break on stdout. Control characters other than line breaks and tabs become '?', because prompts and
/// names in files from outside must not speak to the terminal.
void print_line(std::string_view text);
/// One JSON object on stdout; bytes that are not UTF-8 are replaced.
void print_json(const Json& json);

/// `text` without control characters other than line break and tab.
std::string printable(std::string_view text);
/// 1536 -> "1.5 KiB".
std::string bytes_text(std::uint64_t bytes);

} // namespace sfumato::cli
