// Writes the typed shader bank from compiled SPIR-V: bank.h (enums and selectors) and bank.cpp (the words, and what was
// reflected from them). Runs at build time; any disagreement fails the build.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr std::uint32_t push_constant_limit = 128; // what every Vulkan device has

struct Setting {
    std::string axis, value;
};

struct Variant {
    std::string shader, path;
    std::vector<Setting> settings;
    std::vector<std::uint32_t> words;
    std::uint32_t push_bytes = 0;
    std::uint32_t constants = 0;

    std::string name() const {
        std::string text = shader;
        for (const Setting& s : settings)
            text += "_" + s.value;
        return text;
    }
};

[[noreturn]] void stop(const std::string& message) {
    fmt::print(stderr, "bank_generator: {}\n", message);
    std::exit(1);
}

/// "ACT" to "Act"
std::string type_name(const std::string& axis) {
    std::string text = axis;
    std::transform(text.begin() + 1, text.end(), text.begin() + 1,
                   [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    return text;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::vector<Variant> read_manifest(const std::string& path) {
    std::ifstream file(path);
    if (!file) stop(path + " cannot be read");
    std::vector<Variant> variants;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        Variant v;
        words >> v.shader >> v.path;
        for (std::string setting; words >> setting;) {
            const std::size_t equals = setting.find('=');
            v.settings.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
        }
        variants.push_back(std::move(v));
    }
    return variants;
}

std::vector<std::uint32_t> read_words(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) stop(path + " cannot be read");
    const auto size = static_cast<std::size_t>(file.tellg());
    if (size % 4 != 0 || size < 20) stop(path + " is not SPIR-V");
    std::vector<std::uint32_t> words(size / 4);
    file.seekg(0);
    file.read(reinterpret_cast<char*>(words.data()), static_cast<std::streamsize>(size));
    return words;
}

/// The few SPIR-V instructions that say how large the push-constant block is and which constants can be specialised.
class Reflection {
public:
    explicit Reflection(std::span<const std::uint32_t> words) : words_(words) {
        for (std::size_t at = 5; at < words.size();) {
            const std::uint32_t length = words[at] >> 16;
            if (length == 0 || at + length > words.size()) stop("malformed SPIR-V");
            read(words[at] & 0xFFFFu, words.subspan(at + 1, length - 1));
            at += length;
        }
    }

    std::uint32_t push_bytes() const { return push_block_ == 0 ? 0 : size_of(push_block_); }

    /// Number of specialisation constants; their ids must be 0, 1, 2, ... without a gap.
    std::uint32_t constants(const std::string& name) const {
        std::uint32_t next = 0;
        for (const std::uint32_t id : spec_ids_)
            if (id != next++) stop(fmt::format("{}: specialisation constant {} is missing", name, next - 1));
        if (next == 0) stop(name + ": specialisation constant 0 (local_size_x) is missing");
        if (next > 16) stop(name + ": more than 16 specialisation constants"); // what a Dispatch holds
        return next;
    }

private:
    using Words = std::span<const std::uint32_t>;

    void read(std::uint32_t opcode, Words w) {
        switch (opcode) {
        case 21:
        case 22: bits_[w[0]] = w[1]; break;                            // OpTypeInt, OpTypeFloat
        case 23: vectors_[w[0]] = {w[1], w[2]}; break;                 // OpTypeVector
        case 30: structs_[w[0]].assign(w.begin() + 1, w.end()); break; // OpTypeStruct
        case 32: read_pointer(w); break;                               // OpTypePointer
        case 39: pointer_storage_.insert(w[0]); break;                 // OpTypeForwardPointer
        case 71:                                                       // OpDecorate ... SpecId
            if (w[1] == 1) spec_ids_.insert(w[2]);
            break;
        case 72: // OpMemberDecorate ... Offset
            if (w[2] == 35) offsets_[{w[0], w[1]}] = w[3];
            break;
        default: break;
        }
    }

    void read_pointer(Words w) {
        constexpr std::uint32_t push_constant = 9;
        if (w[1] == push_constant && structs_.count(w[2]) != 0 && push_block_ == 0) push_block_ = w[2];
        pointer_storage_.insert(w[0]);
    }

    std::uint32_t size_of(std::uint32_t type) const {
        if (pointer_storage_.count(type) != 0) return 8;
        if (const auto it = bits_.find(type); it != bits_.end()) return it->second / 8;
        if (const auto it = vectors_.find(type); it != vectors_.end())
            return it->second.second * size_of(it->second.first);
        const auto it = structs_.find(type);
        if (it == structs_.end()) stop("push constants hold a type that the reflection does not know");
        std::uint32_t end = 0;
        for (std::uint32_t i = 0; i < it->second.size(); ++i)
            end = std::max(end, offsets_.at({type, i}) + size_of(it->second[i]));
        return end;
    }

    Words words_;
    std::map<std::uint32_t, std::uint32_t> bits_;
    std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> vectors_;
    std::map<std::uint32_t, std::vector<std::uint32_t>> structs_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> offsets_;
    std::set<std::uint32_t> pointer_storage_, spec_ids_;
    std::uint32_t push_block_ = 0;
};

using Axes = std::vector<std::pair<std::string, std::vector<std::string>>>;

/// Axes in order of appearance with their values. One name means one list of values in all shaders, so that a selector
/// called with a value that its shader lacks does not compile.
Axes collect_axes(const std::vector<Variant>& variants) {
    std::map<std::string, std::map<std::string, std::vector<std::string>>> by_shader; // axis -> shader -> values
    for (const Variant& v : variants)
        for (const Setting& s : v.settings) {
            auto& values = by_shader[s.axis][v.shader];
            if (std::find(values.begin(), values.end(), s.value) == values.end()) values.push_back(s.value);
        }
    Axes axes;
    for (const auto& [axis, shaders] : by_shader) {
        for (const auto& [shader, values] : shaders)
            if (values != shaders.begin()->second)
                stop(fmt::format("axis {} has other values in {} than in {}: give it another name", axis, shader,
                                 shaders.begin()->first));
        axes.emplace_back(axis, shaders.begin()->second);
    }
    return axes;
}

std::string selector(std::span<const Variant> variants, const Axes& axes) {
    const Variant& first = variants.front();
    std::string parameters, index = "0";
    for (const Setting& s : first.settings) {
        parameters += fmt::format("{}{} {}", parameters.empty() ? "" : ", ", type_name(s.axis), lower(s.axis));
        const auto axis = std::find_if(axes.begin(), axes.end(), [&](const auto& a) { return a.first == s.axis; });
        index = fmt::format("({} * {} + static_cast<std::uint32_t>({}))", index, axis->second.size(), lower(s.axis));
    }
    return fmt::format("constexpr Shader {}({}) {{\n    return "
                       "static_cast<Shader>(static_cast<std::uint32_t>(Shader::{}) + {});\n}}\n",
                       first.shader, parameters, first.name(), index);
}

std::string header(const std::vector<Variant>& variants) {
    const Axes axes = collect_axes(variants);
    std::string text =
        "// Generated by bank_generator; do not edit.\n#pragma once\n\n#include <cstdint>\n#include <span>\n\n"
        "namespace sfumato::shaders {\n\n/// Position in bank().\nenum class Shader : std::uint32_t {\n";
    for (const Variant& v : variants)
        text += fmt::format("    {},\n", v.name());
    text += "};\n\n/// One compiled shader variant, with what was reflected from it.\nstruct ShaderCode {\n    const "
            "char* name;\n"
            "    std::span<const std::uint32_t> spirv;\n    std::uint32_t push_constant_bytes;\n    std::uint32_t "
            "constant_count;\n};\n\n"
            "/// All variants, by Shader.\nstd::span<const ShaderCode> bank();\n\n";
    for (const auto& [axis, values] : axes)
        text += fmt::format("enum class {} : std::uint32_t {{ {} }};\n", type_name(axis), fmt::join(values, ", "));
    text += "\n";
    for (std::size_t i = 0; i < variants.size();) {
        std::size_t end = i;
        while (end < variants.size() && variants[end].shader == variants[i].shader)
            ++end;
        text += selector(std::span(variants).subspan(i, end - i), axes);
        i = end;
    }
    return text + "\n} // namespace sfumato::shaders\n";
}

std::string source(const std::vector<Variant>& variants) {
    std::string text =
        "// Generated by bank_generator; do not edit.\n#include \"shaders/bank.h\"\n\n#include <array>\n\n"
        "namespace sfumato::shaders {\nnamespace {\n\n";
    for (const Variant& v : variants) {
        text += fmt::format("constexpr std::uint32_t {}[] = {{", v.name());
        for (std::size_t i = 0; i < v.words.size(); ++i)
            text += fmt::format("{}0x{:x},", i % 16 == 0 ? "\n" : "", v.words[i]);
        text += "\n};\n";
    }
    text += fmt::format("\nconstexpr std::array<ShaderCode, {}> codes{{{{\n", variants.size());
    for (const Variant& v : variants)
        text += fmt::format("    {{\"{}\", {}, {}, {}}},\n", v.name(), v.name(), v.push_bytes, v.constants);
    return text + "}};\n\n} // namespace\n\nstd::span<const ShaderCode> bank() { return codes; }\n\n} // namespace "
                  "sfumato::shaders\n";
}

/// Leaves an unchanged file alone, so that a new kernel body does not recompile every user of the header.
void write_if_changed(const std::string& path, const std::string& text) {
    std::ifstream old(path, std::ios::binary);
    std::ostringstream held;
    held << old.rdbuf();
    if (old && held.str() == text) return;
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) stop(path + " cannot be written");
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) stop("usage: bank_generator MANIFEST HEADER SOURCE");
    std::vector<Variant> variants = read_manifest(argv[1]);
    for (Variant& v : variants) {
        v.words = read_words(v.path);
        const Reflection reflection(v.words);
        v.push_bytes = reflection.push_bytes();
        v.constants = reflection.constants(v.name());
        if (v.push_bytes > push_constant_limit)
            stop(fmt::format("{}: {} bytes of push constants, at most {} are allowed", v.name(), v.push_bytes,
                             push_constant_limit));
    }
    write_if_changed(argv[2], header(variants));
    write_if_changed(argv[3], source(variants));
    return 0;
}
