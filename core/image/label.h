// Text in pictures: labels of contact sheets.
#pragma once

#include "image/image.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace sfumato {

/// Sets text in the system's sans serif fonts, each character in the first that has it. Characters stand one behind the
/// other: scripts that join letters are not shaped. Without any font nothing is drawn.
class LabelFont {
public:
    explicit LabelFont(int pixels);
    ~LabelFont();
    LabelFont(LabelFont&&) noexcept;
    LabelFont& operator=(LabelFont&&) noexcept;

    bool usable() const;
    int line_height() const;
    int width_of(std::string_view utf8) const;
    /// `x`, `y`: left end and top of the line; what lies outside the picture is cut off.
    void draw(Image& image, int x, int y, std::string_view utf8, std::array<std::uint8_t, 3> colour) const;

private:
    struct Faces;
    std::unique_ptr<Faces> faces_;
};

} // namespace sfumato
