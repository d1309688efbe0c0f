// Time, size and position embeddings and the assemblies of conditioning around the networks.
#include "golden_tool/text_cases.h"
#include "models/positional.h"
#include "weights/safetensors.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sfumato::golden {

namespace {

constexpr double assembly_tolerance = 1e-6;

/// The golden values are float results whose angles carry float's rounding: 1e-4 for arguments up to 1000.
double sinusoid_tolerance(std::span<const float> arguments) {
    double largest = 1000;
    for (const float argument : arguments)
        largest = std::max(largest, std::abs(static_cast<double>(argument)));
    return 1e-4 * largest / 1000;
}

struct Case {
    const SafetensorsFile& io;
    std::vector<Check> checks;

    bool has(const char* name) const { return io.find(name) != nullptr; }
    Result<Values> matrix(std::string_view name) const {
        SF_TRY(Values values, read_values(io, name));
        if (values.shape.size() < 2 || values.values.empty())
            return fail(ErrorCode::bad_input, "{}: tensor {} has {} dimensions, expected rows of values", io.origin(),
                        name, values.shape.size());
        return values;
    }
};

std::size_t row_width(const Values& matrix) {
    return static_cast<std::size_t>(matrix.shape.back());
}
std::size_t row_count(const Values& matrix) {
    return matrix.values.size() / row_width(matrix);
}
std::span<const float> row(const Values& matrix, std::size_t index) {
    return std::span(matrix.values).subspan(index * row_width(matrix), row_width(matrix));
}

/// "prefix.16_56_56" -> {16, 56, 56}; nothing when other text or values outside 1 .. 2^20 follow the prefix.
std::optional<std::vector<int>> numbers_after(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    std::vector<int> numbers;
    while (true) {
        int number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error != std::errc() || number < 1 || number > (1 << 20)) return std::nullopt;
        numbers.push_back(number);
        name.remove_prefix(static_cast<std::size_t>(end - name.data()));
        if (name.empty()) return numbers;
        if (name[0] != '_') return std::nullopt;
        name.remove_prefix(1);
    }
}

/// sinus.SOURCE.DIM, all sources and widths that the file holds.
Result<> check_sinusoids(Case& test) {
    struct Source {
        const char* name;
        SinusoidKind kind;
        float divisor; // what the reference was called with is t / divisor
    };
    const Source sources[] = {{"ldm", SinusoidKind::ldm, 1},
                              {"sgm", SinusoidKind::ldm, 1},
                              {"mmdit", SinusoidKind::ldm, 1},
                              {"flux", SinusoidKind::flux, 1000},
                              {"ddpm_fairseq", SinusoidKind::ddpm_fairseq, 1}};
    if (!test.has("sinus.t")) return {};
    SF_TRY(const Values times, read_values(test.io, "sinus.t"));
    for (const std::string& name : test.io.names())
        for (const Source& source : sources) {
            const auto dim = numbers_after(name, fmt::format("sinus.{}.", source.name));
            if (!dim || dim->size() != 1 || dim->front() < 4) continue;
            std::vector<float> got;
            for (const float t : times.values) {
                const auto one = timestep_sinusoid(t / source.divisor, dim->front(), source.kind);
                got.insert(got.end(), one.begin(), one.end());
            }
            SF_TRY(const Values want, read_values(test.io, name));
            test.checks.push_back(check_absolute(name, got, want.values, sinusoid_tolerance(times.values)));
        }
    return {};
}

