// Devices, their choice, memory blocks, slices of weights, the pipeline cache's file format.
#include "base/log.h"
#include "gpu/buffer.h"
#include "gpu/executor.h"
#include "gpu/pipeline_cache.h"
#include "gpu/weights.h"

#include <QtTest>

#include <cstring>
#include <random>

using namespace sfumato;
using namespace sfumato::gpu;

class DeviceTest : public QObject {
    Q_OBJECT
    std::shared_ptr<ValidationLog> log_;
    Result<std::shared_ptr<Memory>> open_memory(const MemoryOptions& options);
    static std::vector<DeviceInfo> three_devices();
private slots:
    void init() { log_ = std::make_shared<ValidationLog>(); }
    void cleanup();
    void devices_are_listed_in_order();
    void mesa_names_its_version();
    void choice_data();
    void choice();
    void nothing_usable_says_why();
    void without_driver_there_is_advice();
    void validation_is_heard();
    void free_list_reuses_and_joins();
    void free_list_survives_random_use();
    void memory_is_cut_from_blocks();
    void memory_fails_as_asked();
    void memory_beyond_the_limit();
    void slices_pack_like_the_whole_data();
    void slices_pack_like_the_whole();
    void pipeline_cache_file_data();
    void pipeline_cache_file();
};

void DeviceTest::cleanup() {
    for (const std::string& message : log_->messages())
        qWarning("%s", message.c_str());
    QCOMPARE(log_->count(), std::size_t(0));
}

Result<std::shared_ptr<Memory>> DeviceTest::open_memory(const MemoryOptions& options) {
    SF_TRY(auto instance, Instance::create(true, log_));
    SF_TRY(const auto devices, enumerate_devices(*instance));
    SF_TRY(auto device, Device::create(instance, devices.front()));
    return std::make_shared<Memory>(device, options);
}

std::vector<DeviceInfo> DeviceTest::three_devices() {
    std::vector<DeviceInfo> out(3);
    out[0].name = "NVIDIA GeForce RTX 4090";
    out[1].name = "Intel(R) Arc(tm)";
    out[2].name = "llvmpipe (LLVM 15.0.6, 256 bits)";
    for (std::uint32_t i = 0; i < 3; ++i)
        out[i].index = i;
    out[0].unusable_because = "it lacks the feature timelineSemaphore";
    out[1].usable = out[2].usable = true;
    return out;
}

void DeviceTest::devices_are_listed_in_order() {
    const auto devices = list_devices();
    if (!devices) QSKIP("no Vulkan device on this machine (install mesa-vulkan-drivers)");
    QVERIFY(!devices->empty());
    const auto rank = [](DeviceClass c) {
        return c == DeviceClass::discrete      ? 0
               : c == DeviceClass::integrated  ? 1
               : c == DeviceClass::virtual_gpu ? 2
                                               : 3;
    };
    for (std::size_t i = 0; i < devices->size(); ++i) {
        const DeviceInfo& d = (*devices)[i];
        QCOMPARE(d.index, static_cast<std::uint32_t>(i));
        QVERIFY(!d.name.empty());
        QVERIFY(d.usable || !d.unusable_because.empty());
        QVERIFY(d.memory_bytes > 0);
        if (i > 0) QVERIFY(rank((*devices)[i - 1].device_class) <= rank(d.device_class));
    }
}

void DeviceTest::mesa_names_its_version() {
    QCOMPARE(mesa_version("Mesa 22.3.6 (LLVM 15.0.6)"), 2203u);
    QCOMPARE(mesa_version("Mesa 26.1.6-1~bpo13+1 (LLVM 19.1.7)"), 2601u);
    QCOMPARE(mesa_version("Mesa 26.2"), 2602u);
    for (const char* other : {"", "Mesa", "Mesa ", "Mesa 26", "Mesa x.1", "Mesa 26.", "535.54.03", "Mesa 26.100"})
        QCOMPARE(mesa_version(other), 0u);
}

void DeviceTest::choice_data() {
    QTest::addColumn<QString>("selector");
    QTest::addColumn<int>("expected"); // -1: an error
    QTest::newRow("default skips what is unusable") << "" << 1;
    QTest::newRow("index") << "2" << 2;
    QTest::newRow("name part") << "arc" << 1;
    QTest::newRow("other case") << "LLVMPipe" << 2;
    QTest::newRow("unusable by index") << "0" << -1;
    QTest::newRow("unusable by a number in its name") << "4090" << -1;
    QTest::newRow("beyond the list") << "7" << -1;
    QTest::newRow("number too large for any type") << "99999999999999999999999" << -1;
    QTest::newRow("negative") << "-1" << -1;
    QTest::newRow("unknown") << "radeon" << -1;
}

