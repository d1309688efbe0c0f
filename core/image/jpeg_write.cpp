// JPEG through libjpeg (libjpeg-turbo).
#include "image/encode.h"

#include "base/expect.h"
#include "image/resample.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include <jpeglib.h>
// Behind the other one, which it needs.
#include <jerror.h>

namespace sfumato {
namespace {

struct ErrorState {
    jpeg_error_mgr manager{};
    std::jmp_buf leave;
    int code = 0;
    char message[JMSG_LENGTH_MAX] = {};
};

void on_error(j_common_ptr info) {
    auto* state = reinterpret_cast<ErrorState*>(info->err); // its first member
    state->code = info->err->msg_code;
    info->err->format_message(info, state->message);
    std::longjmp(state->leave, 1);
}

void on_message(j_common_ptr) {}

/// What must outlive an error's jump.
struct Encoder {
    jpeg_compress_struct jpeg{};
    unsigned char* data = nullptr;
    unsigned long size = 0;
    Encoder() = default;
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;
    ~Encoder() {
        jpeg_destroy_compress(&jpeg);
        std::free(data);
    }
};

constexpr std::string_view exif_prefix("Exif\0\0", 6);
constexpr std::string_view xmp_prefix("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view icc_prefix("ICC_PROFILE\0\1\1", 14); // the first of one part

void write_block(jpeg_compress_struct& jpeg, int marker, std::string_view prefix, std::string_view body) {
    if (body.empty()) return;
    jpeg_write_m_header(&jpeg, marker, static_cast<unsigned>(prefix.size() + body.size()));
    for (const std::string_view part : {prefix, body})
        for (const char c : part)
            jpeg_write_m_byte(&jpeg, static_cast<unsigned char>(c));
}

/// Objects with destructors live outside: errors leave by longjmp.
bool write_all(ErrorState& state, const Image& image, int quality, const PictureBlocks& blocks, Encoder& out) {
    jpeg_compress_struct& jpeg = out.jpeg;
    jpeg.err = jpeg_std_error(&state.manager);
    state.manager.error_exit = on_error;
    state.manager.output_message = on_message;
    if (setjmp(state.leave) != 0) return false;
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &out.data, &out.size);
    jpeg.image_width = static_cast<JDIMENSION>(image.width);
    jpeg.image_height = static_cast<JDIMENSION>(image.height);
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg.dct_method = JDCT_ISLOW; // the same on every processor
    jpeg.optimize_coding = TRUE;
    if (quality >= 90) jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = 1;
    jpeg_start_compress(&jpeg, TRUE);
    write_block(jpeg, JPEG_APP0 + 1, exif_prefix, as_text(blocks.exif));
    write_block(jpeg, JPEG_APP0 + 1, xmp_prefix, blocks.xmp);
    write_block(jpeg, JPEG_APP0 + 2, icc_prefix, as_text(blocks.icc));
    const std::size_t row_bytes = static_cast<std::size_t>(image.width) * 3;
    while (jpeg.next_scanline < jpeg.image_height) {
        auto* row = const_cast<JSAMPROW>(image.pixels.data() + jpeg.next_scanline * row_bytes);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    return true;
}

} // namespace

Result<std::vector<std::byte>> encode_jpeg(const Image& image, int quality, const PictureBlocks& blocks) {
    expect(is_consistent(image), "encode_jpeg: sizes and pixels agree");
    if (quality < 1 || quality > 100) return fail(ErrorCode::usage, "JPEG quality {}: expected 1 to 100", quality);
    if (image.width > JPEG_MAX_DIMENSION || image.height > JPEG_MAX_DIMENSION)
        return fail(ErrorCode::usage, "a JPEG is at most {} pixels a side, found {}x{}; choose PNG", JPEG_MAX_DIMENSION,
                    image.width, image.height);
    for (const std::size_t size : {blocks.exif.size(), blocks.xmp.size(), blocks.icc.size()})
        if (size > jpeg_block_limit)
            return fail(ErrorCode::usage, "a block of {} bytes does not fit into a JPEG, which takes {}", size,
                        jpeg_block_limit);
    const Image opaque = composite_over_white(image);
    ErrorState state;
    Encoder out;
    if (!write_all(state, opaque, quality, blocks, out))
        return fail(state.code == JERR_OUT_OF_MEMORY ? ErrorCode::out_of_memory : ErrorCode::internal,
                    "cannot encode the JPEG: {}", state.message);
    const auto* bytes = reinterpret_cast<const std::byte*>(out.data);
    return std::vector<std::byte>(bytes, bytes + out.size);
}

} // namespace sfumato
