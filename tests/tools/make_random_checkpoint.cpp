// sfumato-make-random-checkpoint: writes a Stable Diffusion checkpoint of random weights, for memory and speed tests.
#include "tools/random_checkpoint.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <string_view>

namespace {

constexpr const char* usage =
    "usage: sfumato-make-random-checkpoint --out FILE|DIR [--layout ldm|diffusers] [--dtype f16|f32|bf16]\n"
    "                                      [--preset sd15|tiny] [--seed N]\n";

struct Options {
    std::string out;
    sfumato::CheckpointLayout layout = sfumato::CheckpointLayout::ldm;
    sfumato::DType dtype = sfumato::DType::f16;
    bool tiny = false;
    std::uint64_t seed = 0;
};

bool set_option(Options& options, std::string_view name, std::string_view value) {
    using namespace sfumato;
    if (name == "--out")
        options.out = value;
    else if (name == "--layout" && value == "ldm")
        options.layout = CheckpointLayout::ldm;
    else if (name == "--layout" && value == "diffusers")
        options.layout = CheckpointLayout::diffusers;
    else if (name == "--dtype" && value == "f16")
        options.dtype = DType::f16;
    else if (name == "--dtype" && value == "f32")
        options.dtype = DType::f32;
    else if (name == "--dtype" && value == "bf16")
        options.dtype = DType::bf16;
    else if (name == "--preset" && (value == "sd15" || value == "tiny"))
        options.tiny = value == "tiny";
    else if (name == "--seed")
        return std::from_chars(value.data(), value.data() + value.size(), options.seed).ec == std::errc();
    else
        return false;
    return true;
}

} // namespace

int main(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; i += 2) {
        if (i + 1 >= count || !set_option(options, arguments[i], arguments[i + 1])) {
            fmt::print(stderr, "error: cannot use '{}'\n{}", arguments[i], usage);
            return 2;
        }
    }
    if (options.out.empty()) {
        fmt::print(stderr, "{}", usage);
        return 2;
    }
    const auto model = options.tiny ? sfumato::tiny_model() : sfumato::sd15_model();
    const auto done = sfumato::write_random_checkpoint(options.out, model, options.layout, options.dtype, options.seed);
    if (done) return 0;
    fmt::print(stderr, "error: {}\n", done.error().text());
    return 3;
}
