#include "engine/device_choice.h"

#include "base/file.h"
#include "base/log.h"
#include "cpu/executor.h"
#include "cpu/processor.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace sfumato {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int race_version = 1;
constexpr std::uint64_t max_race_bytes = 64 << 10;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// Linux gives every graphics processor that Vulkan can use a node. Without one the loader, which takes a while and
/// brings every driver into memory, need not be asked again.
bool system_may_have_gpu() {
    std::error_code error;
    for (const char* node : {"/dev/nvidiactl", "/dev/dxg", "/dev/kfd", "/dev/mali0", "/dev/kgsl-3d0"})
        if (fs::exists(node, error)) return true;
    return fs::is_directory("/dev/dri", error) && !fs::is_empty("/dev/dri", error);
}

Result<double> measure_here(ExecutorKind executor, const std::string& selector) {
    if (executor == ExecutorKind::cpu) {
        SF_TRY(const auto native, make_cpu_executor());
        return measure_probe(*native);
    }
    GpuOptions options;
    options.selector = selector;
    SF_TRY(const auto vulkan, make_vulkan_executor(options));
    return measure_probe(*vulkan);
}

/// What stands against the graphics processors that cannot be used; empty when there are none.
std::string unusable_gpus(const std::vector<DeviceInfo>& devices) {
    std::string text;
    for (const DeviceInfo& d : devices)
        if (!d.usable && d.device_class != DeviceClass::cpu)
            text += fmt::format("{}{} cannot be used ({})", text.empty() ? "" : ", ", d.name, d.unusable_because);
    return text;
}

std::optional<DeviceChoice> graphics_processor(const std::vector<DeviceInfo>& devices) {
    const std::pair<DeviceClass, const char*> ranks[] = {{DeviceClass::discrete, "it is a graphics card"},
                                                         {DeviceClass::integrated, "it is the graphics processor"},
                                                         {DeviceClass::virtual_gpu, "it is a virtual graphics card"}};
    for (const auto& [device_class, why] : ranks)
        for (const DeviceInfo& d : devices)
            if (d.usable && d.device_class == device_class)
                return DeviceChoice{ExecutorKind::vulkan, std::to_string(d.index), why};
    return std::nullopt;
}

DeviceChoice winner(const SoftwareRace& race, const std::string& absent) {
    const bool native = race.cpu <= race.vulkan;
    const double ratio = native ? race.vulkan / race.cpu : race.cpu / race.vulkan;
    const std::string first = native ? "native code" : race.driver, second = native ? race.driver : "native code";
    return {native ? ExecutorKind::cpu : ExecutorKind::vulkan, native ? "" : race.selector,
            fmt::format("{}; {} was {:.1f} times as fast as {} here in a test", absent, first, ratio, second)};
}

std::optional<SoftwareRace> remembered(const DeviceScene& scene) {
    std::error_code error;
    if (scene.memory.empty() || !fs::exists(scene.memory, error)) return std::nullopt;
    const Result<std::string> text = read_file(scene.memory, max_race_bytes);
    const Result<SoftwareRace> race = text ? race_from_json(*text) : tl::unexpected(text.error());
    if (!race) {
        log(LogLevel::warning, "{}: {}; measuring anew", scene.memory.string(), race.error().text());
        return std::nullopt;
    }
    if (race->key != scene.key) return std::nullopt;
    return *race;
}

void remember(const DeviceScene& scene, const SoftwareRace& race) {
    if (scene.memory.empty()) return;
    std::error_code error;
    fs::create_directories(scene.memory.parent_path(), error); // what is wrong with it, the write tells
    const std::string text = race_to_json(race);
    if (const Result<> written = write_file_atomically(scene.memory, std::as_bytes(std::span(text))); !written)
        log(LogLevel::warning, "the choice of the device cannot be remembered: {}", written.error().text());
}

