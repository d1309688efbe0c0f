// sfumato-golden DIR [--executor vulkan|cpu|reference] [--device N|NAME] [--json]
// Runs every golden case below DIR. Exit codes: 0 all passed, 1 a check failed, 2 usage, 3 a case of unknown kind.
#include "base/file.h"
#include "cpu/executor.h"
#include "golden_tool/kinds.h"
#include "gpu/executor.h"
#include "tensor/executor.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace {

using namespace sfumato;
using namespace sfumato::golden;

struct CaseReport {
    std::string name;
    std::string kind; ///< empty: unknown
    std::vector<Check> checks;
    std::string error; ///< why the case could not be run
    bool passed() const {
        return error.empty() && !kind.empty() &&
               std::all_of(checks.begin(), checks.end(), [](const Check& c) { return c.passed || c.skipped; });
    }
};

/// A case is a folder with a config.json.
std::vector<std::filesystem::path> find_cases(const std::filesystem::path& root) {
    std::vector<std::filesystem::path> cases;
    if (std::filesystem::exists(root / "config.json")) cases.push_back(root);
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator it(root, error), end; it != end && !error; it.increment(error))
        if (it->is_directory() && std::filesystem::exists(it->path() / "config.json")) cases.push_back(it->path());
    std::sort(cases.begin(), cases.end());
    return cases;
}

CaseReport run_case(const std::filesystem::path& root, const std::filesystem::path& folder, Executor* executor) {
    const auto relative = std::filesystem::relative(folder, root).string();
    CaseReport report{relative == "." ? folder.filename().string() : relative, {}, {}, {}};
    auto text = read_file(folder / "config.json");
    CaseInput input{folder, text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json(), executor};
    if (!text || !input.config.is_object()) {
        report.kind = "unreadable";
        report.error = text ? (folder / "config.json").string() + ": is not a JSON object" : text.error().text();
        return report;
    }
    for (const Kind& kind : kinds()) {
        if (!kind.recognise(input)) continue;
        report.kind = kind.name;
        try {
            auto checks = kind.run(input);
            if (checks)
                report.checks = std::move(*checks);
            else
                report.error = checks.error().text();
        } catch (const nlohmann::json::exception& e) { // a field of config.json of the wrong type
            report.error = (folder / "config.json").string() + ": " + e.what();
        }
        if (report.error.empty() && report.checks.empty()) report.error = "the case has nothing to check";
        return report;
    }
    return report;
}

void print_table(const std::vector<CaseReport>& reports) {
    for (const CaseReport& report : reports) {
        if (report.kind.empty()) fmt::print("{:<24} unknown kind\n", report.name);
        if (!report.error.empty()) fmt::print("{:<24} FAIL  {}\n", report.name, report.error);
        for (const Check& c : report.checks)
            fmt::print("{:<24} {:<44} {:>10.3g} <= {:<8.2g} {}{}\n", report.name, c.name, c.error, c.tolerance,
                       c.skipped ? "SKIPPED" : (c.passed ? "pass" : "FAIL"), c.note.empty() ? "" : "  " + c.note);
    }
}

nlohmann::json to_json(const std::vector<CaseReport>& reports) {
    auto cases = nlohmann::json::array();
    for (const CaseReport& report : reports) {
        auto checks = nlohmann::json::array();
        for (const Check& c : report.checks)
            checks.push_back({{"name", c.name},
                              {"error", c.error},
                              {"tolerance", c.tolerance},
                              {"passed", c.passed},
                              {"skipped", c.skipped},
                              {"note", c.note}});
        cases.push_back({{"case", report.name},
                         {"kind", report.kind.empty() ? nlohmann::json() : nlohmann::json(report.kind)},
                         {"passed", report.passed()},
                         {"error", report.error},
                         {"checks", checks}});
    }
    return cases;
}

Result<std::unique_ptr<Executor>> open_executor(const std::string& name, const std::string& device) {
    if (name == "reference") return make_reference_executor();
    if (name == "cpu") return make_cpu_executor();
    GpuOptions options;
    options.selector = device;
    return make_vulkan_executor(options);
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Compares this program's numbers with those of the original implementations.", "sfumato-golden");
    std::string folder, executor_name = "vulkan", device;
    bool json = false;
    app.add_option("DIR", folder, "folder with golden cases")->required();
    app.add_option("--executor", executor_name)->check(CLI::IsMember({"vulkan", "cpu", "reference"}));
    app.add_option("--device", device, "index or part of a device's name");
    app.add_flag("--json", json);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 2;
    }
    if (!std::filesystem::is_directory(folder)) {
        fmt::print(stderr, "error: {}: is not a folder\n", folder);
        return 2;
    }
    auto executor = open_executor(executor_name, device);
    if (!executor) {
        fmt::print(stderr, "error: {}\n", executor.error().text());
        return 2;
    }
    std::vector<CaseReport> reports;
    for (const auto& path : find_cases(folder))
        reports.push_back(run_case(folder, path, executor->get()));
    if (reports.empty()) {
        fmt::print(stderr, "error: {}: no golden cases (folders with a config.json) below it\n", folder);
        return 2;
    }
    const bool unknown = std::any_of(reports.begin(), reports.end(), [](const auto& r) { return r.kind.empty(); });
    const bool failed =
        std::any_of(reports.begin(), reports.end(), [](const auto& r) { return !r.kind.empty() && !r.passed(); });
    if (json)
        std::cout << nlohmann::json{{"executor", executor_name},
                                    {"device", (*executor)->features().device_name},
                                    {"cases", to_json(reports)}}
                         .dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                  << "\n";
    else
        print_table(reports);
    return failed ? 1 : (unknown ? 3 : 0);
}
