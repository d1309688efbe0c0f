// `batch`: tables, templates, grids, dry runs and going on.
#include "program.h"

#include "image/formats.h"
#include "store/metadata.h"

#include <QDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace sfumato;
using namespace sfumato::test;
using Json = nlohmann::json;

class BatchTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> folder_;
    QByteArray at(const char* name) const { return QFile::encodeName(folder_->filePath(name)); }
    void write(const char* name, const QByteArray& text) const {
        QFile file(folder_->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    /// Smallest pictures on native code.
    Outcome batch(const QByteArrayList& more) const {
        return Program(
                   QByteArrayList{"batch", "--device", "cpu", "--steps", "1", "--cfg", "1", "-W", "32", "-H", "32"} +
                   more)
            .wait();
    }
    QStringList pictures(const char* name) const {
        return QDir(folder_->filePath(name)).entryList({"0*.png"}, QDir::Files, QDir::Name);
    }
    Recipe recipe_of(const QString& path) const {
        const auto metadata = read_metadata(std::filesystem::path(folder_->filePath(path).toStdString()));
        return metadata && metadata->recipe ? *metadata->recipe : Recipe{};
    }

private slots:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }

    void a_table_becomes_pictures() {
        write("t.csv", "prompt,seed,negative\n\"red, apple\",5,blurry\ngreen pear,6,\n");
        const Outcome outcome = batch({at("t.csv"), "-o", at("out")});
        QVERIFY2(outcome.code == 0, outcome.err);
        QCOMPARE(pictures("out"), (QStringList{"00001-5.png", "00002-6.png"}));
        QCOMPARE(recipe_of("out/00001-5.png").prompt, std::string("red, apple"));
        QCOMPARE(recipe_of("out/00001-5.png").negative_prompt, std::string("blurry"));
    }

    void templates_are_resolved_and_recorded() {
        QVERIFY(QDir(folder_->path()).mkpath("w"));
        write("w/colour.txt", "red\ngreen\n");
        const Outcome outcome =
            batch({"-p", "__colour__ {cat|dog}", "-s", "3", "--wildcards", at("w"), "-o", at("out")});
        QVERIFY2(outcome.code == 0, outcome.err);
        QCOMPARE(pictures("out"), (QStringList{"00001-3.png", "00002-4.png", "00003-5.png", "00004-6.png"}));
        const Recipe last = recipe_of("out/00004-6.png");
        QCOMPARE(last.prompt, std::string("green dog"));
        QCOMPARE(last.prompt_template, std::string("__colour__ {cat|dog}"));
    }

    void a_dry_run_tells_count_time_and_disk() {
        const Outcome outcome = batch({"-p", "{a|b|c}", "--dry-run", "-o", at("out"), "--json"});
        QVERIFY2(outcome.code == 0, outcome.err);
        const Json json = Json::parse(outcome.out.toStdString());
        QCOMPARE(json["pictures"].get<int>(), 3);
        QVERIFY(json["estimated_seconds"].get<double>() > 0);
        QCOMPARE(json["picture_bytes_at_most"].get<int>(), 3 * 32 * 32 * 3);
        QVERIFY(json["free_bytes"].get<double>() > 0);
        QVERIFY(!QDir(folder_->filePath("out")).exists());
    }

    void going_on_makes_only_what_is_missing() {
        write("t.csv", "prompt,seed\na,-1\nb,-1\nc,-1\n");
        QCOMPARE(batch({at("t.csv"), "-o", at("out")}).code, 0);
        const QStringList names = pictures("out");
        QCOMPARE(names.size(), 3);
        QFile file(folder_->filePath("out/" + names[1]));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray before = file.readAll();
        QVERIFY(file.remove());
        const auto first = QFileInfo(folder_->filePath("out/" + names[0])).lastModified();
        QCOMPARE(batch({at("t.csv"), "-o", at("out")}).code, 1); // another batch is there
        const Outcome outcome = batch({at("t.csv"), "-o", at("out"), "--resume"});
        QVERIFY2(outcome.code == 0, outcome.err);
        QVERIFY(outcome.err.contains("2 of 3 pictures are there already"));
        QCOMPARE(pictures("out"), names); // the seeds that were drawn then
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll() == before);
        QCOMPARE(QFileInfo(folder_->filePath("out/" + names[0])).lastModified(), first);
        write("t.csv", "prompt,seed\nother,-1\n");
        QCOMPARE(batch({at("t.csv"), "-o", at("out"), "--resume"}).code, 2);
    }

    void formats_and_names_are_the_same_when_going_on() {
        const QByteArrayList asked{"-p",
                                   "{red|green} cup",
                                   "-s",
                                   "3",
                                   "-o",
                                   at("out"),
                                   "--format",
                                   "webp",
                                   "--name-template",
                                   "[model]/[prompt_words]"};
        QCOMPARE(batch(asked).code, 0);
        const QString first = folder_->filePath("out/builtin/00001-red-cup.webp");
        QVERIFY(QFile::exists(first));
        QVERIFY(QFile::remove(folder_->filePath("out/builtin/00002-green-cup.webp")));
        const QDateTime made = QFileInfo(first).lastModified();
        const Outcome again = batch(asked + QByteArrayList{"--resume"});
        QVERIFY2(again.code == 0 && again.err.contains("1 of 2"), again.err);
        QCOMPARE(QFileInfo(first).lastModified(), made);
        QVERIFY(QFile::exists(folder_->filePath("out/builtin/00002-green-cup.webp")));
        const Outcome timed = batch({"-p", "a", "-o", at("other"), "--name-template", "[date]-[seed]"});
        QCOMPARE(timed.code, 2);
        QVERIFY2(timed.err.contains("[date]"), timed.err);
    }

    void grids_end_in_a_contact_sheet() {
        const Outcome outcome =
            batch({"-p", "red apple", "-s", "1", "--x", "s/r=red,green", "--y", "seed=1-3", "-o", at("out")});
        QVERIFY2(outcome.code == 0, outcome.err);
        QCOMPARE(pictures("out").size(), 6);
        QCOMPARE(recipe_of("out/00006-3.png").prompt, std::string("green apple"));
        const auto sheet = load_image(at("out/contact-sheet.png").toStdString());
        QVERIFY(sheet.has_value());
        QVERIFY(sheet->width > 2 * 32 && sheet->height > 3 * 32);
    }

    void one_that_fails_does_not_stop_the_others() {
        write("t.csv", "prompt,model,seed\na,builtin,1\nb,/nowhere/model,2\nc,builtin,3\n");
        const Outcome outcome = batch({at("t.csv"), "-o", at("out")});
        QVERIFY(outcome.code != 0);
        QVERIFY2(outcome.err.contains("00002-2.png was not made"), outcome.err);
        QCOMPARE(pictures("out"), (QStringList{"00001-1.png", "00003-3.png"}));
    }

    void lists_are_written_back() {
        const Outcome outcome = batch({"-p", "{a|b}", "-s", "9", "--list", at("l.csv")});
        QVERIFY2(outcome.code == 0, outcome.err);
        const Outcome again = batch({at("l.csv"), "--list", at("m.csv")});
        QVERIFY2(again.code == 0, again.err);
        QFile one(folder_->filePath("l.csv")), two(folder_->filePath("m.csv"));
        QVERIFY(one.open(QIODevice::ReadOnly) && two.open(QIODevice::ReadOnly));
        QCOMPARE(one.readAll(), two.readAll());
    }

    void refusals_data() {
        QTest::addColumn<QByteArrayList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("part");
        QTest::newRow("nothing") << QByteArrayList{"-o", "x"} << 2 << QByteArray("--prompt");
        QTest::newRow("wildcard") << QByteArrayList{"-p", "__none__", "-o", "x"} << 3
                                  << QByteArray("no wildcard __none__");
        QTest::newRow("axis") << QByteArrayList{"-p", "a", "--x", "stepz=1", "-o", "x"} << 2
                              << QByteArray("did you mean steps");
        QTest::newRow("no such file") << QByteArrayList{"/nowhere.csv", "-o", "x"} << 3 << QByteArray("/nowhere.csv");
        QTest::newRow("too many") << QByteArrayList{"-p",
                                                    "{a|b|c|d|e|f|g|h|i|j}{a|b|c|d|e|f|g|h|i|j}{a|b|c|d|e|f|g|h|i|j}"
                                                    "{a|b|c|d|e|f|g|h|i|j}{a|b|c|d|e|f|g|h|i|j}{a|b}",
                                                    "-o", "x"}
                                  << 2 << QByteArray("200000 pictures");
    }
    void refusals() {
        QFETCH(QByteArrayList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, part);
        const Outcome outcome = batch(arguments);
        QVERIFY2(outcome.err.contains(part), outcome.err);
        QCOMPARE(outcome.code, code);
    }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
