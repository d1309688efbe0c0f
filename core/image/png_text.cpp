// Text chunks are walked by hand, not by libpng: a picture's recipe can be read without decoding its pixels, and what a
// hostile file may make us unpack is bounded here.
#include "image/png.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace sfumato {
namespace {

constexpr std::string_view signature("\x89PNG\r\n\x1A\n", 8);

struct Chunk {
    std::string_view type;
    Bytes body;
    std::size_t offset = 0; ///< of its length field in the file
};

/// Nullopt at the end of the file; error on damage. `quickly`: pixel data is not looked at.
Result<std::optional<Chunk>> next_chunk(ByteReader& reader, bool quickly = false) {
    if (reader.remaining() == 0) return std::nullopt;
    Chunk chunk;
    chunk.offset = reader.position();
    const auto length = reader.big<std::uint32_t>();
    const auto type = reader.take(4);
    if (!length || !type)
        return fail(ErrorCode::bad_input, "the PNG is cut off in a chunk header at byte {}", chunk.offset);
    chunk.type = as_text(*type);
    const auto body = reader.take(*length);
    const auto crc = reader.big<std::uint32_t>();
    if (!body || !crc)
        return fail(ErrorCode::bad_input, "the PNG is cut off: a chunk at byte {} says it has {} bytes", chunk.offset,
                    *length);
    chunk.body = *body;
    if (quickly && chunk.type == "IDAT") return chunk;
    const auto* data = reinterpret_cast<const Bytef*>(type->data());
    // CRC-32 covers type and body, which lie together in the file.
    if (const auto found = crc32_z(0, data, 4 + body->size()); found != *crc)
        return fail(ErrorCode::bad_input, "a PNG chunk at byte {} is damaged: its CRC is {:08x}, expected {:08x}",
                    chunk.offset, found, *crc);
    return chunk;
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | (byte >> 6));
            out += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return out;
}

/// zlib data of at most `limit` bytes once unpacked.
Result<std::string> unpack(std::string_view packed, std::size_t limit) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return fail(ErrorCode::out_of_memory, "cannot start zlib");
    std::string out;
    std::array<char, 65536> block;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size()); // a PNG chunk has at most 2^32 - 1 bytes
    int state = Z_OK;
    while (state == Z_OK && out.size() <= limit) {
        stream.next_out = reinterpret_cast<Bytef*>(block.data());
        stream.avail_out = block.size();
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(block.data(), block.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > limit) return fail(ErrorCode::bad_input, "unpacks to more than {} bytes", limit);
    if (state != Z_STREAM_END) return fail(ErrorCode::bad_input, "its compressed text is damaged");
    return out;
}

/// Text up to the next NUL, which is consumed.
std::optional<std::string_view> take_terminated(std::string_view& rest) {
    const auto end = rest.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return part;
}

Result<TextChunk> read_international(std::string_view rest, std::string keyword, std::size_t limit) {
    if (rest.size() < 2) return fail(ErrorCode::bad_input, "it ends before its compression flag");
    const int compressed = static_cast<unsigned char>(rest[0]);
    const int method = static_cast<unsigned char>(rest[1]);
    rest.remove_prefix(2);
    if (!take_terminated(rest) || !take_terminated(rest)) // language tag and translated keyword
        return fail(ErrorCode::bad_input, "it ends before its text");
    if (compressed > 1 || (compressed == 1 && method != 0))
        return fail(ErrorCode::bad_input, "its compression is {}/{}, expected 0 or 1/0", compressed, method);
    if (compressed == 0) return TextChunk{std::move(keyword), std::string(rest), TextContainer::international};
    SF_TRY(std::string text, unpack(rest, limit));
    return TextChunk{std::move(keyword), std::move(text), TextContainer::international};
}

Result<TextChunk> read_text_chunk(const Chunk& chunk, std::size_t limit) {
    std::string_view rest = as_text(chunk.body);
    const auto keyword = take_terminated(rest);
    if (!keyword || keyword->empty() || keyword->size() > 79)
        return fail(ErrorCode::bad_input, "its keyword is missing, empty or longer than 79 bytes");
    std::string name = latin1_to_utf8(*keyword);
    if (chunk.type == "tEXt") return TextChunk{std::move(name), latin1_to_utf8(rest), TextContainer::text};
    if (chunk.type == "iTXt") return read_international(rest, std::move(name), limit);
    if (rest.empty() || rest[0] != 0)
        return fail(ErrorCode::bad_input, "its compression method is unknown, expected 0");
    SF_TRY(std::string text, unpack(rest.substr(1), limit));
    return TextChunk{std::move(name), latin1_to_utf8(text), TextContainer::compressed};
}

bool is_text(std::string_view type) {
    return type == "tEXt" || type == "zTXt" || type == "iTXt";
}

Result<std::vector<TextChunk>> read_texts(Bytes bytes, bool quickly) {
    if (!is_png(bytes)) return fail(ErrorCode::bad_input, "not a PNG: its first 8 bytes are not the signature");
    ByteReader reader(bytes.subspan(signature.size()));
    std::vector<TextChunk> out;
    std::size_t total = 0;
    while (true) {
        SF_TRY(const std::optional<Chunk> chunk, next_chunk(reader, quickly));
        if (!chunk) return fail(ErrorCode::bad_input, "the PNG is cut off: it has no IEND chunk");
        if (chunk->type == "IEND" || (quickly && chunk->type == "IDAT" && !out.empty())) return out;
        if (!is_text(chunk->type)) continue;
        if (out.size() == text_limits::max_chunks)
            return fail(ErrorCode::bad_input, "the PNG has more than {} text chunks", text_limits::max_chunks);
        const std::size_t limit = std::min(text_limits::max_text_bytes, text_limits::max_total_bytes - total);
        // Latin-1 grows to at most twice its size as UTF-8.
        if (chunk->body.size() > limit)
            return fail(ErrorCode::bad_input, "the {} chunk at byte {} is {} bytes, expected at most {}", chunk->type,
                        chunk->offset, chunk->body.size(), limit);
        SF_TRY(TextChunk text, with_context(read_text_chunk(*chunk, limit), "in the {} chunk at byte {} of the PNG",
                                            chunk->type, chunk->offset));
        total = std::min(total + text.text.size(), text_limits::max_total_bytes);
        out.push_back(std::move(text));
    }
}

} // namespace

bool is_png(Bytes bytes) {
    return as_text(bytes).starts_with(signature);
}

std::optional<std::string> utf8_to_latin1(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            out += text[i];
            continue;
        }
        if (lead != 0xC2 && lead != 0xC3) return std::nullopt; // U+0080..U+00FF have these two leads only
        if (++i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return std::nullopt;
        out += static_cast<char>((lead << 6) | (static_cast<unsigned char>(text[i]) & 0x3F));
    }
    return out;
}

Result<std::vector<TextChunk>> read_png_text(Bytes bytes) {
    return read_texts(bytes, false);
}

Result<std::vector<TextChunk>> read_png_text_quickly(Bytes bytes) {
    return read_texts(bytes, true);
}

Bytes find_png_chunk(Bytes bytes, std::string_view type) {
    if (!is_png(bytes)) return {};
    ByteReader reader(bytes.subspan(signature.size()));
    while (true) {
        const auto chunk = next_chunk(reader);
        if (!chunk || !*chunk) return {};
        if ((*chunk)->type == type) return (*chunk)->body;
    }
}

} // namespace sfumato