void DeviceTest::choice() {
    QFETCH(QString, selector);
    QFETCH(int, expected);
    const auto devices = three_devices();
    const auto chosen = choose_device(devices, selector.toStdString());
    if (expected >= 0) {
        QVERIFY(chosen.has_value());
        QCOMPARE(*chosen, static_cast<std::size_t>(expected));
        return;
    }
    QVERIFY(!chosen.has_value());
    QCOMPARE(chosen.error().code, ErrorCode::device);
    const bool names_reason = chosen.error().message.find("timelineSemaphore") != std::string::npos;
    const bool lists_all = chosen.error().message.find("1: Intel") != std::string::npos;
    QVERIFY2(names_reason || lists_all, chosen.error().message.c_str());
}

void DeviceTest::nothing_usable_says_why() {
    auto devices = three_devices();
    devices.resize(1);
    const auto chosen = choose_device(devices, "");
    QVERIFY(!chosen.has_value());
    QVERIFY(chosen.error().message.find("timelineSemaphore") != std::string::npos);
    QVERIFY(!choose_device({}, "").has_value());
    QVERIFY(!choose_device({}, "x").has_value());
}

void DeviceTest::without_driver_there_is_advice() {
    const QByteArray files = qgetenv("VK_ICD_FILENAMES"), driver_files = qgetenv("VK_DRIVER_FILES");
    qputenv("VK_ICD_FILENAMES", "/nonexistent/driver.json");
    qputenv("VK_DRIVER_FILES", "/nonexistent/driver.json");
    const auto devices = list_devices();
    const auto executor = make_vulkan_executor();
    files.isNull() ? qunsetenv("VK_ICD_FILENAMES") : qputenv("VK_ICD_FILENAMES", files);
    driver_files.isNull() ? qunsetenv("VK_DRIVER_FILES") : qputenv("VK_DRIVER_FILES", driver_files);
    QVERIFY(!devices.has_value());
    QCOMPARE(devices.error().code, ErrorCode::device);
    QVERIFY(devices.error().message.find("mesa-vulkan-drivers") != std::string::npos);
    QVERIFY(!executor.has_value());
    QCOMPARE(executor.error().code, ErrorCode::device);
}

void DeviceTest::validation_is_heard() {
    // All other tests trust that misuse would reach their log.
    if (!list_devices()) QSKIP("no Vulkan device on this machine (install mesa-vulkan-drivers)");
    const auto log = std::make_shared<ValidationLog>();
    auto instance = Instance::create(true, log);
    QVERIFY2(instance.has_value(), instance ? "" : instance.error().text().c_str());
    const auto devices = enumerate_devices(**instance);
    QVERIFY(devices.has_value());
    auto device = Device::create(*instance, devices->front());
    QVERIFY(device.has_value());
    VkBufferCreateInfo empty{VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO};
    empty.usage = VK_BUFFER_USAGE_TRANSFER_SRC_BIT;
    VkBuffer buffer = VK_NULL_HANDLE;
    set_log_level(LogLevel::error);
    set_log_sink([](LogLevel, std::string_view) {});
    (*device)->vk().vkCreateBuffer((*device)->handle(), &empty, nullptr, &buffer);
    set_log_sink(nullptr);
    set_log_level(LogLevel::warning);
    QVERIFY(log->count() > 0);
    QVERIFY(log->messages().front().find("size") != std::string::npos);
    (*device)->vk().vkDestroyBuffer((*device)->handle(), buffer, nullptr);
}

void DeviceTest::free_list_reuses_and_joins() {
    FreeList list(4096);
    const auto a = list.take(1000), b = list.take(1000), c = list.take(2000);
    QVERIFY(a && b && c);
    QVERIFY(!list.take(1)); // 1024 + 1024 + 2048 fill it
    list.give(*a, 1000);
    list.give(*c, 2000);
    QCOMPARE(list.holes(), std::size_t(2));
    QVERIFY(!list.take(2304));     // 3072 are free, but in two holes
    QCOMPARE(*list.take(900), *a); // the smaller hole, not the first that fits a larger one
    list.give(*a, 900);
    list.give(*b, 1000);
    QVERIFY(list.empty());
    QVERIFY(list.take(4096));
}

