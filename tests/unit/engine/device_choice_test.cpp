// Which device "auto" takes, on machines that need not exist.
#include "cpu/executor.h"
#include "engine/device_overview.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sfumato;

namespace {

DeviceInfo device(std::uint32_t index, const char* name, DeviceClass device_class, bool usable = true) {
    DeviceInfo info;
    info.index = index;
    info.name = name;
    info.driver = std::string(name) + " driver 1";
    info.device_class = device_class;
    info.usable = usable;
    if (!usable) info.unusable_because = "it has no compute queue";
    return info;
}

/// A machine on which native code takes `cpu` seconds and software Vulkan `vulkan` (negative: it fails).
struct Machine {
    explicit Machine(std::vector<DeviceInfo> found) : devices(std::move(found)) {
        scene.may_have_gpu = [this] { return has_node; };
        scene.list_devices = [this]() -> Result<std::vector<DeviceInfo>> {
            ++listed;
            if (devices.empty()) return fail(ErrorCode::device, "no Vulkan device was found");
            return devices;
        };
        scene.measure = [this](ExecutorKind executor, const std::string&) -> Result<double> {
            ++measured;
            const double seconds = executor == ExecutorKind::cpu ? cpu : vulkan;
            if (seconds < 0) return fail(ErrorCode::device, "broken driver");
            return seconds;
        };
        scene.key = "a processor";
        scene.memory = folder.filePath("below/choice.json").toStdString();
    }
    DeviceChoice choose() const { return choose_device(scene); }

    QTemporaryDir folder;
    std::vector<DeviceInfo> devices;
    double cpu = 0.01, vulkan = 0.1;
    bool has_node = true;
    int listed = 0, measured = 0;
    DeviceScene scene;
};

const DeviceInfo llvmpipe = device(0, "llvmpipe", DeviceClass::cpu);

bool says(const DeviceChoice& choice, const char* word) {
    return choice.why.find(word) != std::string::npos;
}

} // namespace

