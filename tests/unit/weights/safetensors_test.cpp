#include "weights/safetensors.h"

#include "unit/weights/hostile_files.h"
#include "weights/checkpoint.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace sfumato;
using sfumato::test::file_of;
using sfumato::test::with_length;

namespace {

Result<std::unique_ptr<SafetensorsFile>> parse(const std::string& bytes) {
    return SafetensorsFile::parse(as_bytes(bytes), "model.safetensors");
}

void write_text(const std::filesystem::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace

class SafetensorsTest : public QObject {
    Q_OBJECT
private slots:
    void refuses_data();
    void refuses();
    void refuses_paths();
    void reads_what_is_valid();
    void reads_empty_tensors_and_gaps();
    void nesting_is_bounded();
    void writes_and_reads_back();
    void writer_is_atomic();
    void reads_shards();
    void refuses_indices_data();
    void refuses_indices();
    void renamed_source_refuses_duplicates();
};

/// Rows of refuses() about __metadata__.
template <class Row> void metadata_rows(const Row& header) {
    header("duplicate metadata", R"({"__metadata__": {"a": "1", "a": "2"}})", "metadata key 'a' is there twice");
    header("metadata number", R"({"__metadata__": {"a": 1}})", "__metadata__ key 'a' is 1|a string");
    header("metadata text", R"({"__metadata__": "a"})", "__metadata__ is 'a'|an object of strings");
    header("metadata nested", R"({"__metadata__": {"a": {}}})", "__metadata__ key 'a' is an object");
}

void SafetensorsTest::refuses_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message"); // all parts, separated by '|'
    const auto row = [](const char* name, const std::string& bytes, const char* message) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size())) << QString(message);
    };
    const auto header = [&](const char* name, const std::string& text, const char* message) {
        row(name, file_of(text, 16), message);
    };
    row("empty", "", "0 bytes|at least the 8|empty");
    row("short", "abc", "3 bytes|looks like text");
    row("length 2^63", with_length(1ull << 63, "{}"), "9223372036854775808|at most 104857600");
    row("length 2^64-1", with_length(~0ull, "{}"), "18446744073709551615");
    row("length beyond file", with_length(1000, "{}"), "truncated header|10 bytes|1008 bytes");
    row("length 0", with_length(0, "{}"), "header length is 0");
    row("text", "this is my model, it is the best of all models", "looks like text");
    row("html", "<!DOCTYPE html><html><body>404 not found</body>", "HTML|incomplete download");
    row("git-lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git-lfs pointer");
    row("zip", std::string("PK\x03\x04", 4) + std::string(60, '\x14'), "PyTorch zip|convert it to safetensors");
    row("pickle", std::string("\x80\x02}q\x01(X\x0a", 8) + std::string(60, '\x71'),
        "PyTorch pickle|convert it to safetensors");
    row("gguf", std::string("GGUF\x03\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16), "GGUF");
    header("not JSON", "{\"a\": ", "no valid JSON");
    header("array", "[1, 2]", "the header is an array|expected an object");
    header("number", "7", "the header is 7");
    header("bytes after JSON", "{} {}", "no valid JSON");
    header("no UTF-8", "{\"a\xff\": {}}", "no valid JSON");
    header("tensor is a number", R"({"w": 3})", "tensor 'w' is 3|expected an object");
    header("tensor is null", R"({"w": null})", "tensor 'w' is null");
    header("unknown field", R"({"w": {"dtype": "F32", "extra": 1}})", "tensor 'w'|unknown field 'extra'");
    header("field twice", R"({"w": {"dtype": "F32", "dtype": "F16"}})", "tensor 'w'|field dtype twice");
    header("no dtype", R"({"w": {"shape": [4], "data_offsets": [0, 16]}})", "tensor 'w' has no field dtype");
    header("no shape", R"({"w": {"dtype": "F32", "data_offsets": [0, 16]}})", "no field shape");
    header("no offsets", R"({"w": {"dtype": "F32", "shape": [4]}})", "no field data_offsets");
    header("unknown dtype", R"({"w": {"dtype": "F33", "shape": [4], "data_offsets": [0, 16]}})",
           "tensor 'w'|unknown dtype 'F33'");
    header("dtype number", R"({"w": {"dtype": 3}})", "field dtype is 3|expected a string");
    header("shape text", R"({"w": {"dtype": "F32", "shape": "4"}})",
           "field shape is '4'|array of non-negative integers");
    header("shape negative", R"({"w": {"dtype": "F32", "shape": [-4]}})", "field shape is -4|non-negative");
    header("shape fraction", R"({"w": {"dtype": "F32", "shape": [1.5]}})", "field shape is 1.5");
    header("shape of 2^64", R"({"w": {"dtype": "F32", "shape": [18446744073709551616]}})",
           "field shape is 18446744073709551616");
    header("shape of 2^63", R"({"w": {"dtype": "F32", "shape": [9223372036854775808], "data_offsets": [0, 16]}})",
           "9223372036854775808");
    header("shape overflows", R"({"w": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}})",
           "63-bit");
    header("shape overflows behind zero",
           R"({"w": {"dtype": "F32", "shape": [0, 4294967296, 4294967296], "data_offsets": [0, 0]}})", "63-bit");
    header("offsets of one", R"({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0]}})", "array of 1|two");
    header("offsets of three", R"({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 1, 2]}})",
           "more than 2 values");
    header("offsets backwards", R"({"w": {"dtype": "F32", "shape": [4], "data_offsets": [16, 0]}})",
           "[16, 0]|begin <= end");
    header("size disagrees", R"({"w": {"dtype": "F32", "shape": [3], "data_offsets": [0, 16]}})",
           "16 bytes of data|expected 12|[3]");
    header("out of range", R"({"w": {"dtype": "F32", "shape": [8], "data_offsets": [0, 32]}})",
           "truncated|tensor 'w'|in 16 bytes");
    header("out of range by 2^63",
           R"({"w": {"dtype": "U8", "shape": [1], "data_offsets": [9223372036854775807, 9223372036854775808]}})",
           "truncated");
    header("out of range by 2^64",
           R"({"w": {"dtype": "U8", "shape": [1], "data_offsets": [18446744073709551614, 18446744073709551615]}})",
           "truncated");
    header(
        "overlap",
        R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}})",
        "'a' and 'b' overlap|[0, 8]|[4, 12]");
    header(
        "same place",
        R"({"a": {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}, "b": {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}})",
        "overlap");
    header(
        "duplicate name",
        R"({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "a": {"dtype": "U8", "shape": [1], "data_offsets": [1, 2]}})",
        "tensor 'a' is there twice");
    metadata_rows(header);
}

