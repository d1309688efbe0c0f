// sfumato-cli: the engine without a window.
#include "batch.h"
#include "command.h"

#include "base/log.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <new>
#include <string>
#include <vector>

namespace sfumato::cli {
namespace {

/// "--prompt=" means an empty prompt; CLI11 would take the following argument instead.
std::vector<std::string> arguments_of(int argc, char** argv) {
    std::vector<std::string> arguments;
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        if (argument.size() > 3 && argument.starts_with("--") && argument.find('=') == argument.size() - 1) {
            arguments.push_back(argument.substr(0, argument.size() - 1));
            arguments.emplace_back();
        } else {
            arguments.push_back(std::move(argument));
        }
    }
    return arguments;
}

int usage_error(const Globals& globals, const CLI::App& app, const std::string& message) {
    std::string help = "sfumato-cli";
    for (const CLI::App* command : app.get_subcommands())
        help += " " + command->get_name();
    return report_error(globals, Error{ErrorCode::usage, message + " (see " + help + " --help)", {}}, exit_code::usage);
}

int run_command(const Globals& globals, const std::vector<Command>& commands) {
    try {
        for (const Command& command : commands)
            if (command.options->parsed()) return command.run();
    } catch (const std::bad_alloc&) {
        return report_error(globals, Error{ErrorCode::out_of_memory, "out of memory", {}});
    } catch (const std::exception& error) {
        return report_error(globals,
                            Error{ErrorCode::internal, std::string("unexpected exception: ") + error.what(), {}});
    }
    return exit_code::usage;
}

int run(int argc, char** argv) {
    std::vector<std::string> arguments = arguments_of(argc, argv);
    Globals globals;
    // Known before parsing, because wrong options are to be reported as JSON too.
    globals.json = std::ranges::find(arguments, "--json") != arguments.end();

    CLI::App app("Makes pictures from words on this computer, with Vulkan.", "sfumato-cli");
    app.set_version_flag("--version", "sfumato-cli " SFUMATO_VERSION, "Print the version and leave");
    app.add_flag("--json", globals.json, "Answer with one JSON object on standard output, also for errors");
    app.add_flag("-v,--verbose", globals.verbose, "Tell on standard error what happens");
    app.require_subcommand(1);
    app.fallthrough();
    const std::vector<Command> commands{
        add_generate(app, globals), add_info(app, globals),     add_devices(app, globals),
        add_models(app, globals),   add_samplers(app, globals), add_bench(app, globals),
        add_batch(app, globals),    add_queue(app, globals),    add_gallery(app, globals)};
    app.footer("Exit codes: 0 fine, 1 the result could not be written, 2 wrong use, 3 a bad input file, 4 the device,\n"
               "5 out of memory, 130 cancelled.");
    try {
        std::ranges::reverse(arguments); // CLI11 takes them from the back
        app.parse(std::move(arguments));
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        return usage_error(globals, app, error.what());
    }
    if (globals.verbose) set_log_level(LogLevel::info);
    return run_command(globals, commands);
}

} // namespace
} // namespace sfumato::cli

int main(int argc, char** argv) {
    return sfumato::cli::run(argc, argv);
}
