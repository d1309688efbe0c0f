#include "image/label.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include <algorithm>
#include <string>
#include <vector>

namespace sfumato {
namespace {

constexpr std::size_t max_faces = 24;

/// Ill-formed bytes give U+FFFD.
char32_t next_character(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    if (lead < 0x80) return lead;
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t c = more == 3 ? lead & 0x07u : more == 2 ? lead & 0x0Fu : lead & 0x1Fu;
    for (int i = 0; i < more; ++i) {
        if (at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80) return 0xFFFD;
        c = (c << 6) | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
    }
    return more == 0 ? 0xFFFD : c;
}

/// Files of fonts, best first.
std::vector<std::string> font_files() {
    std::vector<std::string> files;
    FcPattern* pattern = FcNameParse(reinterpret_cast<const FcChar8*>("sans"));
    FcConfigSubstitute(nullptr, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result = FcResultMatch;
    if (FcFontSet* set = FcFontSort(nullptr, pattern, FcTrue, nullptr, &result)) {
        for (int i = 0; i < set->nfont && files.size() < max_faces; ++i) {
            FcChar8* file = nullptr;
            if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &file) == FcResultMatch)
                files.emplace_back(reinterpret_cast<const char*>(file));
        }
        FcFontSetDestroy(set);
    }
    FcPatternDestroy(pattern);
    return files;
}

} // namespace

struct LabelFont::Faces {
    FT_Library library = nullptr;
    std::vector<FT_Face> faces;
    int pixels = 0;

    explicit Faces(int size) : pixels(size) {
        if (FT_Init_FreeType(&library) != 0) return;
        for (const std::string& file : font_files()) {
            FT_Face face = nullptr;
            if (FT_New_Face(library, file.c_str(), 0, &face) != 0) continue;
            if (FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(size)) != 0)
                FT_Done_Face(face); // a font of bitmaps
            else
                faces.push_back(face);
        }
    }
    ~Faces() {
        for (FT_Face face : faces)
            FT_Done_Face(face);
        if (library != nullptr) FT_Done_FreeType(library);
    }
    Faces(const Faces&) = delete;
    Faces& operator=(const Faces&) = delete;

    FT_GlyphSlot glyph(char32_t c, bool render) const {
        for (FT_Face face : faces)
            if (FT_Get_Char_Index(face, c) != 0 || face == faces.back())
                return FT_Load_Char(face, c, render ? FT_LOAD_RENDER : FT_LOAD_DEFAULT) == 0 ? face->glyph : nullptr;
        return nullptr;
    }
    int ascent() const { return static_cast<int>(faces.front()->size->metrics.ascender >> 6); }
};

LabelFont::LabelFont(int pixels) : faces_(std::make_unique<Faces>(pixels)) {}
LabelFont::~LabelFont() = default;
LabelFont::LabelFont(LabelFont&&) noexcept = default;
LabelFont& LabelFont::operator=(LabelFont&&) noexcept = default;

bool LabelFont::usable() const {
    return !faces_->faces.empty();
}

int LabelFont::line_height() const {
    return usable() ? static_cast<int>(faces_->faces.front()->size->metrics.height >> 6) : faces_->pixels;
}

int LabelFont::width_of(std::string_view text) const {
    int width = 0;
    for (std::size_t at = 0; at < text.size();)
        if (const FT_GlyphSlot glyph = faces_->glyph(next_character(text, at), false))
            width += static_cast<int>(glyph->advance.x >> 6);
    return width;
}

void LabelFont::draw(Image& image, int x, int y, std::string_view text, std::array<std::uint8_t, 3> colour) const {
    if (!usable()) return;
    const int base = y + faces_->ascent();
    for (std::size_t at = 0; at < text.size();) {
        const FT_GlyphSlot glyph = faces_->glyph(next_character(text, at), true);
        if (glyph == nullptr) continue;
        const FT_Bitmap& bitmap = glyph->bitmap;
        if (bitmap.pixel_mode == FT_PIXEL_MODE_GRAY)
            for (int row = 0; row < static_cast<int>(bitmap.rows); ++row)
                for (int column = 0; column < static_cast<int>(bitmap.width); ++column) {
                    const int px = x + glyph->bitmap_left + column, py = base - glyph->bitmap_top + row;
                    if (px < 0 || py < 0 || px >= image.width || py >= image.height) continue;
                    const int cover = bitmap.buffer[row * bitmap.pitch + column];
                    auto* pixel = &image.pixels[(static_cast<std::size_t>(py) * static_cast<std::size_t>(image.width) +
                                                 static_cast<std::size_t>(px)) *
                                                static_cast<std::size_t>(image.channels)];
                    for (std::size_t c = 0; c < 3; ++c)
                        pixel[c] =
                            static_cast<std::uint8_t>((pixel[c] * (255 - cover) + colour[c] * cover + 127) / 255);
                }
        x += static_cast<int>(glyph->advance.x >> 6);
    }
}

} // namespace sfumato
