// sfumato-cli info: what a picture, a recipe, a weights file or a model folder holds.
#include "command.h"

#include "engine/models.h"
#include "recipe/json.h"
#include "store/metadata.h"

#include <CLI/CLI.hpp>
#include <memory>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

struct InfoArguments {
    std::string file;
    bool tensors = false;
};

bool is_weights(const fs::path& path) {
    std::error_code error;
    const std::string name = path.filename().string();
    return fs::is_directory(path, error) || name.ends_with(".safetensors") ||
           name.ends_with(".safetensors.index.json") || name == "model_index.json";
}

int info_weights(const Globals& globals, const InfoArguments& arguments) {
    const Result<ModelDescription> description = describe_model(arguments.file, arguments.tensors);
    if (!description) return report_error(globals, description.error());
    if (globals.json)
        print_json(Json{{"weights", Json::parse(description->json, nullptr, false)}});
    else
        print_line(description->text);
    return exit_code::ok;
}

Json metadata_json(const ImageMetadata& metadata) {
    Json json{{"format", metadata.format}};
    if (metadata.width > 0) json["width"] = metadata.width;
    if (metadata.height > 0) json["height"] = metadata.height;
    json["dialect"] = metadata.dialect;
    json["recipe"] = metadata.recipe ? Json::parse(recipe_to_json(*metadata.recipe), nullptr, false) : Json();
    json["digital_source_type"] = metadata.digital_source_type;
    Json& notes = json["notes"] = Json::array();
    for (const std::string& note : metadata.notes)
        notes.push_back(note);
    Json& fields = json["parameters"] = Json::object();
    if (metadata.infotext)
        for (const InfotextField& field : metadata.infotext->fields)
            fields[field.key] = field.value;
    Json& chunks = json["chunks"] = Json::array();
    for (const TextChunk& chunk : metadata.chunks)
        chunks.push_back({{"keyword", chunk.keyword}, {"text", chunk.text}});
    return Json{{"image", json}};
}

void print_metadata(const std::string& file, const ImageMetadata& metadata) {
    std::string head = file + ": " + metadata.format;
    if (metadata.width > 0) head += fmt::format(", {}x{}", metadata.width, metadata.height);
    print_line(head);
    if (metadata.recipe) {
        print_line(fmt::format("Recipe (from its \"{}\" metadata):", metadata.dialect));
        print_line(recipe_to_json(*metadata.recipe));
    } else {
        print_line("No recipe inside.");
    }
    if (!metadata.digital_source_type.empty()) print_line("Digital source type: " + metadata.digital_source_type);
    for (const TextChunk& chunk : metadata.chunks)
        print_line(fmt::format("[{}]\n{}", chunk.keyword, chunk.text));
    for (const std::string& note : metadata.notes)
        print_note(note);
}

int run_info(const Globals& globals, const InfoArguments& arguments) {
    if (is_weights(arguments.file)) return info_weights(globals, arguments);
    const Result<ImageMetadata> metadata = read_metadata(fs::path(arguments.file));
    if (!metadata) return report_error(globals, metadata.error());
    if (globals.json)
        print_json(metadata_json(*metadata));
    else
        print_metadata(arguments.file, *metadata);
    return exit_code::ok;
}

} // namespace

Command add_info(CLI::App& app, const Globals& globals) {
    CLI::App* command =
        app.add_subcommand("info", "Tell what a picture, a recipe, a weights file or a model folder holds");
    const auto arguments = std::make_shared<InfoArguments>();
    command->add_option("FILE", arguments->file, "A picture, a recipe .json, a .safetensors file or a model folder")
        ->required();
    command->add_flag("--tensors", arguments->tensors, "List every tensor of a weights file");
    return {command, [&globals, arguments] { return run_info(globals, *arguments); }};
}

} // namespace sfumato::cli
