// The language of dynamic prompts, and the wildcards that it draws from.
#include "recipe/dynamic_prompt.h"

#include <QtTest>

#include <QTemporaryDir>
#include <fstream>
#include <set>

using namespace sfumato;

namespace {

std::vector<std::string> all_of(std::string_view text, WildcardLibrary& library) {
    const auto prompt = DynamicPrompt::parse(text);
    if (!prompt) qFatal("%s", prompt.error().text().c_str());
    const auto made = expand(*prompt, library, {PromptSampler::combinatorial, 0, 100000});
    if (!made) qFatal("%s", made.error().text().c_str());
    return *made;
}

QString told(const std::vector<std::string>& prompts) {
    QStringList list;
    for (const std::string& prompt : prompts)
        list << QString::fromStdString(prompt);
    return list.join(QLatin1Char(';'));
}

WildcardLibrary small_library() {
    WildcardLibrary library;
    library.add("colour", {"red", "green"});
    library.add("colours/warm", {"red", "orange"});
    library.add("colours/cold", {"blue"});
    library.add("colours/deep/odd", {"grue"});
    library.add("season", {"summer", "{autumn|fall}"});
    library.add("clothes", {"in ${season:summer}, ${season:summer} shirts"});
    library.add("person", {"${who?=!{man|woman}} a ${who} in __colour__"});
    library.add("loop/a", {"x __loop/b__"});
    library.add("loop/b", {"y __loop/a__"});
    library.add("broken", {"{never closed"});
    return library;
}

QString error_of(std::string_view text) {
    WildcardLibrary library = small_library();
    const auto prompt = DynamicPrompt::parse(text);
    if (!prompt) return QString::fromStdString(prompt.error().text());
    const auto count = combinatorial_count(*prompt, library);
    return count ? QString() : QString::fromStdString(count.error().text());
}

void write(const QString& path, const char* text) {
    std::ofstream(path.toStdString(), std::ios::binary) << text;
}

} // namespace

