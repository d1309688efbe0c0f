// Wildcards in trees: .yaml (libyaml's events) and .json.
#include "base/json.h"
#include "recipe/utf8.h"
#include "recipe/wildcards.h"

#include <nlohmann/json.hpp>
#include <yaml.h>

#include <algorithm>

namespace sfumato {
namespace {

using namespace wildcard_limits;

std::string joined(const std::string& path, const std::string& key) {
    return path.empty() ? key : path + "/" + key;
}

/// Keeps the parser and its present event.
class Events {
public:
    Events(std::string_view text, std::string_view name) : name_(name) {
        valid_ = yaml_parser_initialize(&parser_) != 0;
        if (!valid_) return;
        // libyaml asserts that there is a place, even for no bytes.
        const char* bytes = text.empty() ? "" : text.data();
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(bytes), text.size());
    }
    ~Events() {
        if (has_event_) yaml_event_delete(&event_);
        if (valid_) yaml_parser_delete(&parser_);
    }
    Events(const Events&) = delete;
    Events& operator=(const Events&) = delete;

    Result<> next() {
        if (!valid_) return fail(ErrorCode::out_of_memory, "{}: no memory to read YAML", name_);
        if (has_event_) yaml_event_delete(&event_);
        has_event_ = yaml_parser_parse(&parser_, &event_) != 0;
        if (has_event_) return {};
        return fail(ErrorCode::bad_input, "{}, line {}, column {}: {}", name_, parser_.problem_mark.line + 1,
                    parser_.problem_mark.column + 1,
                    parser_.problem != nullptr ? parser_.problem : "this cannot be read as YAML");
    }
    yaml_event_type_t type() const { return event_.type; }
    std::string scalar() const {
        return {reinterpret_cast<const char*>(event_.data.scalar.value), event_.data.scalar.length};
    }
    template <class... Args> tl::unexpected<Error> wrong(fmt::format_string<Args...> format, Args&&... args) const {
        return fail(ErrorCode::bad_input, "{}, line {}, column {}: {}", name_, event_.start_mark.line + 1,
                    event_.start_mark.column + 1, fmt::format(format, std::forward<Args>(args)...));
    }

private:
    std::string_view name_;
    yaml_parser_t parser_{};
    yaml_event_t event_{};
    bool valid_ = false, has_event_ = false;
};

class YamlReader {
public:
    YamlReader(std::string_view text, std::string_view name) : events_(text, name) {}

    Result<std::vector<WildcardList>> run() {
        while (true) {
            SF_CHECK(events_.next());
            if (events_.type() == YAML_STREAM_END_EVENT) return std::move(lists_);
            if (events_.type() == YAML_DOCUMENT_START_EVENT) {
                SF_CHECK(events_.next());
                SF_CHECK(value("", 0));
            }
        }
    }

private:
    /// The value whose first event is present; leaves its last one present.
    Result<> value(const std::string& path, int depth) {
        if (depth > max_depth) return events_.wrong("nested deeper than {} levels", max_depth);
        switch (events_.type()) {
        case YAML_MAPPING_START_EVENT: return mapping(path, depth);
        case YAML_SEQUENCE_START_EVENT: return sequence(path, depth);
        case YAML_ALIAS_EVENT: return events_.wrong("aliases (*name) are not read here; write the values out");
        default: return {}; // a text that is in no list
        }
    }

    Result<> mapping(const std::string& path, int depth) {
        while (true) {
            SF_CHECK(events_.next());
            if (events_.type() == YAML_MAPPING_END_EVENT) return {};
            if (events_.type() != YAML_SCALAR_EVENT) return events_.wrong("a key is expected to be a text");
            const std::string key = events_.scalar();
            if (key.size() > max_value_bytes || path.size() > max_value_bytes)
                return events_.wrong("a key is longer than {} bytes", max_value_bytes);
            SF_CHECK(events_.next());
            SF_CHECK(value(joined(path, key), depth + 1));
        }
    }

    Result<> sequence(const std::string& path, int depth) {
        WildcardList list{path, {}, {}};
        while (true) {
            SF_CHECK(events_.next());
            if (events_.type() == YAML_SEQUENCE_END_EVENT) break;
            if (events_.type() == YAML_MAPPING_START_EVENT)
                return events_.wrong(
                    "found a tree in a list of texts; a text that begins with {{ or holds \": \" needs "
                    "quotes");
            if (events_.type() != YAML_SCALAR_EVENT) {
                SF_CHECK(value(path, depth + 1));
                continue;
            }
            std::string text = events_.scalar();
            while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
                text.pop_back();
            if (text.size() > max_value_bytes)
                return events_.wrong("a value is {} bytes long, expected at most {}", text.size(), max_value_bytes);
            if (!text.empty()) list.values.push_back(std::move(text));
            if (++values_ > max_values) return events_.wrong("more than {} values", max_values);
        }
        if (!path.empty()) lists_.push_back(std::move(list));
        return {};
    }

    Events events_;
    std::vector<WildcardList> lists_;
    std::size_t values_ = 0;
};

Result<> json_lists(const nlohmann::json& value, const std::string& path, std::string_view name,
                    std::vector<WildcardList>& lists) {
    if (value.is_object()) {
        for (const auto& [key, child] : value.items())
            SF_CHECK(json_lists(child, joined(path, key), name, lists));
        return {};
    }
    if (!value.is_array() || path.empty()) return {};
    WildcardList list{path, {}, {}};
    for (const auto& item : value) {
        if (!item.is_string() && !item.is_number())
            return fail(ErrorCode::bad_input, "{}: the list {} holds {}, expected texts", name, path,
                        describe_json(item));
        std::string text = item.is_string() ? item.get<std::string>() : item.dump();
        if (text.size() > max_value_bytes)
            return fail(ErrorCode::bad_input, "{}: a value of {} is {} bytes long, expected at most {}", name, path,
                        text.size(), max_value_bytes);
        if (!text.empty()) list.values.push_back(std::move(text));
    }
    lists.push_back(std::move(list));
    return {};
}

} // namespace

Result<std::vector<WildcardList>> read_wildcard_yaml(std::string_view text, std::string_view name) {
    if (const auto at = find_invalid_utf8(text))
        return fail(ErrorCode::bad_input, "{}, line {}: not valid UTF-8", name,
                    1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*at), '\n'));
    return YamlReader(text, name).run();
}

Result<std::vector<WildcardList>> read_wildcard_json(std::string_view text, std::string_view name) {
    if (nested_too_deeply(text))
        return fail(ErrorCode::bad_input, "{}: nested deeper than {} levels", name, max_json_depth);
    nlohmann::json root;
    try {
        root = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        const std::string_view before = text.substr(0, std::min(error.byte > 0 ? error.byte - 1 : 0, text.size()));
        const std::size_t start = before.rfind('\n');
        return fail(ErrorCode::bad_input, "{}, line {}, column {}: this is not valid JSON", name,
                    1 + std::ranges::count(before, '\n'),
                    before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1);
    } catch (const std::exception&) {
        return fail(ErrorCode::bad_input, "{}: this is not valid JSON", name);
    }
    std::vector<WildcardList> lists;
    SF_CHECK(json_lists(root, "", name, lists));
    return lists;
}

} // namespace sfumato
