#include "store/gallery_query.h"
#include "unit/store/gallery_test.h"

#include <cmath>
#include <ctime>

using namespace sfumato;

namespace {

using Clock = std::chrono::system_clock;

double local_seconds(int year, int month, int day) {
    std::tm local{};
    local.tm_year = year - 1900;
    local.tm_mon = month - 1;
    local.tm_mday = day;
    local.tm_isdst = -1;
    return static_cast<double>(std::mktime(&local));
}

GalleryTerm only_term(std::string_view text) {
    const ParsedQuery parsed = parse_gallery_query(text);
    return parsed.search.terms.size() == 1 && parsed.problems.empty() ? parsed.search.terms[0] : GalleryTerm{};
}

} // namespace

void QueryTest::words() {
    const ParsedQuery parsed = parse_gallery_query("  Red \"Apple  Pie\" -Blurry (red:1.2) - \"open");
    QVERIFY(parsed.problems.empty());
    QCOMPARE(parsed.search.terms.size(), std::size_t{6});
    QCOMPARE(parsed.search.terms[0].text, std::string("red"));
    QCOMPARE(parsed.search.terms[1].text, std::string("apple  pie"));
    QVERIFY(!parsed.search.terms[1].negated);
    QCOMPARE(parsed.search.terms[2].text, std::string("blurry"));
    QVERIFY(parsed.search.terms[2].negated);
    QCOMPARE(parsed.search.terms[3].text, std::string("(red:1.2)")); // no known key: text
    QCOMPARE(parsed.search.terms[4].text, std::string("-"));
    QCOMPARE(parsed.search.terms[5].text, std::string("open"));
    QCOMPARE(parsed.parts.size(), std::size_t{6});
    QCOMPARE(parsed.parts[1].offset, std::size_t{6});
    QCOMPARE(parsed.parts[1].length, std::size_t{12});
}

void QueryTest::terms_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("field");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    const double inf = std::numeric_limits<double>::infinity();
    QTest::newRow("exact") << "rating:4" << int(GalleryField::rating) << 4.0 << 4.0;
    QTest::newRow("at least") << "rating:>=4" << int(GalleryField::rating) << 4.0 << inf;
    QTest::newRow("more") << "steps:>20" << int(GalleryField::steps) << std::nextafter(20.0, inf) << inf;
    QTest::newRow("less") << "Cfg:<7.5" << int(GalleryField::cfg) << -inf << std::nextafter(7.5, -inf);
    QTest::newRow("range") << "width:512..768" << int(GalleryField::width) << 512.0 << 768.0;
    QTest::newRow("open range") << "height:..768" << int(GalleryField::height) << -inf << 768.0;
}

void QueryTest::terms() {
    QFETCH(QString, text);
    QFETCH(int, field);
    QFETCH(double, low);
    QFETCH(double, high);
    const GalleryTerm term = only_term(text.toStdString());
    QCOMPARE(int(term.field), field);
    QCOMPARE(term.low, low);
    QCOMPARE(term.high, high);
    const GalleryTerm turned = only_term(("-" + text).toStdString());
    QVERIFY(turned.negated);
    QCOMPARE(turned.low, low);
}

void QueryTest::problems_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("no number") << "rating:high"
                               << "expected a number";
    QTest::newRow("nan") << "rating:nan"
                         << "expected a number";
    QTest::newRow("turned range") << "rating:5..2"
                                  << "expected a number";
    QTest::newRow("negative seed") << "seed:-1"
                                   << "expected a seed";
    QTest::newRow("seed above all") << "seed:>18446744073709551615"
                                    << "expected a seed";
    QTest::newRow("size") << "size:512"
                          << "width and height";
    QTest::newRow("month") << "after:2026-13"
                           << "2026-01-31";
    QTest::newRow("day") << "date:2026-02-30"
                         << "2026-01-31";
    QTest::newRow("property") << "is:nice"
                              << "favourite";
    QTest::newRow("sort") << "sort:best"
                          << "newest";
    QTest::newRow("nothing") << "tag:"
                             << "nothing is given";
}

void QueryTest::problems() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    const ParsedQuery parsed = parse_gallery_query("apple " + text.toStdString() + " pie");
    QCOMPARE(parsed.problems.size(), std::size_t{1});
    QVERIFY2(QString::fromStdString(parsed.problems[0].message).contains(message), parsed.problems[0].message.c_str());
    QCOMPARE(parsed.problems[0].offset, std::size_t{6});
    QCOMPARE(parsed.problems[0].length, static_cast<std::size_t>(text.size()));
    QCOMPARE(parsed.search.terms.size(), std::size_t{2}); // the rest is searched for all the same
}

void QueryTest::dates() {
    const auto now = Clock::from_time_t(static_cast<std::time_t>(local_seconds(2026, 3, 1)) + 3600);
    const auto term = [&](std::string_view text) { return parse_gallery_query(text, now).search.terms.at(0); };
    QCOMPARE(term("after:2026-01-15").low, local_seconds(2026, 1, 15));
    QCOMPARE(term("before:2026-01").high, local_seconds(2026, 1, 1) - 1);
    QCOMPARE(term("date:2026-02").low, local_seconds(2026, 2, 1));
    QCOMPARE(term("date:2026-02").high, local_seconds(2026, 3, 1) - 1);
    QCOMPARE(term("date:2025").high, local_seconds(2026, 1, 1) - 1);
    QCOMPARE(term("date:today").low, local_seconds(2026, 3, 1));
    QCOMPARE(term("date:yesterday").low, local_seconds(2026, 2, 28)); // across the border of months
    QCOMPARE(term("after:7d").low, local_seconds(2026, 2, 22));
}

void QueryTest::sorting() {
    const ParsedQuery parsed = parse_gallery_query("sort:Rating seed:10..20 size:512x768 is:favorite");
    QVERIFY(parsed.problems.empty());
    QCOMPARE(parsed.search.sort, GallerySort::rating);
    QCOMPARE(parsed.search.terms[0].seed_low, std::uint64_t{10});
    QCOMPARE(parsed.search.terms[0].seed_high, std::uint64_t{20});
    QCOMPARE(parsed.search.terms[1].low, 512.0);
    QCOMPARE(parsed.search.terms[2].low, 768.0);
    QCOMPARE(parsed.search.terms[3].text, std::string("favourite"));
    for (int i = 0; i <= int(GallerySort::seed); ++i)
        QCOMPARE(int(gallery_sort_from_name(gallery_sort_name(GallerySort(i)))), i);
}

void QueryTest::hostile_texts() {
    const ParsedQuery many = parse_gallery_query(std::string(1u << 20, 'a'));
    QCOMPARE(many.problems.size(), std::size_t{1});
    std::string words;
    for (int i = 0; i < 1000; ++i)
        words += "a ";
    QCOMPARE(parse_gallery_query(words).search.terms.size(), std::size_t{200});
    QVERIFY(parse_gallery_query(std::string("\xFF\x00 \xC3 rating:\xFF", 13)).problems.size() == 1);
}

void QueryTest::folding() {
    QCOMPARE(fold_case("\xC3\x84PFEL \xCE\xA9 \xD0\x96 \xC5\x81\xC5\xBB"),
             std::string("\xC3\xA4pfel \xCF\x89 \xD0\xB6 \xC5\x82\xC5\xBC"));
    QCOMPARE(fold_case("a\x1F\nb\xFF"), std::string("a  b "));
}
