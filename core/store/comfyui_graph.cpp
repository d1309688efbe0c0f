// ComfyUI's graph, followed from the saved picture backwards.
#include "store/foreign_json.h"
#include "store/foreign_metadata.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace sfumato {
namespace {

using foreign::add_field;
using foreign::add_sampler;
using foreign::add_size;
using foreign::Json;
using foreign::member;
using foreign::scalar_text;

class Graph {
public:
    Graph(const Json& nodes, std::vector<std::string>& notes) : nodes_(nodes), notes_(notes) {}

    Result<Infotext> read() {
        const Json* sampler = find_sampler();
        if (sampler == nullptr)
            return fail(ErrorCode::bad_input, "the graph of {} nodes has no sampler that is known here", nodes_.size());
        Infotext out;
        const Json& inputs = member(*sampler, "inputs");
        if (inputs.contains("guider"))
            custom_sampler(inputs, out);
        else
            plain_sampler(inputs, out);
        latent(follow(inputs, "latent_image"), out);
        add_field(out, "RNG", "CPU"); // where ComfyUI draws its noise
        note_unfollowed();
        return out;
    }

private:
    static constexpr int max_hops = 100;

    /// The node that `inputs[key]`, a pair of id and slot, leads to; null when it is no link.
    const Json* follow(const Json& inputs, std::string_view key) {
        const Json& link = member(inputs, key);
        if (!link.is_array() || link.size() != 2) return nullptr;
        const std::string id = scalar_text(link[0]);
        const auto at = nodes_.find(id);
        if (at == nodes_.end() || !at->is_object()) return nullptr;
        followed_.insert(id);
        return &*at;
    }

    static std::string type_of(const Json& node) { return scalar_text(member(node, "class_type")); }

    static bool is_sampler(const Json& node) {
        const Json& inputs = member(node, "inputs");
        return inputs.is_object() && inputs.contains("latent_image") &&
               ((inputs.contains("positive") && inputs.contains("steps")) || inputs.contains("guider"));
    }

    /// Ids as numbers where they are, for a stable order.
    std::vector<std::string> ids() const {
        std::vector<std::string> out;
        for (const auto& [id, node] : nodes_.items())
            out.push_back(id);
        std::ranges::stable_sort(out, [](const std::string& a, const std::string& b) {
            return a.size() != b.size() ? a.size() < b.size() : a < b;
        });
        return out;
    }

    /// The last sampler before a node that saves; without one, the first sampler there is.
    const Json* find_sampler() {
        const std::vector<std::string> order = ids();
        for (const std::string& id : order) {
            const Json& node = nodes_[id];
            if (!type_of(node).starts_with("Save") && !type_of(node).starts_with("Preview")) continue;
            const Json* at = &node;
            std::set<std::string> path{id};
            for (int hop = 0; at != nullptr && hop < max_hops; ++hop) {
                if (is_sampler(*at)) {
                    followed_.insert(path.begin(), path.end());
                    return at;
                }
                const Json& inputs = member(*at, "inputs");
                const Json* next = nullptr;
                for (const std::string_view key : {"images", "image", "samples", "pixels", "input"})
                    if (next == nullptr) next = follow(inputs, key);
                at = next;
            }
        }
        for (const std::string& id : order)
            if (is_sampler(nodes_[id])) {
                followed_.insert(id);
                return &nodes_[id];
            }
        return nullptr;
    }

    /// A value, or what a node of one value ("PrimitiveNode", "Seed") holds.
    std::string value(const Json& inputs, std::string_view key) {
        const Json* object = &inputs;
        std::string_view name = key;
        for (int hop = 0; hop < max_hops; ++hop) {
            if (const std::string text = scalar_text(member(*object, name)); !text.empty()) return text;
            const Json* node = follow(*object, name);
            if (node == nullptr) return {};
            object = &member(*node, "inputs");
            bool found = false;
            for (const std::string_view other :
                 {key, std::string_view("value"), std::string_view("text"), std::string_view("string"),
                  std::string_view("prompt"), std::string_view("seed"), std::string_view("int")})
                if (!found && object->contains(other)) {
                    name = other;
                    found = true;
                }
            if (!found) return {};
        }
        return {};
    }

    /// Texts behind a conditioning, through combining and control nodes.
    void texts(const Json* node, std::string_view side, int depth, std::vector<std::string>& out) {
        if (node == nullptr || depth > max_hops || out.size() > 50) return;
        const Json& inputs = member(*node, "inputs");
        for (const std::string_view key : {"text", "text_g", "t5xxl", "clip_l", "prompt"})
            if (inputs.contains(key))
                if (std::string text = value(inputs, key); !text.empty()) {
                    if (std::ranges::find(out, text) == out.end()) out.push_back(std::move(text));
                    return;
                }
        for (const std::string_view key : {side, std::string_view("conditioning"), std::string_view("conditioning_1"),
                                           std::string_view("conditioning_2"), std::string_view("conditioning_to"),
                                           std::string_view("conditioning_from")})
            texts(follow(inputs, key), side, depth + 1, out);
    }