class DynamicPromptTest : public QObject {
    Q_OBJECT
private slots:
    void combinations_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("want");
        const auto row = [](const char* text, const char* want) { QTest::newRow(text) << text << want; };
        row("plain, (a:1.2) [b|c]", "plain, (a:1.2) [b|c]");
        row("A {red|green} {square|circle}", "A red square;A red circle;A green square;A green circle");
        row("{3::a|0.5::b}", "a;b");
        row("{2$$a|b|c}", "a, b;a, c;b, a;b, c;c, a;c, b");
        row("{1-2$$ and $$a|b}", "a;b;a and b;b and a");
        row("{-1$$a|b}", "a;b");
        row("{2-$$+$$a|b}", "a+b;b+a");
        row("{9$$a|b}", "a, b;b, a");
        row("{a|}b", "ab;b");
        row("{a{b|c}|d}", "ab;ac;d");
        row("{[a|b]|c}", "[a|b];c");
        row("\\{a|b\\} {\\(x\\)|\\|}", "{a|b} \\(x\\);{a|b} |");
        row("__colour__ hat", "red hat;green hat");
        row("__colours/*__", "blue;red;orange");
        row("__colours/**__", "blue;grue;red;orange");
        row("{2$$__colour__}", "red, green;green, red");
        row("__season__", "summer;autumn;fall");
        row("a __b", "a __b");
        row("${c={a|b}} ${c}${c}", "aa;ab;ba;bb");
        row("${c=!{a|b}} ${c}${c}", "aa;bb");
        row("${c=x} {${c=y}${c}|z} ${c}", "y x;z x");
        row("${c:a}", "a");
        row("__clothes__", "in summer, summer shirts");
        row("__clothes(season=winter)__", "in winter, winter shirts");
        row("${season={winter|spring}} __clothes__", "in winter, winter shirts;in winter, spring shirts;"
                                                     "in spring, winter shirts;in spring, spring shirts");
        row("__person__", "a man in red;a man in green;a woman in red;a woman in green");
        row("${who=boy}__person__", "a boy in red;a boy in green");
        row("%{photo of ..., {4k|8k}$$a __colour__ cat}",
            "photo of a red cat, 4k;photo of a green cat, 4k;photo of a red cat, 8k;photo of a green cat, 8k");
        row("{a # one\n| b}\n# nothing\n", "a;b");
    }
    void combinations() {
        QFETCH(QString, text);
        QFETCH(QString, want);
        WildcardLibrary library = small_library();
        const auto made = all_of(text.toStdString(), library);
        const auto prompt = DynamicPrompt::parse(text.toStdString());
        QCOMPARE(*combinatorial_count(*prompt, library), made.size());
        if (text.startsWith("%{")) { // the order is that of the parts: wrapper first
            const QStringList got = told(made).split(';'), expected = want.split(';');
            QCOMPARE(QSet<QString>(got.begin(), got.end()), QSet<QString>(expected.begin(), expected.end()));
        } else {
            QCOMPARE(told(made), want);
        }
    }

    void count_is_known_before_and_saturates() {
        WildcardLibrary library;
        std::string text;
        for (int i = 0; i < 63; ++i)
            text += "{a|b}";
        QCOMPARE(*combinatorial_count(*DynamicPrompt::parse(text), library), std::uint64_t{1} << 63);
        text += "{a|b}{a|b}";
        QCOMPARE(*combinatorial_count(*DynamicPrompt::parse(text), library), too_many);
        const auto some = expand(*DynamicPrompt::parse(text), library, {PromptSampler::combinatorial, 0, 3});
        QCOMPARE(some->size(), std::size_t{3});
        QCOMPARE(some->at(2).substr(60), std::string("aaaba"));
        std::string many = "{1-30$$o0";
        for (int i = 1; i < 30; ++i)
            many += "|o" + std::to_string(i);
        QCOMPARE(*combinatorial_count(*DynamicPrompt::parse(many + "}"), library), too_many);
    }

    void random_follows_the_seed() {
        WildcardLibrary library = small_library();
        const auto prompt = DynamicPrompt::parse("{a|b|c|d} {1-3$$e|f|g} __colours/**__");
        const auto one = expand(*prompt, library, {PromptSampler::random, 7, 50});
        const auto two = expand(*prompt, library, {PromptSampler::random, 7, 10});
        const auto other = expand(*prompt, library, {PromptSampler::random, 8, 50});
        QVERIFY(std::equal(two->begin(), two->end(), one->begin())); // prompt i depends on seed and i alone
        QVERIFY(*one != *other);
        QVERIFY(std::set<std::string>(one->begin(), one->end()).size() > 20);
    }

    void weights_count() {
        WildcardLibrary library;
        const auto made = expand(*DynamicPrompt::parse("{9::a|1::b|0::c}"), library, {PromptSampler::random, 1, 2000});
        const auto a = std::count(made->begin(), made->end(), "a");
        QVERIFY2(a > 1740 && a < 1860, std::to_string(a).c_str()); // 1800 +- 4.5 standard deviations
        QCOMPARE(std::count(made->begin(), made->end(), "c"), 0);
    }

    void samplers_of_parts() {
        WildcardLibrary library = small_library();
        const auto cyclical =
            expand(*DynamicPrompt::parse("{a|b|c} __colour__"), library, {PromptSampler::cyclical, 0, 4});
        QCOMPARE(told(*cyclical), QString("a red;b green;c red;a green"));
        const auto mixed = all_of("{a|b} {@x|y|z}", library);
        QCOMPARE(told(mixed), QString("a x;b y"));
        QCOMPARE(*combinatorial_count(*DynamicPrompt::parse("{~a|b|c} {d|e}"), library), std::uint64_t{2});
    }

    void errors_name_the_place_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("part");
        QTest::newRow("unclosed") << "ab\n  {a|b"
                                  << "line 2, column 3";
        QTest::newRow("weight") << "{1.2.3::a|b}"
                                << "1.2.3";
        QTest::newRow("range") << "{3-1$$a|b}"
                               << "3 to 1";
        QTest::newRow("variable") << "a ${x}"
                                  << "variable x is used but not set";
        QTest::newRow("self") << "${x=a ${x}}${x}"
                              << "x refers to itself";
        QTest::newRow("missing") << "__color__"
                                 << "did you mean colour?";
        QTest::newRow("cycle") << "__loop/a__"
                               << "__loop/a__ -> __loop/b__ -> __loop/a__";
        QTest::newRow("cycle in what is drawn") << "{~__loop/a__|b}"
                                                << "refer to themselves";
        QTest::newRow("broken value") << "__broken__"
                                      << "in the wildcard __broken__";
        QTest::newRow("variable's name") << "${1}"
                                         << "name is expected";
        QTest::newRow("wrap") << "%{a}"
                              << "wrap";
        QTest::newRow("nesting") << QString(100, '{') << "deeper";
    }
    void errors_name_the_place() {
        QFETCH(QString, text);
        QFETCH(QString, part);
        const QString error = error_of(text.toStdString());
        QVERIFY2(error.contains(part), qPrintable(error));
    }

    void too_much_work_is_refused() {
        WildcardLibrary library;
        for (int i = 0; i < 40; ++i) // every level uses the next one twice, in surroundings that differ
            library.add("w" + std::to_string(i),
                        {"${v=x}__w" + std::to_string(i + 1) + "__${v=y}__w" + std::to_string(i + 1) + "__"});
        library.add("w40", {"x"});
        const auto count = combinatorial_count(*DynamicPrompt::parse("__w0__"), library);
        QVERIFY(!count);
        QCOMPARE(count.error().code, ErrorCode::usage);
    }

    void matrix() {
        const auto prompts = prompt_matrix("a cat, | red, |blue ");
        QCOMPARE(told(*prompts), QString("a cat;a cat, red;a cat, blue;a cat, red, blue"));
        QCOMPARE(told(*prompt_matrix("plain")), QString("plain"));
        QVERIFY(!prompt_matrix(std::string(17, '|')));
    }

    void folders_of_wildcards() {
        QTemporaryDir dir;
        QVERIFY(QDir(dir.path()).mkpath("clothes/summer"));
        write(dir.filePath("colour.txt"), "\xEF\xBB\xBF# comment\nred\r\n\n  green  \n");
        write(dir.filePath("clothes/summer/top.txt"), "shirt\n");
        write(dir.filePath("tree.yaml"),
              "artists:\n  finnish:\n    - Järnefelt\n    - \"{a|b} of __colour__\"\n  1234: 5678\n");
        write(dir.filePath("tree.json"), R"({"animals": {"big": ["bear", 3]}})");
        write(dir.filePath("alias.yaml"), "a: &x [1, 2]\nb:\n  - *x\n");
        write(dir.filePath("broken.json"), "{\"a\": [\n  oops]}");
        write(dir.filePath("latin.txt"), "caf\xE9\n");
        QVERIFY(QFile::link("/etc/hostname", dir.filePath("outside.txt")));
        auto library = WildcardLibrary::open({dir.path().toStdString()});
        QVERIFY2(library.has_value(), library ? "" : library.error().text().c_str());
        QCOMPARE(told(library->names()), QString("animals/big;artists/finnish;clothes/summer/top;colour;latin"));
        QCOMPARE(told(all_of("__colour__ __clothes/**__", *library)), QString("red shirt;green shirt"));
        QCOMPARE(told(all_of("__artists/finnish__", *library)),
                 QString::fromUtf8("Järnefelt;a of red;a of green;b of red;b of green"));
        QCOMPARE(told(all_of("__animals/*__", *library)), QString("bear;3"));
        const QString problems = told(library->problems());
        QVERIFY2(problems.contains("alias.yaml, line 3") && problems.contains("aliases"), qPrintable(problems));
        QVERIFY2(problems.contains("broken.json, line 2, column 3"), qPrintable(problems));
        QVERIFY2(problems.contains("outside.txt"), qPrintable(problems));
        const auto latin = library->find("latin");
        QVERIFY(!latin && latin.error().text().find("latin.txt, line 1") != std::string::npos);
        const auto missing = library->find("colours");
        QVERIFY(!missing && missing.error().text().find(dir.path().toStdString()) != std::string::npos);
        QCOMPARE(WildcardLibrary::open({dir.filePath("none").toStdString()}).error().code, ErrorCode::not_found);
    }

    void patterns() {
        QVERIFY(wildcard_matches("a*", "abc"));
        QVERIFY(!wildcard_matches("a*", "a/bc"));
        QVERIFY(wildcard_matches("a/**", "a/b/c"));
        QVERIFY(wildcard_matches("**c", "a/b/c"));
        QVERIFY(wildcard_matches("a?c", "abc"));
        QVERIFY(!wildcard_matches("a?c", "a/c"));
        QVERIFY(!wildcard_matches("a", "ab"));
    }
};

QTEST_GUILESS_MAIN(DynamicPromptTest)
#include "dynamic_prompt_test.moc"
