// Image files and sizes: formats, hostile PNGs, text chunks, EXIF orientation, resizing.
#include "base/file.h"
#include "image/exif.h"
#include "image/formats.h"
#include "image/png.h"
#include "image/resample.h"
#include "unit/image/png_builder.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace sfumato;
using namespace sfumato::testing;

namespace {

using Rgb = std::array<int, 3>;

Rgb pixel(const Image& image, int x, int y) {
    const std::size_t at = static_cast<std::size_t>((y * image.width + x) * image.channels);
    return {image.pixels[at], image.pixels[at + 1], image.pixels[at + 2]};
}

bool near(Rgb a, Rgb b, int tolerance) {
    for (std::size_t i = 0; i < 3; ++i)
        if (std::abs(a[i] - b[i]) > tolerance) return false;
    return true;
}

constexpr Rgb red{255, 0, 0}, green{0, 255, 0}, blue{0, 0, 255}, white{255, 255, 255};

/// 32x16: red and green above blue and white.
bool has_quadrants(const Image& image, int tolerance) {
    return image.width == 32 && image.height == 16 && near(pixel(image, 4, 3), red, tolerance) &&
           near(pixel(image, 27, 3), green, tolerance) && near(pixel(image, 4, 12), blue, tolerance) &&
           near(pixel(image, 27, 12), white, tolerance);
}

Image pattern(int width, int height, int channels) {
    Image image{width, height, channels, {}};
    image.pixels.resize(static_cast<std::size_t>(width * height * channels));
    std::uint32_t state = 12345;
    for (auto& value : image.pixels)
        value = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
    return image;
}

std::string data_file(const char* name) {
    return read_file(std::string(SFUMATO_TEST_DATA "/unit/image/data/") + name).value();
}

Result<Image> decode(const std::string& bytes) {
    return decode_image(as_bytes(bytes), "test");
}

Bytes view(const std::vector<std::byte>& bytes) {
    return bytes;
}

} // namespace

class ImageTest : public QObject {
    Q_OBJECT
private slots:
    void png_round_trip_data();
    void png_round_trip();
    void png_bytes_are_stable();
    void png_depths();
    void png_palette_with_transparency();
    void text_round_trip();
    void text_kinds_are_read();
    void text_writer_refuses_data();
    void text_writer_refuses();
    void hostile_png_data();
    void hostile_png();
    void hostile_text_data();
    void hostile_text();
    void compressed_text_is_bounded();
    void every_cut_is_an_error();
    void formats_data();
    void formats();
    void cut_files_data();
    void cut_files();
    void jpeg_with_too_large_huffman_table();
    void load_errors();
    void exif_orientation_data();
    void exif_orientation();
    void resize_keeps_constants();
    void area_shrinks_by_mean();
    void lanczos_enlarges_smoothly();
    void resize_refuses();
    void crop_to_fill_takes_the_middle();
    void alpha_goes_onto_white();
};

void ImageTest::png_round_trip_data() {
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("channels");
    QTest::newRow("1x1") << 1 << 1 << 3;
    QTest::newRow("odd") << 37 << 23 << 3;
    QTest::newRow("alpha") << 19 << 64 << 4;
    QTest::newRow("wide") << 5000 << 1 << 3;
}

void ImageTest::png_round_trip() {
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(int, channels);
    const Image image = pattern(width, height, channels);
    const auto bytes = encode_png(image, {});
    QVERIFY(bytes.has_value());
    const auto back = decode_png(*bytes);
    QVERIFY(back.has_value());
    QVERIFY(*back == image);
}

void ImageTest::png_bytes_are_stable() {
    const std::vector<TextChunk> texts{{"parameters", "a", TextContainer::text}};
    const auto first = encode_png(pattern(20, 10, 3), texts);
    const auto second = encode_png(pattern(20, 10, 3), texts);
    QVERIFY(first.has_value() && *first == *second);
    QVERIFY(find_png_chunk(*first, "tIME").empty());
    QVERIFY(!find_png_chunk(*first, "iCCP").empty());
    QVERIFY(find_png_chunk(*first, "sRGB").empty()); // one of both
}

