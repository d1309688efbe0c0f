// Masks, frames and blends of inpainting.
#include "image/frame.h"
#include "image/mask.h"
#include "image/resample.h"

#include <QTest>

#include <cmath>

using namespace sfumato;

namespace {

Image plain(int width, int height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
    Image image{width, height, 3, {}};
    for (int i = 0; i < width * height; ++i)
        for (const std::uint8_t value : {r, g, b})
            image.pixels.push_back(value);
    return image;
}

Image gradient(int width, int height) {
    Image image{width, height, 3, {}};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (const int value : {x * 255 / width, y * 255 / height, (x * 7 + y * 13) % 256})
                image.pixels.push_back(static_cast<std::uint8_t>(value));
    return image;
}

std::uint8_t at(const Mask& mask, int x, int y) {
    return mask.values[static_cast<std::size_t>(y * mask.width + x)];
}

Mask with_box(int width, int height, const PixelRect& box) {
    Mask mask = blank_mask(width, height);
    for (int y = box.y; y < box.y + box.height; ++y)
        for (int x = box.x; x < box.x + box.width; ++x)
            mask.values[static_cast<std::size_t>(y * width + x)] = 255;
    return mask;
}

} // namespace

class MaskTest : public QObject {
    Q_OBJECT
private slots:
    void white_is_masked_and_transparent_is_not() {
        Image image{3, 1, 4, {255, 255, 255, 255, 0, 0, 0, 255, 255, 255, 255, 0}};
        QCOMPARE(mask_from_picture(image).values, (std::vector<std::uint8_t>{255, 0, 0}));
        QCOMPARE(mask_from_alpha(image).values, (std::vector<std::uint8_t>{0, 0, 255}));
        QVERIFY(!masked_part(mask_from_alpha(plain(4, 4, 1, 2, 3))));
        Mask mask = mask_from_picture(plain(2, 1, 200, 200, 200));
        QCOMPARE(mask.values[0], std::uint8_t{200});
        invert(mask);
        QCOMPARE(mask.values[0], std::uint8_t{55});
    }

    void blur_ends_at_its_radius() {
        const Mask mask = with_box(101, 101, {50, 50, 1, 1});
        const auto blurred = blur_mask(with_box(101, 101, {40, 40, 21, 21}), 4);
        QVERIFY(blurred.has_value());
        QVERIFY(at(*blurred, 38, 50) > 0);
        QCOMPARE(at(*blurred, 29, 50), std::uint8_t{0}); // 11 pixels off; the kernel reaches 10
        QVERIFY(at(*blurred, 50, 50) > 250);
        QVERIFY(*blur_mask(mask, 0) == mask);
    }

    void the_working_part_keeps_to_the_frame_and_the_proportions() {
        const Mask mask = with_box(200, 100, {100, 40, 10, 20});
        QVERIFY(*masked_part(mask) == (PixelRect{100, 40, 10, 20}));
        QVERIFY(!masked_part(blank_mask(5, 5)));
        const PixelRect square = working_part({100, 40, 10, 20}, 10, 64, 64, 200, 100);
        QVERIFY(square == (PixelRect{85, 30, 40, 40}));
        const PixelRect corner = working_part({0, 0, 10, 10}, 5, 64, 32, 200, 100);
        QVERIFY(corner == (PixelRect{0, 0, 30, 15}));
        const PixelRect limited = working_part({10, 0, 20, 100}, 0, 300, 100, 200, 100); // 300 wide is too much
        QVERIFY(limited == (PixelRect{0, 0, 200, 100}));
    }

    void growing_keeps_the_middle_and_draws_out_the_edges() {
        const Image image = gradient(5, 4);
        const auto grown = extend_edges(image, 2, 1, 3, 0);
        QVERIFY(grown.has_value());
        QCOMPARE(grown->width, 10);
        QCOMPARE(grown->height, 5);
        QVERIFY(crop_image(*grown, {2, 1, 5, 4}) == image);
        QVERIFY(crop_image(*grown, {0, 1, 1, 4}) == crop_image(image, {0, 0, 1, 4}));
        const auto huge = extend_edges(image, 40000, 0, 0, 0);
        QVERIFY(!huge && huge.error().code == ErrorCode::usage);
    }

