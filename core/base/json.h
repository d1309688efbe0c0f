// What readers of JSON from outside share.
#pragma once

#include "base/error.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace sfumato {

/// Deepest nesting of objects and arrays that any reader takes.
inline constexpr int max_json_depth = 16;

/// Whether objects and arrays nest deeper than max_json_depth: asked before parsing, so that no parser's stack is at
/// the mercy of a file. Brackets in strings do not count.
bool nested_too_deeply(std::string_view json);

/// Error bad_input: a member that is missing or of the wrong kind. `name`: of the file.
tl::unexpected<Error> wrong_field(std::string_view name, std::string_view field, std::string_view expected);

/// What was found, short enough for a message: type and at most 40 characters. `Json`: a type of nlohmann's.
template <class Json> std::string describe_json(const Json& value) {
    std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
    if (text.size() > 40) text = text.substr(0, 40) + "...";
    return fmt::format("{} {}", value.type_name(), text);
}

} // namespace sfumato