void ImageTest::png_depths() {
    const auto deep = decode(data_file("quadrants_16bit.png"));
    QVERIFY(deep.has_value());
    QVERIFY(has_quadrants(*deep, 0));
    const auto gray = decode(data_file("gray.png"));
    QVERIFY(gray.has_value());
    QCOMPARE(gray->channels, 3);
    QCOMPARE(pixel(*gray, 27, 3), white);
    // One bit a pixel, 9x2: 1 = white.
    const std::string rows("\x00\xAA\x80\x00\x55\x00", 6);
    const auto bits =
        decode(png_signature() + png_header(9, 2, 1, 0) + png_chunk("IDAT", packed(rows)) + png_chunk("IEND", ""));
    QVERIFY(bits.has_value());
    QCOMPARE(pixel(*bits, 0, 0), white);
    QCOMPARE(pixel(*bits, 1, 0), (Rgb{0, 0, 0}));
    QCOMPARE(pixel(*bits, 8, 0), white);
    QCOMPARE(pixel(*bits, 1, 1), white);
}

void ImageTest::png_palette_with_transparency() {
    const std::string palette("\xFF\x00\x00\x00\x00\xFF", 6);
    const std::string file = png_signature() + png_header(2, 1, 8, 3) + png_chunk("PLTE", palette) +
                             png_chunk("tRNS", std::string("\x80", 1)) +
                             png_chunk("IDAT", packed(std::string("\x00\x00\x01", 3))) + png_chunk("IEND", "");
    const auto image = decode(file);
    QVERIFY(image.has_value());
    QCOMPARE(image->channels, 4);
    QVERIFY((image->pixels == std::vector<std::uint8_t>{255, 0, 0, 128, 0, 0, 255, 255}));
}

void ImageTest::text_round_trip() {
    const std::string japanese = "\xE6\x97\xA5\xE6\x9C\xAC\n\xF0\x9F\x90\xB1";
    const std::vector<TextChunk> texts{
        {"parameters", "caf\xC3\xA9, line\nnext", TextContainer::text},
        {"long", std::string(100 * 1024, 'x') + "end", TextContainer::text},
        {"unicode", japanese, TextContainer::text},
        {"always", "ascii", TextContainer::international},
        {"packed", std::string(5000, 'p'), TextContainer::compressed},
        {"packed unicode", japanese, TextContainer::compressed},
        {"empty", "", TextContainer::text},
        {"parameters", "the same keyword again", TextContainer::text},
    };
    const auto bytes = encode_png(pattern(3, 3, 3), texts);
    QVERIFY2(bytes.has_value(), bytes ? "" : bytes.error().text().c_str());
    const auto back = read_png_text(*bytes);
    QVERIFY2(back.has_value(), back ? "" : back.error().text().c_str());
    QCOMPARE(back->size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        QCOMPARE((*back)[i].keyword, texts[i].keyword);
        QCOMPARE((*back)[i].text, texts[i].text);
    }
    QVERIFY((*back)[0].container == TextContainer::text); // Latin-1 fits into tEXt
    QVERIFY((*back)[2].container == TextContainer::international);
    QVERIFY((*back)[3].container == TextContainer::international);
    QVERIFY((*back)[4].container == TextContainer::compressed);
    QVERIFY(as_text(find_png_chunk(*bytes, "tEXt")).find("caf\xE9") != std::string_view::npos);
    QVERIFY(decode_png(*bytes).has_value());
}

void ImageTest::text_kinds_are_read() {
    const std::string file = png_with(png_chunk("tEXt", std::string("k1\0caf\xE9", 7)) +
                                      png_chunk("zTXt", std::string("k2\0\0", 4) + packed("caf\xE9")) +
                                      png_chunk("iTXt", std::string("k3\0\0\0de\0Wort\0", 13) + "\xC3\xA9") +
                                      png_chunk("iTXt", std::string("k4\0\1\0\0\0", 7) + packed("\xC3\xA9")));
    const auto texts = read_png_text(as_bytes(file));
    QVERIFY2(texts.has_value(), texts ? "" : texts.error().text().c_str());
    QVERIFY((*texts == std::vector<TextChunk>{{"k1", "caf\xC3\xA9", TextContainer::text},
                                              {"k2", "caf\xC3\xA9", TextContainer::compressed},
                                              {"k3", "\xC3\xA9", TextContainer::international},
                                              {"k4", "\xC3\xA9", TextContainer::international}}));
}

