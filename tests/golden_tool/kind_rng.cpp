// Seeded noise of torch's CPU generator and of Philox, and A1111's variation seeds.
#include "base/random.h"
#include "golden_tool/sampling_case.h"
#include "sampling/noise.h"

namespace sfumato::golden {
namespace {

/// Vectorised logarithms and cosines differ in their last bits between builds of torch.
constexpr double tolerance = 2e-6;
/// Philox has no such freedom.
constexpr double philox_tolerance = 1e-7;

/// Takes "<prefix><number>" off the front of `text` and the dot behind it.
std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return std::nullopt;
    const std::size_t end = std::min(text.find('.'), text.size());
    const auto value = parse_number<std::uint64_t>(text.substr(prefix.size(), end - prefix.size()));
    if (value) text.remove_prefix(std::min(end + 1, text.size()));
    return value;
}

/// How many values the draw has that `rest` ("full", "second_draw.last64", "n17", ...) is a part of.
std::size_t draw_size(const CaseTensors& tensors, std::string_view source, std::uint64_t seed, std::string_view rest,
                      std::size_t own) {
    if (!rest.ends_with("first64") && !rest.ends_with("last64")) return own;
    if (const TensorView* full = tensors.find(fmt::format("{}.seed{}.full", source, seed)))
        return static_cast<std::size_t>(full->elements());
    return own;
}

Check check_randn(const CaseTensors& tensors, std::string_view source, std::uint64_t seed, std::string_view rest,
                  const std::string& name, std::span<const float> want) {
    const Randn randn = source == "cpu" ? torch_randn(seed) : philox_randn(seed);
    Floats draw(std::max(draw_size(tensors, source, seed, rest, want.size()), want.size()));
    randn(draw);
    if (rest.starts_with("second_draw")) randn(draw);
    const bool from_end = rest.ends_with("last64");
    const std::span<const float> part =
        from_end ? std::span<const float>(draw).last(want.size()) : std::span<const float>(draw).first(want.size());
    return check_absolute(name, part, want, source == "cpu" ? tolerance : philox_tolerance);
}

Check check_raw(const TensorView& view, std::uint64_t seed, std::string_view rest) {
    TorchGenerator generator(seed);
    if (rest.starts_with("mt19937")) {
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(view.elements()); ++i) {
            std::int64_t want = 0;
            std::memcpy(&want, view.data.data() + i * sizeof(want), sizeof(want)); // i64 only: checked by the caller
            // torch fills an int64 tensor from 64 bits a number; the case keeps their low halves.
            wrong += (generator.random64() & 0xFFFFFFFFu) != static_cast<std::uint64_t>(want);
        }
        return check_equal(view.name, wrong);
    }
    const Floats want = CaseTensors::values(view);
    if (rest.starts_with("float64")) {
        std::vector<double> draw(want.size());
        generator.randn(draw);
        return check_absolute(view.name, Floats(draw.begin(), draw.end()), want, tolerance);
    }
    Floats draw(want.size());
    generator.rand(draw);
    return check_absolute(view.name, draw, want, 0);
}

/// variation.seedA.subseedB.strengthX, [.., channels, height, width], from torch's CPU generator.
std::optional<Check> check_variation(const TensorView& view, std::string_view rest) {
    const auto seed = take_number(rest, "seed");
    const auto subseed = take_number(rest, "subseed");
    if (!seed || !subseed || !rest.starts_with("strength") || view.shape.size() < 3) return std::nullopt;
    const auto strength = parse_number<float>(rest.substr(8));
    if (!strength) return std::nullopt;
    const Floats want = CaseTensors::values(view);
    Floats a(want.size()), b(want.size()), got(want.size());
    torch_randn (*seed)(a);
    torch_randn (*subseed)(b);
    const auto dims = std::span(view.shape).last(3);
    variation_noise(*strength, a, b, want.size() / static_cast<std::size_t>(dims[1] * dims[2]),
                    static_cast<std::size_t>(dims[1]), static_cast<std::size_t>(dims[2]), got);
    return check_absolute(view.name, got, want, 2 * tolerance);
}

std::optional<Check> check_tensor(const CaseTensors& tensors, const TensorView& view) {
    std::string_view rest = view.name;
    if (rest.starts_with("variation.")) return check_variation(view, rest.substr(10));
    const std::string_view source = rest.substr(0, rest.find('.'));
    if (source != "cpu" && source != "philox") return std::nullopt;
    rest.remove_prefix(std::min(source.size() + 1, rest.size()));
    const auto seed = take_number(rest, "seed");
    if (!seed || view.elements() == 0) return std::nullopt;
    if (source == "cpu" && ((rest.starts_with("mt19937") && view.dtype == DType::i64) || rest.starts_with("float64") ||
                            rest.starts_with("rand_f32")))
        return check_raw(view, *seed, rest);
    const bool known = rest == "full" || rest == "first64" || rest.starts_with("second_draw.") ||
                       rest.starts_with("shape") || rest.starts_with("batch") ||
                       (rest.starts_with("n") && parse_number<int>(rest.substr(1)));
    if (!known) return std::nullopt;
    return check_randn(tensors, source, *seed, rest, view.name, CaseTensors::values(view));
}

} // namespace

bool recognise_rng(const CaseInput& input) {
    return has_tensor_with_prefix(input, {"cpu.seed", "philox.seed", "variation.seed"});
}

Result<std::vector<Check>> run_rng(const CaseInput& input) {
    SF_TRY(const CaseTensors tensors, CaseTensors::open(input));
    std::vector<Check> checks;
    for (const TensorView& view : tensors.file->tensors()) {
        auto check = check_tensor(tensors, view);
        checks.push_back(check ? *check : skipped_check(view.name, "no generator of this name"));
    }
    return checks;
}

} // namespace sfumato::golden
