#include "batch_arguments.h"

#include "base/file.h"

#include <CLI/CLI.hpp>
#include <random>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

Result<std::vector<fs::path>> wildcard_folders(const BatchArguments& a) {
    std::vector<fs::path> folders(a.wildcards.begin(), a.wildcards.end());
    std::error_code error;
    const fs::path own = user_data_dir() / "wildcards";
    if (folders.empty() && fs::is_directory(own, error)) folders.push_back(own);
    return folders;
}

std::uint64_t random_seed() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
}

Result<PromptSampler> sampler_of(const std::string& mode) {
    if (mode == "random") return PromptSampler::random;
    if (mode == "cyclical") return PromptSampler::cyclical;
    if (mode == "combinatorial") return PromptSampler::combinatorial;
    return fail(ErrorCode::usage, "--mode: \"{}\" is unknown, expected combinatorial, random or cyclical", mode);
}

} // namespace

void add_batch_options(CLI::App& command, BatchArguments& a) {
    command
        .add_option("file", a.file,
                    "A table of recipes (.csv, .tsv, .jsonl: columns are fields), or prompts, one a line (.txt)")
        ->type_name("FILE");
    add_generate_options(command, a.base);
    const char* group = "Batch";
    command.add_option("--mode", a.mode, "How {a|b} and __wildcards__ are chosen: combinatorial, random or cyclical")
        ->type_name("MODE")
        ->group(group);
    command.add_option("--count", a.count, "Prompts to make of each template (all combinations; else 1)")
        ->type_name("N")
        ->group(group);
    command.add_option("--prompt-seed", a.prompt_seed, "Of the random mode: equal seeds, equal prompts (0)")
        ->type_name("N")
        ->group(group);
    command.add_option("--wildcards", a.wildcards, "Folder of wildcards (.txt, .yaml, .json); may be given again")
        ->type_name("DIR")
        ->group(group);
    command.add_flag("--expand", a.expand, "Read the prompts of a table as templates too")->group(group);
    command.add_flag("--matrix", a.matrix, "Of \"a|b|c\": a with and without each of b and c")->group(group);
    command.add_flag("--same-seed", a.same_seed, "One seed for all pictures of a template")->group(group);
    for (const char* name : {"--x", "--y", "--z"})
        command
            .add_option_function<std::string>(
                name,
                [&a, name](const std::string& text) {
                    a.axes.resize(3);
                    a.axes[static_cast<std::size_t>(name[2] - 'x')] = text;
                },
                "Axis of a grid: FIELD=VALUES, such as cfg=4,6,8, steps=10-30(+10) or s/r=red,green")
            ->type_name("AXIS")
            ->group(group);
    command.add_flag("--resume", a.resume, "Go on with the batch in --output DIR: what is there is not made again")
        ->group(group);
    command.add_option("--list", a.list, "Write the recipes to this .csv, .tsv or .jsonl")
        ->type_name("FILE")
        ->group(group);
}

Result<Batch> make_batch(const BatchArguments& a, std::vector<std::string>& notes) {
    GenerateArguments base_arguments = a.base;
    if (!a.file.empty() && !base_arguments.prompt && base_arguments.recipe_file.empty()) base_arguments.prompt = "";
    BatchSource source;
    SF_TRY(source.base, recipe_from_arguments(base_arguments, notes));
    source.file = a.file;
    source.matrix = a.matrix;
    source.expand = a.expand;
    SF_TRY(source.sampler, sampler_of(a.mode));
    source.count = a.count;
    source.prompt_seed = a.prompt_seed;
    source.same_seed = a.same_seed;
    SF_TRY(source.wildcards, wildcard_folders(a));
    for (std::size_t i = 0; i < a.axes.size(); ++i)
        source.axes[i] = a.axes[i];
    source.draw_seed = random_seed;
    return sfumato::make_batch(source);
}

} // namespace sfumato::cli
