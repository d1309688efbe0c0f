#include "weights/config_hints.h"

#include "weights/safetensors.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace sfumato {
namespace {

using nlohmann::json;
constexpr int max_int = 1 << 28;

Result<json> parse_object(std::string_view text, const std::string& origin) {
    json value = json::parse(text.begin(), text.end(), nullptr, false);
    if (value.is_discarded())
        return fail(ErrorCode::bad_input, "{}: is no valid JSON{}", origin, text.empty() ? ": the file is empty" : "");
    if (!value.is_object())
        return fail(ErrorCode::bad_input, "{}: is JSON {}, expected an object", origin, value.type_name());
    return value;
}

/// Short text of a value, for messages.
std::string found_text(const json& value) {
    return printable_name(value.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 60));
}

/// Reads optional fields of one object and keeps the first error. Absent and null are the same.
class Fields {
public:
    Fields(const json& object, std::string origin) : object_(object), origin_(std::move(origin)) {}

    void read(const char* name, std::optional<int>& out, int least = 1) {
        const json* value = find(name);
        if (value == nullptr) return;
        if (const auto number = integer(*value, least))
            out = *number;
        else
            wrong(name, *value, fmt::format("an integer of {} to {}", least, max_int));
    }
    void read(const char* name, std::optional<double>& out) {
        const json* value = find(name);
        if (value == nullptr) return;
        if (value->is_number() && std::isfinite(value->get<double>()))
            out = value->get<double>();
        else
            wrong(name, *value, "a number");
    }
    void read(const char* name, std::optional<bool>& out) {
        const json* value = find(name);
        if (value == nullptr) return;
        if (value->is_boolean())
            out = value->get<bool>();
        else
            wrong(name, *value, "true or false");
    }
    void read(const char* name, std::optional<std::string>& out) {
        const json* value = find(name);
        if (value == nullptr) return;
        if (value->is_string())
            out = value->get<std::string>();
        else
            wrong(name, *value, "a text");
    }
    /// An integer or an array of them.
    void read(const char* name, std::vector<int>& out) {
        const json* value = find(name);
        if (value == nullptr) return;
        out.clear();
        const json list = value->is_array() ? *value : json::array({*value});
        if (list.empty() || list.size() > 64) return wrong(name, *value, "1 to 64 positive integers");
        for (const json& item : list) {
            const auto number = integer(item, 1);
            if (!number) return wrong(name, *value, "a positive integer or an array of them");
            out.push_back(*number);
        }
    }
    const json* find(const char* name) const {
        const auto it = object_.find(name);
        return it == object_.end() || it->is_null() ? nullptr : &*it;
    }
    void refuse(tl::unexpected<Error> error) {
        if (result_) result_ = std::move(error);
    }
    void wrong(const char* name, const json& found, std::string_view expected) {
        refuse(
            fail(ErrorCode::bad_input, "{}: field {} is {}, expected {}", origin_, name, found_text(found), expected));
    }
    const Result<>& result() const { return result_; }
    const std::string& origin() const { return origin_; }

private:
    static std::optional<int> integer(const json& value, int least) {
        if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(max_int))
            return std::nullopt;
        if (!value.is_number_integer()) return std::nullopt;
        const auto number = value.get<std::int64_t>();
        if (number < least || number > max_int) return std::nullopt;
        return static_cast<int>(number);
    }
    const json& object_;
    std::string origin_;
    Result<> result_ = {};
};

/// base * each multiplier, as LDM writes the widths of levels.
std::vector<int> multiplied(std::optional<int> base, const std::vector<int>& multipliers, Fields& fields,
                            const char* name) {
    std::vector<int> out;
    if (!base) return out;
    for (const int m : multipliers) {
        if (m > max_int / *base) {
            fields.wrong(name, *fields.find(name), "multipliers that keep channel counts below 2^28");
            return {};
        }
        out.push_back(*base * m);
    }
    return out;
}

template <class Hints> Result<Hints> finish(const Fields& fields, Hints hints) {
    if (!fields.result()) return tl::unexpected(fields.result().error());
    return hints;
}

/// Features of other networks that share the class, with the values that mean "not used".
void refuse_unknown_features(Fields& fields) {
    for (const char* name :
         {"class_embed_type", "addition_embed_type", "encoder_hid_dim", "time_cond_proj_dim", "num_class_embeds"})
        if (const json* value = fields.find(name))
            fields.refuse(fail(ErrorCode::unsupported,
                               "{}: field {} is {}, which only networks that this version cannot run have",
                               fields.origin(), name, found_text(*value)));
}