void DeviceTest::free_list_survives_random_use() {
    std::mt19937 random(7);
    FreeList list(1 << 20);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> taken;
    std::uint64_t used = 0;
    for (int i = 0; i < 4000; ++i) {
        if (taken.empty() || random() % 3 != 0) {
            const std::uint64_t size = random() % 20000 + 1;
            const auto offset = list.take(size);
            if (!offset) continue;
            for (const auto& [o, s] : taken)
                QVERIFY(*offset + size <= o || o + s <= *offset);
            QCOMPARE(*offset % FreeList::granule, std::uint64_t(0));
            taken.emplace_back(*offset, size);
            used += FreeList::rounded(size);
        } else {
            const std::size_t which = random() % taken.size();
            list.give(taken[which].first, taken[which].second);
            used -= FreeList::rounded(taken[which].second);
            taken.erase(taken.begin() + static_cast<std::ptrdiff_t>(which));
        }
        QCOMPARE(list.free_bytes(), list.size() - used);
    }
    for (const auto& [offset, size] : taken)
        list.give(offset, size);
    QVERIFY(list.empty());
}

void DeviceTest::memory_is_cut_from_blocks() {
    if (!list_devices()) QSKIP("no Vulkan device on this machine (install mesa-vulkan-drivers)");
    MemoryOptions options;
    options.block_bytes = 1 << 20;
    auto memory = open_memory(options);
    QVERIFY2(memory.has_value(), memory ? "" : memory.error().text().c_str());
    std::uint64_t largest_heap = 0;
    const VkPhysicalDeviceMemoryProperties& heaps = (*memory)->device().physical().memory;
    for (std::uint32_t i = 0; i < heaps.memoryHeapCount; ++i)
        largest_heap = std::max<std::uint64_t>(largest_heap, heaps.memoryHeaps[i].size);
    QVERIFY((*memory)->budget() > (1u << 20) && (*memory)->budget() <= largest_heap);
    std::vector<Buffer> buffers;
    for (int i = 0; i < 20; ++i) { // 20 x 100 KiB: two blocks of 1 MiB
        auto buffer = Buffer::create(*memory, Intent::device, 100 << 10, "test");
        QVERIFY(buffer.has_value());
        QCOMPARE(buffer->address() % 256, VkDeviceAddress(0));
        buffers.push_back(std::move(*buffer));
    }
    QCOMPARE((*memory)->stats(Intent::device).blocks, 2u);
    QCOMPARE((*memory)->stats(Intent::device).allocations, 20u);
    auto large = Buffer::create(*memory, Intent::device, 3 << 20, "test"); // a block of its own
    QVERIFY(large.has_value());
    QCOMPARE((*memory)->stats(Intent::device).block_bytes, std::uint64_t(5 << 20));
    auto host = Buffer::create(*memory, Intent::readback, 1000, "test");
    QVERIFY(host.has_value());
    QCOMPARE(host->mapped().size(), std::size_t(1000));
    *large = Buffer();
    buffers.clear();
    QCOMPARE((*memory)->stats(Intent::device).block_bytes, std::uint64_t(0));
    QCOMPARE((*memory)->stats(Intent::device).used_bytes, std::uint64_t(0));
    QCOMPARE((*memory)->stats(Intent::device).peak_bytes, std::uint64_t(5 << 20));
}

void DeviceTest::memory_fails_as_asked() {
    if (!list_devices()) QSKIP("no Vulkan device on this machine (install mesa-vulkan-drivers)");
    MemoryOptions options;
    options.fail_allocation = 2;
    auto memory = open_memory(options);
    QVERIFY(memory.has_value());
    QVERIFY(Buffer::create(*memory, Intent::device, 1000, "first").has_value());
    const auto second = Buffer::create(*memory, Intent::device, 3 << 20, "second");
    QVERIFY(!second.has_value());
    QCOMPARE(second.error().code, ErrorCode::out_of_memory);
    QVERIFY2(second.error().message.find("3.0 MiB of device memory for second from heap") != std::string::npos,
             second.error().message.c_str());
    QVERIFY(Buffer::create(*memory, Intent::device, 1000, "third").has_value());
}

void DeviceTest::memory_beyond_the_limit() {
    if (!list_devices()) QSKIP("no Vulkan device on this machine (install mesa-vulkan-drivers)");
    auto memory = open_memory({});
    QVERIFY(memory.has_value());
    const auto limit = (*memory)->device().physical().features.max_allocation;
    const auto buffer = Buffer::create(*memory, Intent::device, limit + 1, "too much");
    QVERIFY(!buffer.has_value());
    QCOMPARE(buffer.error().code, ErrorCode::out_of_memory);
}

