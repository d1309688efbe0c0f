#include "engine/bench_report.h"

#include "base/json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

namespace sfumato {
namespace {

using nlohmann::json;

constexpr const char* version_key = "sfumato_bench";
constexpr std::size_t max_rows = 10000;
constexpr std::size_t max_text_bytes = 4096;
constexpr double largest = 1e18; ///< FLOPs, bytes, milliseconds: what is above it was not measured

/// Reads the fields of one object, all of them required; the first error stays.
class Fields {
public:
    Fields(const json& object, std::string prefix) : object_(object), prefix_(std::move(prefix)) {}

    void text(const char* key, std::string& out) {
        const json* value = find(key, "a string");
        if (value == nullptr) return;
        if (!value->is_string() || value->get_ref<const std::string&>().size() > max_text_bytes)
            return wrong(key, *value, fmt::format("a string of at most {} bytes", max_text_bytes));
        out = value->get_ref<const std::string&>();
    }
    void flag(const char* key, bool& out) {
        const json* value = find(key, "true or false");
        if (value == nullptr) return;
        if (!value->is_boolean()) return wrong(key, *value, "true or false");
        out = value->get<bool>();
    }
    void number(const char* key, double& out) {
        const json* value = find(key, "a number");
        if (value == nullptr) return;
        const double number = value->is_number() ? value->get<double>() : -1;
        if (!(number >= 0 && number <= largest)) return wrong(key, *value, "a number from 0 to 1e18");
        out = number;
    }
    void count(const char* key, int& out) {
        const json* value = find(key, "an integer");
        if (value == nullptr) return;
        const double number = value->is_number_integer() ? value->get<double>() : -1;
        if (!(number >= 0 && number <= 1e9)) return wrong(key, *value, "an integer from 0 to 1000000000");
        out = static_cast<int>(number);
    }
    void fail(std::string message) {
        if (error_.empty()) error_ = std::move(message);
    }
    const std::string& error() const { return error_; }

private:
    const json* find(const char* key, std::string_view expected) {
        const auto at = object_.find(key);
        if (at != object_.end()) return &*at;
        fail(fmt::format("field {}{} is missing, expected {}", prefix_, key, expected));
        return nullptr;
    }
    void wrong(const char* key, const json& found, std::string_view expected) {
        fail(fmt::format("field {}{}: found {}, expected {}", prefix_, key, describe_json(found), expected));
    }