void SafetensorsTest::refuses() {
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const std::string content = bytes.toStdString();
    const auto file = parse(content);
    QVERIFY(!file);
    QCOMPARE(error_code_name(file.error().code), error_code_name(ErrorCode::bad_input));
    const QString text = QString::fromStdString(file.error().text());
    QVERIFY2(text.startsWith("model.safetensors: "), qPrintable(text));
    for (const QString& part : message.split('|'))
        QVERIFY2(text.contains(part), qPrintable(text + "\nlacks " + part));
}

void SafetensorsTest::refuses_paths() {
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    QCOMPARE(static_cast<int>(SafetensorsFile::open(root / "none.safetensors").error().code),
             static_cast<int>(ErrorCode::not_found));
    const auto directory = SafetensorsFile::open(root);
    QVERIFY(!directory && directory.error().message.find("is a folder") != std::string::npos);
    write_text(root / "cut.safetensors",
               file_of(R"({"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}})", 15));
    const auto cut = SafetensorsFile::open(root / "cut.safetensors");
    QVERIFY(!cut);
    const QString text = QString::fromStdString(cut.error().message);
    QVERIFY2(text.contains("is 85 bytes") && text.contains("promises 86 bytes"), qPrintable(text));
}

void SafetensorsTest::reads_what_is_valid() {
    std::string bytes =
        file_of(R"({"__metadata__": {"format": "pt"}, "b": {"dtype": "I16", "shape": [], "data_offsets": [4, 6]},
        "a": {"dtype": "BF16", "shape": [2, 1], "data_offsets": [0, 4]}}   )",
                6);
    bytes[bytes.size() - 6] = 7;
    const auto file = parse(bytes);
    QVERIFY2(file, file ? "" : file.error().text().c_str());
    QCOMPARE((*file)->names(), (std::vector<std::string>{"a", "b"}));
    QCOMPARE((*file)->metadata().at("format"), std::string("pt"));
    const TensorView* a = (*file)->find("a");
    QVERIFY(a != nullptr && a->dtype == DType::bf16 && a->shape == (std::vector<std::int64_t>{2, 1}));
    QCOMPARE(std::to_integer<int>(a->data[0]), 7);
    QCOMPARE((*file)->find("b")->elements(), std::int64_t{1});
    QVERIFY((*file)->find("c") == nullptr);
    QVERIFY(parse(file_of("{}", 0)));
}

