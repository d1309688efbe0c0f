// sfumato-cli gallery: from pictures in a folder to marks, the trash and back.
#include "program.h"

#include "store/writer.h"

#include <QDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace sfumato;
using sfumato::test::Outcome;
using sfumato::test::Program;

namespace {

using Json = nlohmann::json;

struct Place {
    QTemporaryDir folder;
    QString pictures = folder.path() + "/pictures";
    Place() { QDir().mkpath(pictures); }
    void save(const char* name, const char* prompt, std::uint64_t seed) const {
        Recipe recipe;
        recipe.prompt = prompt;
        recipe.seed = seed;
        const Image image{2, 2, 3, std::vector<std::uint8_t>(12, static_cast<std::uint8_t>(seed))};
        const auto saved = save_image(image, recipe, SaveTarget{(pictures + "/" + name).toStdString()});
        QVERIFY(saved);
    }
    Outcome run(QByteArrayList arguments) const {
        arguments.prepend("gallery");
        arguments << "--index" << (folder.path() + "/index.sqlite").toLocal8Bit();
        return Program(arguments, {"XDG_DATA_HOME=" + folder.path().toLocal8Bit() + "/data"}).wait();
    }
    Json json(QByteArrayList arguments) const {
        const Outcome outcome = run(arguments << "--json");
        return outcome.code == 0 ? Json::parse(outcome.out.toStdString(), nullptr, false) : Json();
    }
};

} // namespace

class GalleryTest : public QObject {
    Q_OBJECT
private slots:
    void from_scan_to_restore() {
        Place place;
        place.save("a.png", "a red apple", 1);
        place.save("b.png", "a blue boat", 2);
        const Json scan = place.json({"scan", place.pictures.toLocal8Bit()});
        QCOMPARE(scan["scans"][0]["added"].get<int>(), 2);
        const Json found = place.json({"search", "apple seed:1"});
        QCOMPARE(found["total"].get<int>(), 1);
        QCOMPARE(found["pictures"][0]["recipe"]["prompt"].get<std::string>(), std::string("a red apple"));
        const QByteArray id = QByteArray::number(found["pictures"][0]["id"].get<int>());
        QCOMPARE(place.run({"rate", "4", id}).code, 0);
        QCOMPARE(place.run({"tag", (place.pictures + "/a.png").toLocal8Bit(), "--add", "fruit", "--keep"}).code, 0);
        QCOMPARE(place.json({"search", "rating:4 tag:fruit is:keep"})["total"].get<int>(), 1);
        const Json trashed = place.json({"trash", id});
        QCOMPARE(trashed["pictures"].size(), std::size_t{1});
        QVERIFY(!QFile::exists(place.pictures + "/a.png"));
        QCOMPARE(place.json({"search"})["total"].get<int>(), 1);
        QCOMPARE(place.json({"restore", "--last"})["pictures"].size(), std::size_t{1});
        QVERIFY(QFile::exists(place.pictures + "/a.png"));
        QCOMPARE(place.json({"show", id})["pictures"][0]["rating"].get<int>(), 4);
        // Scanning again without a name looks through the folders that are known.
        QFile::remove(place.pictures + "/b.png");
        QCOMPARE(place.json({"scan"})["scans"][0]["missing"].get<int>(), 1);
        const QByteArray file = place.folder.path().toLocal8Bit() + "/all.jsonl";
        QCOMPARE(place.json({"export", file, "is:missing"})["pictures"].get<int>(), 1);
        QCOMPARE(place.run({"export", file}).code, 1); // not without --force
        QCOMPARE(place.run({"export", file, "--force"}).code, 0);
    }

    void refusals_data() {
        QTest::addColumn<QByteArrayList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("nothing") << QByteArrayList{} << 2 << QByteArray("subcommand");
        QTest::newRow("query") << QByteArrayList{"search", "red rating:x"} << 2 << QByteArray("character 5");
        QTest::newRow("stars") << QByteArrayList{"rate", "6", "1"} << 2 << QByteArray("STARS");
        QTest::newRow("no picture") << QByteArrayList{"rate", "5", "77"} << 3 << QByteArray("no picture number 77");
        QTest::newRow("no folder") << QByteArrayList{"scan", "/nowhere/at/all"} << 3 << QByteArray("no such folder");
        QTest::newRow("no change") << QByteArrayList{"tag", "1"} << 2 << QByteArray("nothing to change");
        QTest::newRow("empty trash") << QByteArrayList{"restore", "--last"} << 3
                                     << QByteArray("trash holds no picture");
    }
    void refusals() {
        QFETCH(QByteArrayList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, message);
        Place place;
        place.save("a.png", "x", 1);
        QCOMPARE(place.run({"scan", place.pictures.toLocal8Bit()}).code, 0);
        const Outcome outcome = place.run(arguments);
        QVERIFY2(outcome.err.contains(message), outcome.err.constData());
        QCOMPARE(outcome.code, code);
    }
};

QTEST_GUILESS_MAIN(GalleryTest)
#include "gallery_test.moc"
