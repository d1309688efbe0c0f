#include "recipe/wildcards.h"

#include "base/file.h"
#include "recipe/near_names.h"
#include "recipe/utf8.h"

#include <algorithm>

namespace sfumato {
namespace {

namespace fs = std::filesystem;
using namespace wildcard_limits;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_pattern(std::string_view name) {
    return name.find_first_of("*?") != std::string_view::npos;
}

/// Whether `path`, links followed, lies below `folder` (canonical).
bool inside(const fs::path& folder, const fs::path& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (error) return false;
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), real.begin(), real.end());
    return end == folder.end();
}

std::string folders_text(const std::vector<fs::path>& folders) {
    if (folders.empty()) return "no folder of wildcards is set";
    std::string text = "looked in ";
    for (std::size_t i = 0; i < folders.size(); ++i)
        text += (i > 0 ? ", " : "") + folders[i].string();
    return text;
}

} // namespace

bool wildcard_matches(std::string_view pattern, std::string_view name) {
    // Row by row over the pattern: which prefixes of the name it fits.
    std::vector<char> fits(name.size() + 1, 0), next;
    fits[0] = 1;
    for (std::size_t p = 0; p < pattern.size(); ++p) {
        next.assign(name.size() + 1, 0);
        if (pattern[p] == '*') {
            const bool deep = p + 1 < pattern.size() && pattern[p + 1] == '*';
            if (deep) ++p;
            bool open = false;
            for (std::size_t n = 0; n <= name.size(); ++n) {
                if (n > 0 && !deep && name[n - 1] == '/') open = false;
                open = open || fits[n] != 0;
                next[n] = open ? 1 : 0;
            }
        } else {
            for (std::size_t n = 0; n < name.size(); ++n)
                next[n + 1] = fits[n] != 0 && (pattern[p] == name[n] || (pattern[p] == '?' && name[n] != '/')) ? 1 : 0;
        }
        fits.swap(next);
    }
    return fits[name.size()] != 0;
}

Result<std::vector<std::string>> read_wildcard_text(std::string_view text, std::string_view name) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    if (const auto at = find_invalid_utf8(text))
        return fail(ErrorCode::bad_input, "{}, line {}: not valid UTF-8", name,
                    1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(*at), '\n'));
    std::vector<std::string> values;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
            line.remove_suffix(1);
        while (!line.empty() && (line.front() == ' ' || line.front() == '\t'))
            line.remove_prefix(1);
        if (line.empty() || line.front() == '#') continue;
        if (line.size() > max_value_bytes)
            return fail(ErrorCode::bad_input, "{}: a line is {} bytes long, expected at most {}", name, line.size(),
                        max_value_bytes);
        values.emplace_back(line);
        if (values.size() > max_values) return fail(ErrorCode::bad_input, "{}: more than {} values", name, max_values);
    }
    return values;
}

Result<WildcardLibrary> WildcardLibrary::open(const std::vector<fs::path>& folders) {
    WildcardLibrary library;
    for (const fs::path& folder : folders) {
        std::error_code error;
        const fs::path real = fs::canonical(folder, error);
        if (error || !fs::is_directory(real, error))
            return fail(ErrorCode::not_found, "{}: the folder of wildcards does not exist", folder.string());
        library.folders_.push_back(folder);
        SF_CHECK(library.scan(real));
    }
    return library;
}

Result<> WildcardLibrary::scan(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> files;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error), end;
    for (; !error && at != end; at.increment(error)) {
        if (at.depth() >= max_depth) at.disable_recursion_pending();
        if (!at->is_regular_file(error)) continue;
        const std::string extension = at->path().extension().string();
        if (extension != ".txt" && extension != ".yaml" && extension != ".yml" && extension != ".json") continue;
        if (++files_ > max_files)
            return fail(ErrorCode::usage, "{}: more than {} files of wildcards", folder.string(), max_files);
        files.push_back(at->path());
    }
    std::ranges::sort(files); // the order in which a folder tells its files is not ours
    for (const fs::path& file : files)
        if (const auto added = inside(folder, file) ? add_file(folder, file)
                                                    : Result<>(fail(ErrorCode::permission,
                                                                    "{}: leads out of its folder", file.string()));
            !added)
            problems_.push_back(added.error().text());
    return {};
}

