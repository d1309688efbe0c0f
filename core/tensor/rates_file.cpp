#include "tensor/rates_file.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace sfumato {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* version_key = "sfumato_rates";
constexpr std::size_t max_bytes = 1u << 20;
constexpr std::size_t max_ops = 256;
constexpr std::size_t max_text_bytes = 4096;
constexpr double largest = 1e12; ///< milliseconds for a GFLOP: thirty years

nlohmann::ordered_json to_json(const OpRates& rates) {
    return {
        {"overhead_ms", rates.overhead_ms}, {"ms_per_gflop", rates.ms_per_gflop}, {"ms_per_gbyte", rates.ms_per_gbyte}};
}

std::string found(const json& object, const char* key) {
    const auto at = object.find(key);
    if (at == object.end()) return "nothing";
    std::string text = at->dump(-1, ' ', true, json::error_handler_t::replace);
    return text.size() > 40 ? text.substr(0, 40) + "..." : text;
}

Result<OpRates> read_op(const json& object, const std::string& where) {
    if (!object.is_object()) return fail(ErrorCode::bad_input, "field {}: expected an object", where);
    OpRates out;
    for (const auto& [key, value] : {std::pair{"overhead_ms", &out.overhead_ms},
                                     {"ms_per_gflop", &out.ms_per_gflop},
                                     {"ms_per_gbyte", &out.ms_per_gbyte}}) {
        const auto at = object.find(key);
        const double number = at != object.end() && at->is_number() ? at->get<double>() : -1;
        if (!(number >= 0 && number <= largest))
            return fail(ErrorCode::bad_input, "field {}.{}: found {}, expected a number from 0 to 1e12", where, key,
                        found(object, key));
        *value = number;
    }
    return out;
}

Result<std::string> read_text(const json& root, const char* key) {
    const auto at = root.find(key);
    if (at == root.end() || !at->is_string() || at->get_ref<const std::string&>().size() > max_text_bytes)
        return fail(ErrorCode::bad_input, "field {}: found {}, expected a string", key, found(root, key));
    return at->get<std::string>();
}

} // namespace

std::string rates_to_json(const DeviceRates& rates, std::string_view device, std::string_view driver) {
    nlohmann::ordered_json out;
    out[version_key] = rates_json_version;
    out["device"] = device;
    out["driver"] = driver;
    auto& ops = out["ops"] = nlohmann::ordered_json::object();
    for (const auto& [op, its_rates] : rates.ops)
        ops[op] = to_json(its_rates);
    out["other"] = to_json(rates.other);
    return out.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Result<NamedRates> rates_from_json(std::string_view text) {
    if (text.size() > max_bytes || nested_too_deeply(text))
        return fail(ErrorCode::bad_input, "too large or too deeply nested");
    const json root = json::parse(text, nullptr, false);
    if (!root.is_object()) return fail(ErrorCode::bad_input, "not a JSON object");
    const auto version = root.find(version_key);
    if (version == root.end() || !version->is_number_integer() || *version != rates_json_version)
        return fail(ErrorCode::unsupported, "field {}: found {}, expected {}", version_key, found(root, version_key),
                    rates_json_version);
    NamedRates out;
    SF_TRY(out.device, read_text(root, "device"));
    SF_TRY(out.driver, read_text(root, "driver"));
    const auto ops = root.find("ops");
    if (ops == root.end() || !ops->is_object() || ops->empty() || ops->size() > max_ops)
        return fail(ErrorCode::bad_input, "field ops: found {}, expected an object of 1 to {} ops", found(root, "ops"),
                    max_ops);
    for (const auto& [op, rates] : ops->items()) {
        SF_TRY(out.rates.ops[op], read_op(rates, "ops." + op.substr(0, 60)));
    }
    SF_TRY(out.rates.other, read_op(root.value("other", json()), "other"));
    out.rates.guess = false;
    return out;
}

Features cpu_time_of(Features features) {
    features.driver += ", CPU time";
    return features;
}

fs::path rates_path(const Features& features) {
    const std::string key = features.device_name + "\n" + features.driver;
    return user_cache_dir() / "rates" / (sha256_hex(as_bytes(key)).substr(0, 16) + ".json");
}

Result<> save_rates(const DeviceRates& rates, const Features& features) {
    const fs::path path = rates_path(features);
    std::error_code error;
    fs::create_directories(path.parent_path(), error); // what is missing then, the writer tells
    return write_file_atomically(path, as_bytes(rates_to_json(rates, features.device_name, features.driver)));
}

DeviceRates load_rates(const Features& features) {
    const DeviceRates guess = guessed_rates(features.device_class);
    const fs::path path = rates_path(features);
    std::error_code error;
    if (!fs::exists(path, error)) return guess;
    const Result<std::string> text = read_file(path, max_bytes);
    const Result<NamedRates> read = text ? rates_from_json(*text) : tl::unexpected(text.error());
    if (!read) {
        log(LogLevel::warning, "{} is passed over, the time estimate is a guess: {}", path.string(),
            read.error().text());
        return guess;
    }
    if (read->device != features.device_name || read->driver != features.driver) {
        log(LogLevel::warning, "{} is passed over, the time estimate is a guess: it speaks of {} ({})", path.string(),
            read->device, read->driver);
        return guess;
    }
    return read->rates;
}

} // namespace sfumato
