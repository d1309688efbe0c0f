// Wrong use and bad input: the exit code, one line on stderr, an error object with --json, and nothing left behind.
#include "program.h"

#include "image/png.h"

#include <QDir>
#include <QTest>
#include <cstring>
#include <nlohmann/json.hpp>
#include <sys/mount.h>

using namespace sfumato;
using namespace sfumato::test;

namespace {

QByteArray png_header(std::uint32_t width, std::uint32_t height) {
    // Signature and an IHDR with a correct CRC, found by encoding a picture and changing it would be more code than
    // this.
    QByteArray body("IHDR");
    for (const std::uint32_t side : {width, height})
        for (int shift = 24; shift >= 0; shift -= 8)
            body.append(static_cast<char>(side >> shift & 255));
    body.append("\x08\x02\x00\x00\x00", 5);
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const char c : body) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    crc = ~crc;
    QByteArray png("\x89PNG\r\n\x1a\n\0\0\0\x0d", 12);
    png += body;
    for (int shift = 24; shift >= 0; shift -= 8)
        png.append(static_cast<char>(crc >> shift & 255));
    return png;
}

QByteArray plain_png() {
    const Image image{8, 8, 3, std::vector<std::uint8_t>(8 * 8 * 3, 90)};
    const auto bytes = encode_png(image, {});
    return QByteArray(reinterpret_cast<const char*>(bytes->data()), static_cast<qsizetype>(bytes->size()));
}

void add_columns() {
    QTest::addColumn<QByteArrayList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("says");
}

void row(const char* name, const QByteArrayList& arguments, int code, const QByteArray& says) {
    QTest::newRow(name) << arguments << code << says;
}

QByteArray safetensors(std::uint64_t header_length, const QByteArray& header, const QByteArray& data) {
    QByteArray bytes(8, '\0');
    std::memcpy(bytes.data(), &header_length, 8);
    return bytes + header + data;
}

} // namespace

class RefusalsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void refusals_data();
    void refusals();
    void refusals_of_bench_data();
    void refusals_of_bench();
    void invalid_utf8_names_its_offset();
    void a_full_disk_leaves_nothing();
    void a_full_disk_still_tells_the_measurement();
    void no_vulkan_device();

private:
    void put(const char* name, const QByteArray& bytes) {
        QFile file(folder_.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write %s", name);
    }
    QByteArray at(const char* name) const { return QFile::encodeName(folder_.filePath(name)); }
    QByteArrayList generate(const QByteArrayList& more) const {
        return QByteArrayList{"generate", "--executor", "reference", "--prompt", "red apple", "--output", at("out.png"),
                              "--steps",  "1",          "--width",   "32",       "--height",  "32"} +
               more;
    }
    QTemporaryDir folder_;
};

void RefusalsTest::initTestCase() {
    QVERIFY(QDir(folder_.path()).mkdir("empty"));
    put("text.safetensors", "this is not a model but a text\n");
    put("short.safetensors", "abc");
    put("cut-header.safetensors", safetensors(500, "{\"a\":", {}));
    put("huge-header.safetensors", safetensors(1ull << 63, "{}", {}));
    put("cut-data.safetensors",
        safetensors(60, R"({"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}     )", "1234"));
    put("taken.png", plain_png());
    put("zero.png", png_header(0, 0));
    put("cut.png", plain_png().left(60));
    put("text.png", "not a picture at all");
    put("empty.png", {});
    put("words.json", "{\"hello\": 1}");
    put("newer.json", "{\"sfumato_recipe\": 99, \"prompt\": \"x\"}");
    put("list.json", "[1, 2");
    put("newer-bench.json", "{\"sfumato_bench\": 99}");
    put("wrong-bench.json", "{\"sfumato_bench\": 1, \"program\": \"1\", \"executor\": \"cpu\", \"device\": 5}");
}

