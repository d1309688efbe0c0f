// sfumato-cli bench: how quick this device is, and where its time goes.
#include "command.h"

#include "bench_table.h"
#include "engine/bench.h"
#include "engine/bench_tune.h"
#include "interrupt.h"
#include "output_plan.h"

#include "base/file.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

struct BenchArguments {
    std::string executor;
    bool bf16 = false;
    std::string device;
    std::string model = "builtin";
    std::string vocabulary;
    std::optional<int> width;
    std::optional<int> height;
    std::optional<double> seconds;
    std::string filter;
    bool quick = false;
    bool tune = false;
    std::string output;
    bool force = false;
    std::vector<std::string> compare;
};

constexpr double usual_seconds = 120, quick_seconds = 10;
constexpr int longest_side = 4096;

/// Whether the result can be written there, before minutes are spent on it.
Result<> check_output(const fs::path& path, bool force) {
    std::error_code error;
    if (fs::is_directory(path, error)) return fail(ErrorCode::usage, "--output: {} is a folder", path.string());
    if (!force && fs::exists(path, error))
        return fail(ErrorCode::already_exists, "{} exists (--force replaces it)", path.string());
    return try_writing(path.has_parent_path() ? path.parent_path() : fs::path("."));
}

Result<BenchReport> read_report(const std::string& file) {
    SF_TRY(const std::string text, read_file(file, max_bench_json_bytes));
    return bench_from_json(text, file);
}

int run_compare(const Globals& globals, const BenchArguments& a) {
    const Result<BenchReport> first = read_report(a.compare[0]);
    if (!first) return report_error(globals, first.error());
    const Result<BenchReport> second = read_report(a.compare[1]);
    if (!second) return report_error(globals, second.error());
    const BenchComparison comparison = compare_benches(*first, *second);
    if (globals.json) {
        print_json(Json::parse(comparison_to_json(comparison), nullptr, false));
        return exit_code::ok;
    }
    print_line(fmt::format("first: {}\n{}\nsecond: {}\n{}", a.compare[0], bench_title(*first), a.compare[1],
                           bench_title(*second)));
    print_line(comparison_table(comparison));
    return exit_code::ok;
}

Result<BenchOptions> options_from(const BenchArguments& a) {
    BenchOptions options;
    SF_TRY(options.engine.device, parse_device_request(a.executor, a.device));
    options.engine.device.bf16 = a.bf16;
    options.engine.vocabulary = a.vocabulary;
    options.program_version = SFUMATO_VERSION;
    options.model = a.model;
    options.width = a.width.value_or(0);
    options.height = a.height.value_or(0);
    options.seconds = a.seconds.value_or(a.quick ? quick_seconds : usual_seconds);
    options.filter = a.filter;
    options.quick = a.quick;
    return options;
}

/// The file, the object on stdout, and the exit code. What was measured is told even when it cannot be saved.
int hand_out(const Globals& globals, const BenchArguments& a, const BenchReport& report) {
    const std::string json = bench_to_json(report);
    const Json answer = Json::parse(json, nullptr, false);
    if (!a.output.empty()) {
        const Overwrite overwrite = a.force ? Overwrite::replace : Overwrite::refuse;
        if (const Result<> written = write_file_atomically(a.output, as_bytes(json), overwrite); !written)
            return report_error(globals, written.error(), exit_code_for_output(written.error()), answer);
    }
    if (!report.complete)
        return report_error(globals, Error{ErrorCode::cancelled, "cancelled: these are the rows measured so far", {}},
                            exit_code::cancelled, answer);
    if (globals.json) print_json(answer);
    return exit_code::ok;
}

int run_measurement(const Globals& globals, const BenchArguments& a) {
    const Result<BenchOptions> options = options_from(a);
    if (!options) return report_error(globals, options.error());
    if (!a.output.empty())
        if (const Result<> ready = check_output(a.output, a.force); !ready)
            return report_error(globals, ready.error(), exit_code_for_output(ready.error()));
    Interrupt interrupt; // before any thread of a driver, which inherits the blocked signals
    const CancelToken cancel;
    interrupt.watch([cancel] { cancel.cancel(); });
    if (!globals.json) print_line(bench_head());
    const auto on_row = [&](const BenchRow& row) {
        if (!globals.json) print_line(bench_line(row));
    };
    const Result<BenchReport> report = run_bench(*options, on_row, cancel);
    interrupt.watch({});
    if (!report) return report_error(globals, report.error());
    if (!globals.json) print_line(bench_title(*report));
    return hand_out(globals, a, *report);
}