void ImageTest::text_writer_refuses_data() {
    QTest::addColumn<QByteArray>("keyword");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no keyword") << QByteArray("") << QByteArray("x");
    QTest::newRow("long keyword") << QByteArray(80, 'k') << QByteArray("x");
    QTest::newRow("unicode keyword") << QByteArray("\xE6\x97\xA5") << QByteArray("x");
    QTest::newRow("nul in text") << QByteArray("k") << QByteArray("a\0b", 3);
}

void ImageTest::text_writer_refuses() {
    QFETCH(QByteArray, keyword);
    QFETCH(QByteArray, text);
    const std::vector<TextChunk> texts{{keyword.toStdString(), text.toStdString(), TextContainer::text}};
    const auto bytes = encode_png(pattern(1, 1, 3), texts);
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::bad_input);
}

void ImageTest::hostile_png_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const std::string& file, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(file) << QString(message);
    };
    const std::string end = png_chunk("IEND", "");
    const std::string pixels = png_chunk("IDAT", packed(std::string(4, '\0')));
    const std::string good = png_with("");
    row("signature only", png_signature(), "cut off");
    row("zero width", png_signature() + png_header(0, 1) + pixels + end, "");
    row("zero height", png_signature() + png_header(1, 0) + pixels + end, "");
    row("huge", png_signature() + png_header(0x7fffffff, 0x7fffffff) + pixels + end, "2147483647x2147483647");
    row("20000x20000", png_signature() + png_header(20000, 20000) + pixels + end, "20000x20000");
    row("sides beyond 2^31", png_signature() + png_header(0xffffffff, 1) + pixels + end, "");
    row("promises too much", png_signature() + png_header(9000, 9000) + pixels + end, "cannot hold 9000x9000");
    row("bad depth", png_signature() + png_header(1, 1, 7) + pixels + end, "");
    row("bad color type", png_signature() + png_header(1, 1, 8, 5) + pixels + end, "");
    row("no header", png_signature() + pixels + end, "");
    row("no pixels", png_signature() + png_header(1, 1) + end, "");
    row("no palette", png_signature() + png_header(1, 1, 8, 3) + pixels + end, "");
    row("too few rows", png_signature() + png_header(8, 8) + pixels + end, "");
    row("bad filter",
        png_signature() + png_header(1, 1) + png_chunk("IDAT", packed(std::string("\x09\0\0\0", 4))) + end, "");
    row("no deflate data", png_signature() + png_header(1, 1) + png_chunk("IDAT", "hello world") + end, "");
    std::string wrong_crc = good;
    wrong_crc[png_signature().size() + 4 + 4 + 13] ^= 1; // CRC of the header
    row("header CRC", wrong_crc, "CRC");
    std::string pixel_damage = good;
    pixel_damage[pixel_damage.size() - 12 - 6] ^= 0x10; // inside IDAT
    row("pixel CRC", pixel_damage, "");
}

void ImageTest::hostile_png() {
    QFETCH(QByteArray, file);
    QFETCH(QString, message);
    const auto image = decode(file.toStdString());
    QVERIFY(!image);
    QCOMPARE(image.error().code, ErrorCode::bad_input);
    const QString text = QString::fromStdString(image.error().text());
    QVERIFY2(text.startsWith("test: ") && text.contains(message), qPrintable(text));
}

void ImageTest::hostile_text_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const std::string& file, const char* message) {
        QTest::newRow(name) << QByteArray::fromStdString(file) << QString(message);
    };
    row("not a PNG", "hello", "signature");
    row("length beyond the file", png_signature() + big_endian(0xfffffff0u) + "tEXtabc", "cut off");
    row("no end", png_signature() + png_header(1, 1), "IEND");
    row("no keyword", png_with(png_chunk("tEXt", "no terminator")), "keyword");
    row("empty keyword", png_with(png_chunk("tEXt", std::string("\0text", 5))), "keyword");
    row("long keyword", png_with(png_chunk("tEXt", std::string(80, 'k') + std::string("\0x", 2))), "keyword");
    row("zTXt method", png_with(png_chunk("zTXt", std::string("k\0\7abc", 6))), "method");
    row("zTXt without data", png_with(png_chunk("zTXt", std::string("k\0", 2))), "method");
    row("zTXt garbage", png_with(png_chunk("zTXt", std::string("k\0\0abcdef", 9))), "damaged");
    row("zTXt cut", png_with(png_chunk("zTXt", std::string("k\0\0", 3) + packed("hello").substr(0, 8))), "damaged");
    row("iTXt short", png_with(png_chunk("iTXt", std::string("k\0\0", 3))), "compression flag");
    row("iTXt no text", png_with(png_chunk("iTXt", std::string("k\0\0\0de", 6))), "before its text");
    row("iTXt flag", png_with(png_chunk("iTXt", std::string("k\0\2\0\0\0x", 7))), "compression is 2");
    std::string damaged = png_with(png_chunk("tEXt", std::string("k\0text", 6)));
    damaged[damaged.find("text")] = 'T';
    row("CRC", damaged, "CRC");
    std::string many;
    for (int i = 0; i < 1001; ++i)
        many += png_chunk("tEXt", std::string("k\0v", 3));
    row("many", png_with(many), "more than 1000");
}