void SafetensorsTest::reads_empty_tensors_and_gaps() {
    const std::string bytes = file_of(R"({"e": {"dtype": "F32", "shape": [0, 5], "data_offsets": [4, 4]},
        "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "U8", "shape": [1], "data_offsets": [12, 13]}})",
                                      13);
    const auto file = parse(bytes);
    QVERIFY2(file, file ? "" : file.error().text().c_str());
    QCOMPARE((*file)->find("e")->data.size(), std::size_t{0});
}

void SafetensorsTest::nesting_is_bounded() {
    const auto file = parse(file_of(std::string(200000, '['), 0));
    QVERIFY(!file && file.error().message.find("an array") != std::string::npos);
    std::string objects;
    for (int i = 0; i < 50000; ++i)
        objects += "{\"a\":";
    QVERIFY(!parse(file_of(objects, 0)));
    const std::string long_name(100000, 'n');
    const auto named = parse(file_of("{\"" + long_name + "\": 1}", 0));
    QVERIFY(!named && named.error().message.size() < 1000);
}

void SafetensorsTest::writes_and_reads_back() {
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("out.safetensors").toStdString();
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    const std::vector<std::uint8_t> small{9, 8, 7};
    const std::vector<TensorView> tensors{{"small \"x\" \xc3\xa9", DType::u8, {3}, std::as_bytes(std::span(small))},
                                          {"big", DType::f32, {2, 3}, std::as_bytes(std::span(values))}};
    const auto written = write_safetensors(path, tensors, {{"by", "a test"}});
    QVERIFY2(written, written ? "" : written.error().text().c_str());
    const auto file = SafetensorsFile::open(path);
    QVERIFY2(file, file ? "" : file.error().text().c_str());
    QCOMPARE((*file)->metadata().at("by"), std::string("a test"));
    for (const TensorView& t : tensors) {
        const TensorView* got = (*file)->find(t.name);
        QVERIFY(got != nullptr && got->dtype == t.dtype && got->shape == t.shape);
        QVERIFY(std::equal(got->data.begin(), got->data.end(), t.data.begin(), t.data.end()));
    }
    QCOMPARE(reinterpret_cast<std::uintptr_t>((*file)->find("big")->data.data()) % 8, std::uintptr_t{0});
    QCOMPARE(error_code_name(write_safetensors(path, tensors, {}, Overwrite::refuse).error().code),
             error_code_name(ErrorCode::already_exists));
    QVERIFY(!write_safetensors(path, std::vector<TensorView>{tensors[0], tensors[0]}));
    QVERIFY(SafetensorsFile::open(path)); // failed writes left it alone
}