UnetHints ldm_unet(Fields& fields) {
    UnetHints out;
    out.origin = fields.origin();
    fields.read("in_channels", out.in_channels);
    fields.read("out_channels", out.out_channels);
    fields.read("model_channels", out.model_channels);
    fields.read("context_dim", out.context_dim);
    fields.read("image_size", out.sample_size);
    fields.read("num_res_blocks", out.level_layers);
    fields.read("use_linear_in_transformer", out.linear_projection);
    std::vector<int> multipliers;
    fields.read("channel_mult", multipliers);
    out.level_channels = multiplied(out.model_channels, multipliers, fields, "channel_mult");
    // LDM sets exactly one of these two and leaves -1 in the other.
    std::optional<int> heads;
    fields.read("num_heads", heads, -1);
    if (heads && *heads > 0) out.num_heads = {*heads};
    fields.read("num_head_channels", out.head_dim, -1);
    if (out.head_dim && *out.head_dim <= 0) out.head_dim.reset();
    return out;
}

VaeHints ldm_vae(Fields& fields) {
    VaeHints out;
    out.origin = fields.origin();
    std::optional<int> base;
    std::vector<int> multipliers;
    fields.read("z_channels", out.latent_channels);
    fields.read("in_channels", out.image_channels);
    fields.read("num_res_blocks", out.layers_per_block);
    fields.read("norm_groups", out.norm_groups);
    fields.read("ch", base);
    fields.read("ch_mult", multipliers);
    out.level_channels = multiplied(base, multipliers, fields, "ch_mult");
    return out;
}

TextHints clip_text(Fields& fields) {
    TextHints out;
    out.origin = fields.origin();
    fields.read("hidden_size", out.width);
    fields.read("num_hidden_layers", out.layers);
    fields.read("num_attention_heads", out.heads);
    fields.read("intermediate_size", out.mlp_width);
    fields.read("max_position_embeddings", out.positions);
    fields.read("vocab_size", out.vocab_size);
    fields.read("bos_token_id", out.bos_id, 0);
    fields.read("eos_token_id", out.eos_id, 0);
    fields.read("layer_norm_eps", out.eps);
    fields.read("hidden_act", out.activation);
    if (out.activation && *out.activation != "quick_gelu" && *out.activation != "gelu")
        fields.refuse(fail(ErrorCode::unsupported, "{}: field hidden_act is '{}', expected quick_gelu or gelu",
                           fields.origin(), printable_name(*out.activation)));
    return out;
}

void check_prediction(Fields& fields, const char* name, const std::optional<std::string>& value) {
    if (!value || *value == "epsilon" || *value == "v_prediction") return;
    fields.refuse(fail(ErrorCode::unsupported, "{}: field {} is '{}', expected epsilon or v_prediction",
                       fields.origin(), name, printable_name(*value)));
}

void check_positive(Fields& fields, const char* name, const std::optional<double>& value, double limit) {
    if (value && !(*value > 0 && *value <= limit))
        fields.refuse(fail(ErrorCode::bad_input, "{}: field {} is {}, expected a number above 0 and at most {}",
                           fields.origin(), name, *value, limit));
}

SchedulerHints ldm_scheduler(Fields& fields) {
    SchedulerHints out;
    fields.read("linear_start", out.beta_start);
    fields.read("linear_end", out.beta_end);
    fields.read("timesteps", out.num_train_timesteps);
    std::optional<std::string> name;
    fields.read("parameterization", name);
    if (name && *name == "eps")
        out.prediction_type = "epsilon";
    else if (name && *name == "v")
        out.prediction_type = "v_prediction";
    else if (name)
        fields.wrong("parameterization", *fields.find("parameterization"), "eps or v");
    fields.read("prediction_type", out.prediction_type);
    check_prediction(fields, "prediction_type", out.prediction_type);
    check_positive(fields, "linear_start", out.beta_start, 1);
    check_positive(fields, "linear_end", out.beta_end, 1);
    return out;
}

/// Reads the object `name` of a sidecar with `read`, or nothing when it is absent.
template <class Read> auto part(Fields& all, const char* name, Read read) {
    const json empty = json::object();
    const json* object = all.find(name);
    if (object != nullptr && !object->is_object()) all.wrong(name, *object, "an object");
    const bool present = object != nullptr && object->is_object();
    Fields fields(present ? *object : empty, all.origin() + " part " + name);
    auto out = read(fields);
    if (!present) out.origin.clear();
    if (!fields.result()) all.refuse(tl::unexpected(fields.result().error()));
    return out;
}

} // namespace

