#include "weights/describe.h"

#include "weights/checkpoint.h"
#include "weights/detect.h"
#include "weights/model_files.h"
#include "weights/model_parts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

/// Adds the tensors of one checkpoint; `before` is put in front of their names.
void add_tensors(const Checkpoint& checkpoint, const std::string& before, WeightsDescription& out) {
    for (const std::string& name : checkpoint.names()) {
        const TensorView& t = *checkpoint.find(name);
        out.tensors.push_back({before + name, t.dtype, t.shape});
        out.dtype_counts[std::string(dtype_name(t.dtype))] += 1;
        out.parameters += t.elements();
    }
    for (const auto& file : checkpoint.files()) {
        out.bytes += file->file_bytes().size();
        out.metadata.insert(file->metadata().begin(), file->metadata().end());
    }
}

std::string describe_unet(const UnetConfig& c) {
    return fmt::format("{} -> {} channels, levels of {} channels, {} layers, text width {}, {}", c.in_channels,
                       c.out_channels, fmt::join(c.level_channels, "/"), fmt::join(c.level_layers, "/"), c.context_dim,
                       c.head_dim > 0 ? fmt::format("heads of width {}", c.head_dim)
                                      : fmt::format("{} heads", fmt::join(c.num_heads, "/")));
}

std::string describe_vae(const VaeConfig& c) {
    return fmt::format("{} latent channels, factor {}, levels of {} channels, scaling factor {}", c.latent_channels,
                       c.factor, fmt::join(c.level_channels, "/"), c.scaling_factor);
}

std::string describe_text(const TextConfig& c) {
    return fmt::format("width {}, {} layers, {} heads, {} tokens, vocabulary of {}, {}", c.width, c.layers, c.heads,
                       c.positions, c.vocab_size, c.activation);
}

/// Counts tensors by prefix; the last part takes what no prefix claims.
void count_parts(WeightsDescription& out, const std::array<std::pair<const char*, const char*>, 3>& prefixes) {
    std::vector<PartDescription> parts;
    for (const auto& [prefix, name] : prefixes)
        parts.push_back({name});
    parts.push_back({"other tensors"});
    for (const TensorDescription& t : out.tensors) {
        std::size_t at = 0;
        while (at < prefixes.size() && !t.name.starts_with(prefixes[at].first))
            ++at;
        parts[at].tensors += 1;
        std::int64_t elements = 1;
        for (const std::int64_t n : t.shape)
            elements *= n;
        parts[at].parameters += elements;
    }
    for (PartDescription& part : parts)
        if (part.tensors > 0) out.parts.push_back(std::move(part));
}

/// Opens the model as such, for its dimensions, or for the reason why it cannot be run.
void add_details(WeightsDescription& out) {
    const auto model = open_model(out.path);
    if (!model) {
        out.problem = model.error().text();
        return;
    }
    out.family = model->family;
    for (PartDescription& part : out.parts) {
        if (part.name == "U-Net")
            part.details = describe_unet(model->unet_config) + ", predicts " + model->scheduler.prediction_type;
        if (part.name == "VAE") part.details = describe_vae(model->vae_config);
        if (part.name == "text encoder") part.details = describe_text(model->text_config);
    }
}

Result<WeightsDescription> describe_folder(const fs::path& path) {
    WeightsDescription out;
    out.path = path;
    SF_TRY(const ModelFiles model, open_model(path)); // gives the clear message when the folder is none
    for (const auto& [name, component] : {std::pair("unet", Component::unet), std::pair("vae", Component::vae),
                                          std::pair("text_encoder", Component::text)}) {
        SF_TRY(const fs::path file, find_component_weights(model.path / name, component));
        SF_TRY(const auto checkpoint, Checkpoint::open(file));
        add_tensors(*checkpoint, std::string(name) + "/", out);
    }
    count_parts(out, {{{"unet/", "U-Net"}, {"vae/", "VAE"}, {"text_encoder/", "text encoder"}}});
    add_details(out);
    return out;
}

Result<WeightsDescription> describe_file(const fs::path& path) {
    WeightsDescription out;
    out.path = path;
    const auto opened = Checkpoint::open(path);
    if (!opened && path.extension() != ".json") SF_CHECK(open_weights_file(path).map([](const auto&) {})); // says more
    if (!opened) return tl::unexpected(opened.error());
    const Checkpoint& checkpoint = **opened;
    add_tensors(checkpoint, "", out);
    const Family family = detect_family(checkpoint.names());
    out.family = family.name;
    count_parts(
        out,
        {{{"model.diffusion_model.", "U-Net"}, {"first_stage_model.", "VAE"}, {"cond_stage_model.", "text encoder"}}});
    if (const Result<> supported = check_supported(family, path.string()))
        add_details(out);
    else
        out.problem = supported.error().text(); // no need to open it once more
    return out;
}

} // namespace

Result<WeightsDescription> describe_weights(const fs::path& path, WithHash hash, const CancelToken& cancel) {
    std::error_code error;
    const bool folder = fs::is_directory(path, error) || path.filename() == "model_index.json";
    SF_TRY(WeightsDescription out, folder ? describe_folder(path) : describe_file(path));
    std::sort(out.tensors.begin(), out.tensors.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    if (hash == WithHash::no) return out;
    if (folder) {
        SF_TRY(const ModelFiles model, open_model(path));
        SF_TRY(out.sha256, model_sha256(model, cancel));
    } else {
        SF_TRY(out.sha256, file_sha256(path, cancel));
    }
    return out;
}

std::string description_text(const WeightsDescription& d, bool tensors) {
    std::string out = fmt::format("family: {}\nparameters: {}\nbytes: {}\n", d.family, d.parameters, d.bytes);
    if (!d.sha256.empty()) out += fmt::format("sha256: {}\n", d.sha256);
    out += "dtypes:";
    for (const auto& [name, count] : d.dtype_counts)
        out += fmt::format(" {} x {}", count, name);
    out += "\n";
    for (const PartDescription& part : d.parts)
        out += fmt::format("{}: {} tensors, {} parameters{}{}\n", part.name, part.tensors, part.parameters,
                           part.details.empty() ? "" : "; ", part.details);
    if (!d.problem.empty()) out += fmt::format("cannot be run: {}\n", d.problem);
    for (const auto& [key, value] : d.metadata)
        out += fmt::format("metadata {}: {}\n", printable_name(key), printable_name(value));
    if (!tensors) return out;
    for (const TensorDescription& t : d.tensors)
        out += fmt::format("  {} {} {}\n", printable_name(t.name), dtype_name(t.dtype), shape_text(t.shape));
    return out;
}

} // namespace sfumato
