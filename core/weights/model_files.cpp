#include "weights/model_files.h"

#include "base/hash.h"
#include "weights/checkpoint.h"
#include "weights/detect.h"
#include "weights/model_parts.h"
#include "weights/rename.h"

#include <fmt/std.h>

#include <algorithm>
#include <map>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unet_prefix = "model.diffusion_model.";
constexpr std::string_view vae_prefix = "first_stage_model.";
constexpr std::string_view text_prefix = "cond_stage_model.transformer.";

/// All hints of a model and where its parts are, before anything is detected.
struct Parts {
    std::shared_ptr<const TensorSource> unet, vae, text;
    SidecarHints hints;
};

void apply_overrides(const ModelOverrides& overrides, SidecarHints& hints) {
    if (overrides.unet_heads) hints.unet.num_heads = {*overrides.unet_heads};
    if (overrides.unet_head_dim) {
        hints.unet.num_heads.clear();
        hints.unet.head_dim = overrides.unet_head_dim;
    }
    if (overrides.text_heads) hints.text.heads = overrides.text_heads;
    if (overrides.text_activation) hints.text.activation = overrides.text_activation;
    if (overrides.vae_norm_groups) hints.vae.norm_groups = overrides.vae_norm_groups;
    if (overrides.scaling_factor) hints.vae.scaling_factor = overrides.scaling_factor;
    if (overrides.prediction_type) hints.scheduler.prediction_type = overrides.prediction_type;
}

/// A network made for other latents or other text states would only fail much later, with a message about a shape.
Result<> check_parts_fit(const ModelFiles& m) {
    const UnetConfig& unet = m.unet_config;
    const int latents = m.vae_config.latent_channels;
    if (unet.in_channels != latents && unet.out_channels == latents)
        return fail(ErrorCode::unsupported,
                    "{}: the U-Net takes {} channels where the VAE makes {}: an inpainting or image-editing model, "
                    "which this version cannot run",
                    m.path.string(), unet.in_channels, latents);
    if (unet.in_channels != latents || unet.out_channels != latents)
        return fail(ErrorCode::bad_input,
                    "{}: the U-Net takes {} and gives {} channels, expected {} as the VAE's latents", m.path.string(),
                    unet.in_channels, unet.out_channels, latents);
    if (unet.context_dim != m.text_config.width)
        return fail(ErrorCode::bad_input,
                    "{}: the U-Net takes text states of width {}, expected {} as the text encoder gives",
                    m.path.string(), unet.context_dim, m.text_config.width);
    return {};
}

Result<ModelFiles> assemble(ModelFiles model, Parts parts, const ModelOverrides& overrides) {
    apply_overrides(overrides, parts.hints);
    for (const auto& heads :
         {overrides.unet_heads, overrides.unet_head_dim, overrides.text_heads, overrides.vae_norm_groups})
        if (heads && *heads < 1)
            return fail(ErrorCode::usage, "{}: an override is {}, expected at least 1", model.path.string(), *heads);
    SF_TRY(model.unet_config, detect_unet(*parts.unet, parts.hints.unet));
    SF_TRY(model.vae_config, detect_vae(*parts.vae, parts.hints.vae));
    SF_TRY(model.text_config, detect_text(*parts.text, parts.hints.text));
    const SchedulerHints& s = parts.hints.scheduler;
    SchedulerConfig& out = model.scheduler;
    out.beta_start = s.beta_start.value_or(out.beta_start);
    out.beta_end = s.beta_end.value_or(out.beta_end);
    out.beta_schedule = s.beta_schedule.value_or(out.beta_schedule);
    out.num_train_timesteps = s.num_train_timesteps.value_or(out.num_train_timesteps);
    out.prediction_type = s.prediction_type.value_or(out.prediction_type);
    model.sample_size = parts.hints.unet.sample_size.value_or(0);
    model.unet = std::move(parts.unet);
    model.vae = std::move(parts.vae);
    model.text = std::move(parts.text);
    SF_CHECK(check_parts_fit(model));
    return model;
}

/// "<stem>.json" or "config.json" beside the file, when it describes a model.
Result<std::optional<SidecarHints>> find_sidecar(const fs::path& file, const SafetensorsFile& weights) {
    if (const auto it = weights.metadata().find("sfumato.config"); it != weights.metadata().end())
        return read_sidecar(it->second, file.string() + " __metadata__ sfumato.config");
    for (const fs::path& path : {fs::path(file).replace_extension(".json"), file.parent_path() / "config.json"}) {
        std::error_code error;
        if (!fs::is_regular_file(path, error)) continue;
        SF_TRY(const std::string text, read_file(path, max_config_bytes));
        SF_TRY(auto hints, read_sidecar(text, path.string()));
        if (hints) return hints;
    }
    return std::optional<SidecarHints>();
}

Result<> need_part(const std::vector<std::string>& names, std::string_view prefix, Component component,
                   const std::string& origin) {
    const bool there =
        std::any_of(names.begin(), names.end(), [&](const std::string& n) { return n.starts_with(prefix); });
    if (there) return {};
    return fail(ErrorCode::not_found, "{}: the {} is missing: no tensor '{}*', expected a full checkpoint", origin,
                component_name(component), prefix);
}

