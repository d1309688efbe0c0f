#include "weights/model_parts.h"

#include <algorithm>
#include <array>
#include <vector>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

Result<> check_component_folder(const fs::path& folder, Component component) {
    std::error_code error;
    if (fs::is_directory(folder, error)) return {};
    return fail(ErrorCode::not_found, "{}: the folder of the {} is missing", folder.string(),
                component_name(component));
}

std::vector<fs::path> files_with_extension(const fs::path& folder, std::string_view extension) {
    std::vector<fs::path> out;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->path().extension() == extension) out.push_back(it->path());
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

Result<std::unique_ptr<SafetensorsFile>> open_weights_file(const fs::path& path) {
    auto file = SafetensorsFile::open(path);
    if (file || file.error().code != ErrorCode::bad_input) return file;
    auto mapping = MappedFile::open(path);
    if (!mapping) return file;
    const std::string looks = describe_wrong_format(mapping->bytes());
    if (looks.find("PyTorch") == std::string::npos && looks.find("GGUF") == std::string::npos) return file;
    return fail(ErrorCode::unsupported, "{}: {}; this version opens .safetensors files and diffusers folders",
                path.string(), looks);
}

Result<fs::path> find_component_weights(const fs::path& folder, Component component) {
    SF_CHECK(check_component_folder(folder, component));
    const std::string base = component == Component::text ? "model" : "diffusion_pytorch_model";
    std::error_code error;
    for (const char* end : {".safetensors", ".safetensors.index.json", ".fp16.safetensors",
                            ".safetensors.index.fp16.json", ".fp16.safetensors.index.json"})
        if (const fs::path path = folder / (base + end); fs::exists(path, error)) return path;
    const auto others = files_with_extension(folder, ".safetensors");
    if (others.size() == 1) return others[0];
    if (others.size() > 1)
        return fail(ErrorCode::bad_input,
                    "{}: has {} .safetensors files of other names, expected {}.safetensors or an index",
                    folder.string(), others.size(), base);
    if (!files_with_extension(folder, ".bin").empty())
        return fail(ErrorCode::unsupported,
                    "{}: has weights of the {} only as PyTorch pickle (.bin); convert them to safetensors",
                    folder.string(), component_name(component));
    return fail(ErrorCode::not_found, "{}: weights of the {} are missing: expected {}.safetensors", folder.string(),
                component_name(component), base);
}

Result<std::string> read_component_config(const fs::path& folder, Component component) {
    SF_CHECK(check_component_folder(folder, component));
    return with_context(read_file(folder / "config.json", max_config_bytes), "while reading the config of the {}",
                        component_name(component));
}

Result<> check_pipeline(const std::string& class_name, const std::string& origin) {
    constexpr std::array<std::string_view, 5> known{"StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline",
                                                    "StableDiffusionPipelineSafe", "LatentConsistencyModelPipeline",
                                                    ""};
    if (std::find(known.begin(), known.end(), class_name) != known.end()) return {};
    std::string_view family = "another family";
    if (class_name.starts_with("StableDiffusionXL"))
        family = "SDXL";
    else if (class_name.starts_with("StableDiffusion3"))
        family = "Stable Diffusion 3";
    else if (class_name.starts_with("Flux"))
        family = "Flux";
    else if (class_name.find("Inpaint") != std::string::npos)
        family = "inpainting models";
    return fail(ErrorCode::unsupported, "{}: field _class_name is {} ({}), expected StableDiffusionPipeline", origin,
                printable_name(class_name), family);
}

} // namespace sfumato
