#include "engine/pictures.h"

#include "base/file.h"
#include "base/hash.h"
#include "image/formats.h"

namespace sfumato {
namespace {

Result<std::shared_ptr<const Image>> load(const std::string& path, std::string& sha256, const char* what,
                                          std::vector<std::string>& notes) {
    if (path.empty())
        return fail(ErrorCode::usage, "the {} of this recipe came from memory and is in no file; name one", what);
    SF_TRY(const MappedFile file, with_context(MappedFile::open(path), "{}", what));
    const std::string hash = sha256_hex(file.bytes());
    if (!sha256.empty() && sha256 != hash)
        notes.push_back(fmt::format("{} is not the {} that the recipe was made with: its SHA-256 is {}, not {}", path,
                                    what, hash, sha256));
    sha256 = hash;
    SF_TRY(Image image, with_context(decode_image(file.bytes(), path), "{}", what));
    return std::make_shared<const Image>(std::move(image));
}

} // namespace

Result<JobPictures> load_pictures(Recipe& recipe, const Job& job, std::vector<std::string>& notes) {
    JobPictures out{job.init, job.mask};
    if (recipe.init && !out.init) {
        SF_TRY(out.init, load(recipe.init->path, recipe.init->sha256, "initial image", notes));
    }
    if (recipe.inpaint && recipe.inpaint->source == MaskSource::file && !out.mask) {
        SF_TRY(out.mask, load(recipe.inpaint->path, recipe.inpaint->sha256, "mask", notes));
    }
    return out;
}

} // namespace sfumato