Result<ModelFiles> open_single_file(const fs::path& path, const ModelOverrides& overrides) {
    SF_TRY(auto opened, open_weights_file(path));
    std::shared_ptr<const SafetensorsFile> file = std::move(opened);
    const std::vector<std::string> names = file->names();
    const Family family = detect_family(names);
    SF_CHECK(check_supported(family, path.string()));
    SF_CHECK(need_part(names, vae_prefix, Component::vae, path.string()));
    SF_CHECK(need_part(names, text_prefix, Component::text, path.string()));
    Parts parts;
    SF_TRY(auto sidecar, find_sidecar(path, *file));
    if (sidecar) parts.hints = std::move(*sidecar);
    // ComfyUI and others mark v-prediction checkpoints with an empty tensor of this name.
    if (file->find("v_pred") != nullptr && !parts.hints.scheduler.prediction_type)
        parts.hints.scheduler.prediction_type = "v_prediction";
    SF_TRY(parts.unet, canonical_view(file, Component::unet, unet_prefix));
    SF_TRY(parts.vae, canonical_view(file, Component::vae, vae_prefix));
    SF_TRY(parts.text, canonical_view(file, Component::text, text_prefix));
    ModelFiles model;
    model.path = path;
    model.family = family.name;
    model.weight_files = {path};
    return assemble(std::move(model), std::move(parts), overrides);
}

/// Weights of one component of a diffusers folder under canonical names.
Result<std::shared_ptr<const TensorSource>> open_component(const fs::path& folder, Component component,
                                                           ModelFiles& model) {
    SF_TRY(const fs::path path, find_component_weights(folder, component));
    SF_TRY(auto opened, Checkpoint::open(path));
    std::shared_ptr<const Checkpoint> checkpoint = std::move(opened);
    for (const auto& file : checkpoint->files())
        model.weight_files.emplace_back(file->origin());
    SF_TRY(auto view, canonical_view(checkpoint, component));
    return std::shared_ptr<const TensorSource>(std::move(view));
}

Result<ModelFiles> open_folder(const fs::path& folder, const ModelOverrides& overrides) {
    const fs::path index = folder / "model_index.json";
    std::error_code error;
    if (!fs::exists(index, error))
        return fail(ErrorCode::bad_input,
                    "{}: is a folder without model_index.json, expected a diffusers folder or a .safetensors file",
                    folder.string());
    SF_TRY(const std::string index_text, read_file(index, max_config_bytes));
    SF_TRY(const ModelIndex pipeline, read_model_index(index_text, index.string()));
    SF_CHECK(check_pipeline(pipeline.class_name, index.string()));
    ModelFiles model;
    model.path = folder;
    Parts parts;
    SF_TRY(const std::string unet_text, read_component_config(folder / "unet", Component::unet));
    SF_TRY(parts.hints.unet, read_diffusers_unet(unet_text, (folder / "unet/config.json").string()));
    SF_TRY(const std::string vae_text, read_component_config(folder / "vae", Component::vae));
    SF_TRY(parts.hints.vae, read_diffusers_vae(vae_text, (folder / "vae/config.json").string()));
    SF_TRY(const std::string clip_text, read_component_config(folder / "text_encoder", Component::text));
    SF_TRY(parts.hints.text, read_clip_text(clip_text, (folder / "text_encoder/config.json").string()));
    const fs::path scheduler = folder / "scheduler/scheduler_config.json";
    if (fs::exists(scheduler, error)) {
        SF_TRY(const std::string text, read_file(scheduler, max_config_bytes));
        SF_TRY(parts.hints.scheduler, read_diffusers_scheduler(text, scheduler.string()));
    }
    SF_TRY(parts.unet, open_component(folder / "unet", Component::unet, model));
    SF_TRY(parts.vae, open_component(folder / "vae", Component::vae, model));
    SF_TRY(parts.text, open_component(folder / "text_encoder", Component::text, model));
    if (fs::is_directory(folder / "tokenizer", error)) model.tokenizer_folder = folder / "tokenizer";
    SF_TRY(model, assemble(std::move(model), std::move(parts), overrides));
    model.family =
        model.unet_config.linear_projection ? "Stable Diffusion 2.x (diffusers)" : "Stable Diffusion 1.x (diffusers)";
    return model;
}

} // namespace

Result<ModelFiles> open_model(const fs::path& path, const ModelOverrides& overrides) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return fail(ErrorCode::not_found, "{}: no such file or folder", path.string());
    if (fs::is_directory(status)) return open_folder(path, overrides);
    if (path.filename() == "model_index.json")
        return open_folder(path.has_parent_path() ? path.parent_path() : fs::path("."), overrides);
    return open_single_file(path, overrides);
}

Result<std::string> file_sha256(const fs::path& path, const CancelToken& cancel) {
    SF_TRY(const MappedFile file, MappedFile::open(path));
    constexpr std::size_t piece = 16u << 20;
    Sha256 hash;
    for (Bytes rest = file.bytes(); !rest.empty(); rest = rest.subspan(std::min(piece, rest.size()))) {
        SF_CHECK(cancel.check());
        hash.update(rest.first(std::min(piece, rest.size())));
        file.drop_pages(); // or a large checkpoint would sit in memory twice while it is hashed
    }
    return hash.finish_hex();
}

Result<std::string> model_sha256(const ModelFiles& model, const CancelToken& cancel) {
    if (model.weight_files.size() == 1) return file_sha256(model.weight_files[0], cancel);
    std::map<std::string, std::string> sums;
    for (const fs::path& file : model.weight_files) {
        SF_TRY(std::string sum, file_sha256(file, cancel));
        sums.emplace(file.lexically_relative(model.path).generic_string(), std::move(sum));
    }
    Sha256 hash;
    for (const auto& [name, sum] : sums)
        hash.update(as_bytes(sum + "  " + name + "\n"));
    return hash.finish_hex();
}

} // namespace sfumato