void SafetensorsTest::writer_is_atomic() {
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("out.safetensors").toStdString();
    {
        const std::vector<TensorSpec> specs{{"a", DType::f32, {4}}};
        auto writer = SafetensorsWriter::create(path, specs);
        QVERIFY(writer);
        const std::vector<std::byte> half(8);
        QVERIFY(writer->write(half));
        QVERIFY(!writer->finish());
        QVERIFY(writer->write(half));
        QVERIFY(!writer->write(half));
        QVERIFY(!std::filesystem::exists(path));
    }
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 0);
    QVERIFY(!write_safetensors(path / "no" / "folder", {}));
}

void SafetensorsTest::reads_shards() {
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    write_text(root / "m-1.safetensors", file_of(R"({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}})", 1));
    write_text(root / "m-2.safetensors", file_of(R"({"b": {"dtype": "U8", "shape": [2], "data_offsets": [0, 2]}})", 2));
    write_text(root / "m.safetensors.index.json",
               R"({"metadata": {}, "weight_map": {"a": "m-1.safetensors", "b": "m-2.safetensors"}})");
    const auto checkpoint = Checkpoint::open(root / "m.safetensors.index.json");
    QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().text().c_str());
    QCOMPARE((*checkpoint)->names(), (std::vector<std::string>{"a", "b"}));
    QCOMPARE((*checkpoint)->find("b")->data.size(), std::size_t{2});
    std::filesystem::remove(root / "m-2.safetensors");
    const auto missing = Checkpoint::open(root / "m.safetensors.index.json");
    QVERIFY(!missing && missing.error().code == ErrorCode::not_found);
    QVERIFY(missing.error().message.find("m-2.safetensors") != std::string::npos);
}

void SafetensorsTest::refuses_indices_data() {
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("message");
    QTest::newRow("no JSON") << "{"
                             << "no valid JSON";
    QTest::newRow("no map") << "{}"
                            << "weight_map";
    QTest::newRow("map of numbers") << R"({"weight_map": {"a": 1}})"
                                    << "'a' is number";
    QTest::newRow("parent folder") << R"({"weight_map": {"a": "../x.safetensors"}})"
                                   << "'../x.safetensors'";
    QTest::newRow("absolute") << R"({"weight_map": {"a": "/etc/passwd"}})"
                              << "same folder";
    QTest::newRow("dots") << R"({"weight_map": {"a": ".."}})"
                          << "same folder";
    QTest::newRow("not in shard") << R"({"weight_map": {"z": "s.safetensors"}})"
                                  << "'z' should be in s.safetensors";
}

void SafetensorsTest::refuses_indices() {
    QFETCH(QString, json);
    QFETCH(QString, message);
    QTemporaryDir folder;
    const std::filesystem::path root = folder.path().toStdString();
    write_text(root / "s.safetensors", file_of(R"({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}})", 1));
    write_text(root / "i.json", json.toStdString());
    const auto checkpoint = Checkpoint::open(root / "i.json");
    QVERIFY(!checkpoint && checkpoint.error().code == ErrorCode::bad_input);
    QVERIFY2(QString::fromStdString(checkpoint.error().text()).contains(message), checkpoint.error().text().c_str());
}

void SafetensorsTest::renamed_source_refuses_duplicates() {
    const std::string bytes = file_of(R"({"p.a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]},
        "p.b": {"dtype": "U8", "shape": [1], "data_offsets": [1, 2]}, "q": {"dtype": "U8", "shape": [1], "data_offsets": [2, 3]}})",
                                      3);
    std::shared_ptr<const TensorSource> file = *parse(bytes);
    QCOMPARE(prefix_view(file, "p.")->names(), (std::vector<std::string>{"a", "b"}));
    const auto twice = RenamedSource::make(file, {{file->find("p.a"), "x", {1}}, {file->find("q"), "x", {1}}});
    QVERIFY(!twice && twice.error().message.find("both stand for 'x'") != std::string::npos);
}

QTEST_APPLESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
