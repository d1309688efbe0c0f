#include "output_plan.h"

#include <cerrno>
#include <cstdlib>
#include <unistd.h>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

Result<> make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail_errno(error.value(), folder, "cannot make this folder");
    return try_writing(folder);
}

} // namespace

Result<> try_writing(const fs::path& folder) {
    // Permission bits tell little (the superuser, read-only and full file systems), so a file is really made and
    // removed.
    std::string probe = (folder / ".sfumato-XXXXXX").string();
    const int fd = ::mkstemp(probe.data());
    if (fd < 0) return fail_errno(errno, folder, "cannot write into this folder");
    ::close(fd);
    ::unlink(probe.c_str());
    return {};
}

Result<std::vector<SaveTarget>> plan_outputs(const std::string& output, int count, bool force,
                                             const OutputOptions& options) {
    const fs::path path(output);
    std::vector<SaveTarget> targets;
    if (is_folder_target(path)) {
        const SaveTarget target{path, Overwrite::refuse, std::chrono::system_clock::now(), options};
        SF_CHECK(check_target(target));
        SF_CHECK(make_folder(path));
        targets.assign(static_cast<std::size_t>(count), target);
        return targets;
    }
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    for (int i = 1; i <= count; ++i) {
        const std::string numbered = fmt::format("{}-{:04}{}", path.stem().string(), i, path.extension().string());
        targets.push_back({count == 1 ? path : folder / numbered, force ? Overwrite::replace : Overwrite::refuse,
                           std::chrono::system_clock::now(), options});
        Result<> checked = check_target(targets.back());
        if (!checked && checked.error().code == ErrorCode::already_exists)
            checked.error().context.emplace_back("--force replaces files");
        SF_CHECK(std::move(checked));
    }
    SF_CHECK(try_writing(folder));
    return targets;
}

Result<> prepare_preview_folder(const fs::path& folder, bool force) {
    SF_CHECK(make_folder(folder));
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !force && !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.find("-step-") != std::string::npos && name.ends_with(".png"))
            return fail(ErrorCode::already_exists,
                        "{}: previews of another run are in this folder; --force replaces them", folder.string());
    }
    return {};
}

std::string preview_name(int picture, int step) {
    return fmt::format("{:04}-step-{:04}.png", picture, step);
}

} // namespace sfumato::cli
