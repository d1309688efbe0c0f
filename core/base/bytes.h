// Bounds-checked little- and big-endian reading of untrusted bytes.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace sfumato {

using Bytes = std::span<const std::byte>;

inline Bytes as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads from the front of a span. Every read that would pass the end gives nullopt and moves nothing.
class ByteReader {
public:
    explicit ByteReader(Bytes bytes) : bytes_(bytes) {}
    std::size_t remaining() const { return bytes_.size() - at_; }
    std::size_t position() const { return at_; }
    std::optional<Bytes> take(std::uint64_t count) {
        if (count > remaining()) return std::nullopt;
        Bytes out = bytes_.subspan(at_, static_cast<std::size_t>(count));
        at_ += static_cast<std::size_t>(count);
        return out;
    }
    template <std::unsigned_integral T> std::optional<T> little() {
        auto part = take(sizeof(T));
        if (!part) return std::nullopt;
        T value = 0;
        for (std::size_t i = sizeof(T); i-- > 0;)
            value = static_cast<T>((value << 7 << 1) | std::to_integer<T>((*part)[i]));
        return value;
    }
    template <std::unsigned_integral T> std::optional<T> big() {
        auto part = take(sizeof(T));
        if (!part) return std::nullopt;
        T value = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            value = static_cast<T>((value << 7 << 1) | std::to_integer<T>((*part)[i]));
        return value;
    }

private:
    Bytes bytes_;
    std::size_t at_ = 0;
};

} // namespace sfumato
