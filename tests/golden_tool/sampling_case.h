// What the kinds around sampling share: reading a case's tensors, and the analytic denoisers of their READMEs.
#pragma once

#include "base/half.h"
#include "golden_tool/kinds.h"
#include "weights/safetensors.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato::golden {

using Floats = std::vector<float>;

/// The tensors of io.safetensors.
struct CaseTensors {
    std::unique_ptr<SafetensorsFile> file;

    static Result<CaseTensors> open(const CaseInput& input) {
        SF_TRY(auto opened, SafetensorsFile::open(input.folder / "io.safetensors"));
        return CaseTensors{std::move(opened)};
    }
    const TensorView* find(std::string_view name) const { return file->find(name); }
    /// Error: not_found.
    Result<Floats> floats(std::string_view name) const {
        const TensorView* view = file->find(name);
        if (view == nullptr) return fail(ErrorCode::not_found, "{}: has no tensor {}", file->origin(), name);
        return values(*view);
    }
    static Floats values(const TensorView& view) {
        Floats out(static_cast<std::size_t>(view.elements()));
        convert_to_float(view.dtype, view.data.data(), out);
        return out;
    }
};

/// Whether some tensor of the case has a name that begins so. False for a folder without io.safetensors.
inline bool has_tensor_with_prefix(const CaseInput& input, std::initializer_list<std::string_view> prefixes) {
    const auto tensors = CaseTensors::open(input);
    if (!tensors) return false;
    return std::any_of(tensors->file->tensors().begin(), tensors->file->tensors().end(), [&](const TensorView& view) {
        return std::any_of(prefixes.begin(), prefixes.end(),
                           [&](std::string_view p) { return view.name.starts_with(p); });
    });
}

/// Whether config.runs is a non-empty object whose entries have the text field `field`.
inline bool has_runs_with(const CaseInput& input, const char* field) {
    const auto runs = input.config.find("runs");
    if (runs == input.config.end() || !runs->is_object() || runs->empty()) return false;
    return std::all_of(runs->begin(), runs->end(), [&](const nlohmann::json& run) {
        return run.is_object() && run.contains(field) && run.at(field).is_string();
    });
}

inline double number_or(const nlohmann::json& object, const char* key, double otherwise) {
    const auto at = object.find(key);
    return at != object.end() && at->is_number() ? at->get<double>() : otherwise;
}

inline std::string text_or(const nlohmann::json& object, const char* key, std::string otherwise) {
    const auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : otherwise;
}

inline bool flag_or(const nlohmann::json& object, const char* key, bool otherwise) {
    const auto at = object.find(key);
    return at != object.end() && at->is_boolean() ? at->get<bool>() : otherwise;
}

template <class T> std::optional<T> parse_number(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

inline Check skipped_check(std::string name, std::string reason) {
    return {.name = std::move(name), .note = std::move(reason), .skipped = true};
}

inline Check failed_check(std::string name, std::string reason) {
    return {.name = std::move(name), .error = 1, .note = std::move(reason)};
}

/// Largest absolute difference against `tolerance`; a NaN that is expected must be there.
inline Check check_absolute(std::string name, std::span<const float> got, std::span<const float> want,
                            double tolerance) {
    Check check{std::move(name), 0, tolerance, got.size() == want.size(), {}};
    if (!check.passed) check.note = fmt::format("{} values, expected {}", got.size(), want.size());
    for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
        if (std::isnan(got[i]) && std::isnan(want[i])) continue;
        const double difference = std::abs(static_cast<double>(got[i]) - want[i]);
        check.error = std::max(check.error, std::isfinite(difference) ? difference : HUGE_VAL);
    }
    check.passed = check.passed && check.error <= tolerance;
    return check;
}

/// D(x, s) of the samplers case: x v + s^2/2 v tanh(0.7 x sqrt(v) + mu), v = 1 / (1 + s^2).
/// mu is repeated over the batch.
inline void analytic_denoised(std::span<const float> x, float sigma, std::span<const float> mu, std::span<float> out) {
    const float v = 1 / (1 + sigma * sigma), root = std::sqrt(v);
    for (std::size_t i = 0; i < x.size(); ++i)
        out[i] = x[i] * v + 0.5f * sigma * sigma * v * std::tanh(0.7f * x[i] * root + mu[i % mu.size()]);
}

/// The rectified-flow one: 0.8 x a / (a^2 + s^2) + 0.3 tanh(x + mu), a = 1 - s.
inline void analytic_denoised_flow(std::span<const float> x, float sigma, std::span<const float> mu,
                                   std::span<float> out) {
    const float a = 1 - sigma;
    for (std::size_t i = 0; i < x.size(); ++i)
        out[i] = 0.8f * x[i] * a / (a * a + sigma * sigma) + 0.3f * std::tanh(x[i] + mu[i % mu.size()]);
}

} // namespace sfumato::golden
