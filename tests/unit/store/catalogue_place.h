// A folder with pictures, an index and a trash, and what tests ask of it.
#pragma once

#include "image/image.h"
#include "store/catalogue.h"
#include "store/catalogue_scan.h"
#include "store/writer.h"

#include <QTemporaryDir>

namespace sfumato::test {

namespace fs = std::filesystem;

/// A folder for everything: index, pictures, and the user's trash.
struct Place {
    QTemporaryDir folder;
    fs::path root{folder.path().toStdString()};
    Place() {
        qputenv("XDG_DATA_HOME", (folder.path() + "/data").toLocal8Bit());
        fs::create_directories(root / "pictures");
    }
    Catalogue open() const {
        auto opened = Catalogue::open(root / "index.sqlite");
        if (!opened) qFatal("%s", opened.error().text().c_str());
        return std::move(opened->catalogue);
    }
    fs::path save(const char* name, const std::string& prompt, std::uint64_t seed) const {
        Recipe recipe;
        recipe.prompt = prompt;
        recipe.seed = seed;
        const fs::path path = root / "pictures" / name;
        fs::create_directories(path.parent_path());
        Image image{4, 4, 3, std::vector<std::uint8_t>(48, static_cast<std::uint8_t>(seed))};
        if (!save_image(image, recipe, SaveTarget{path, Overwrite::replace})) qFatal("cannot save");
        return path;
    }
    ScanReport scan(Catalogue& catalogue) const {
        auto report = scan_folder(catalogue, root / "pictures", CancelToken());
        if (!report) qFatal("%s", report.error().text().c_str());
        return *report;
    }
};

inline PictureFacts facts_of(int number, const std::string& prompt) {
    PictureFacts facts;
    facts.path = fs::path("/pictures") / fmt::format("{:03}.png", number);
    facts.bytes = static_cast<std::uint64_t>(1000 - number);
    facts.fingerprint = std::to_string(number);
    facts.format = "PNG";
    facts.width = 64 * number;
    facts.height = 64;
    facts.created = 1'000'000 + number;
    facts.dialect = "sfumato";
    Recipe recipe;
    recipe.prompt = prompt;
    recipe.negative_prompt = "fog";
    recipe.model = "/models/Dream_v1.safetensors";
    recipe.sampler = "dpmpp_2m";
    recipe.schedule = "karras";
    recipe.steps = 20 + number;
    recipe.seed = 18446744073709551615ull - static_cast<std::uint64_t>(number);
    facts.recipe = recipe;
    return facts;
}

inline int files_in(const fs::path& folder) {
    return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

inline std::vector<PictureId> found(const Catalogue& catalogue, std::string_view query) {
    const ParsedQuery parsed = parse_gallery_query(query);
    if (!parsed.problems.empty()) qFatal("%s", parsed.problems[0].message.c_str());
    return catalogue.search(parsed.search);
}

inline GalleryEntry entry(Catalogue& catalogue, PictureId id) {
    auto found = catalogue.find(id);
    return found && *found ? **found : GalleryEntry{};
}

} // namespace sfumato::test
