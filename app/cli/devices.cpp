// sfumato-cli devices: what --device can choose from.
#include "command.h"

#include "engine/engine.h"

#include <CLI/CLI.hpp>

namespace sfumato::cli {
namespace {

/// What there is to choose from. Without Vulkan there is still the processor itself.
struct Choice {
    AutomaticDevice automatic;
    std::string processor;
    std::vector<DeviceSummary> devices;
    std::string no_vulkan; ///< why `devices` is empty
};

Choice find_choice() {
    Choice choice{automatic_device(), native_device_name(), {}, {}};
    if (Result<std::vector<DeviceSummary>> devices = list_device_summaries())
        choice.devices = std::move(*devices);
    else
        choice.no_vulkan = devices.error().text();
    return choice;
}

void print_choice(const Choice& choice) {
    print_line(fmt::format("auto  takes {}: {}", choice.automatic.device, choice.automatic.name));
    print_line("      " + choice.automatic.why);
    print_line("cpu   " + choice.processor);
    print_line("      native code of the processor");
    for (std::size_t i = 0; i < choice.devices.size(); ++i) {
        const DeviceSummary& device = choice.devices[i];
        print_line(fmt::format("{:<5} {}", i, device.name));
        std::string details = fmt::format("      {}, {}, Vulkan {}", device.kind, device.driver, device.api_version);
        if (device.memory_bytes > 0) details += ", " + bytes_text(device.memory_bytes);
        print_line(details);
        if (!device.usable) print_line("      cannot be used: " + device.unusable_because);
    }
    if (!choice.no_vulkan.empty()) print_line("no Vulkan devices: " + choice.no_vulkan);
}

Json choice_json(const Choice& choice) {
    Json rows = Json::array();
    for (std::size_t i = 0; i < choice.devices.size(); ++i) {
        const DeviceSummary& device = choice.devices[i];
        Json row{{"index", i},
                 {"name", device.name},
                 {"driver", device.driver},
                 {"kind", device.kind},
                 {"api_version", device.api_version},
                 {"memory_bytes", device.memory_bytes},
                 {"usable", device.usable}};
        if (!device.usable) row["unusable_because"] = device.unusable_because;
        rows.push_back(std::move(row));
    }
    return Json{
        {"auto", {{"device", choice.automatic.device}, {"name", choice.automatic.name}, {"why", choice.automatic.why}}},
        {"cpu", {{"name", choice.processor}}},
        {"devices", rows}};
}

int run_devices(const Globals& globals) {
    const Choice choice = find_choice();
    if (globals.json)
        print_json(choice_json(choice));
    else
        print_choice(choice);
    return exit_code::ok;
}

} // namespace

Command add_devices(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("devices", "List what --device can choose from, and what auto takes");
    return {command, [&globals] { return run_devices(globals); }};
}

} // namespace sfumato::cli