    std::string text_of(const Json& inputs, std::string_view key) {
        std::vector<std::string> parts;
        texts(follow(inputs, key), key, 0, parts);
        if (parts.size() > 1)
            notes_.push_back(fmt::format("{} texts are combined in the graph; they were joined", parts.size()));
        return fmt::format("{}", fmt::join(parts, "\n"));
    }

    void plain_sampler(const Json& inputs, Infotext& out) {
        out.prompt = text_of(inputs, "positive");
        out.negative_prompt = text_of(inputs, "negative");
        add_field(out, "Steps", value(inputs, "steps"));
        add_sampler(out, value(inputs, "sampler_name"), value(inputs, "scheduler"));
        add_field(out, "CFG scale", value(inputs, "cfg"));
        add_field(out, "Seed", value(inputs, inputs.contains("seed") ? "seed" : "noise_seed"));
        denoise_ = value(inputs, "denoise");
        if (inputs.contains("start_at_step") && value(inputs, "start_at_step") != "0")
            notes_.push_back("the sampler begins at step " + value(inputs, "start_at_step") + ", which was ignored");
        model(follow(inputs, "model"), out);
    }

    void custom_sampler(const Json& inputs, Infotext& out) {
        const auto inputs_of = [&](std::string_view key) -> const Json& {
            static const Json nothing = Json::object();
            const Json* node = follow(inputs, key);
            const Json& found = node == nullptr ? nothing : member(*node, "inputs");
            return found.is_object() ? found : nothing;
        };
        const Json& guider = inputs_of("guider");
        out.prompt = text_of(guider, guider.contains("positive") ? "positive" : "conditioning");
        out.negative_prompt = text_of(guider, "negative");
        const Json& sigmas = inputs_of("sigmas");
        add_field(out, "Steps", value(sigmas, "steps"));
        add_sampler(out, value(inputs_of("sampler"), "sampler_name"), value(sigmas, "scheduler"));
        add_field(out, "CFG scale", guider.contains("cfg") ? value(guider, "cfg") : std::string("1"));
        add_field(out, "Seed", value(inputs_of("noise"), "noise_seed"));
        denoise_ = value(sigmas, "denoise");
        model(follow(guider, "model"), out);
    }

    void model(const Json* node, Infotext& out) {
        for (int hop = 0; node != nullptr && hop < max_hops; ++hop) {
            const Json& inputs = member(*node, "inputs");
            for (const std::string_view key : {"ckpt_name", "unet_name", "model_name"})
                if (std::string name = value(inputs, key); !name.empty())
                    return add_field(out, "Model", std::move(name));
            if (const std::string lora = value(inputs, "lora_name"); !lora.empty())
                notes_.push_back(fmt::format("the LoRA \"{}\" was used and is ignored", lora.substr(0, 100)));
            node = follow(inputs, "model");
        }
    }

    /// Empty latents give the size; a latent made of pixels is img2img.
    void latent(const Json* node, Infotext& out) {
        for (int hop = 0; node != nullptr && hop < max_hops; ++hop) {
            const Json& inputs = member(*node, "inputs");
            const Json* next = follow(inputs, "samples");
            if (next == nullptr && inputs.contains("pixels")) {
                add_field(out, "Denoising strength", denoise_);
                return;
            }
            if (next == nullptr) return add_size(out, value(inputs, "width"), value(inputs, "height"));
            notes_.push_back(fmt::format("its first latent comes from another sampler or from {}, which was ignored",
                                         type_of(*node).substr(0, 60)));
            node = is_sampler(*next) ? follow(member(*next, "inputs"), "latent_image") : next;
        }
    }

    void note_unfollowed() {
        std::set<std::string> types;
        for (const auto& [id, node] : nodes_.items())
            if (!followed_.contains(id) && !type_of(node).empty()) types.insert(type_of(node).substr(0, 60));
        std::erase_if(types, [](const std::string& type) {
            return type.starts_with("Save") || type.starts_with("Preview") || type == "VAELoader" || type == "Note";
        });
        if (types.size() > 20) types.erase(std::next(types.begin(), 20), types.end());
        if (!types.empty())
            notes_.push_back(fmt::format("parts of the graph have no counterpart here: {}", fmt::join(types, ", ")));
    }

    const Json& nodes_;
    std::vector<std::string>& notes_;
    std::set<std::string> followed_;
    std::string denoise_;
};

} // namespace

Result<Recipe> recipe_from_comfyui(std::string_view text, std::vector<std::string>& notes) {
    SF_TRY(const Json root, foreign::parse_object(text));
    const Json& nodes =
        member(root, "prompt").is_object() ? member(root, "prompt") : root; // some files hold the request
    if (nodes.contains("nodes"))
        return fail(ErrorCode::bad_input, "this is the graph as it is drawn, without the values it was run with");
    SF_TRY(const Infotext infotext, Graph(nodes, notes).read());
    return recipe_from_infotext(infotext, notes);
}

} // namespace sfumato
