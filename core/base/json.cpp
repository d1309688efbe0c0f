#include "base/json.h"

namespace sfumato {

bool nested_too_deeply(std::string_view json) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > max_json_depth) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

tl::unexpected<Error> wrong_field(std::string_view name, std::string_view field, std::string_view expected) {
    return fail(ErrorCode::bad_input, "{}: field {}: expected {}", name, field, expected);
}

} // namespace sfumato
