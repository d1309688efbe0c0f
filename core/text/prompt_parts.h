// What A1111 takes out of a prompt before its words are read: comments, <lora:...> and the parts that AND joins.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// Takes comments out: from '#' to the end of its line, wherever on the line it stands (A1111's "enable comments").
std::string without_comments(std::string_view text);

/// `<lora:name:0.8>` and its relatives, which name networks and are no words of the prompt.
struct ExtraNetwork {
    std::string kind;                   ///< "lora"
    std::vector<std::string> arguments; ///< between the colons
    bool operator==(const ExtraNetwork&) const = default;
};

/// A prompt without the names of extra networks, as A1111 takes them out: `<(\w+):([^>]+)>`.
struct PlainPrompt {
    std::string text;
    std::vector<ExtraNetwork> networks;
};
PlainPrompt take_extra_networks(std::string_view text);

/// One of the prompts that AND composes (Liu et al. 2022, "Compositional Visual Generation").
struct ComposedPart {
    std::string text;
    double weight = 1.0;
    bool weight_given = false; ///< the weight was written: "a cat :1.2"
    bool operator==(const ComposedPart&) const = default;
};

/// Splits at the word AND (case-sensitive). Each part may end in ":w", its weight. At least one part. As in A1111 a
/// weight counts without any AND too.
std::vector<ComposedPart> split_composition(std::string_view text);

} // namespace sfumato
