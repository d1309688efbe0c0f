// sfumato-cli models: what --model can name.
#include "command.h"

#include "engine/model_shelf.h"
#include "engine/models.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>
#include <span>

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
    const std::vector<std::filesystem::path> folders = model_folders();
    for (const std::filesystem::path& folder : std::span(folders).subspan(1))
        print_line("   or lie in " + folder.string());
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

/// Everything in the folders, each line as soon as it is found.
void print_shelf() {
    const auto print = [](const ShelfModel& model) {
        print_line(model.name);
        print_line(fmt::format("   {}{}{}, {}", model_kind_name(model.kind),
                               model.family.empty() ? "" : ", " + model.family,
                               model.precision.empty() ? "" : ", " + model.precision, bytes_text(model.bytes)));
        if (!model.title.empty()) print_line("   " + model.title + (model.author.empty() ? "" : " by " + model.author));
        if (!model.licence.empty()) print_line("   licence: " + model.licence);
        if (!model.usable()) print_line("   cannot be painted with: " + model.unusable_because);
        print_line("   " + model.path.string());
    };
    (void)scan_models(model_folders(), print, {}); // only a cancelled scan fails
}

Json shelf_json() {
    Json rows = Json::array();
    const auto add = [&](const ShelfModel& model) {
        Json row{{"name", model.name},
                 {"path", model.path.string()},
                 {"kind", std::string(model_kind_name(model.kind))},
                 {"family", model.family},
                 {"precision", model.precision},
                 {"parameters", model.parameters},
                 {"bytes", model.bytes},
                 {"usable", model.usable()}};
        const std::pair<const char*, const std::string*> texts[] = {{"title", &model.title},
                                                                    {"author", &model.author},
                                                                    {"licence", &model.licence},
                                                                    {"sha256", &model.sha256},
                                                                    {"description", &model.description},
                                                                    {"usage_hint", &model.usage_hint},
                                                                    {"date", &model.date},
                                                                    {"trigger_phrase", &model.trigger_phrase},
                                                                    {"unusable_because", &model.unusable_because}};
        for (const auto& [name, text] : texts)
            if (!text->empty()) row[name] = *text;
        rows.push_back(std::move(row));
    };
    (void)scan_models(model_folders(), add, {});
    Json folders = Json::array();
    for (const std::filesystem::path& folder : model_folders())
        folders.push_back(folder.string());
    return Json{{"shelf", rows}, {"folders", folders}};
}

struct ModelsArguments {
    bool all = false;
    std::string add, remove;
};

/// Puts a folder into the list of the user, or takes it out. The folder itself is not touched.
Result<> change_folders(const ModelsArguments& arguments) {
    std::vector<std::filesystem::path> folders = model_folders();
    folders.erase(folders.begin()); // the program's own
    if (!arguments.add.empty()) folders.emplace_back(arguments.add);
    if (!arguments.remove.empty()) {
        std::error_code error;
        const auto whole = std::filesystem::absolute(arguments.remove, error).lexically_normal();
        const auto gone = std::ranges::remove_if(folders, [&](const std::filesystem::path& folder) {
            return folder == whole || folder == whole.parent_path() || folder == arguments.remove;
        });
        if (gone.empty())
            return fail(ErrorCode::not_found, "{}: this folder is not in the list of folders", arguments.remove);
        folders.erase(gone.begin(), gone.end());
    }
    return set_model_folders(folders);
}

int run_models(const Globals& globals, const ModelsArguments& arguments) {
    if (!arguments.add.empty() || !arguments.remove.empty())
        if (const Result<> changed = change_folders(arguments); !changed) return report_error(globals, changed.error());
    if (arguments.all) {
        if (globals.json)
            print_json(shelf_json());
        else
            print_shelf();
        return exit_code::ok;
    }
    const std::vector<ModelSummary> models = list_models();
    if (globals.json)
        print_json(models_json(models));
    else
        print_models(models);
    return exit_code::ok;
}

} // namespace

Command add_models(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("models", "List the models that can be painted with");
    const auto arguments = std::make_shared<ModelsArguments>();
    command->add_flag("--all", arguments->all, "Everything in your folders: LoRA, VAE, ... and what cannot be used");
    command->add_option("--add-folder", arguments->add,
                        "Look for models in this folder, too; they stay where they are");
    command->add_option("--remove-folder", arguments->remove, "Look there no more; nothing is deleted");
    return {command, [&globals, arguments] { return run_models(globals, *arguments); }};
}

} // namespace sfumato::cli