Result<UnetHints> read_diffusers_unet(std::string_view text, const std::string& origin) {
    SF_TRY(const json object, parse_object(text, origin));
    Fields fields(object, origin);
    UnetHints out;
    out.origin = origin;
    fields.read("in_channels", out.in_channels);
    fields.read("out_channels", out.out_channels);
    fields.read("block_out_channels", out.level_channels);
    fields.read("layers_per_block", out.level_layers);
    fields.read("cross_attention_dim", out.context_dim);
    fields.read("norm_num_groups", out.norm_groups);
    fields.read("norm_eps", out.norm_eps);
    fields.read("use_linear_projection", out.linear_projection);
    fields.read("sample_size", out.sample_size);
    // In this class attention_head_dim has always meant the number of heads; num_attention_heads is its later name.
    fields.read("attention_head_dim", out.num_heads);
    fields.read("num_attention_heads", out.num_heads);
    check_positive(fields, "norm_eps", out.norm_eps, 1);
    refuse_unknown_features(fields);
    return finish(fields, out);
}

Result<VaeHints> read_diffusers_vae(std::string_view text, const std::string& origin) {
    SF_TRY(const json object, parse_object(text, origin));
    Fields fields(object, origin);
    VaeHints out;
    out.origin = origin;
    fields.read("in_channels", out.image_channels);
    fields.read("latent_channels", out.latent_channels);
    fields.read("block_out_channels", out.level_channels);
    fields.read("layers_per_block", out.layers_per_block);
    fields.read("norm_num_groups", out.norm_groups);
    fields.read("scaling_factor", out.scaling_factor);
    fields.read("shift_factor", out.shift_factor);
    check_positive(fields, "scaling_factor", out.scaling_factor, 1e6);
    return finish(fields, out);
}

Result<TextHints> read_clip_text(std::string_view text, const std::string& origin) {
    SF_TRY(const json object, parse_object(text, origin));
    Fields fields(object, origin);
    TextHints out = clip_text(fields);
    check_positive(fields, "layer_norm_eps", out.eps, 1);
    return finish(fields, std::move(out));
}

Result<SchedulerHints> read_diffusers_scheduler(std::string_view text, const std::string& origin) {
    SF_TRY(const json object, parse_object(text, origin));
    Fields fields(object, origin);
    SchedulerHints out;
    fields.read("beta_start", out.beta_start);
    fields.read("beta_end", out.beta_end);
    fields.read("beta_schedule", out.beta_schedule);
    fields.read("num_train_timesteps", out.num_train_timesteps);
    fields.read("prediction_type", out.prediction_type);
    check_prediction(fields, "prediction_type", out.prediction_type);
    check_positive(fields, "beta_start", out.beta_start, 1);
    check_positive(fields, "beta_end", out.beta_end, 1);
    if (out.beta_schedule && *out.beta_schedule != "scaled_linear" && *out.beta_schedule != "linear")
        fields.refuse(fail(ErrorCode::unsupported, "{}: field beta_schedule is '{}', expected scaled_linear or linear",
                           origin, printable_name(*out.beta_schedule)));
    if (const json* betas = fields.find("trained_betas"))
        fields.refuse(
            fail(ErrorCode::unsupported, "{}: field trained_betas is {}, expected null", origin, found_text(*betas)));
    return finish(fields, std::move(out));
}

Result<ModelIndex> read_model_index(std::string_view text, const std::string& origin) {
    SF_TRY(const json object, parse_object(text, origin));
    Fields fields(object, origin);
    std::optional<std::string> name;
    fields.read("_class_name", name);
    return finish(fields, ModelIndex{name.value_or("")});
}

Result<std::optional<SidecarHints>> read_sidecar(std::string_view text, const std::string& origin) {
    SF_TRY(const json object, parse_object(text, origin));
    Fields all(object, origin);
    const auto is_object = [&](const char* name) {
        const json* value = all.find(name);
        return value != nullptr && value->is_object();
    };
    if (!is_object("clip") && !is_object("unet") && !is_object("vae")) return std::optional<SidecarHints>();
    SidecarHints out;
    out.unet = part(all, "unet", ldm_unet);
    out.text = part(all, "clip", clip_text);
    out.vae = part(all, "vae", ldm_vae);
    all.read("scale_factor", out.vae.scaling_factor);
    all.read("shift_factor", out.vae.shift_factor);
    check_positive(all, "scale_factor", out.vae.scaling_factor, 1e6);
    out.scheduler = ldm_scheduler(all);
    return finish(all, std::optional<SidecarHints>(std::move(out)));
}

} // namespace sfumato
