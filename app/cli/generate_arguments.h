// The options of `generate`, and the recipe that they make.
#pragma once

#include "engine/engine.h"
#include "recipe/recipe.h"
#include "store/writer.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sfumato::cli {

/// As given; what is absent stays what the recipe or the defaults say.
struct GenerateArguments {
    std::string recipe_file;
    std::optional<std::string> prompt;
    std::optional<std::string> negative;
    std::optional<std::string> model;
    std::optional<int> steps;
    std::optional<double> cfg;
    std::optional<std::string> sampler;
    std::optional<std::string> schedule;
    std::optional<std::string> seed;
    std::optional<std::string> rng;
    std::optional<int> width;
    std::optional<int> height;
    std::optional<int> clip_skip;
    std::optional<double> eta;
    std::optional<std::string> variation_seed;
    std::optional<double> variation_strength;
    std::optional<std::string> emphasis;
    std::optional<std::string> init;
    std::optional<double> strength;
    std::optional<int> fork_at;
    std::optional<std::string> resize_mode;
    std::optional<std::string> mask;
    bool mask_invert = false;
    std::optional<int> mask_blur;
    std::optional<std::string> inpaint_area;
    std::optional<int> padding;
    std::optional<std::string> fill;
    std::optional<std::string> outpaint;
    std::optional<std::string> hires;
    std::optional<int> hires_steps;
    std::optional<double> hires_strength;
    std::optional<std::string> hires_upscaler;
    std::optional<int> vae_tile;
    std::optional<std::string> preview;
    int preview_every = 1;
    std::string preview_dir;
    int batch = 1;
    std::string device;
    std::string executor;
    bool bf16 = false;
    std::string vocabulary;
    bool profile = false;
    bool dry_run = false;
    std::string output;
    bool force = false;
    std::string format;
    std::optional<int> quality;
    int bits = 8;
    std::string name_template;
    std::string sidecar;
    bool strip_prompt = false;
};

inline constexpr int max_batch = 10000;

void add_recipe_options(CLI::App& command, GenerateArguments& arguments);
/// What computes.
void add_device_options(CLI::App& command, GenerateArguments& arguments);
/// These, and those of where the pictures go.
void add_generate_options(CLI::App& command, GenerateArguments& arguments);

/// The recipe of the first picture: the recipe file's, with the given options over it, names canonical, a seed drawn
/// where none was given. `notes` gets what the reader should know. Errors: usage, or those of reading the recipe file.
Result<Recipe> recipe_from_arguments(const GenerateArguments& arguments, std::vector<std::string>& notes);

/// Those of how pictures are written, which output_options() reads.
void add_output_options(CLI::App& command, GenerateArguments& arguments);
/// How the pictures are written. Errors: usage; unsupported (a build without this format).
Result<OutputOptions> output_options(const GenerateArguments& arguments);
/// Errors: usage.
Result<PreviewKind> preview_kind(const GenerateArguments& arguments);
/// Errors: usage.
Result<EngineOptions> engine_options(const GenerateArguments& arguments);

} // namespace sfumato::cli