/// `output` = pooled and one sinusoid for each column of `inputs`, per row of the batch.
Result<> check_sdxl(Case& test, const char* output, std::span<const char* const> inputs) {
    if (!test.has(output)) return {};
    SF_TRY(const Values want, test.matrix(output));
    SF_TRY(const Values pooled, test.matrix("sdxl.pooled"));
    std::vector<Values> columns;
    std::size_t numbers = 0;
    for (const char* name : inputs) {
        SF_TRY(columns.emplace_back(), test.matrix(name));
        numbers += row_width(columns.back());
        if (row_count(columns.back()) != row_count(pooled))
            return fail(ErrorCode::bad_input, "{}: {} and sdxl.pooled have different batch sizes", test.io.origin(),
                        name);
    }
    if (row_width(want) <= row_width(pooled) || (row_width(want) - row_width(pooled)) % numbers != 0)
        return fail(ErrorCode::bad_input, "{}: {} is {} wide, expected the {} of sdxl.pooled and a multiple of {}",
                    test.io.origin(), output, row_width(want), row_width(pooled), numbers);
    const auto dim = static_cast<int>((row_width(want) - row_width(pooled)) / numbers);
    std::vector<float> got, all_sizes;
    for (std::size_t b = 0; b < row_count(pooled); ++b) {
        std::vector<float> sizes;
        for (const Values& values : columns)
            sizes.insert(sizes.end(), row(values, b).begin(), row(values, b).end());
        const auto one = sdxl_vector(row(pooled, b), sizes, dim);
        got.insert(got.end(), one.begin(), one.end());
        all_sizes.insert(all_sizes.end(), sizes.begin(), sizes.end());
    }
    test.checks.push_back(check_absolute(output, got, want.values, sinusoid_tolerance(all_sizes)));
    return {};
}

Result<> check_sd3_context(Case& test) {
    if (!test.has("sd3.context")) return {};
    SF_TRY(const Values l, test.matrix("sd3.clip_l"));
    SF_TRY(const Values g, test.matrix("sd3.clip_g"));
    SF_TRY(const Values t5, test.matrix("sd3.t5"));
    SF_TRY(const Values want, test.matrix("sd3.context"));
    const std::size_t batch = l.shape.size() == 3 ? static_cast<std::size_t>(l.shape[0]) : 1;
    if (row_count(l) != row_count(g) || row_width(l) + row_width(g) > row_width(t5) || row_count(t5) % batch != 0)
        return fail(ErrorCode::bad_input, "{}: sd3.clip_l, sd3.clip_g and sd3.t5 do not fit together",
                    test.io.origin());
    auto states = [&](const Values& values, std::size_t b) {
        const std::size_t tokens = row_count(values) / batch, size = tokens * row_width(values);
        return TextStates{std::span(values.values).subspan(b * size, size), tokens, row_width(values)};
    };
    std::vector<float> got;
    for (std::size_t b = 0; b < batch; ++b) {
        const auto one = sd3_context(states(l, b), states(g, b), states(t5, b));
        got.insert(got.end(), one.begin(), one.end());
    }
    test.checks.push_back(check_absolute("sd3.context", got, want.values, assembly_tolerance));
    return {};
}

Result<> check_sd3_pooled(Case& test) {
    if (!test.has("sd3.y")) return {};
    SF_TRY(const Values l, test.matrix("sd3.pooled_l"));
    SF_TRY(const Values g, test.matrix("sd3.pooled_g"));
    SF_TRY(const Values want, test.matrix("sd3.y"));
    if (row_count(l) != row_count(g))
        return fail(ErrorCode::bad_input, "{}: sd3.pooled_l and sd3.pooled_g have different batch sizes",
                    test.io.origin());
    std::vector<float> got;
    for (std::size_t b = 0; b < row_count(l); ++b) {
        const auto one = sd3_pooled(row(l, b), row(g, b));
        got.insert(got.end(), one.begin(), one.end());
    }
    test.checks.push_back(check_absolute("sd3.y", got, want.values, assembly_tolerance));
    return {};
}