    void fitting_shows_all_of_the_picture() {
        const auto fitted = fit_and_extend(plain(40, 20, 9, 8, 7), 30, 30);
        QVERIFY(fitted.has_value());
        QVERIFY(*fitted == plain(30, 30, 9, 8, 7));
        const auto wide = fit_and_extend(gradient(40, 20), 40, 30);
        QVERIFY(crop_image(*wide, {0, 5, 40, 20}) == gradient(40, 20));
    }

    void filling_takes_the_surroundings_colour() {
        Image image = plain(64, 64, 10, 200, 30);
        const Mask mask = with_box(64, 64, {20, 20, 24, 24});
        for (std::size_t i = 0; i < mask.values.size(); ++i)
            if (mask.values[i] > 0) image.pixels[3 * i] = image.pixels[3 * i + 1] = image.pixels[3 * i + 2] = 255;
        const auto filled = fill_masked(image, mask);
        QVERIFY(filled.has_value());
        for (std::size_t i = 0; i < mask.values.size(); ++i) { // nothing of what was under the mask comes through
            QVERIFY(std::abs(filled->pixels[3 * i] - 10) <= 1);
            QVERIFY(std::abs(filled->pixels[3 * i + 1] - 200) <= 1);
        }
        const auto all = fill_masked(image, blank_mask(64, 64, 255));
        QVERIFY(*all == plain(64, 64, 128, 128, 128));
    }

    void filling_goes_smoothly_from_side_to_side() {
        Image image = plain(63, 32, 0, 0, 0);
        for (std::size_t i = 0; i < image.pixels.size(); ++i)
            if (i / 3 % 63 >= 32) image.pixels[i] = 240;
        const auto filled = fill_masked(image, with_box(63, 32, {8, 0, 47, 32}));
        const auto value = [&](int x) { return filled->pixels[static_cast<std::size_t>(16 * 63 + x) * 3]; };
        QVERIFY(value(9) < 60 && value(53) > 180);
        QVERIFY(value(31) > 60 && value(31) < 180);
        for (int x = 1; x < 63; ++x)
            QVERIFY2(std::abs(value(x) - value(x - 1)) < 60, qPrintable(QString::number(x)));
    }

    void blending_is_linear_light_and_exact_at_the_ends() {
        const Image black = plain(3, 1, 0, 0, 0), white = plain(3, 1, 255, 255, 255);
        Mask mask = blank_mask(3, 1);
        mask.values = {0, 128, 255};
        const Image mixed = blend_linear(black, white, mask);
        QCOMPARE(mixed.pixels[0], std::uint8_t{0});
        QCOMPARE(mixed.pixels[3], std::uint8_t{188}); // half of the light, not half of the code
        QCOMPARE(mixed.pixels[6], std::uint8_t{255});
        const Image colours = gradient(256, 3); // equal pictures stay equal at every opacity
        Mask ramp = blank_mask(256, 3);
        for (std::size_t i = 0; i < ramp.values.size(); ++i)
            ramp.values[i] = static_cast<std::uint8_t>(i % 256);
        QVERIFY(blend_linear(colours, colours, ramp) == colours);
    }

    void pasting_puts_rows_where_they_belong() {
        Image image = plain(6, 5, 1, 1, 1);
        const Image part = gradient(3, 2);
        paste(image, part, 2, 3);
        QVERIFY(crop_image(image, {2, 3, 3, 2}) == part);
        QCOMPARE(std::count(image.pixels.begin(), image.pixels.begin() + 3 * 6 * 3, 1), 3 * 6 * 3);
    }
};

QTEST_APPLESS_MAIN(MaskTest)
#include "mask_test.moc"
