#include "weights/rename.h"

#include "weights/checkpoint.h"

#include <algorithm>
#include <array>
#include <map>

namespace sfumato {
namespace {

/// Levels and layers of a U-Net or VAE, counted from diffusers names.
struct Layout {
    std::map<int, int> down_layers; ///< level -> number of resnets
    std::map<int, int> up_layers;   ///< up block -> number of resnets
    std::map<int, bool> up_has_attention;
};

struct Leaf {
    std::string_view from;
    std::string_view to;
};

/// `pattern`: '#' stands for a number (the first is a, the second b). `target`: {a}, {b} and the numbers that
/// expand() knows. What follows the pattern is translated by `leaves`, or kept when there are none.
struct Rule {
    std::string_view pattern;
    std::string_view target;
    std::span<const Leaf> leaves;
};

constexpr std::array<Leaf, 6> unet_resnet{{{"norm1", "in_layers.0"},
                                           {"conv1", "in_layers.2"},
                                           {"time_emb_proj", "emb_layers.1"},
                                           {"norm2", "out_layers.0"},
                                           {"conv2", "out_layers.3"},
                                           {"conv_shortcut", "skip_connection"}}};

constexpr std::array<Rule, 17> unet_rules{{
    {"time_embedding.linear_1.", "time_embed.0.", {}},
    {"time_embedding.linear_2.", "time_embed.2.", {}},
    {"add_embedding.linear_1.", "label_emb.0.0.", {}},
    {"add_embedding.linear_2.", "label_emb.0.2.", {}},
    {"class_embedding.linear_1.", "label_emb.0.0.", {}},
    {"class_embedding.linear_2.", "label_emb.0.2.", {}},
    {"conv_in.", "input_blocks.0.0.", {}},
    {"conv_norm_out.", "out.0.", {}},
    {"conv_out.", "out.2.", {}},
    {"down_blocks.#.resnets.#.", "input_blocks.{input}.0.", unet_resnet},
    {"down_blocks.#.attentions.#.", "input_blocks.{input}.1.", {}},
    {"down_blocks.#.downsamplers.0.conv.", "input_blocks.{down}.0.op.", {}},
    {"mid_block.resnets.#.", "middle_block.{twice a}.", unet_resnet},
    {"mid_block.attentions.0.", "middle_block.1.", {}},
    {"up_blocks.#.resnets.#.", "output_blocks.{output}.0.", unet_resnet},
    {"up_blocks.#.attentions.#.", "output_blocks.{output}.1.", {}},
    {"up_blocks.#.upsamplers.0.conv.", "output_blocks.{last output}.{upsampler}.conv.", {}},
}};

constexpr std::array<Leaf, 5> vae_resnet{{{"norm1", "norm1"},
                                          {"conv1", "conv1"},
                                          {"norm2", "norm2"},
                                          {"conv2", "conv2"},
                                          {"conv_shortcut", "nin_shortcut"}}};

constexpr std::array<Leaf, 9> vae_attention{{{"group_norm", "norm"},
                                             {"to_q", "q"},
                                             {"to_k", "k"},
                                             {"to_v", "v"},
                                             {"to_out.0", "proj_out"},
                                             {"query", "q"},
                                             {"key", "k"},
                                             {"value", "v"},
                                             {"proj_attn", "proj_out"}}};

constexpr std::array<Rule, 10> vae_rules{{
    {"encoder.conv_norm_out.", "encoder.norm_out.", {}},
    {"decoder.conv_norm_out.", "decoder.norm_out.", {}},
    {"encoder.down_blocks.#.resnets.#.", "encoder.down.{a}.block.{b}.", vae_resnet},
    {"encoder.down_blocks.#.downsamplers.0.conv.", "encoder.down.{a}.downsample.conv.", {}},
    {"encoder.mid_block.resnets.#.", "encoder.mid.block_{a + 1}.", vae_resnet},
    {"encoder.mid_block.attentions.0.", "encoder.mid.attn_1.", vae_attention},
    {"decoder.up_blocks.#.resnets.#.", "decoder.up.{up from end}.block.{b}.", vae_resnet},
    {"decoder.up_blocks.#.upsamplers.0.conv.", "decoder.up.{up from end}.upsample.conv.", {}},
    {"decoder.mid_block.resnets.#.", "decoder.mid.block_{a + 1}.", vae_resnet},
    {"decoder.mid_block.attentions.0.", "decoder.mid.attn_1.", vae_attention},
}};

constexpr std::array<Rule, 3> text_rules{{
    {"embeddings.", "text_model.embeddings.", {}},
    {"encoder.", "text_model.encoder.", {}},
    {"final_layer_norm.", "text_model.final_layer_norm.", {}},
}};

struct Match {
    std::array<int, 2> numbers{};
    std::string_view rest;
};

/// Up to three digits, taken off the front; real networks have far fewer levels and layers.
std::optional<int> take_number(std::string_view& text) {
    int value = 0;
    std::size_t digits = 0;
    while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9')
        value = value * 10 + (text[digits++] - '0');
    if (digits == 0 || (digits > 1 && text[0] == '0')) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

std::optional<Match> match(std::string_view pattern, std::string_view name) {
    Match out;
    std::size_t count = 0;
    for (const char c : pattern) {
        if (c == '#') {
            const auto number = take_number(name);
            if (!number) return std::nullopt;
            out.numbers[count++] = *number;
        } else if (!name.empty() && name.front() == c) {
            name.remove_prefix(1);
        } else {
            return std::nullopt;
        }
    }
    out.rest = name;
    return out;
}

void count_layer(std::map<int, int>& layers, const Match& m) {
    int& n = layers[m.numbers[0]];
    n = std::max(n, m.numbers[1] + 1);
}

Layout count_layers(Component component, std::span<const std::string> names) {
    const bool vae = component == Component::vae;
    const std::string_view down = vae ? "encoder.down_blocks.#.resnets.#." : "down_blocks.#.resnets.#.";
    const std::string_view up = vae ? "decoder.up_blocks.#.resnets.#." : "up_blocks.#.resnets.#.";
    Layout out;
    for (const std::string& name : names) {
        if (const auto m = match(down, name))
            count_layer(out.down_layers, *m);
        else if (const auto n = match(up, name))
            count_layer(out.up_layers, *n);
        else if (const auto a = match("up_blocks.#.attentions.#.", name))
            out.up_has_attention[a->numbers[0]] = true;
    }
    return out;
}

int sum_before(const std::map<int, int>& layers, int level, int extra) {
    int sum = 0;
    for (const auto& [at, count] : layers)
        if (at < level) sum += count + extra;
    return sum;
}

int layers_of(const std::map<int, int>& layers, int level) {
    const auto it = layers.find(level);
    return it == layers.end() ? 0 : it->second;
}

/// The number that a placeholder of a rule's target stands for. LDM numbers the blocks of all levels in one row: after
/// the first convolution each level has its layers and, but for the last, one downsampler.
int placeholder(std::string_view what, const Match& m, const Layout& layout) {
    const auto [a, b] = m.numbers;
    if (what == "a") return a;
    if (what == "b") return b;
    if (what == "a + 1") return a + 1;
    if (what == "twice a") return 2 * a;
    if (what == "input") return 1 + sum_before(layout.down_layers, a, 1) + b;
    if (what == "down") return 1 + sum_before(layout.down_layers, a, 1) + layers_of(layout.down_layers, a);
    if (what == "output") return sum_before(layout.up_layers, a, 0) + b;
    if (what == "last output") return sum_before(layout.up_layers, a, 0) + layers_of(layout.up_layers, a) - 1;
    if (what == "upsampler") return layout.up_has_attention.contains(a) ? 2 : 1;
    const int last = layout.up_layers.empty() ? 0 : layout.up_layers.rbegin()->first;
    return last - a; // "up from end"
}

std::string expand(std::string_view target, const Match& m, const Layout& layout) {
    std::string out;
    while (!target.empty()) {
        const std::size_t open = target.find('{');
        out += target.substr(0, open);
        if (open == std::string_view::npos) break;
        const std::size_t close = target.find('}', open);
        out += std::to_string(placeholder(target.substr(open + 1, close - open - 1), m, layout));
        target.remove_prefix(close + 1);
    }
    return out;
}

std::optional<std::string> translate_leaf(std::span<const Leaf> leaves, std::string_view rest) {
    if (leaves.empty()) return std::string(rest);
    for (const Leaf& leaf : leaves)
        if (rest.starts_with(leaf.from) && rest.size() > leaf.from.size() && rest[leaf.from.size()] == '.')
            return std::string(leaf.to) + std::string(rest.substr(leaf.from.size()));
    return std::nullopt;
}

std::span<const Rule> rules_of(Component component) {
    switch (component) {
    case Component::unet: return unet_rules;
    case Component::vae: return vae_rules;
    case Component::text: return text_rules;
    }
    return {};
}

std::string canonical_name(std::span<const Rule> rules, const std::string& name, const Layout& layout) {
    for (const Rule& rule : rules) {
        const auto m = match(rule.pattern, name);
        if (!m) continue;
        if (const auto leaf = translate_leaf(rule.leaves, m->rest)) return expand(rule.target, *m, layout) + *leaf;
    }
    return name;
}

bool is_vae_attention_weight(std::string_view name) {
    for (const std::string_view end :
         {".attn_1.q.weight", ".attn_1.k.weight", ".attn_1.v.weight", ".attn_1.proj_out.weight"})
        if (name.ends_with(end)) return true;
    return false;
}

} // namespace

std::string_view component_name(Component component) {
    switch (component) {
    case Component::unet: return "U-Net";
    case Component::vae: return "VAE";
    case Component::text: return "text encoder";
    }
    return "?";
}

std::vector<NamePair> canonical_names(Component component, std::span<const std::string> names) {
    const Layout layout = count_layers(component, names);
    std::vector<NamePair> out;
    out.reserve(names.size());
    for (const std::string& name : names)
        out.push_back({name, canonical_name(rules_of(component), name, layout)});
    return out;
}

Result<std::unique_ptr<TensorSource>> canonical_view(std::shared_ptr<const TensorSource> source, Component component,
                                                     std::string_view prefix) {
    std::vector<std::string> names;
    for (const std::string& name : source->names())
        if (name.starts_with(prefix) && name.size() > prefix.size()) names.push_back(name.substr(prefix.size()));
    std::vector<RenamedTensor> tensors;
    for (NamePair& pair : canonical_names(component, names)) {
        const TensorView* tensor = source->find(std::string(prefix) + pair.from);
        RenamedTensor renamed{tensor, std::move(pair.to), tensor->shape};
        if (component == Component::vae && renamed.shape.size() == 2 && is_vae_attention_weight(renamed.name))
            renamed.shape.insert(renamed.shape.end(), {1, 1});
        tensors.push_back(std::move(renamed));
    }
    return RenamedSource::make(std::move(source), std::move(tensors));
}

} // namespace sfumato
