#include "image/png.h"

#include "base/expect.h"
#include "image/encode.h"
#include "image/formats.h"

#include <png.h>

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstring>

namespace sfumato {
namespace {

/// What libpng's callbacks see. Its errors leave by longjmp, so every object with a destructor lives outside the
/// functions that call setjmp.
struct PngState {
    std::string error;
    Bytes input;
    std::size_t at = 0;
    std::vector<std::byte> output;
    bool out_of_memory = false;
};

void on_error(png_structp png, png_const_charp message) {
    auto* state = static_cast<PngState*>(png_get_error_ptr(png));
    state->error = message;
    longjmp(png_jmpbuf(png), 1);
}

void on_warning(png_structp, png_const_charp) {} // libpng repairs what it warns of

void on_read(png_structp png, png_bytep out, png_size_t count) {
    auto* state = static_cast<PngState*>(png_get_io_ptr(png));
    if (count > state->input.size() - state->at) png_error(png, "the file is cut off");
    std::memcpy(out, state->input.data() + state->at, count);
    state->at += count;
}

void on_write(png_structp png, png_bytep data, png_size_t count) {
    auto* state = static_cast<PngState*>(png_get_io_ptr(png));
    const auto* from = reinterpret_cast<const std::byte*>(data);
    try { // no exception may pass through libpng's C frames
        state->output.insert(state->output.end(), from, from + count);
        return;
    } catch (const std::bad_alloc&) {
        state->out_of_memory = true;
    }
    png_error(png, "not enough memory for the PNG");
}

void on_flush(png_structp) {}

struct PngHeader {
    png_uint_32 width = 0;
    png_uint_32 height = 0;
    int channels = 0;
    std::size_t row_bytes = 0;
    std::size_t stored_bytes = 0; ///< of all rows as the file holds them, before unpacking
};

/// Owns the two structs of a decoder.
struct Reader {
    png_structp png = nullptr;
    png_infop info = nullptr;
    explicit Reader(PngState& state) {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
        if (png != nullptr) info = png_create_info_struct(png);
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

void skip_other_chunks(png_structp png) {
    // Texts are read elsewhere; profiles and the like are not needed for pixels and are a way in for damage.
    static constexpr png_byte skipped[] = "tEXt\0zTXt\0iTXt\0iCCP\0eXIf\0sPLT\0hIST\0pCAL\0sCAL";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, skipped, 9);
}

bool read_header(Reader& r, PngState& state, PngHeader& header) {
    if (setjmp(png_jmpbuf(r.png)) != 0) return false;
    png_set_read_fn(r.png, &state, on_read);
    png_set_user_limits(r.png, 0x7fffffff, 0x7fffffff); // sizes are judged by check_image_size, with a better message
    png_set_chunk_malloc_max(r.png, 16u << 20);
    skip_other_chunks(r.png);
    png_read_info(r.png, r.info);
    header.width = png_get_image_width(r.png, r.info);
    header.height = png_get_image_height(r.png, r.info);
    header.stored_bytes = png_get_rowbytes(r.png, r.info) * header.height;
    return true;
}

bool prepare_rows(Reader& r, PngHeader& header) {
    if (setjmp(png_jmpbuf(r.png)) != 0) return false;
    png_set_expand(r.png); // palettes, small depths and tRNS
    png_set_scale_16(r.png);
    png_set_gray_to_rgb(r.png);
    png_set_interlace_handling(r.png);
    png_read_update_info(r.png, r.info);
    header.channels = png_get_channels(r.png, r.info);
    header.row_bytes = png_get_rowbytes(r.png, r.info);
    return true;
}

bool read_rows(Reader& r, png_bytepp rows) {
    if (setjmp(png_jmpbuf(r.png)) != 0) return false;
    png_read_image(r.png, rows);
    png_read_end(r.png, nullptr);
    return true;
}

struct Writer {
    png_structp png = nullptr;
    png_infop info = nullptr;
    explicit Writer(PngState& state) {
        png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
        if (png != nullptr) info = png_create_info_struct(png);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { png_destroy_write_struct(&png, &info); }
};

/// Pixels as they are handed to libpng.
struct PngRows {
    int width = 0, height = 0, channels = 3;
    int depth = 8;                  ///< bits of a sample
    const png_byte* data = nullptr; ///< 16-bit samples in the machine's byte order
};

bool write_all(Writer& w, PngState& state, const PngRows& rows, Bytes profile, png_textp texts, int text_count) {
    if (setjmp(png_jmpbuf(w.png)) != 0) return false;
    png_set_write_fn(w.png, &state, on_write, on_flush);
    png_set_compression_level(w.png, 6); // named, so that a change of libpng's default does not change our bytes
    png_set_IHDR(w.png, w.info, static_cast<png_uint_32>(rows.width), static_cast<png_uint_32>(rows.height), rows.depth,
                 rows.channels == 4 ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // The profile itself rather than the chunk sRGB: several programs of artists know only this one. Not both (PNG
    // third edition, 11.3.2.5).
    png_set_iCCP(w.png, w.info, "sRGB", PNG_COMPRESSION_TYPE_BASE, reinterpret_cast<png_const_bytep>(profile.data()),
                 static_cast<png_uint_32>(profile.size()));
    png_set_text(w.png, w.info, texts, text_count);
    png_write_info(w.png, w.info);
    if (rows.depth == 16 && std::endian::native == std::endian::little) png_set_swap(w.png);
    const std::size_t row_bytes = static_cast<std::size_t>(rows.width) * static_cast<std::size_t>(rows.channels) *
                                  static_cast<std::size_t>(rows.depth / 8);
    for (int y = 0; y < rows.height; ++y)
        png_write_row(w.png, rows.data + static_cast<std::size_t>(y) * row_bytes);
    png_write_end(w.png, nullptr);
    return true;
}

/// A chunk in the encoding it will have in the file, kept alive while libpng points into it.
struct EncodedText {
    std::string keyword;
    std::string text;
    int compression = PNG_TEXT_COMPRESSION_NONE;
};

Result<EncodedText> encode_text(const TextChunk& chunk) {
    EncodedText out;
    const auto keyword = utf8_to_latin1(chunk.keyword);
    if (!keyword || keyword->empty() || keyword->size() > 79 || keyword->find('\0') != std::string::npos)
        return fail(ErrorCode::bad_input, "PNG keyword \"{}\": expected 1 to 79 Latin-1 characters", chunk.keyword);
    if (chunk.text.find('\0') != std::string::npos)
        return fail(ErrorCode::bad_input, "the text of PNG keyword \"{}\" contains a NUL character", chunk.keyword);
    if (chunk.text.size() > text_limits::max_text_bytes)
        return fail(ErrorCode::bad_input, "the text of PNG keyword \"{}\" is {} bytes, expected at most {}",
                    chunk.keyword, chunk.text.size(), text_limits::max_text_bytes);
    out.keyword = *keyword;
    const bool compressed = chunk.container == TextContainer::compressed;
    auto latin1 = chunk.container == TextContainer::international ? std::nullopt : utf8_to_latin1(chunk.text);
    if (latin1) {
        out.text = std::move(*latin1);
        out.compression = compressed ? PNG_TEXT_COMPRESSION_zTXt : PNG_TEXT_COMPRESSION_NONE;
    } else {
        out.text = chunk.text;
        out.compression = compressed ? PNG_ITXT_COMPRESSION_zTXt : PNG_ITXT_COMPRESSION_NONE;
    }
    return out;
}

std::vector<png_text> point_into(std::vector<EncodedText>& texts) {
    static char nothing[] = "";
    std::vector<png_text> out(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const bool international = texts[i].compression >= PNG_ITXT_COMPRESSION_NONE;
        out[i].compression = texts[i].compression;
        out[i].key = texts[i].keyword.data();
        out[i].text = texts[i].text.data();
        out[i].text_length = international ? 0 : texts[i].text.size();
        out[i].itxt_length = international ? texts[i].text.size() : 0;
        out[i].lang = nothing;
        out[i].lang_key = nothing;
    }
    return out;
}

Result<std::vector<std::byte>> encode_rows(const PngRows& rows, std::span<const TextChunk> texts) {
    std::vector<EncodedText> encoded;
    for (const TextChunk& chunk : texts) {
        SF_TRY(EncodedText text, encode_text(chunk));
        encoded.push_back(std::move(text));
    }
    std::vector<png_text> pointers = point_into(encoded);
    PngState state;
    Writer writer(state);
    if (writer.info == nullptr) return fail(ErrorCode::out_of_memory, "cannot start libpng");
    const std::vector<std::byte> profile = srgb_profile();
    if (!write_all(writer, state, rows, profile, pointers.data(), static_cast<int>(pointers.size())))
        return fail(state.out_of_memory ? ErrorCode::out_of_memory : ErrorCode::internal, "cannot encode the PNG: {}",
                    state.error);
    return std::move(state.output);
}

} // namespace

Result<Image> decode_png(Bytes bytes) {
    PngState state;
    state.input = bytes;
    Reader reader(state);
    if (reader.info == nullptr) return fail(ErrorCode::out_of_memory, "cannot start libpng");
    PngHeader header;
    if (!read_header(reader, state, header)) return fail(ErrorCode::bad_input, "damaged PNG: {}", state.error);
    SF_CHECK(check_image_size(header.width, header.height));
    // Deflate packs at most 1032:1, so a small file that promises many pixels is refused before they are allocated.
    if (header.stored_bytes / 1100 > bytes.size())
        return fail(ErrorCode::bad_input, "damaged PNG: {} bytes cannot hold {}x{} pixels", bytes.size(), header.width,
                    header.height);
    if (!prepare_rows(reader, header)) return fail(ErrorCode::bad_input, "damaged PNG: {}", state.error);
    Image image{static_cast<int>(header.width), static_cast<int>(header.height), header.channels, {}};
    if ((header.channels != 3 && header.channels != 4) ||
        header.row_bytes != static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.channels))
        return fail(ErrorCode::internal, "libpng gives {} channels in rows of {} bytes", header.channels,
                    header.row_bytes);
    image.pixels.resize(header.row_bytes * header.height);
    std::vector<png_bytep> rows(header.height);
    for (std::size_t y = 0; y < rows.size(); ++y)
        rows[y] = image.pixels.data() + y * header.row_bytes;
    if (!read_rows(reader, rows.data())) return fail(ErrorCode::bad_input, "damaged PNG: {}", state.error);
    return image;
}

Result<std::vector<std::byte>> encode_png(const Image& image, std::span<const TextChunk> texts) {
    expect(is_consistent(image), "encode_png: sizes and pixels agree");
    return encode_rows({image.width, image.height, image.channels, 8, image.pixels.data()}, texts);
}

Result<std::vector<std::byte>> encode_png(const DeepImage& image, std::span<const TextChunk> texts) {
    expect(image.width > 0 && image.height > 0 &&
               image.samples.size() ==
                   static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3,
           "encode_png: sizes and samples agree");
    return encode_rows({image.width, image.height, 3, 16, reinterpret_cast<const png_byte*>(image.samples.data())},
                       texts);
}

} // namespace sfumato
