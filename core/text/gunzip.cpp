#include "text/gunzip.h"

#include <zlib.h>

#include <limits>
#include <memory>

namespace sfumato {

Result<std::string> gunzip(Bytes packed, std::uint64_t limit, std::string_view name) {
    if (packed.size() > std::numeric_limits<uInt>::max())
        return fail(ErrorCode::bad_input, "{}: {} bytes of gzip data, expected less than 4 GiB", name, packed.size());
    z_stream stream{};
    constexpr int gzip_window = 15 + 16; // zlib's code for "gzip wrapper, largest window"
    if (inflateInit2(&stream, gzip_window) != Z_OK)
        return fail(ErrorCode::out_of_memory, "{}: zlib did not start", name);
    const std::unique_ptr<z_stream, decltype(&inflateEnd)> guard(&stream, inflateEnd);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    std::string text;
    char buffer[1 << 16];
    int status = Z_OK;
    while (status == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(buffer);
        stream.avail_out = sizeof(buffer);
        status = inflate(&stream, Z_NO_FLUSH);
        text.append(buffer, sizeof(buffer) - stream.avail_out);
        if (text.size() > limit) return fail(ErrorCode::bad_input, "{}: unpacks to more than {} bytes", name, limit);
    }
    if (status != Z_STREAM_END)
        return fail(ErrorCode::bad_input, "{}: damaged or incomplete gzip data ({})", name,
                    stream.msg != nullptr ? stream.msg : "unexpected end");
    return text;
}

} // namespace sfumato
