#include "base/error.h"

namespace sfumato {

std::string_view error_code_name(ErrorCode code) {
    switch (code) {
    case ErrorCode::usage: return "usage";
    case ErrorCode::bad_input: return "bad_input";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::already_exists: return "already_exists";
    case ErrorCode::io: return "io";
    case ErrorCode::no_space: return "no_space";
    case ErrorCode::permission: return "permission";
    case ErrorCode::device: return "device";
    case ErrorCode::device_lost: return "device_lost";
    case ErrorCode::out_of_memory: return "out_of_memory";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::not_finite: return "not_finite";
    case ErrorCode::internal: return "internal";
    }
    return "internal";
}

std::string Error::text() const {
    std::string out = message;
    for (const std::string& line : context)
        out += " (" + line + ")";
    return out;
}

} // namespace sfumato