void ImageTest::hostile_text() {
    QFETCH(QByteArray, file);
    QFETCH(QString, message);
    const auto texts =
        read_png_text(as_bytes(std::string_view(file.constData(), static_cast<std::size_t>(file.size()))));
    QVERIFY(!texts);
    QCOMPARE(texts.error().code, ErrorCode::bad_input);
    const QString text = QString::fromStdString(texts.error().text());
    QVERIFY2(text.contains(message), qPrintable(text));
}

void ImageTest::compressed_text_is_bounded() {
    const std::string bomb = packed(std::string(std::size_t{40} << 20, 'a')); // some 40 kB
    const std::string head("k\0\0", 3);
    const auto one = read_png_text(as_bytes(png_with(png_chunk("zTXt", head + bomb))));
    QVERIFY(!one);
    QVERIFY2(one.error().text().find("unpacks to more than") != std::string::npos, one.error().text().c_str());
    // Each below the limit of one chunk, together above that of a file.
    const std::string large = png_chunk("zTXt", head + packed(std::string(std::size_t{15} << 20, 'a')));
    const auto all = read_png_text(as_bytes(png_with(large + large + large + large + large)));
    QVERIFY(!all);
    QVERIFY(all.error().text().find("unpacks to more than") != std::string::npos);
}

void ImageTest::every_cut_is_an_error() {
    const std::vector<TextChunk> texts{{"parameters", "abc", TextContainer::text}};
    const auto bytes = encode_png(pattern(4, 4, 3), texts);
    QVERIFY(bytes.has_value());
    for (std::size_t size = 0; size < bytes->size(); ++size) {
        const Bytes part = view(*bytes).first(size);
        QVERIFY2(!read_png_text(part), qPrintable(QString::number(size)));
        QVERIFY2(!decode_image(part, "cut"), qPrintable(QString::number(size)));
    }
}

void ImageTest::formats_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("tolerance");
    QTest::newRow("jpeg") << "quadrants.jpg"
                          << "JPEG" << 12;
    QTest::newRow("progressive") << "quadrants_progressive.jpg"
                                 << "JPEG" << 12;
    QTest::newRow("webp lossless") << "quadrants.webp"
                                   << "WebP" << 0;
    QTest::newRow("webp lossy") << "quadrants_lossy.webp"
                                << "WebP" << 12;
    QTest::newRow("bmp") << "quadrants.bmp"
                         << "BMP" << 0;
    QTest::newRow("png") << "quadrants_16bit.png"
                         << "PNG" << 0;
}

void ImageTest::formats() {
    QFETCH(QString, name);
    QFETCH(QString, format);
    QFETCH(int, tolerance);
    const std::string file = data_file(qPrintable(name));
    const ImageFormat* found = find_image_format(as_bytes(file));
    QVERIFY(found != nullptr);
    QCOMPARE(QString(found->name), format);
    const auto image = decode(file);
    if (!image && image.error().code == ErrorCode::unsupported) QSKIP("built without libwebp");
    QVERIFY2(image.has_value(), image ? "" : image.error().text().c_str());
    QVERIFY(has_quadrants(*image, tolerance));
}

void ImageTest::cut_files_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"quadrants.jpg", "quadrants_progressive.jpg", "quadrants.webp", "quadrants_lossy.webp",
                             "quadrants.bmp", "gray.jpg"})
        QTest::newRow(name) << name;
}

