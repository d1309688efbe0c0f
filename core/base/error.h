// Errors of the world (files, memory, device, user, cancel) as values.
#pragma once

#include <fmt/format.h>

#include <source_location>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace sfumato {

/// What kind of thing went wrong. The CLI maps these to exit codes, the GUI to actions.
enum class ErrorCode {
    usage,          ///< the user asked for something that is not valid (unknown sampler, steps 0)
    bad_input,      ///< a file or text from outside is malformed
    not_found,      ///< a file, tensor, device or name does not exist
    already_exists, ///< would overwrite something
    io,             ///< reading or writing failed
    no_space,       ///< the disk is full
    permission,     ///< the system refused access
    device,         ///< no usable device, or the driver failed
    device_lost,    ///< the device was lost in mid-run
    out_of_memory,  ///< host or device memory is exhausted, or a device limit is exceeded
    cancelled,      ///< the user cancelled
    unsupported,    ///< valid, but this version cannot do it
    not_finite,     ///< NaN or Inf in a result
    internal,       ///< a bug or an unexpected exception of a library
};

/// Lower-case name of the code, for --json output and logs.
std::string_view error_code_name(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::internal;
    std::string message;              ///< names file, tensor or field, what was found, what was expected
    std::vector<std::string> context; ///< innermost first: "while loading model X"
    std::source_location where = std::source_location::current();

    /// Message followed by its context, one line.
    std::string text() const;
};

/// Value or Error. `Result<>` is a result without a value.
template <class T = void> using Result = tl::expected<T, Error>;

namespace detail {
/// A format string that remembers where it was written.
template <class... Args> struct LocatedFormat {
    fmt::format_string<Args...> text;
    std::source_location where;
    template <class S> consteval LocatedFormat(const S& s, std::source_location w = std::source_location::current())
        : text(s), where(w) {}
};
} // namespace detail

/// `return fail(ErrorCode::bad_input, "{}: header is {} bytes, expected at least 8", path, n);`
template <class... Args> tl::unexpected<Error>
fail(ErrorCode code, detail::LocatedFormat<std::type_identity_t<Args>...> format, Args&&... args) {
    return tl::unexpected(Error{code, fmt::format(format.text, std::forward<Args>(args)...), {}, format.where});
}

/// Adds a line of context to an error on its way up: `return with_context(load(p), "while loading {}", p)`.
template <class T, class... Args>
Result<T> with_context(Result<T> result, fmt::format_string<Args...> format, Args&&... args) {
    if (!result) result.error().context.push_back(fmt::format(format, std::forward<Args>(args)...));
    return result;
}

} // namespace sfumato

#define SF_CONCAT_INNER(a, b) a##b
#define SF_CONCAT(a, b) SF_CONCAT_INNER(a, b)

/// SF_TRY(auto x, f()): declares x from the value of a Result, or returns its error.
#define SF_TRY(declaration, expression)                                                                                \
    auto SF_CONCAT(sf_result_, __LINE__) = (expression);                                                               \
    if (!SF_CONCAT(sf_result_, __LINE__)) return tl::unexpected(std::move(SF_CONCAT(sf_result_, __LINE__)).error());   \
    declaration = std::move(*SF_CONCAT(sf_result_, __LINE__))

/// SF_CHECK(f()): returns the error of a Result<> if it has one.
#define SF_CHECK(expression)                                                                                           \
    do {                                                                                                               \
        if (auto sf_check_ = (expression); !sf_check_) return tl::unexpected(std::move(sf_check_).error());            \
    } while (false)
