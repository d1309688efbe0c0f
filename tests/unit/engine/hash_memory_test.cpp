// Remembered hashes of models.
#include "engine/hash_memory.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <vector>

using namespace sfumato;

class HashMemoryTest : public QObject {
    Q_OBJECT
private slots:
    void remembers_until_the_file_changes() {
        const auto write = [&](const QByteArray& text) {
            QFile file(folder_.filePath("model"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        const std::vector<std::filesystem::path> files{folder_.filePath("model").toStdString()};
        const std::filesystem::path memory = folder_.filePath("cache/hashes.json").toStdString();
        write("one");
        const std::string stamps = file_stamps(files);
        QVERIFY(!stamps.empty());
        QVERIFY(!recall_hash(memory, stamps));
        remember_hash(memory, stamps, std::string(64, 'a'));
        QCOMPARE(recall_hash(memory, file_stamps(files)).value_or(""), std::string(64, 'a'));
        QTest::qSleep(20); // longer than the clock of file systems ticks
        write("two");      // the same size
        QVERIFY(file_stamps(files) != stamps);
        QVERIFY(!recall_hash(memory, file_stamps(files)));
        remember_hash(memory, "another", std::string(64, 'b'));
        QCOMPARE(recall_hash(memory, stamps).value_or(""), std::string(64, 'a'));
    }
    void missing_files_have_no_stamps() {
        const std::vector<std::filesystem::path> files{folder_.filePath("nowhere").toStdString()};
        QVERIFY(file_stamps(files).empty());
        remember_hash(folder_.filePath("never.json").toStdString(), "", std::string(64, 'a'));
        QVERIFY(!QFile::exists(folder_.filePath("never.json")));
    }
    void broken_memory_is_replaced() {
        const std::filesystem::path memory = folder_.filePath("broken.json").toStdString();
        QFile file(folder_.filePath("broken.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
        file.close();
        QVERIFY(!recall_hash(memory, "x"));
        remember_hash(memory, "x", std::string(64, 'c'));
        QCOMPARE(recall_hash(memory, "x").value_or(""), std::string(64, 'c'));
    }
    void refuses_what_is_no_hash() {
        const std::pair<const char*, const char*> wrong[] = {
            {"5", "JSON"},
            {"{}", "sfumato_model_hashes"},
            {R"({"sfumato_model_hashes": 1})", "field hashes"},
            {R"({"sfumato_model_hashes": 1, "hashes": {"x": "ABC"}})", "64 hexadecimal"},
            {R"({"sfumato_model_hashes": 1, "hashes": {"x": 7}})", "64 hexadecimal"},
        };
        for (const auto& [text, word] : wrong) {
            const auto result = known_hashes_from_json(text);
            QVERIFY2(!result && result.error().text().find(word) != std::string::npos, text);
        }
    }

private:
    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(HashMemoryTest)
#include "hash_memory_test.moc"