void ImageTest::cut_files() {
    QFETCH(QString, name);
    const std::string file = data_file(qPrintable(name));
    for (std::size_t size = 0; size + 1 < file.size(); ++size) { // the last byte of a WebP may be padding
        const auto image = decode(file.substr(0, size));
        QVERIFY2(!image, qPrintable(QString::number(size)));
    }
}

void ImageTest::jpeg_with_too_large_huffman_table() {
    std::string file = data_file("quadrants.jpg");
    const auto table = file.find("\xFF\xC4");
    QVERIFY(table != std::string::npos);
    for (std::size_t i = 0; i < 16; ++i)
        file[table + 5 + i] = '\x20'; // 512 codes in all
    const auto image = decode(file);
    QVERIFY(!image);
    QVERIFY2(image.error().message.find("Huffman") != std::string::npos, image.error().text().c_str());
}

void ImageTest::load_errors() {
    QTemporaryDir folder;
    const auto missing = load_image(folder.filePath("none.png").toStdString());
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::not_found);
    const auto directory = load_image(folder.path().toStdString());
    QVERIFY(!directory);
    QCOMPARE(directory.error().code, ErrorCode::bad_input);
    const std::string path = folder.filePath("text.png").toStdString();
    QVERIFY(write_file_atomically(path, as_bytes("not an image")).has_value());
    const auto text = load_image(path);
    QVERIFY(!text);
    QVERIFY(text.error().message.find(path) != std::string::npos);
    QVERIFY(text.error().message.find("PNG, JPEG, WebP, BMP") != std::string::npos);
    QVERIFY(write_file_atomically(path, {}).has_value());
    QVERIFY(load_image(path).error().message.find("empty") != std::string::npos);
}

void ImageTest::exif_orientation_data() {
    QTest::addColumn<int>("orientation");
    QTest::addColumn<bool>("big_endian");
    for (int orientation = 0; orientation <= 9; ++orientation)
        for (const bool big : {false, true})
            QTest::addRow("%d %s", orientation, big ? "MM" : "II") << orientation << big;
}

