#include "engine/model_shelf.h"

#include "base/file.h"
#include "engine/hash_memory.h"
#include "engine/models.h"
#include "generate/session.h"
#include "weights/describe.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr int max_depth = 16;
constexpr std::size_t max_thumbnail_bytes = 1 << 20;
constexpr std::size_t max_text_bytes = 16 << 10; ///< of one field that is shown
constexpr std::uint64_t max_list_bytes = 1 << 20;

struct KindMark {
    std::string_view family; ///< begins with
    ModelKind kind;
};
/// What the families of weights/detect.cpp are. Whole checkpoints are models, whether they can be run or not.
constexpr std::array kinds{
    KindMark{"LoRA", ModelKind::lora},
    KindMark{"LyCORIS", ModelKind::lora},
    KindMark{"ControlNet", ModelKind::controlnet},
    KindMark{"KL VAE", ModelKind::vae},
    KindMark{"CLIP text", ModelKind::text_encoder},
    KindMark{"T5", ModelKind::text_encoder},
    KindMark{"Textual inversion", ModelKind::embedding},
    KindMark{"ESRGAN", ModelKind::upscaler},
    KindMark{"unknown", ModelKind::unknown},
};

ModelKind kind_of(std::string_view family) {
    if (family.empty()) return ModelKind::unknown;
    for (const KindMark& mark : kinds)
        if (family.starts_with(mark.family)) return mark.kind;
    return ModelKind::model;
}

std::string lower_extension(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return extension;
}

bool is_pickle(const fs::path& path) {
    const std::string extension = lower_extension(path);
    return extension == ".ckpt" || extension == ".pt" || extension == ".pth";
}

bool is_index(const fs::path& path) {
    return path.string().ends_with(".safetensors.index.json");
}

/// "model-00001-of-00003.safetensors": one shard, told by the index beside it.
bool is_shard(const fs::path& path) {
    const std::string stem = path.stem().string();
    const std::size_t of = stem.rfind("-of-");
    if (of == std::string::npos || of < 6) return false;
    return fs::exists(path.parent_path() / (stem.substr(0, of - 6) + ".safetensors.index.json"));
}

bool holds_weights(const fs::path& path) {
    const std::string extension = lower_extension(path);
    return is_index(path) || is_pickle(path) || extension == ".gguf" ||
           (extension == ".safetensors" && !is_shard(path));
}

std::string field(const WeightsDescription& d, std::initializer_list<const char*> keys,
                  std::size_t limit = max_text_bytes) {
    for (const char* key : keys)
        if (const auto found = d.metadata.find(key); found != d.metadata.end() && !found->second.empty())
            return found->second.size() <= limit ? found->second : std::string();
    return {};
}

std::string precision_of(const WeightsDescription& d) {
    std::map<std::string_view, std::int64_t> parameters;
    for (const TensorDescription& t : d.tensors) {
        std::int64_t elements = 1;
        for (const std::int64_t n : t.shape)
            elements *= n;
        parameters[dtype_name(t.dtype)] += elements;
    }
    std::vector<std::pair<std::int64_t, std::string_view>> order;
    for (const auto& [name, count] : parameters)
        order.emplace_back(-count, name);
    std::ranges::sort(order);
    std::string text;
    for (const auto& [count, name] : order)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

void describe_itself(const WeightsDescription& d, ShelfModel& model) {
    model.family = d.family;
    model.kind = kind_of(d.family);
    model.precision = precision_of(d);
    model.parameters = d.parameters;
    model.bytes = d.bytes;
    model.title = field(d, {"modelspec.title", "ss_output_name"});
    model.author = field(d, {"modelspec.author"});
    model.licence = field(d, {"modelspec.license"});
    model.description = field(d, {"modelspec.description"});
    model.usage_hint = field(d, {"modelspec.usage_hint"});
    model.trigger_phrase = field(d, {"modelspec.trigger_phrase"});
    model.date = field(d, {"modelspec.date"});
    model.thumbnail = field(d, {"modelspec.thumbnail"}, max_thumbnail_bytes);
}

fs::path picture_beside(const fs::path& path) {
    std::error_code error;
    fs::path stem = path;
    if (!fs::is_directory(path, error)) stem.replace_extension();
    for (const char* ending :
         {".preview.png", ".preview.jpg", ".preview.jpeg", ".preview.webp", ".png", ".jpg", ".jpeg", ".webp"}) {
        fs::path picture = stem;
        picture += ending;
        if (fs::is_regular_file(picture, error)) return picture;
    }
    return {};
}

/// The files whose stamps tell whether a model is still the one whose hash is remembered.
std::vector<fs::path> hashed_files(const fs::path& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return {path};
    const Result<ModelFiles> files = open_model(path);
    return files ? files->weight_files : std::vector<fs::path>();
}

fs::path folder_list() {
    return user_config_dir() / "model-folders.txt";
}

class Scan {
public:
    Scan(const std::function<void(ShelfModel)>& found, const CancelToken& cancel) : found_(found), cancel_(cancel) {}

    Result<> folder(const fs::path& root) {
        root_ = root;
        return walk(root, 0);
    }

private:
    Result<> walk(const fs::path& folder, int depth) {
        SF_CHECK(cancel_.check());
        struct stat status {};
        if (depth > max_depth || ::stat(folder.c_str(), &status) != 0) return {};
        if (!seen_.emplace(status.st_dev, status.st_ino).second) return {}; // by a link, or named twice
        std::error_code error;
        if (fs::exists(folder / "model_index.json", error)) {
            found_(shelve(folder, root_, hashes_));
            return {};
        }
        std::vector<fs::path> folders, files;
        for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
            std::error_code ignored;
            if (at->is_directory(ignored))
                folders.push_back(at->path());
            else if (at->is_regular_file(ignored) && holds_weights(at->path()))
                files.push_back(at->path());
        }
        std::ranges::sort(files);
        for (const fs::path& file : files) {
            SF_CHECK(cancel_.check());
            found_(shelve(file, root_, hashes_));
        }
        std::ranges::sort(folders);
        for (const fs::path& next : folders)
            SF_CHECK(walk(next, depth + 1));
        return {};
    }

    const std::function<void(ShelfModel)>& found_;
    const CancelToken& cancel_;
    const KnownHashes hashes_ = remembered_hashes(hash_memory_file()); ///< read once, not for each file
    fs::path root_;
    std::set<std::pair<dev_t, ino_t>> seen_;
};

} // namespace

