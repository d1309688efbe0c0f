// sfumato-cli devices: what --device can choose from.
#include "command.h"

#include "engine/device_overview.h"

#include <CLI/CLI.hpp>

namespace sfumato::cli {
namespace {

void print_choice(const DeviceOverview& choice) {
    print_line(fmt::format("auto  takes {}: {}", choice.automatic.device, choice.automatic.name));
    print_line("      " + choice.automatic.why);
    print_line("cpu   " + native_device_name());
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

Json choice_json(const DeviceOverview& choice) {
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
        {"cpu", {{"name", native_device_name()}}},
        {"devices", rows}};
}

int run_devices(const Globals& globals) {
    const DeviceOverview choice = look_at_devices();
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