void ImageTest::exif_orientation() {
    QFETCH(int, orientation);
    QFETCH(bool, big_endian);
    const char value = static_cast<char>(orientation);
    const std::string little =
        std::string("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18) + value + std::string(7, '\0');
    const std::string big =
        std::string("MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19) + value + std::string(6, '\0');
    const std::string& tiff = big_endian ? big : little;
    // Where the stored top left, top right and bottom left corners are when upright (EXIF 2.32, table of tag 274).
    struct Corners {
        bool wide;
        int top_left;
        int top_right;
        int bottom_left;
    }; // index into stored: 0 TL, 1 TR, 2 BL, 3 BR
    constexpr Corners upright[] = {{true, 0, 1, 2},  {true, 0, 1, 2},  {true, 1, 0, 3},  {true, 3, 2, 1},
                                   {true, 2, 3, 0},  {false, 0, 2, 1}, {false, 2, 0, 3}, {false, 3, 1, 2},
                                   {false, 1, 3, 0}, {true, 0, 1, 2}};
    const Corners& want = upright[orientation];
    constexpr Rgb stored[] = {red, green, blue, white};

    const std::string body = std::string("Exif\0\0", 6) + tiff;
    const std::string length{static_cast<char>((body.size() + 2) >> 8), static_cast<char>((body.size() + 2) & 0xFF)};
    std::string jpeg = data_file("quadrants.jpg");
    jpeg.insert(2, "\xFF\xE1" + length + body);
    std::string png = data_file("quadrants_16bit.png");
    png.insert(8 + 25, png_chunk("eXIf", tiff));
    for (const std::string& file : {jpeg, png}) {
        const auto image = decode(file);
        QVERIFY2(image.has_value(), image ? "" : image.error().text().c_str());
        QCOMPARE(image->width, want.wide ? 32 : 16);
        QCOMPARE(image->height, want.wide ? 16 : 32);
        QVERIFY(near(pixel(*image, 3, 3), stored[want.top_left], 12));
        QVERIFY(near(pixel(*image, image->width - 4, 3), stored[want.top_right], 12));
        QVERIFY(near(pixel(*image, 3, image->height - 4), stored[want.bottom_left], 12));
    }
    for (std::size_t size = 0; size < tiff.size(); ++size) // cut directories are ignored, not followed
        QVERIFY(sfumato::exif_orientation(as_bytes("\xFF\xD8\xFF\xE1" + length + body.substr(0, size))) == 1);
}

void ImageTest::resize_keeps_constants() {
    for (const int channels : {3, 4})
        for (const ResizeMode mode : {ResizeMode::lanczos, ResizeMode::area, ResizeMode::automatic})
            for (const auto& [w, h] : {std::pair{7, 5}, {64, 48}, {31, 97}}) {
                const Image image{20, 30, channels,
                                  std::vector<std::uint8_t>(static_cast<std::size_t>(600 * channels), 77)};
                const auto out = resize(image, w, h, mode);
                QVERIFY(out.has_value());
                QVERIFY(is_consistent(*out));
                QCOMPARE(out->width, w);
                QCOMPARE(out->height, h);
                QVERIFY(std::ranges::all_of(out->pixels, [](int v) { return std::abs(v - 77) <= 1; }));
            }
}

void ImageTest::area_shrinks_by_mean() {
    const Image image = pattern(12, 8, 3);
    const auto out = resize(image, 6, 4);
    QVERIFY(out.has_value());
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 6; ++x)
            for (std::size_t c = 0; c < 3; ++c) {
                const double mean = (pixel(image, 2 * x, 2 * y)[c] + pixel(image, 2 * x + 1, 2 * y)[c] +
                                     pixel(image, 2 * x, 2 * y + 1)[c] + pixel(image, 2 * x + 1, 2 * y + 1)[c]) /
                                    4.0;
                QVERIFY(std::abs(pixel(*out, x, y)[c] - mean) <= 1.0);
            }
}

void ImageTest::lanczos_enlarges_smoothly() {
    // A slow wave, sampled twice as finely: the kernel must reproduce it away from the border.
    const auto wave = [](double x) { return 128 + 100 * std::sin(2 * std::numbers::pi * x / 32); };
    Image image{64, 4, 3, {}};
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 64; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixels.push_back(static_cast<std::uint8_t>(std::lround(wave(x + 0.5))));
    const auto out = resize(image, 128, 8);
    QVERIFY(out.has_value());
    for (int x = 16; x < 112; ++x)
        QVERIFY(std::abs(pixel(*out, x, 4)[0] - wave((x + 0.5) / 2)) <= 2);
}

void ImageTest::resize_refuses() {
    const Image image = pattern(4, 4, 3);
    for (const auto& [w, h] : {std::pair{0, 4}, {4, -1}, {40000, 4}, {20000, 20000}}) {
        const auto out = resize(image, w, h);
        QVERIFY(!out);
        QCOMPARE(out.error().code, ErrorCode::usage);
        QVERIFY(!crop_to_fill(image, w, h));
    }
}

void ImageTest::crop_to_fill_takes_the_middle() {
    // 40x10: a red bar of 10 in the middle of blue; a square keeps the bar only.
    Image image{40, 10, 3, {}};
    for (int y = 0; y < 10; ++y)
        for (int x = 0; x < 40; ++x) {
            const Rgb color = x >= 15 && x < 25 ? red : blue;
            for (const int value : color)
                image.pixels.push_back(static_cast<std::uint8_t>(value));
        }
    const auto square = crop_to_fill(image, 10, 10);
    QVERIFY(square.has_value());
    QVERIFY(near(pixel(*square, 0, 0), red, 0) && near(pixel(*square, 9, 9), red, 0));
    const auto small = crop_to_fill(image, 5, 5);
    QVERIFY(small.has_value());
    QVERIFY(near(pixel(*small, 0, 0), red, 0) && near(pixel(*small, 4, 4), red, 0));
    const auto tall = crop_to_fill(image, 16, 64);
    QVERIFY(tall.has_value());
    QCOMPARE(tall->width, 16);
    QCOMPARE(tall->height, 64);
    QVERIFY(near(pixel(*tall, 8, 32), red, 2));
}

void ImageTest::alpha_goes_onto_white() {
    const Image image{3, 1, 4, {10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128}};
    const Image flat = composite_over_white(image);
    QCOMPARE(flat.channels, 3);
    QVERIFY((flat.pixels == std::vector<std::uint8_t>{10, 20, 30, 255, 255, 255, 127, 127, 127}));
    const auto init = fit_init_image(image, 3, 1);
    QVERIFY(init.has_value() && *init == flat);
}

QTEST_APPLESS_MAIN(ImageTest)
#include "image_test.moc"