int run_tuning(const Globals& globals, const BenchArguments& a) {
    const Result<BenchOptions> options = options_from(a);
    if (!options) return report_error(globals, options.error());
    Interrupt interrupt; // before any thread of a driver, which inherits the blocked signals
    const CancelToken cancel;
    interrupt.watch([cancel] { cancel.cancel(); });
    const auto on_progress = [&](double done) {
        if (!globals.json) print_line(fmt::format("{:3.0f} % of the kernels timed", done * 100));
    };
    const Result<TuneOutcome> tuned = tune_device(*options, on_progress, cancel);
    interrupt.watch({});
    if (!tuned) return report_error(globals, tuned.error());
    if (globals.json)
        print_json({{"device", tuned->device}, {"problems", tuned->problems}, {"file", tuned->file.string()}});
    else
        print_line(fmt::format("{}: kernels chosen for {} shapes, kept in {}", tuned->device, tuned->problems,
                               tuned->file.string()));
    return exit_code::ok;
}

int run_bench_command(const Globals& globals, const BenchArguments& a) {
    if (a.tune) return run_tuning(globals, a);
    return a.compare.empty() ? run_measurement(globals, a) : run_compare(globals, a);
}

void add_options(CLI::App& command, BenchArguments& a) {
    command
        .add_option("-d,--device", a.device,
                    "auto, cpu (native code), or a Vulkan device by number or part of its name,\n"
                    "see `sfumato-cli devices`")
        ->type_name("auto|cpu|N|NAME");
    command.add_option("--executor", a.executor, "auto, vulkan, cpu or reference (plain C++, slow)")
        ->type_name("NAME")
        ->check(CLI::IsMember({"auto", "vulkan", "cpu", "reference"}));
    command.add_flag("--bf16", a.bf16, "Native code may multiply in bfloat16 where the processor can");
    command.add_option("-m,--model", a.model, "Model of the whole parts: builtin, a file or folder, or a listed name")
        ->type_name("NAME|PATH");
    command.add_option("-W,--width", a.width, "Pixels of the whole parts (the model's own)")
        ->type_name("W")
        ->check(CLI::Range(8, longest_side));
    command.add_option("-H,--height", a.height, "Pixels")->type_name("H")->check(CLI::Range(8, longest_side));
    command.add_option("--vocabulary", a.vocabulary, "CLIP vocabulary (file or folder) for checkpoints that have none")
        ->type_name("PATH");
    command
        .add_option("--seconds", a.seconds,
                    "About how long it may take, the compiling of kernels aside (120, quick 10): what\n"
                    "would not fit is measured on fewer rows or less often, and says so")
        ->type_name("N")
        ->check(CLI::Range(1.0, 86400.0));
    command
        .add_option("--ops", a.filter,
                    "Only these, separated by commas: groups (peak, small, sd15, sdxl, flux, model) or\n"
                    "parts of names (attention, conv3x3/2, U-Net)")
        ->type_name("WORDS");
    command.add_flag("--quick", a.quick, "Fewer shapes, in about ten seconds");
    command.add_option("-o,--output", a.output, "Write the result as JSON, for --compare")->type_name("FILE");
    command.add_flag("-f,--force", a.force, "Replace the file if it exists");
    command.add_flag("--tune", a.tune,
                     "Measure no peaks: time the kernels that a graphics device can choose from for\n"
                     "the model's networks at this size, and keep the quickest for later starts");
    command.add_option("--compare", a.compare, "Measure nothing; set two results side by side")
        ->type_name("A.json B.json")
        ->expected(2);
}

} // namespace

Command add_bench(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("bench", "Measure how quick this device is, or compare two measurements");
    const auto arguments = std::make_shared<BenchArguments>();
    add_options(*command, *arguments);
    return {command, [&globals, arguments] { return run_bench_command(globals, *arguments); }};
}

} // namespace sfumato::cli