void RefusalsTest::refusals_data() {
    add_columns();
    row("no command", {}, 2, "subcommand");
    row("unknown command", {"paint"}, 2, "--help");
    row("unknown option", generate({"--stepz", "3"}), 2, "stepz");
    row("neither prompt nor recipe", {"generate", "--output", at("out.png")}, 2, "--prompt");
    row("no output", {"generate", "--prompt", "x"}, 2, "--output");
    row("steps 0", {"generate", "--prompt", "x", "--output", at("out.png"), "--steps", "0"}, 2, "steps");
    row("steps in words", {"generate", "--prompt", "x", "--output", at("out.png"), "--steps", "many"}, 2, "steps");
    row("unknown sampler", generate({"--sampler", "eulr"}), 2, "euler");
    row("unknown schedule", generate({"--schedule", "karas"}), 2, "karras");
    row("too large", {"generate", "--prompt", "x", "--output", at("out.png"), "--width", "20000", "--height", "20000"},
        2, "20000");
    row("width 0", {"generate", "--prompt", "x", "--output", at("out.png"), "--width", "0"}, 2, "width");
    row("negative height", {"generate", "--prompt", "x", "--output", at("out.png"), "--height", "-5"}, 2, "height");
    row("cfg not a number", generate({"--cfg", "nan"}), 2, "cfg");
    row("seed in words", generate({"--seed", "lucky"}), 2, "lucky");
    row("seed too large", generate({"--seed", "18446744073709551616"}), 2, "seed");
    row("unknown noise source", generate({"--rng", "dice"}), 2, "philox");
    row("unknown executor", generate({"--executor", "cuda"}), 2, "executor");
    row("strength without a picture", generate({"--strength", "0.5"}), 2, "--init");
    row("mask without a picture", generate({"--mask", at("taken.png")}), 2, "--init");
    row("blur without a mask", generate({"--init", at("taken.png"), "--mask-blur", "3"}), 2, "--mask FILE");
    row("no such mask", generate({"--init", at("taken.png"), "--mask", at("absent.png")}), 3, "mask");
    row("opaque alpha", generate({"--init", at("taken.png"), "--mask", "alpha"}), 2, "transparent");
    row("margins", generate({"--init", at("taken.png"), "--outpaint", "1,2,3"}), 2, "left, top, right and bottom");
    row("fill kind", generate({"--init", at("taken.png"), "--mask", "alpha", "--fill", "blue"}), 2, "nothing");
    row("strength 2", generate({"--init", at("taken.png"), "--strength", "2"}), 2, "strength");
    row("preview without a folder", generate({"--preview", "vae"}), 2, "--preview-dir");
    row("unknown preview", generate({"--preview", "best", "--preview-dir", at("p")}), 2, "linear");
    row("batch 0", generate({"--batch", "0"}), 2, "batch");
    row("not a picture", {"generate", "--prompt", "x", "--output", at("out.gif")}, 2, ".webp");
    row("a format that the name denies", generate({"--format", "jpeg"}), 2, "contradicts");
    row("16 bits in a JPEG", {"generate", "--prompt", "x", "--output", at("out.jpg"), "--bits", "16"}, 2, "PNG only");
    row("a folder that is missing", {"generate", "--prompt", "x", "--output", at("nowhere/out.png")}, 1, "nowhere");
    row("a folder that refuses", {"generate", "--prompt", "x", "--output", "/proc/out.png"}, 1, "/proc");
    row("a file that exists", {"generate", "--prompt", "x", "--output", at("taken.png")}, 1, "--force");
    row("model missing", generate({"--model", at("nothing.safetensors")}), 3, "nothing.safetensors");
    row("model without a name here", generate({"--model", "no-such-model"}), 3, "no-such-model");
    row("model an empty folder", generate({"--model", at("empty")}), 3, "model_index.json");
    row("model a text", generate({"--model", at("text.safetensors")}), 3, "text.safetensors");
    row("model of three bytes", generate({"--model", at("short.safetensors")}), 3, "short.safetensors");
    row("model with a cut header", generate({"--model", at("cut-header.safetensors")}), 3, "header");
    row("model with header length 2^63", generate({"--model", at("huge-header.safetensors")}), 3,
        "9223372036854775808");
    row("model with cut data", generate({"--model", at("cut-data.safetensors")}), 3, "cut-data.safetensors");
    row("init missing", generate({"--init", at("nothing.png")}), 3, "nothing.png");
    row("init a folder", generate({"--init", at("empty")}), 3, "empty");
    row("init a text", generate({"--init", at("text.png")}), 3, "text.png");
    row("init empty", generate({"--init", at("empty.png")}), 3, "empty.png");
    row("init of size zero", generate({"--init", at("zero.png")}), 3, "zero.png");
    row("init cut", generate({"--init", at("cut.png")}), 3, "cut.png");
    row("recipe missing", generate({"--recipe", at("nothing.json")}), 3, "nothing.json");
    row("recipe a folder", generate({"--recipe", at("empty")}), 3, "empty");
    row("recipe of another kind", generate({"--recipe", at("words.json")}), 3, "words.json");
    row("recipe of a newer version", generate({"--recipe", at("newer.json")}), 3, "99");
    row("recipe cut", generate({"--recipe", at("list.json")}), 3, "list.json");
    row("recipe a picture without one", generate({"--recipe", at("taken.png")}), 3, "no recipe");
    row("info on nothing", {"info", at("nothing.png")}, 3, "nothing.png");
    row("info on a text", {"info", at("text.png")}, 3, "text.png");
    row("info on an empty folder", {"info", at("empty")}, 3, "empty");
    row("info on a broken model", {"info", at("cut-data.safetensors")}, 3, "cut-data");
    row("info without a file", {"info"}, 2, "FILE");
}