    const json& object_;
    std::string prefix_;
    std::string error_;
};

Result<> check_version(const json& root, std::string_view origin) {
    if (!root.is_object())
        return fail(ErrorCode::bad_input, "{}: found {}, expected an object", origin, describe_json(root));
    const auto at = root.find(version_key);
    if (at == root.end())
        return fail(ErrorCode::bad_input, "{}: this is no result of sfumato-cli bench: field {} is missing", origin,
                    version_key);
    if (!at->is_number_integer() || *at < 1)
        return fail(ErrorCode::bad_input, "{}: field {}: found {}, expected a version from 1 to {}", origin,
                    version_key, describe_json(*at), bench_json_version);
    if (*at > bench_json_version)
        return fail(ErrorCode::unsupported, "{}: has version {}, written by a newer Sfumato; this one reads up to {}",
                    origin, at->dump(), bench_json_version);
    return {};
}

/// Fields of one row; the error is empty when all is well.
std::string read_row(const json& object, std::size_t index, BenchRow& row) {
    const std::string prefix = fmt::format("rows[{}].", index);
    if (!object.is_object())
        return fmt::format("field rows[{}]: found {}, expected an object", index, describe_json(object));
    Fields fields(object, prefix);
    fields.text("group", row.group);
    fields.text("name", row.name);
    fields.number("flops", row.flops);
    fields.number("bytes", row.bytes);
    fields.count("repeats", row.repeats);
    fields.number("median_ms", row.median_ms);
    fields.number("min_ms", row.min_ms);
    fields.number("max_ms", row.max_ms);
    fields.number("core_ms", row.core_ms);
    fields.number("percent_of_peak", row.percent_of_peak);
    fields.number("estimate_ms", row.estimate_ms);
    fields.number("estimate_core_ms", row.estimate_core_ms);
    fields.number("scale", row.scale);
    fields.text("note", row.note);
    if (row.measured() && (row.min_ms > row.median_ms || row.median_ms > row.max_ms))
        fields.fail(fmt::format("field {}median_ms: found {}, expected it between min_ms {} and max_ms {}", prefix,
                                row.median_ms, row.min_ms, row.max_ms));
    return fields.error();
}

Result<> read_rows(const json& root, std::string_view origin, std::vector<BenchRow>& rows) {
    const auto at = root.find("rows");
    if (at == root.end() || !at->is_array() || at->size() > max_rows)
        return fail(ErrorCode::bad_input, "{}: field rows: found {}, expected an array of at most {} rows", origin,
                    at == root.end() ? "nothing" : describe_json(*at), max_rows);
    std::set<std::string> seen;
    for (std::size_t i = 0; i < at->size(); ++i) {
        BenchRow row;
        if (const std::string error = read_row((*at)[i], i, row); !error.empty())
            return fail(ErrorCode::bad_input, "{}: {}", origin, error);
        if (!seen.insert(row.group + "\n" + row.name).second)
            return fail(ErrorCode::bad_input, "{}: field rows[{}].name: found \"{}\" twice in group \"{}\"", origin, i,
                        row.name, row.group);
        rows.push_back(std::move(row));
    }
    return {};
}

} // namespace

std::string bench_to_json(const BenchReport& report) {
    nlohmann::ordered_json out;
    out[version_key] = bench_json_version;
    out["program"] = report.program;
    out["executor"] = report.executor;
    out["device"] = report.device;
    out["driver"] = report.driver;
    out["device_class"] = report.device_class;
    out["model"] = report.model;
    out["basis"] = report.basis;
    out["quick"] = report.quick;
    out["complete"] = report.complete;
    out["seconds"] = report.seconds;
    auto& rows = out["rows"] = nlohmann::ordered_json::array();
    for (const BenchRow& row : report.rows) {
        const bool timed = row.measured() && row.median_ms > 0;
        rows.push_back({{"group", row.group},
                        {"name", row.name},
                        {"flops", row.flops},
                        {"bytes", row.bytes},
                        {"repeats", row.repeats},
                        {"median_ms", row.median_ms},
                        {"min_ms", row.min_ms},
                        {"max_ms", row.max_ms},
                        {"core_ms", row.core_ms},
                        {"gflops", timed ? row.flops / row.median_ms * 1e-6 : 0.0},
                        {"gbytes_per_second", timed ? row.bytes / row.median_ms * 1e-6 : 0.0},
                        {"percent_of_peak", row.percent_of_peak},
                        {"estimate_ms", row.estimate_ms},
                        {"estimate_core_ms", row.estimate_core_ms},
                        {"scale", row.scale},
                        {"note", row.note}});
    }
    // A driver's name may be anything; a report must not fail over it.
    return out.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Result<BenchReport> bench_from_json(std::string_view text, std::string_view origin) {
    if (text.size() > max_bench_json_bytes)
        return fail(ErrorCode::bad_input, "{}: is {} bytes long, expected at most {}", origin, text.size(),
                    max_bench_json_bytes);
    if (nested_too_deeply(text))
        return fail(ErrorCode::bad_input, "{}: is nested deeper than {} levels", origin, max_json_depth);
    const json root = json::parse(text, nullptr, false);
    if (root.is_discarded()) return fail(ErrorCode::bad_input, "{}: is not valid JSON (or not UTF-8)", origin);
    SF_CHECK(check_version(root, origin));
    BenchReport report;
    Fields fields(root, "");
    fields.text("program", report.program);
    fields.text("executor", report.executor);
    fields.text("device", report.device);
    fields.text("driver", report.driver);
    fields.text("device_class", report.device_class);
    fields.text("model", report.model);
    fields.text("basis", report.basis);
    fields.flag("quick", report.quick);
    fields.flag("complete", report.complete);
    fields.number("seconds", report.seconds);
    if (!fields.error().empty()) return fail(ErrorCode::bad_input, "{}: {}", origin, fields.error());
    SF_CHECK(read_rows(root, origin, report.rows));
    return report;
}

} // namespace sfumato
