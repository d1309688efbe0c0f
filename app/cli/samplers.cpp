// sfumato-cli samplers: what --sampler and --schedule can name.
#include "command.h"

#include "sampling/samplers.h"
#include "sampling/schedules.h"

#include <CLI/CLI.hpp>

namespace sfumato::cli {
namespace {

/// One row of either table, for both have name, label and aliases.
template <class Row> Json row_json(const Row& row) {
    Json aliases = Json::array();
    for (const std::string_view alias : row.aliases)
        aliases.push_back(std::string(alias));
    return Json{{"name", std::string(row.name)}, {"label", std::string(row.label)}, {"aliases", aliases}};
}

template <class Row> void print_row(const Row& row) {
    std::string line = fmt::format("  {:<22} {}", row.name, row.label);
    for (const std::string_view alias : row.aliases)
        line += fmt::format(", {}", alias);
    print_line(line);
}

Json tables_json() {
    Json sampler_rows = Json::array(), schedule_rows = Json::array();
    for (const Sampler& sampler : samplers()) {
        Json row = row_json(sampler);
        row["calls_per_step"] = sampler.calls_per_step;
        row["uses_noise"] = sampler.uses_noise;
        sampler_rows.push_back(std::move(row));
    }
    for (const Schedule& schedule : schedules())
        schedule_rows.push_back(row_json(schedule));
    return Json{{"samplers", sampler_rows}, {"schedules", schedule_rows}};
}

int run_samplers(const Globals& globals) {
    if (globals.json) {
        print_json(tables_json());
        return exit_code::ok;
    }
    print_line("Samplers (--sampler), with the names other programs use:");
    for (const Sampler& sampler : samplers())
        print_row(sampler);
    print_line("Schedules (--schedule):");
    for (const Schedule& schedule : schedules())
        print_row(schedule);
    return exit_code::ok;
}

} // namespace

Command add_samplers(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("samplers", "List samplers and noise schedules with their other names");
    return {command, [&globals] { return run_samplers(globals); }};
}

} // namespace sfumato::cli
