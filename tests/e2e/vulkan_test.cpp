// The real device: a picture, a lost device, an interrupt. Few runs, because a processor's driver compiles slowly.
#include "program.h"

#include "image/formats.h"
#include "store/metadata.h"

#include <QDir>
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace sfumato;
using namespace sfumato::test;
using Json = nlohmann::json;

class VulkanTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void a_picture_equals_that_of_the_reference();
    void a_prompt_of_100_kilobytes();
    void a_device_lost_for_good_ends_with_4();
    void an_exhausted_memory_ends_with_5();
    void an_interrupt_ends_within_a_step();

private:
    QByteArray at(const char* name) const { return QFile::encodeName(folder_.filePath(name)); }
    QByteArrayList generate(const QByteArrayList& more, const char* device = "vulkan") const {
        return QByteArrayList{"generate", "--device", device,     "--prompt", "red apple", "--cfg", "2",
                              "--width",  "32",       "--height", "32",       "--seed",    "7"} +
               more;
    }
    QTemporaryDir folder_;
};

void VulkanTest::initTestCase() {
    const Outcome outcome = run_program({"devices", "--json"});
    QVERIFY2(outcome.code == 0, outcome.err);
    const Json answer = Json::parse(outcome.out.toStdString(), nullptr, false);
    QVERIFY(!answer["auto"]["why"].get<std::string>().empty());
    QVERIFY(!answer["cpu"]["name"].get<std::string>().empty());
    if (answer["devices"].empty()) QSKIP("this machine has no Vulkan device");
    QVERIFY(answer["devices"][0]["name"].is_string());
    // A device that is not there is the device's error.
    QCOMPARE(
        run_program({"generate", "--prompt", "red apple", "--output", at("x.png"), "--device", "no such device"}).code,
        4);
}

void VulkanTest::a_picture_equals_that_of_the_reference() {
    const Outcome outcome = run_program(
        generate({"--steps", "2", "--output", at("v.png"), "--json", "--profile", "--preview-dir", at("p")}));
    QVERIFY2(outcome.code == 0, outcome.err);
    const Json answer = Json::parse(outcome.out.toStdString(), nullptr, false);
    QVERIFY(answer["images"][0]["report"]["unet"]["dispatches"].get<int>() > 0);
    QVERIFY(answer["images"][0]["report"]["peak_device_bytes"].get<std::uint64_t>() > 0);
    QVERIFY(!answer["images"][0]["report"]["profile"].empty());
    QCOMPARE(QDir(folder_.filePath("p")).entryList(QDir::Files).size(), 1);
    QCOMPARE(run_program(generate({"--steps", "2", "--output", at("r.png")}, "reference")).code, 0);
    const auto vulkan = load_image(at("v.png").toStdString()), reference = load_image(at("r.png").toStdString());
    QVERIFY(vulkan && reference);
    QCOMPARE(vulkan->pixels.size(), reference->pixels.size());
    int largest = 0;
    for (std::size_t i = 0; i < vulkan->pixels.size(); ++i)
        largest = std::max(largest, std::abs(vulkan->pixels[i] - reference->pixels[i]));
    // Half-size activations of graphics processors may move a value by a few of its 255 steps.
    QVERIFY2(largest <= (answer["device"]["software"].get<bool>() ? 2 : 24), QByteArray::number(largest));
}

void VulkanTest::a_prompt_of_100_kilobytes() {
    const QByteArray longest = QByteArray("a red apple on a table, ").repeated(4200);
    const Outcome outcome = run_program({"generate", "--device", "vulkan", "--prompt", longest, "--cfg", "1", "--width",
                                         "32", "--height", "32", "--steps", "1", "--output", at("long.png")});
    QVERIFY2(outcome.code == 0, outcome.err);
    const auto metadata = read_metadata(std::filesystem::path(at("long.png").toStdString()));
    QVERIFY(metadata && metadata->recipe);
    QCOMPARE(metadata->recipe->prompt.size(), static_cast<std::size_t>(longest.size()));
}

void VulkanTest::a_device_lost_for_good_ends_with_4() {
    const Outcome outcome = run_program(generate({"--steps", "3", "--output", at("lost.png"), "--verbose", "--json"}),
                                        {"SFUMATO_TEST_LOSE_DEVICE_AFTER=4"});
    QVERIFY2(outcome.code == 4, outcome.err);
    QCOMPARE(outcome.err.count("note: device: "), 2); // opened anew once
    const Json answer = Json::parse(outcome.out.toStdString(), nullptr, false);
    QCOMPARE(answer["error"]["code"].get<std::string>(), std::string("device_lost"));
    QVERIFY(!QFile::exists(folder_.filePath("lost.png")));
}

void VulkanTest::an_exhausted_memory_ends_with_5() {
    const Outcome outcome =
        run_program(generate({"--steps", "1", "--output", at("oom.png")}), {"SFUMATO_TEST_FAIL_ALLOCATION=3"});
    QVERIFY2(outcome.code == 5, outcome.err);
    QVERIFY2(outcome.err.contains("error: "), outcome.err);
    QVERIFY(!QFile::exists(folder_.filePath("oom.png")));
}

void VulkanTest::an_interrupt_ends_within_a_step() {
    Program program(generate({"--steps", "900", "--output", at("int.png"), "--verbose"}));
    QVERIFY(program.wait_for_err("2/900"));
    program.send(SIGINT);
    const Outcome outcome = program.wait(60);
    QVERIFY2(outcome.code == 130, QByteArray::number(outcome.code) + outcome.err);
    QVERIFY(!QFile::exists(folder_.filePath("int.png")));
}

QTEST_APPLESS_MAIN(VulkanTest)
#include "vulkan_test.moc"
