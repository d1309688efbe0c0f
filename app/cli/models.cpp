// sfumato-cli models: what --model can name.
#include "command.h"

#include "engine/models.h"

#include <CLI/CLI.hpp>

namespace sfumato::cli {
namespace {

void print_models(const std::vector<ModelSummary>& models) {
    for (const ModelSummary& model : models) {
        print_line(model.name);
        if (model.usable())
            print_line(fmt::format("   {}, {}x{}, sides in multiples of {}", model.family, model.default_side,
                                   model.default_side, model.side_multiple));
        else
            print_line("   cannot be used: " + model.unusable_because);
        if (!model.path.empty()) print_line("   " + model.path.string());
    }
    print_line("More models go into " + models_folder().string());
}

Json models_json(const std::vector<ModelSummary>& models) {
    Json rows = Json::array();
    for (const ModelSummary& model : models) {
        Json row{{"name", model.name}, {"path", model.path.string()}, {"usable", model.usable()}};
        if (model.usable()) {
            row["family"] = model.family;
            row["default_side"] = model.default_side;
            row["side_multiple"] = model.side_multiple;
        } else {
            row["unusable_because"] = model.unusable_because;
        }
        rows.push_back(std::move(row));
    }
    return Json{{"models", rows}, {"folder", models_folder().string()}};
}

int run_models(const Globals& globals) {
    const std::vector<ModelSummary> models = list_models();
    if (globals.json)
        print_json(models_json(models));
    else
        print_models(models);
    return exit_code::ok;
}

} // namespace

Command add_models(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("models", "List the built-in model and those in your models folder");
    return {command, [&globals] { return run_models(globals); }};
}

} // namespace sfumato::cli
