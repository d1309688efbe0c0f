// Lists of values that templates draw from: __name__ in folders of .txt, .yaml and .json files.
#pragma once

#include "base/error.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

namespace wildcard_limits {
inline constexpr std::size_t max_files = 20'000;
inline constexpr std::uint64_t max_file_bytes = 32u << 20;
inline constexpr std::size_t max_values = 2'000'000; ///< of all files that were read
inline constexpr std::size_t max_value_bytes = 1u << 16;
inline constexpr int max_depth = 32; ///< of trees in .yaml and .json, and of folders
} // namespace wildcard_limits

/// The values of one name.
struct WildcardList {
    std::string name;           ///< "artists/finnish"
    std::filesystem::path file; ///< empty: from memory
    std::vector<std::string> values;
};

/// All wildcards of some folders. Names come from the files' paths (.txt: one value a line, '#' begins a comment line)
/// or from the keys of trees (.yaml, .json: a list of texts is a wildcard). Text files are read when first asked for.
/// For one thread at a time.
class WildcardLibrary {
public:
    WildcardLibrary() = default;
    /// Finds the files. Links that lead out of their folder are passed over. What cannot be read is told by problems()
    /// and when it is asked for. Error: not_found for a folder that does not exist; usage beyond the limits.
    static Result<WildcardLibrary> open(const std::vector<std::filesystem::path>& folders);
    /// Adds values from memory.
    void add(std::string name, std::vector<std::string> values);

    /// Names in alphabetical order, for completion.
    std::vector<std::string> names() const;
    /// The lists that `pattern` names: '*' any characters but '/', '**' any characters, '?' one. A name that ends in
    /// '/' is not special. Lists stay where they are as long as the library. Errors: not_found, naming the folders
    /// looked into and near names; those of reading the file.
    Result<std::vector<const WildcardList*>> find(std::string_view pattern);
    /// Files that could not be used, with the reason.
    const std::vector<std::string>& problems() const { return problems_; }

private:
    struct Entry {
        std::unique_ptr<WildcardList> list;
        bool read = false;
    };
    Result<> scan(const std::filesystem::path& folder);
    Result<> add_file(const std::filesystem::path& folder, const std::filesystem::path& file);
    Result<> read(Entry& entry);
    Result<> insert(WildcardList list, bool read);

    std::vector<std::filesystem::path> folders_;
    std::map<std::string, Entry, std::less<>> entries_;
    std::vector<std::string> problems_;
    std::size_t files_ = 0;
    std::size_t values_ = 0;
};

/// The lists of texts in a tree, named by their path. `name` stands for the source in messages. Numbers count as texts;
/// what is neither list nor tree is passed over. Errors: bad_input with line and column; aliases of YAML are refused.
Result<std::vector<WildcardList>> read_wildcard_yaml(std::string_view text, std::string_view name);
Result<std::vector<WildcardList>> read_wildcard_json(std::string_view text, std::string_view name);
/// The values of a text file. Error: bad_input for text that is not UTF-8.
Result<std::vector<std::string>> read_wildcard_text(std::string_view text, std::string_view name);

/// Whether `name` fits `pattern`, see WildcardLibrary::find(). Linear in the product of their lengths.
bool wildcard_matches(std::string_view pattern, std::string_view name);

} // namespace sfumato
