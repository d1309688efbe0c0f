// sfumato-cli devices: what --device can choose from.
#include "command.h"

#include "engine/engine.h"

#include <CLI/CLI.hpp>

namespace sfumato::cli {
namespace {

void print_devices(const std::vector<DeviceSummary>& devices) {
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const DeviceSummary& device = devices[i];
        print_line(fmt::format("{}  {}", i, device.name));
        std::string details = fmt::format("   {}, {}, Vulkan {}", device.kind, device.driver, device.api_version);
        if (device.memory_bytes > 0) details += ", " + bytes_text(device.memory_bytes);
        print_line(details);
        if (!device.usable) print_line("   cannot be used: " + device.unusable_because);
    }
}

Json devices_json(const std::vector<DeviceSummary>& devices) {
    Json rows = Json::array();
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const DeviceSummary& device = devices[i];
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
    return Json{{"devices", rows}};
}

int run_devices(const Globals& globals) {
    const Result<std::vector<DeviceSummary>> devices = list_device_summaries();
    if (!devices) return report_error(globals, devices.error());
    if (globals.json)
        print_json(devices_json(*devices));
    else
        print_devices(*devices);
    return exit_code::ok;
}

} // namespace

Command add_devices(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("devices", "List the Vulkan devices, the preferred one first");
    return {command, [&globals] { return run_devices(globals); }};
}

} // namespace sfumato::cli