void RefusalsTest::refusals_of_bench_data() {
    add_columns();
    const auto compare = [&](const char* first) {
        return QByteArrayList{"bench", "--compare", at(first), at("words.json")};
    };
    row("bench of nothing known", {"bench", "--executor", "reference", "--ops", "warp"}, 2, "warp");
    row("bench in no time", {"bench", "--seconds", "0"}, 2, "seconds");
    row("bench on an unknown executor", {"bench", "--executor", "cuda"}, 2, "executor");
    row("bench to a refusing place", {"bench", "--executor", "reference", "--output", "/proc/x.json"}, 1, "/proc");
    row("bench to a folder", {"bench", "--executor", "reference", "--output", at("empty")}, 2, "empty");
    row("bench to a file that exists", {"bench", "--executor", "reference", "--output", at("words.json")}, 1,
        "--force");
    row("bench of a missing model",
        {"bench", "--executor", "reference", "--quick", "--ops", "U-Net", "--seconds", "1", "--model",
         at("nothing.safetensors")},
        3, "nothing.safetensors");
    row("bench tunes a processor", {"bench", "--tune", "--executor", "reference"}, 3, "only graphics devices");
    row("compare one file", {"bench", "--compare", at("words.json")}, 2, "compare");
    row("compare with nothing", compare("nothing.json"), 3, "nothing.json");
    row("compare with a folder", compare("empty"), 3, "empty");
    row("compare something else", compare("words.json"), 3, "sfumato_bench");
    row("compare with a cut file", compare("list.json"), 3, "not valid JSON");
    row("compare with a newer version", compare("newer-bench.json"), 3, "newer Sfumato");
    row("compare with a wrong field", compare("wrong-bench.json"), 3, "field device: found number 5");
}

void RefusalsTest::refusals_of_bench() {
    refusals();
}

void RefusalsTest::refusals() {
    QFETCH(QByteArrayList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, says);
    const QStringList before = QDir(folder_.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    const Outcome outcome = run_program(arguments + QByteArrayList{"--json"});
    QVERIFY2(outcome.code == code, QByteArray::number(outcome.code) + ": " + outcome.err);
    const QByteArrayList lines = outcome.err.trimmed().split('\n');
    QVERIFY2(lines.last().startsWith("error: "), outcome.err);
    QCOMPARE(outcome.err.count("error: "), 1);
    QVERIFY2(lines.last().contains(says), outcome.err);
    const auto answer = nlohmann::json::parse(outcome.out.toStdString(), nullptr, false);
    QVERIFY2(answer.is_object(), outcome.out);
    QVERIFY(answer["error"]["code"].is_string());
    QVERIFY(QByteArray::fromStdString(answer["error"]["message"].get<std::string>()).contains(says));
    QCOMPARE(QDir(folder_.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), before);
}

void RefusalsTest::invalid_utf8_names_its_offset() {
    const Outcome outcome = run_program({"generate", "--prompt", "caf\xe9 au lait", "--output", at("out.png")});
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains("UTF-8") && outcome.err.contains("offset 3"), outcome.err);
    QVERIFY(!QFile::exists(folder_.filePath("out.png")));
}

