// The parts of a parsed dynamic prompt.
#pragma once

#include "recipe/dynamic_prompt.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sfumato::dynamic {

struct Node;

/// Parts that stand one behind the other.
struct Sequence {
    std::vector<Node> nodes;
};

struct Option {
    double weight = 1;
    Sequence value;
};

/// Of a wildcard: "name=value".
struct Argument {
    std::string name;
    Sequence value;
};

struct Node {
    enum class Kind {
        literal,  ///< text
        variant,  ///< {a|b}
        wildcard, ///< __name__
        set,      ///< ${name=value}
        get,      ///< ${name} or ${name:default}
        wrap,     ///< %{wrapper ... $$inner}
    } kind = Kind::literal;
    std::string text;                     ///< literal: the text; wildcard: its pattern; set, get: the name
    std::optional<PromptSampler> sampler; ///< variant, wildcard
    std::size_t least = 1, most = 1;      ///< variant: how many values
    std::string separator = ", ";         ///< variant
    std::vector<Option> options;          ///< variant
    std::vector<Argument> arguments;      ///< wildcard
    std::vector<Sequence> parts;          ///< set: the value; get: the default, if any; wrap: wrapper and inner
    bool immediate = false;               ///< set: "=!"
    bool keep = false;                    ///< set: "?=": not when it is set already
};

} // namespace sfumato::dynamic