Result<> check_sd3_latent(Case& test) {
    if (!test.has("sd3.latent")) return {};
    SF_TRY(const Values latent, test.matrix("sd3.latent"));
    const std::pair<const char*, void (*)(std::span<float>, const LatentScale&)> ways[] = {
        {"sd3.process_in", latent_to_model}, {"sd3.process_out", latent_from_model}};
    for (const auto& [name, convert] : ways) {
        if (!test.has(name)) continue;
        SF_TRY(const Values want, read_values(test.io, name));
        std::vector<float> got = latent.values;
        convert(got, sd3_latent_scale);
        // Relative to the largest value, because latents are not confined to [-1, 1].
        double largest = 1;
        for (const float value : want.values)
            largest = std::max(largest, std::abs(static_cast<double>(value)));
        test.checks.push_back(check_absolute(name, got, want.values, assembly_tolerance * largest));
    }
    if (!test.has("sd3.preview_u8_hwc")) return {};
    SF_TRY(const Values want, read_values(test.io, "sd3.preview_u8_hwc"));
    const std::size_t channels = sd3_preview_factors().size();
    if (latent.shape.size() < 3 || latent.shape[latent.shape.size() - 3] != static_cast<std::int64_t>(channels))
        return fail(ErrorCode::bad_input, "{}: sd3.latent does not have {} channels", test.io.origin(), channels);
    const std::size_t image =
        channels * static_cast<std::size_t>(latent.shape[latent.shape.size() - 2]) * row_width(latent);
    const auto rgb = linear_preview(std::span(latent.values).first(image), sd3_preview_factors());
    // A sum that lies within rounding of a whole number may fall to either side of it when truncated.
    test.checks.push_back(
        check_absolute("sd3.preview_u8_hwc", std::vector<float>(rgb.begin(), rgb.end()), want.values, 1));
    return {};
}

/// mmdit.pos_embed_DIM_GRID and flux.pe_AXES.
Result<> check_positions(Case& test) {
    for (const std::string& name : test.io.names()) {
        const auto table = numbers_after(name, "mmdit.pos_embed_");
        const auto axes = numbers_after(name, "flux.pe_");
        if (table && table->size() >= 2 && table->front() % 4 == 0) {
            SF_TRY(const Values want, read_values(test.io, name));
            if (static_cast<std::uint64_t>((*table)[1]) * static_cast<std::uint64_t>(table->back()) *
                    static_cast<std::uint64_t>(table->front()) !=
                want.values.size())
                return fail(ErrorCode::bad_input, "{}: {} has {} values, not those its name says", test.io.origin(),
                            name, want.values.size());
            const auto got = sincos_position_2d(table->front(), (*table)[1], table->back());
            test.checks.push_back(check_absolute(name, got, want.values, assembly_tolerance));
        } else if (axes && std::ranges::all_of(*axes, [](int dim) { return dim % 2 == 0; })) {
            SF_TRY(const Values ids, test.matrix("flux.ids"));
            SF_TRY(const Values want, read_values(test.io, name));
            if (row_width(ids) != axes->size())
                return fail(ErrorCode::bad_input, "{}: flux.ids has {} axes, {} has {}", test.io.origin(),
                            row_width(ids), name, axes->size());
            test.checks.push_back(check_absolute(name, rope_table(ids.values, *axes), want.values, assembly_tolerance));
        }
    }
    return {};
}

bool is_conditioning_name(std::string_view name) {
    for (const std::string_view known :
         {"sinus.t", "sdxl.y", "sdxl_refiner.y", "sd3.context", "sd3.y", "sd3.preview_u8_hwc"})
        if (name == known) return true;
    return numbers_after(name, "mmdit.pos_embed_").has_value() || numbers_after(name, "flux.pe_").has_value();
}

} // namespace

bool recognise_conditioning(const CaseInput& input) {
    std::error_code ignored;
    if (std::filesystem::exists(input.folder / "weights.safetensors", ignored)) return false;
    const auto io = SafetensorsFile::open(input.folder / "io.safetensors");
    if (!io) return false;
    const auto names = (*io)->names();
    return std::ranges::any_of(names, is_conditioning_name);
}

Result<std::vector<Check>> run_conditioning(const CaseInput& input) {
    SF_TRY(const auto io, SafetensorsFile::open(input.folder / "io.safetensors"));
    Case test{*io, {}};
    const char* const base[] = {"sdxl.original_size_hw", "sdxl.crop_top_left", "sdxl.target_size_hw"};
    const char* const refiner[] = {"sdxl.original_size_hw", "sdxl.crop_top_left", "sdxl_refiner.aesthetic"};
    SF_CHECK(check_sinusoids(test));
    SF_CHECK(check_sdxl(test, "sdxl.y", base));
    SF_CHECK(check_sdxl(test, "sdxl_refiner.y", refiner));
    SF_CHECK(check_sd3_context(test));
    SF_CHECK(check_sd3_pooled(test));
    SF_CHECK(check_sd3_latent(test));
    SF_CHECK(check_positions(test));
    return test.checks;
}

} // namespace sfumato::golden