void RefusalsTest::a_full_disk_leaves_nothing() {
    QVERIFY(QDir(folder_.path()).mkpath("full"));
    const QByteArray full = at("full");
    if (::mount("tmpfs", full.constData(), "tmpfs", 0, "size=16k") != 0)
        QSKIP("mounting a small tmpfs needs the superuser");
    put("full/filler", QByteArray(16 * 1024, 'x'));
    const Outcome outcome =
        run_program(generate({"--output", full + "/out.png"}).mid(0, 5) +
                    QByteArrayList{"--output", full + "/out.png", "--steps", "1", "--width", "32", "--height", "32"});
    const QStringList left = QDir(folder_.filePath("full")).entryList(QDir::Files | QDir::Hidden);
    ::umount(full.constData());
    QVERIFY2(outcome.code == 1, outcome.err);
    QVERIFY2(outcome.err.contains("No space left"), outcome.err);
    QCOMPARE(left, QStringList{"filler"});
}

void RefusalsTest::a_full_disk_still_tells_the_measurement() {
    QVERIFY(QDir(folder_.path()).mkpath("full"));
    const QByteArray full = at("full");
    if (::mount("tmpfs", full.constData(), "tmpfs", 0, "size=16k") != 0)
        QSKIP("mounting a small tmpfs needs the superuser");
    put("full/filler", QByteArray(16 * 1024, 'x'));
    const Outcome outcome = run_program({"bench", "--executor", "reference", "--quick", "--ops", "peak", "--seconds",
                                         "1", "--json", "--output", full + "/out.json"});
    const QStringList left = QDir(folder_.filePath("full")).entryList(QDir::Files | QDir::Hidden);
    ::umount(full.constData());
    QVERIFY2(outcome.code == 1, outcome.err);
    QVERIFY2(outcome.err.contains("No space left"), outcome.err);
    const auto answer = nlohmann::json::parse(outcome.out.toStdString(), nullptr, false);
    QVERIFY2(answer.is_object(), outcome.out);
    QCOMPARE(answer["error"]["code"].get<std::string>(), std::string("no_space"));
    QCOMPARE(answer["rows"].size(), std::size_t{3});
    QCOMPARE(left, QStringList{"filler"});
}

void RefusalsTest::no_vulkan_device() {
    const QByteArrayList nothing{"VK_ICD_FILENAMES=/nonexistent.json", "VK_DRIVER_FILES=/nonexistent.json"};
    const QByteArrayList generate{"generate", "--prompt", "x", "--width", "32", "--height", "32", "--steps", "1"};
    for (const QByteArrayList& arguments : {generate + QByteArrayList{"--device", "vulkan", "--output", at("out.png")},
                                            QByteArrayList{"bench", "--quick", "--device", "vulkan"}}) {
        const Outcome refused = run_program(arguments, nothing);
        QVERIFY2(refused.code == 4, refused.err);
        QVERIFY2(refused.err.startsWith("error: "), refused.err);
    }
    QVERIFY(!QFile::exists(folder_.filePath("out.png")));
    // Whoever did not ask for Vulkan gets a picture without it, and is told.
    const Outcome devices = run_program({"devices"}, nothing);
    QVERIFY2(devices.code == 0 && devices.out.contains("no Vulkan device"), devices.err + devices.out);
    const Outcome made = run_program(generate + QByteArrayList{"--output", at("native.png")}, nothing);
    QVERIFY2(made.code == 0, made.err);
    QVERIFY2(made.err.contains("there is no Vulkan device"), made.err);
    QVERIFY(QFile::exists(folder_.filePath("native.png")));
}

QTEST_APPLESS_MAIN(RefusalsTest)
#include "refusals_test.moc"
