#include "dry_run_text.h"

#include "console.h"
#include "progress_bar.h"

#include <fmt/format.h>

namespace sfumato::cli {

std::string dry_run_text(const DryRun& run, int pictures) {
    const Recipe& recipe = run.recipe;
    std::string text =
        fmt::format("{} ({})\n{}x{}, {} steps of {} ({}), guidance {}\n", run.device, run.driver, recipe.width,
                    recipe.height, recipe.steps, recipe.sampler, recipe.schedule, recipe.cfg_scale);
    text += fmt::format("{:<40} {:>5} {:>10} {:>11} {:>11} {:>10}\n", "program", "runs", "dispatches", "arena",
                        "weights", "each");
    for (const DryPart& part : run.parts)
        text += fmt::format("{:<40} {:>5} {:>10} {:>11} {:>11} {:>10}\n", part.program, part.runs, part.dispatches,
                            bytes_text(part.arena_bytes), bytes_text(part.weight_bytes),
                            fmt::format("{:.1f} ms", part.each_ms));
    text += fmt::format("memory: weights {}, arena {}, kept inputs {}, at most {} at a time of {} that are free\n",
                        bytes_text(run.weight_bytes), bytes_text(run.arena_bytes), bytes_text(run.kept_bytes),
                        bytes_text(run.peak_bytes), run.free_bytes > 0 ? bytes_text(run.free_bytes) : "unknown");
    text += "time: ";
    for (const DryStage& stage : run.stages)
        text += fmt::format("{} {}, ", stage.name, duration_text(stage.seconds));
    text += fmt::format("together {}, and loading", duration_text(run.seconds()));
    if (pictures > 1) text += fmt::format("; {} pictures {}", pictures, duration_text(run.seconds() * pictures));
    if (run.brief)
        text += "\n(from a measurement of half a second: `sfumato-cli bench` measures this device thoroughly)";
    if (run.guess) text += "\n(a guess by the kind of device: `sfumato-cli bench` measures this one)";
    return text;
}

} // namespace sfumato::cli