void DeviceTest::slices_pack_like_the_whole_data() {
    QTest::addColumn<int>("layout");
    QTest::addColumn<int>("dtype");
    QTest::addColumn<int>("n");
    QTest::addColumn<int>("k");
    QTest::addColumn<int>("taps");
    const auto row = [](const char* name, WeightLayout layout, DType dtype, int n, int k, int taps) {
        QTest::newRow(name) << static_cast<int>(layout) << static_cast<int>(dtype) << n << k << taps;
    };
    row("matrix f32", WeightLayout::matrix, DType::f32, 100, 7, 1);
    row("matrix f16", WeightLayout::matrix, DType::f16, 97, 13, 1);
    row("conv bf16", WeightLayout::conv, DType::bf16, 70, 5, 9);
    row("rows f16, odd bytes", WeightLayout::rows, DType::f16, 33, 3, 1);
    row("rows f32", WeightLayout::rows, DType::f32, 33, 3, 1);
    row("vector f16", WeightLayout::vector, DType::f16, 333, 1, 1);
    row("one output", WeightLayout::matrix, DType::f32, 1, 1, 1);
}

void DeviceTest::slices_pack_like_the_whole() {
    QFETCH(int, layout);
    QFETCH(int, dtype);
    QFETCH(int, n);
    QFETCH(int, k);
    QFETCH(int, taps);
    WeightInfo w{"w",
                 static_cast<DType>(dtype),
                 {},
                 static_cast<WeightLayout>(layout),
                 static_cast<std::uint32_t>(n),
                 static_cast<std::uint32_t>(k),
                 static_cast<std::uint32_t>(taps)};
    std::vector<std::byte> data(static_cast<std::size_t>(n * k * taps) * dtype_size(w.dtype));
    for (std::size_t i = 0; i < data.size(); ++i)
        data[i] = static_cast<std::byte>(i * 37 % 113);
    w.parts = {data};
    const Features features;
    std::vector<std::byte> whole(device_bytes(w, features)), pieces;
    pack_weight(w, features, whole);
    // The same outputs in three parts of different length make the same weight.
    const std::size_t first = w.n / 3 * w.output_bytes(), second = w.n / 4 * w.output_bytes();
    const std::span<const std::byte> all(data);
    w.parts = {all.first(first), all.subspan(first, second), all.subspan(first + second)};
    std::vector<std::byte> stacked(whole.size());
    pack_weight(w, features, stacked);
    QVERIFY(stacked == whole);
    w.gated = w.layout != WeightLayout::rows && w.n % 8 == 0;
    pack_weight(w, features, whole);
    const std::uint32_t step = slice_outputs(w, features, 500);
    for (std::uint32_t begin = 0; begin < w.n; begin += step) {
        const WeightInfo slice = slice_of(w, begin, std::min(w.n, begin + step));
        std::vector<std::byte> part(device_bytes(slice, features));
        pack_weight(slice, features, part);
        pieces.insert(pieces.end(), part.begin(), part.end());
    }
    QCOMPARE(pieces.size(), whole.size());
    QVERIFY(pieces == whole);
}

void DeviceTest::pipeline_cache_file_data() {
    QTest::addColumn<int>("damage");
    QTest::addColumn<QString>("message"); // empty: accepted
    QTest::newRow("good") << 0 << "";
    QTest::newRow("empty") << 1 << "not a pipeline cache";
    QTest::newRow("cut in the header") << 2 << "cut off";
    QTest::newRow("cut in the data") << 3 << "bytes of data";
    QTest::newRow("one bit flipped") << 4 << "hash";
    QTest::newRow("another device") << 5 << "another device";
    QTest::newRow("driver header too short") << 6 << "cut off";
    QTest::newRow("something appended") << 7 << "bytes of data";
}

void DeviceTest::pipeline_cache_file() {
    QFETCH(int, damage);
    QFETCH(QString, message);
    VkPhysicalDeviceProperties properties{};
    properties.vendorID = 0x10005;
    properties.deviceID = 7;
    std::memset(properties.pipelineCacheUUID, 0xAB, VK_UUID_SIZE);
    std::vector<std::byte> data(100);
    const std::uint32_t header[] = {32, 1, 0x10005, damage == 5 ? 8u : 7u};
    std::memcpy(data.data(), header, sizeof(header));
    std::memset(data.data() + 16, 0xAB, VK_UUID_SIZE);
    if (damage == 6) data.resize(20);
    std::vector<std::byte> file = wrap_pipeline_cache(data);
    if (damage == 1) file.clear();
    if (damage == 2) file.resize(50);
    if (damage == 3) file.resize(file.size() - 1);
    if (damage == 4) file.back() ^= std::byte(1);
    if (damage == 7) file.push_back(std::byte(0));
    const auto checked = check_pipeline_cache(file, properties);
    if (message.isEmpty()) {
        QVERIFY(checked.has_value());
        QVERIFY(std::equal(checked->begin(), checked->end(), data.begin(), data.end()));
    } else {
        QVERIFY(!checked.has_value());
        QVERIFY2(checked.error().message.find(message.toStdString()) != std::string::npos,
                 checked.error().message.c_str());
    }
}

QTEST_GUILESS_MAIN(DeviceTest)
#include "device_test.moc"