/// Measures both and remembers the figures.
DeviceChoice race(const DeviceScene& scene, const DeviceInfo& software, const std::string& absent) {
    SoftwareRace race{scene.key, software.driver, 0, 0, std::to_string(software.index)};
    const Result<double> cpu = scene.measure(ExecutorKind::cpu, "");
    const Result<double> vulkan = scene.measure(ExecutorKind::vulkan, race.selector);
    if (!cpu && vulkan)
        return {ExecutorKind::vulkan, race.selector,
                fmt::format("{}; native code failed: {}", absent, cpu.error().text())};
    if (!cpu || !vulkan)
        return {ExecutorKind::cpu, "",
                vulkan ? absent : fmt::format("{}; {} failed: {}", absent, software.driver, vulkan.error().text())};
    race.cpu = *cpu;
    race.vulkan = *vulkan;
    log(LogLevel::info, "speed probe: native code {:.1f} ms, {} {:.1f} ms", race.cpu * 1e3, race.driver,
        race.vulkan * 1e3);
    remember(scene, race);
    return winner(race, absent);
}

} // namespace

DeviceScene DeviceScene::of_this_machine() {
    DeviceScene scene;
    scene.may_have_gpu = system_may_have_gpu;
    scene.list_devices = [] { return sfumato::list_devices(); };
    scene.measure = measure_here;
    // Whoever points the loader to other drivers wants them to be looked at.
    scene.key = fmt::format("{}|{}|{}|{}", SFUMATO_VERSION, cpu::processor_name(), environment("VK_ICD_FILENAMES"),
                            environment("VK_DRIVER_FILES"));
    scene.memory = user_cache_dir() / "device-choice.json";
    return scene;
}

DeviceChoice choose_device(const DeviceScene& scene) {
    const std::string none = "there is no graphics card";
    if (!scene.may_have_gpu())
        if (const auto race = remembered(scene)) return winner(*race, none);
    const Result<std::vector<DeviceInfo>> devices = scene.list_devices();
    if (!devices) {
        log(LogLevel::info, "{}", devices.error().text());
        return {ExecutorKind::cpu, "", "there is no Vulkan device"};
    }
    if (const auto gpu = graphics_processor(*devices)) return *gpu;
    const std::string unusable = unusable_gpus(*devices), absent = unusable.empty() ? none : unusable;
    const auto software = std::find_if(devices->begin(), devices->end(), [](const DeviceInfo& d) {
        return d.usable && d.device_class == DeviceClass::cpu;
    });
    if (software == devices->end()) return {ExecutorKind::cpu, "", absent};
    if (const auto known = remembered(scene); known && known->driver == software->driver) return winner(*known, absent);
    return race(scene, *software, absent);
}

std::string race_to_json(const SoftwareRace& race) {
    return Json{{"sfumato_device_choice", race_version},
                {"key", race.key},
                {"driver", race.driver},
                {"selector", race.selector},
                {"cpu_seconds", race.cpu},
                {"vulkan_seconds", race.vulkan}}
        .dump(2, ' ', false, Json::error_handler_t::replace);
}

Result<SoftwareRace> race_from_json(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return fail(ErrorCode::bad_input, "found no JSON object, expected one");
    const auto version = json.find("sfumato_device_choice");
    if (version == json.end() || *version != race_version)
        return fail(ErrorCode::bad_input, "field sfumato_device_choice: found {}, expected {}",
                    version == json.end() ? "nothing" : version->dump(-1, ' ', true, Json::error_handler_t::replace),
                    race_version);
    SoftwareRace race;
    for (const auto& [key, field] :
         {std::pair{"key", &race.key}, std::pair{"driver", &race.driver}, std::pair{"selector", &race.selector}}) {
        const auto value = json.find(key);
        if (value == json.end() || !value->is_string())
            return fail(ErrorCode::bad_input, "field {}: found {}, expected a string", key,
                        value == json.end() ? "nothing" : value->type_name());
        *field = value->get<std::string>();
    }
    for (const auto& [key, field] : {std::pair{"cpu_seconds", &race.cpu}, std::pair{"vulkan_seconds", &race.vulkan}}) {
        const auto value = json.find(key);
        const double number = value != json.end() && value->is_number() ? value->get<double>() : 0;
        if (!(number > 0) || !std::isfinite(number))
            return fail(ErrorCode::bad_input, "field {}: found {}, expected a positive number of seconds", key,
                        value == json.end() ? "nothing" : value->dump(-1, ' ', true, Json::error_handler_t::replace));
        *field = number;
    }
    return race;
}

} // namespace sfumato
