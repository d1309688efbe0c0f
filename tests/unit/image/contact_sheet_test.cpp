// Contact sheets: pictures in their places, labels that fit.
#include "image/contact_sheet.h"
#include "image/label.h"

#include <QtTest>

using namespace sfumato;

namespace {

Image plain(int width, int height, std::uint8_t value) {
    return {width, height, 3,
            std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, value)};
}

std::size_t dark_pixels(const Image& image) {
    std::size_t dark = 0;
    for (std::size_t i = 0; i < image.pixels.size(); i += 3)
        dark += image.pixels[i] < 100;
    return dark;
}

} // namespace

class ContactSheetTest : public QObject {
    Q_OBJECT
private slots:
    void pictures_keep_their_pixels() {
        ContactSheet sheet;
        sheet.columns = 2;
        sheet.rows = 2;
        sheet.pictures = {plain(64, 32, 40), plain(64, 32, 80), {}, plain(32, 64, 120)};
        const auto drawn = draw_contact_sheet(sheet);
        QVERIFY(drawn.has_value());
        std::map<std::uint8_t, int> counts;
        for (std::size_t i = 0; i < drawn->pixels.size(); i += 3)
            ++counts[drawn->pixels[i]];
        QCOMPARE(counts[40], 64 * 32);
        QCOMPARE(counts[80], 64 * 32);
        QCOMPARE(counts[120], 64 * 32);
        QCOMPARE(counts.size(), std::size_t{4}); // and white
    }

    void labels_make_room() {
        ContactSheet sheet;
        sheet.columns = 2;
        sheet.pictures = {plain(64, 64, 255), plain(64, 64, 255)};
        const auto bare = draw_contact_sheet(sheet);
        sheet.column_labels = {"cfg_scale: 4", "a very long prompt that needs more than one line to be read at all"};
        sheet.row_labels = {"\xD0\xA6\xD0\xB2\xD0\xB5\xD1\x82"};
        sheet.title = "seed: 7";
        const auto labelled = draw_contact_sheet(sheet);
        QVERIFY(bare && labelled);
        QVERIFY(labelled->height > bare->height && labelled->width > bare->width);
        if (!LabelFont(16).usable()) QSKIP("no font here");
        QCOMPARE(dark_pixels(*bare), std::size_t{0});
        QVERIFY(dark_pixels(*labelled) > 100);
    }

    void text_is_cut_at_the_edges() {
        const LabelFont font(20);
        if (!font.usable()) QSKIP("no font here");
        Image image = plain(30, 12, 255);
        font.draw(image, -10, -4, "wide text \xFF\xF0\x9F", {0, 0, 0});
        QVERIFY(dark_pixels(image) > 0);
        QVERIFY(font.width_of("ii") < font.width_of("WW"));
    }

    void large_pictures_are_shrunk_and_limits_told() {
        ContactSheet sheet;
        sheet.pictures = {plain(2000, 1000, 10)};
        sheet.cell_limit = 100;
        const auto drawn = draw_contact_sheet(sheet);
        QVERIFY(drawn.has_value());
        QVERIFY(drawn->width < 200);
        sheet.columns = 3;
        QCOMPARE(draw_contact_sheet(sheet).error().code, ErrorCode::usage);
        sheet.columns = 400;
        sheet.pictures.assign(400, plain(100, 100, 0));
        QCOMPARE(draw_contact_sheet(sheet).error().code, ErrorCode::usage);
    }
};

QTEST_GUILESS_MAIN(ContactSheetTest)
#include "contact_sheet_test.moc"