class DeviceChoiceTest : public QObject {
    Q_OBJECT
private slots:
    void devices_are_listed_once() {
        Machine m({llvmpipe, device(1, "Arc", DeviceClass::discrete)});
        const DeviceOverview card = look_at_devices(m.scene);
        QCOMPARE(m.listed, 1);
        QCOMPARE(card.automatic.device, std::string("1"));
        QCOMPARE(card.automatic.name, std::string("Arc"));
        QCOMPARE(card.devices.size(), std::size_t{2});
        QCOMPARE(card.devices[0].kind, std::string("cpu"));
        m.devices.clear();
        m.listed = 0;
        const DeviceOverview none = look_at_devices(m.scene);
        QCOMPARE(m.listed, 1);
        QCOMPARE(none.automatic.device, std::string("cpu"));
        QVERIFY(none.devices.empty() && none.no_vulkan.find("no Vulkan device") != std::string::npos);
    }
    void a_graphics_card_goes_first() {
        // The list's order is not what counts.
        const Machine m({device(0, "llvmpipe", DeviceClass::cpu), device(1, "virtio", DeviceClass::virtual_gpu),
                         device(2, "UHD 770", DeviceClass::integrated), device(3, "Arc", DeviceClass::discrete)});
        QCOMPARE(m.choose().executor, ExecutorKind::vulkan);
        QCOMPARE(m.choose().vulkan, std::string("3"));
        QCOMPARE(m.measured, 0);
    }
    void the_next_rank_where_a_card_cannot_be_used() {
        const Machine m({device(0, "Old", DeviceClass::discrete, false), device(1, "UHD", DeviceClass::integrated)});
        QCOMPARE(m.choose().vulkan, std::string("1"));
    }
    void without_a_card_the_quicker_one() {
        Machine m({llvmpipe});
        const DeviceChoice native = m.choose();
        QCOMPARE(native.executor, ExecutorKind::cpu);
        QVERIFY2(says(native, "10.0 times") && says(native, "no graphics card"), native.why.c_str());
        Machine other({llvmpipe});
        other.cpu = 0.3;
        QCOMPARE(other.choose().executor, ExecutorKind::vulkan);
        QCOMPARE(other.choose().vulkan, std::string("0"));
        QVERIFY2(says(other.choose(), "3.0 times"), other.choose().why.c_str());
    }
    void measures_once() {
        Machine m({llvmpipe});
        const DeviceChoice first = m.choose();
        QCOMPARE(m.measured, 2);
        QCOMPARE(m.choose(), first);
        QCOMPARE(m.measured, 2);
        // Without a device node the drivers need not be asked again.
        m.has_node = false;
        const int listed = m.listed;
        QCOMPARE(m.choose(), first);
        QCOMPARE(m.listed, listed);
        // A card that was plugged in wins over the memory.
        m.has_node = true;
        m.devices.push_back(device(1, "Arc", DeviceClass::discrete));
        QCOMPARE(m.choose().vulkan, std::string("1"));
    }
    void measures_anew_when_something_changed() {
        Machine m({llvmpipe});
        m.choose();
        m.devices[0].driver = "llvmpipe driver 2";
        m.choose();
        QCOMPARE(m.measured, 4);
        m.scene.key = "another processor";
        m.choose();
        QCOMPARE(m.measured, 6);
    }
    void a_broken_memory_is_no_obstacle() {
        Machine m({llvmpipe});
        const DeviceChoice first = m.choose();
        QFile file(QString::fromStdString(m.scene.memory.string()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("{\"sfumato_device_choice\": 1, \"key\": 5");
        file.close();
        QCOMPARE(m.choose(), first);
        QCOMPARE(m.measured, 4);
        // Nor is one that cannot be written.
        Machine deaf({llvmpipe});
        deaf.scene.memory = "/proc/sfumato/choice.json";
        QCOMPARE(deaf.choose().executor, ExecutorKind::cpu);
        QCOMPARE(deaf.choose().executor, ExecutorKind::cpu);
        QCOMPARE(deaf.measured, 4);
    }
    void failures_leave_the_other_one() {
        Machine broken_driver({llvmpipe});
        broken_driver.vulkan = -1;
        QCOMPARE(broken_driver.choose().executor, ExecutorKind::cpu);
        QVERIFY(says(broken_driver.choose(), "broken driver"));
        QVERIFY(!std::filesystem::exists(broken_driver.scene.memory)); // it may be repaired tomorrow
        Machine broken_code({llvmpipe});
        broken_code.cpu = -1;
        QCOMPARE(broken_code.choose().executor, ExecutorKind::vulkan);
        const Machine nothing({});
        QCOMPARE(nothing.choose().executor, ExecutorKind::cpu);
        QVERIFY(says(nothing.choose(), "no Vulkan device"));
        const Machine useless({device(0, "Old", DeviceClass::discrete, false)});
        QCOMPARE(useless.choose().executor, ExecutorKind::cpu);
        QVERIFY2(says(useless.choose(), "Old cannot be used (it has no compute queue)"), useless.choose().why.c_str());
    }
    void the_memory_as_text() {
        const SoftwareRace race{"key \"quoted\"", "driver", 0.25, 1.5, "0"};
        const auto again = race_from_json(race_to_json(race));
        QVERIFY(again);
        QCOMPARE(*again, race);
        const std::pair<const char*, const char*> wrong[] = {
            {"", "JSON"},
            {"[]", "JSON"},
            {"{}", "sfumato_device_choice"},
            {R"({"sfumato_device_choice": 2})", "expected 1"},
            {R"({"sfumato_device_choice": 1, "key": 3})", "field key"},
            {R"({"sfumato_device_choice": 1, "key": "", "driver": "", "selector": "", "cpu_seconds": -1})",
             "cpu_seconds"},
            {R"({"sfumato_device_choice": 1, "key": "", "driver": "", "selector": "", "cpu_seconds": 1,
                "vulkan_seconds": "fast"})",
             "vulkan_seconds"},
        };
        for (const auto& [text, word] : wrong) {
            const auto result = race_from_json(text);
            QVERIFY2(!result && result.error().text().find(word) != std::string::npos, text);
            QCOMPARE(result.error().code, ErrorCode::bad_input);
        }
    }
    void the_probe_runs() {
        const auto executor = make_cpu_executor();
        QVERIFY(executor);
        const auto seconds = measure_probe(**executor);
        QVERIFY2(seconds && *seconds > 0, seconds ? "" : seconds.error().text().c_str());
    }
    void requests_as_text() {
        const std::tuple<const char*, const char*, ExecutorKind, const char*> fine[] = {
            {"", "", ExecutorKind::automatic, ""},
            {"auto", "auto", ExecutorKind::automatic, ""},
            {"", "cpu", ExecutorKind::cpu, ""},
            {"", "reference", ExecutorKind::reference, ""},
            {"", "vulkan", ExecutorKind::vulkan, ""},
            {"", "2", ExecutorKind::vulkan, "2"},
            {"", "RTX 4090", ExecutorKind::vulkan, "RTX 4090"},
            {"vulkan", "cpu", ExecutorKind::vulkan, "cpu"},
            {"vulkan", "auto", ExecutorKind::vulkan, ""},
            {"cpu", "cpu", ExecutorKind::cpu, ""},
        };
        for (const auto& [executor, name, kind, selector] : fine) {
            const auto request = parse_device_request(executor, name);
            QVERIFY(request);
            QCOMPARE(request->executor, kind);
            QCOMPARE(request->vulkan, std::string(selector));
        }
        QCOMPARE(parse_device_request("cuda", "").error().code, ErrorCode::usage);
        QCOMPARE(parse_device_request("cpu", "RTX").error().code, ErrorCode::usage);
        for (const char* text : {"auto", "cpu", "reference", "vulkan", "1", "Arc"})
            QCOMPARE(device_text(*parse_device_request("", text)), std::string(text));
    }
};

QTEST_APPLESS_MAIN(DeviceChoiceTest)
#include "device_choice_test.moc"
