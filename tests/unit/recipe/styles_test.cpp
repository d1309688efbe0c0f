// Styles: A1111's styles.csv as found in the wild, what is wrong with others, and what a style does to a prompt.
#include "base/file.h"
#include "recipe/recipe.h"
#include "recipe/styles.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace sfumato;

namespace {

std::string message(std::string_view text) {
    const auto styles = read_styles(text, "styles.csv");
    return styles ? "read" : styles.error().text();
}

void write(const std::filesystem::path& file, std::string_view text) {
    QVERIFY(write_file_atomically(file, std::as_bytes(std::span(text)), Overwrite::replace).has_value());
}

} // namespace

class StylesTest : public QObject {
    Q_OBJECT
private slots:
    void a1111s_file_is_read() {
        const auto styles = read_styles("\xEF\xBB\xBFname,prompt,negative_prompt\r\n"
                                        "None,,\r\n"
                                        "Oil,\"oil painting of {prompt}, \"\"rich\"\" colours\",photo\r\n"
                                        "-- headings --,,\r\n"
                                        "Lines,\"a\nb\",\r\n",
                                        "styles.csv");
        QVERIFY(styles.has_value());
        QCOMPARE(styles->size(), std::size_t(2));
        QCOMPARE(styles->at(0), (PromptStyle{"Oil", "oil painting of {prompt}, \"rich\" colours", "photo"}));
        QCOMPARE(styles->at(1), (PromptStyle{"Lines", "a\nb", ""}));
    }

    void other_orders_and_older_names_of_columns() {
        const auto styles = read_styles("negative_prompt;text;extra;name\nbad;good;x;A\n", "f");
        QVERIFY(styles.has_value());
        QCOMPARE(styles->front(), (PromptStyle{"A", "good", "bad"}));
    }

    void of_equal_names_the_last_counts() {
        const auto styles = read_styles("name,prompt,negative_prompt\nA,1,\nB,2,\nA,3,\n", "f");
        QCOMPARE(styles->size(), std::size_t(2));
        QCOMPARE(styles->back().prompt, std::string("3"));
    }

    void what_is_wrong_is_told_with_its_place() {
        QVERIFY(message("a,b\n1,2\n").find("styles.csv, line 1") != std::string::npos);
        QVERIFY(message("name,prompt\nA,\"open\n").find("line 2, column 3") != std::string::npos);
        QVERIFY(message("name,prompt\n\xff,b\n").find("UTF-8") != std::string::npos);
        QVERIFY(message("name,prompt\n" + std::string(201, 'n') + ",b\n").find("201 bytes") != std::string::npos);
        QCOMPARE(message(""), std::string("read")); // an empty file has no styles
    }

    void what_is_written_is_read_back() {
        const std::vector<PromptStyle> styles{{"a, \"b\"", "x\ny, {prompt}", "z"}, {"Ä", "ö", ""}};
        QCOMPARE(*read_styles(write_styles(styles), "f"), styles);
    }

    void pieces_are_put_in_place_or_behind() {
        QCOMPARE(*apply_style("a cat", "oil painting of {prompt}, rich"), std::string("oil painting of a cat, rich"));
        QCOMPARE(*apply_style(" a cat ", "oil"), std::string("a cat, oil"));
        QCOMPARE(*apply_style("a cat,", "oil"), std::string("a cat, oil"));
        QCOMPARE(*apply_style("", "oil"), std::string("oil"));
        QCOMPARE(*apply_style("a cat", " "), std::string("a cat"));
        QCOMPARE(*apply_style("{prompt}", "{prompt} and {prompt}"), std::string("{prompt} and {prompt}"));
    }

    void a_style_cannot_blow_up_a_prompt() {
        std::string piece;
        for (int i = 0; i < 5000; ++i)
            piece += "{prompt}";
        const auto grown = apply_style(std::string(recipe_limits::max_prompt_bytes / 2, 'a'), piece);
        QVERIFY(!grown.has_value());
        QCOMPARE(grown.error().code, ErrorCode::usage);
    }

    void a_folder_is_read_past_what_is_broken() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        write(path / "b.csv", "name,prompt\nB,1\n");
        write(path / "a.csv", "name,prompt\nA,1\n");
        write(path / "broken.csv", "nothing");
        write(path / "readme.txt", "name,prompt\nC,1\n");
        std::vector<Error> problems;
        const auto files = read_style_folder(path, problems);
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[0].styles.front().name, std::string("A"));
        QCOMPARE(problems.size(), std::size_t(1));
        QVERIFY(problems[0].message.find("broken.csv") != std::string::npos);
        QVERIFY(read_style_folder(path / "missing", problems).empty());
        QCOMPARE(problems.size(), std::size_t(1));
    }

    void the_styles_that_come_along_are_sound() {
        std::vector<Error> problems;
        const auto files = read_style_folder(SFUMATO_STYLES, problems);
        QVERIFY(problems.empty());
        QCOMPARE(files.size(), std::size_t(2));
        for (const StyleFile& file : files)
            for (const PromptStyle& style : file.styles)
                QVERIFY2(style.prompt.empty() || style.prompt.find("{prompt}") != std::string::npos,
                         style.name.c_str());
    }
};

QTEST_GUILESS_MAIN(StylesTest)
#include "styles_test.moc"