Result<> WildcardLibrary::add_file(const fs::path& folder, const fs::path& file) {
    const std::string extension = file.extension().string();
    if (extension == ".txt") {
        fs::path relative = file.lexically_relative(folder);
        relative.replace_extension();
        return insert({relative.generic_string(), file, {}}, false);
    }
    SF_TRY(const std::string text, read_file(file, max_file_bytes));
    SF_TRY(std::vector<WildcardList> lists,
           extension == ".json" ? read_wildcard_json(text, file.string()) : read_wildcard_yaml(text, file.string()));
    for (WildcardList& list : lists) {
        list.file = file;
        SF_CHECK(insert(std::move(list), true));
    }
    return {};
}

Result<> WildcardLibrary::insert(WildcardList list, bool read) {
    values_ += list.values.size();
    if (values_ > max_values)
        return fail(ErrorCode::bad_input, "{}: all wildcards together have more than {} values", list.file.string(),
                    max_values);
    const auto [at, is_new] = entries_.try_emplace(list.name);
    if (!is_new)
        return fail(ErrorCode::already_exists, "{}: the wildcard __{}__ is in {} already, which is used",
                    list.file.string(), list.name, at->second.list->file.string());
    at->second.list = std::make_unique<WildcardList>(std::move(list));
    at->second.read = read;
    return {};
}

void WildcardLibrary::add(std::string name, std::vector<std::string> values) {
    entries_[name] = {std::make_unique<WildcardList>(WildcardList{name, {}, std::move(values)}), true};
}

std::vector<std::string> WildcardLibrary::names() const {
    std::vector<std::string> names;
    for (const auto& [name, entry] : entries_)
        names.push_back(name);
    return names;
}

Result<> WildcardLibrary::read(Entry& entry) {
    if (entry.read) return {};
    SF_TRY(const std::string text, read_file(entry.list->file, max_file_bytes));
    SF_TRY(entry.list->values, read_wildcard_text(text, entry.list->file.string()));
    values_ += entry.list->values.size();
    if (values_ > max_values)
        return fail(ErrorCode::bad_input, "{}: all wildcards together have more than {} values",
                    entry.list->file.string(), max_values);
    entry.read = true;
    return {};
}

Result<std::vector<const WildcardList*>> WildcardLibrary::find(std::string_view pattern) {
    std::vector<const WildcardList*> lists;
    if (!is_pattern(pattern)) {
        const auto at = entries_.find(pattern);
        if (at != entries_.end()) {
            SF_CHECK(read(at->second));
            lists.push_back(at->second.list.get());
        }
    } else {
        for (auto& [name, entry] : entries_)
            if (wildcard_matches(pattern, name)) {
                SF_CHECK(read(entry));
                lists.push_back(entry.list.get());
            }
    }
    const bool any = std::ranges::any_of(lists, [](const WildcardList* list) { return !list->values.empty(); });
    if (any) return lists;
    if (!lists.empty())
        return fail(ErrorCode::not_found, "the wildcard __{}__ has no values ({})", pattern,
                    lists.front()->file.empty() ? "from memory" : lists.front()->file.string());
    std::string message = fmt::format("there is no wildcard __{}__; {}", pattern, folders_text(folders_));
    if (const std::string near = near_names(pattern, names()); !near.empty()) message += "; did you mean " + near + "?";
    for (std::size_t i = 0; i < std::min<std::size_t>(problems_.size(), 3); ++i)
        message += "; not read: " + problems_[i];
    return fail(ErrorCode::not_found, "{}", message);
}

} // namespace sfumato