std::string_view model_kind_name(ModelKind kind) {
    switch (kind) {
    case ModelKind::model: return "model";
    case ModelKind::lora: return "LoRA";
    case ModelKind::controlnet: return "ControlNet";
    case ModelKind::vae: return "VAE";
    case ModelKind::text_encoder: return "text encoder";
    case ModelKind::embedding: return "embedding";
    case ModelKind::upscaler: return "upscaler";
    case ModelKind::unknown: break;
    }
    return "unknown";
}

std::vector<fs::path> model_folders() {
    std::vector<fs::path> folders{models_folder()};
    const Result<std::string> text = read_file(folder_list(), max_list_bytes);
    if (!text) return folders;
    for (std::size_t at = 0; at < text->size();) {
        const std::size_t end = std::min(text->find('\n', at), text->size());
        const fs::path folder = text->substr(at, end - at);
        if (folder.is_absolute() && std::ranges::find(folders, folder) == folders.end()) folders.push_back(folder);
        at = end + 1;
    }
    return folders;
}

Result<> set_model_folders(std::span<const fs::path> folders) {
    std::string text;
    const std::vector<fs::path> present = model_folders();
    std::vector<fs::path> known{models_folder()};
    for (const fs::path& folder : folders) {
        std::error_code error;
        fs::path whole = fs::absolute(folder, error).lexically_normal();
        if (!whole.has_filename()) whole = whole.parent_path(); // "/models/" is "/models"
        if (whole.native().find('\n') != std::string::npos)
            return fail(ErrorCode::usage, "{}: a folder of models cannot have a line break in its name",
                        whole.string());
        // A folder on a disk that is not mounted now stays in the list; a new one must be there.
        const bool listed = std::ranges::find(present, whole) != present.end();
        if (!listed && !fs::is_directory(whole, error))
            return fail(ErrorCode::not_found, "{}: there is no such folder", whole.string());
        if (std::ranges::find(known, whole) != known.end()) continue;
        known.push_back(whole);
        text += whole.string() + "\n";
    }
    std::error_code error;
    fs::create_directories(folder_list().parent_path(), error); // what is wrong with it, the write tells
    return write_file_atomically(folder_list(), std::as_bytes(std::span(text)));
}

Result<> scan_models(std::span<const fs::path> folders, const std::function<void(ShelfModel)>& found,
                     const CancelToken& cancel) {
    Scan scan(found, cancel);
    for (const fs::path& folder : folders)
        SF_CHECK(scan.folder(folder));
    return {};
}

ShelfModel shelve(const fs::path& path, const fs::path& folder) {
    return shelve(path, folder, remembered_hashes(hash_memory_file()));
}

ShelfModel shelve(const fs::path& path, const fs::path& folder, const KnownHashes& hashes) {
    ShelfModel model;
    model.path = path;
    std::error_code error;
    fs::path below = path.lexically_relative(folder);
    if (!fs::is_directory(path, error)) below.replace_extension();
    if (is_index(path)) below.replace_extension().replace_extension(); // ".safetensors.index"
    model.name = below.string();
    model.bytes = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0)
        model.changed = std::chrono::system_clock::from_time_t(status.st_mtim.tv_sec);
    model.thumbnail_file = picture_beside(path);
    if (is_pickle(path)) {
        model.unusable_because = "a Python pickle can run programs when it is opened, so it is not; convert it to "
                                 ".safetensors with a tool that you trust";
        return model;
    }
    const Result<WeightsDescription> description = describe_weights(path);
    if (!description) {
        model.unusable_because = description.error().text();
        return model;
    }
    describe_itself(*description, model);
    model.unusable_because = description->problem;
    if (model.usable()) {
        const std::unique_ptr<Executor> executor = make_reference_executor(); // opening touches no weights
        SessionOptions options;
        options.model = path;
        if (const Result<std::unique_ptr<Session>> session = Session::open(*executor, options)) {
            model.side_multiple = (*session)->side_multiple();
            model.default_side = (*session)->default_side();
        } else {
            model.unusable_because = session.error().text();
        }
    }
    if (const auto known = recall_hash(hashes, file_stamps(hashed_files(path)))) model.sha256 = *known;
    return model;
}

Result<std::string> shelf_hash(const fs::path& path, const CancelToken& cancel) {
    std::error_code error;
    if (!fs::is_directory(path, error))
        return recalled_or_reckoned(std::span(&path, 1), [&] { return file_sha256(path, cancel); });
    SF_TRY(const ModelFiles model, open_model(path));
    return recalled_or_reckoned(model.weight_files, [&] { return model_sha256(model, cancel); });
}

} // namespace sfumato
