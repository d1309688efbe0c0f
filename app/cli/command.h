// One command of the program: its options, and what it does once they are read.
#pragma once

#include "console.h"

#include <functional>

namespace CLI {
class App;
}

namespace sfumato::cli {

struct Command {
    CLI::App* options = nullptr; ///< the command's part of the command line
    std::function<int()> run;    ///< returns the exit code
};

// `globals` is filled when run() is called and must live as long as the command.
Command add_generate(CLI::App& app, const Globals& globals);
Command add_bench(CLI::App& app, const Globals& globals);
Command add_info(CLI::App& app, const Globals& globals);
Command add_devices(CLI::App& app, const Globals& globals);
Command add_models(CLI::App& app, const Globals& globals);
Command add_queue(CLI::App& app, const Globals& globals);
Command add_samplers(CLI::App& app, const Globals& globals);
Command add_gallery(CLI::App& app, const Globals& globals);

} // namespace sfumato::cli
