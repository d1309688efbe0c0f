#include "base/file.h"
#include "image/png.h"
#include "recipe/json.h"
#include "store/catalogue.h"
#include "store/catalogue_scan.h"
#include "store/infotext.h"
#include "store/picture_facts.h"
#include "store/trash.h"
#include "store/writer.h"
#include "unit/store/gallery_test.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

using namespace sfumato;

namespace {

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

PictureFacts facts_of(int number, const std::string& prompt) {
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

int files_in(const fs::path& folder) {
    return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

std::vector<PictureId> found(const Catalogue& catalogue, std::string_view query) {
    const ParsedQuery parsed = parse_gallery_query(query);
    if (!parsed.problems.empty()) qFatal("%s", parsed.problems[0].message.c_str());
    return catalogue.search(parsed.search);
}

GalleryEntry entry(Catalogue& catalogue, PictureId id) {
    auto found = catalogue.find(id);
    return found && *found ? **found : GalleryEntry{};
}

} // namespace

void CatalogueTest::put_and_find() {
    Place place;
    Catalogue catalogue = place.open();
    PictureFacts facts = facts_of(1, "a red apple");
    facts.recipe->init = InitImage{"/in.png", std::string(64, 'a'), 0.5};
    const auto ids = catalogue.put(std::vector{facts});
    QVERIFY(ids && ids->size() == 1);
    QCOMPARE(entry(catalogue, ids->at(0)).facts, facts);
    QCOMPARE(*catalogue.find_path(facts.path), ids->at(0));
    // The same path again: facts change, id and the time of its first sight stay.
    PictureFacts changed = facts_of(1, "a green apple");
    changed.created = 5;
    QCOMPARE(catalogue.put(std::vector{changed})->at(0), ids->at(0));
    QCOMPARE(entry(catalogue, ids->at(0)).facts.recipe->prompt, std::string("a green apple"));
    QCOMPARE(entry(catalogue, ids->at(0)).facts.created, std::int64_t{1'000'001});
    QVERIFY(found(catalogue, "red").empty());
    QCOMPARE(catalogue.find_path("/nowhere").error().code, ErrorCode::not_found);
    // Without a recipe, and with a name that is not UTF-8.
    PictureFacts bare;
    bare.path = fs::path("/pictures/caf\xE9.png");
    const auto other = catalogue.put(std::vector{bare});
    QVERIFY(other);
    QCOMPARE(entry(catalogue, other->at(0)).facts, bare);
}

void CatalogueTest::search_data() {
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("numbers");
    QTest::newRow("all") << ""
                         << "3 2 1";
    QTest::newRow("inside a word") << "ppl"
                                   << "2 1";
    QTest::newRow("two letters") << "ed"
                                 << "3 1";
    QTest::newRow("case") << "RED"
                          << "3 1";
    QTest::newRow("two words") << "red apple"
                               << "1";
    QTest::newRow("without") << "-apple"
                             << "3";
    QTest::newRow("not across fields") << "\"bus fog\""
                                       << "";
    QTest::newRow("prompt only") << "prompt:fog"
                                 << "";
    QTest::newRow("negative") << "negative:fog"
                              << "3 2 1";
    QTest::newRow("model") << "model:dream_v1"
                           << "3 2 1";
    QTest::newRow("sampler") << "sampler:dpmpp schedule:karras"
                             << "3 2 1";
    QTest::newRow("no sampler") << "sampler:euler"
                                << "";
    QTest::newRow("seed") << "seed:18446744073709551613"
                          << "2";
    QTest::newRow("steps") << "steps:22.."
                           << "3 2";
    QTest::newRow("size") << "size:128x64"
                          << "2";
    QTest::newRow("tag") << "tag:Fruit"
                         << "1";
    QTest::newRow("tag is a whole name") << "tag:fru"
                                         << "";
    QTest::newRow("tag as text") << "fru"
                                 << "1";
    QTest::newRow("rating") << "rating:>=3"
                            << "2 1";
    QTest::newRow("unrated") << "is:unrated"
                             << "3";
    QTest::newRow("favourite") << "is:favourite"
                               << "2";
    QTest::newRow("rejected") << "is:reject"
                              << "3";
    QTest::newRow("not rejected") << "-is:reject"
                                  << "2 1";
    QTest::newRow("file") << "file:/pictures/002"
                          << "2";
    QTest::newRow("the folder is no text") << "pictures"
                                           << "";
    QTest::newRow("program") << "program:sfumato"
                             << "3 2 1";
    QTest::newRow("date") << "date:1970-01"
                          << "3 2 1";
    QTest::newRow("later") << "after:1971"
                           << "";
}

void CatalogueTest::search() {
    QFETCH(QString, query);
    QFETCH(QString, numbers);
    Place place;
    Catalogue catalogue = place.open();
    const auto ids =
        catalogue.put(std::vector{facts_of(1, "a red apple"), facts_of(2, "green apple"), facts_of(3, "red bus")});
    QVERIFY(ids);
    const auto set = [&](std::size_t i, const auto& change) {
        return catalogue.change_marks(std::vector{ids->at(i)}, change).has_value();
    };
    QVERIFY(set(0, [](PictureMarks& m) { m.rating = 3, m.tags = {"fruit"}; }));
    QVERIFY(set(1, [](PictureMarks& m) { m.rating = 5, m.favourite = true; }));
    QVERIFY(set(2, [](PictureMarks& m) { m.flag = PictureFlag::reject; }));
    QStringList result;
    for (const PictureId id : found(catalogue, query.toStdString()))
        result << QString::number(entry(catalogue, id).facts.created - 1'000'000);
    QCOMPARE(result.join(' '), numbers);
}

void CatalogueTest::orders() {
    Place place;
    Catalogue catalogue = place.open();
    PictureFacts nothing;
    nothing.path = "/pictures/Aaa.png";
    const auto ids = catalogue.put(std::vector{facts_of(1, "x"), facts_of(2, "y"), facts_of(3, "z"), nothing});
    QVERIFY(ids);
    QVERIFY(catalogue.change_marks(std::vector{ids->at(1)}, [](PictureMarks& m) { m.rating = 5; }));
    const auto order = [&](std::string_view sort) {
        std::string out;
        for (const PictureId id : found(catalogue, sort))
            out += static_cast<char>('0' + id);
        return out;
    };
    QCOMPARE(order("sort:newest"), std::string("3214"));
    QCOMPARE(order("sort:oldest"), std::string("4123"));
    QCOMPARE(order("sort:rating"), std::string("2314"));
    QCOMPARE(order("sort:name"), std::string("1234")); // "001.png" before "aaa.png"
    QCOMPARE(order("sort:largest"), std::string("1234"));
    QCOMPARE(order("sort:seed"), std::string("3214"));
    QCOMPARE(order("sort:model"), std::string("4321"));
}

void CatalogueTest::marks_and_undo() {
    Place place;
    Catalogue catalogue = place.open();
    const auto ids = catalogue.put(std::vector{facts_of(1, "x"), facts_of(2, "y")});
    QVERIFY(ids);
    const auto first = catalogue.change_marks(*ids, [](PictureMarks& m) { m.rating = 4, m.tags = {" b ", "a", "b"}; });
    QVERIFY(first);
    QCOMPARE(entry(catalogue, 1).marks.tags, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(entry(catalogue, 2).marks.rating, 4);
    QCOMPARE(catalogue.tags()->size(), std::size_t{2});
    QCOMPARE(catalogue.tags()->at(0).count, std::int64_t{2});
    const auto second =
        catalogue.change_marks(std::vector{ids->at(0)}, [](PictureMarks& m) { m.rating = 17, m.tags.clear(); });
    QVERIFY(second);
    QCOMPARE(entry(catalogue, 1).marks.rating, 5);
    QVERIFY(catalogue.restore_marks(*second));
    QCOMPARE(entry(catalogue, 1).marks.rating, 4);
    QCOMPARE(found(catalogue, "tag:b").size(), std::size_t{2});
    QVERIFY(catalogue.restore_marks(*first));
    QCOMPARE(entry(catalogue, 1).marks, PictureMarks{});
    QVERIFY(catalogue.tags()->empty());
}

void CatalogueTest::bad_tags() {
    Place place;
    Catalogue catalogue = place.open();
    const auto ids = catalogue.put(std::vector{facts_of(1, "x"), facts_of(2, "y")});
    for (const std::string& tag : {std::string(" "), std::string(201, 'a'), std::string("a\nb"), std::string("\xFF")}) {
        const auto changed = catalogue.change_marks(*ids, [&](PictureMarks& m) { m.rating = 1, m.tags = {tag}; });
        QVERIFY(!changed);
        QCOMPARE(changed.error().code, ErrorCode::usage);
        QCOMPARE(entry(catalogue, 1).marks, PictureMarks{}); // nothing of it happened
    }
    QCOMPARE(catalogue.change_marks(std::vector<PictureId>{1, 99}, [](PictureMarks& m) { m.rating = 1; }).error().code,
             ErrorCode::not_found);
    QCOMPARE(entry(catalogue, 1).marks.rating, 0);
}

void CatalogueTest::survives_reopening() {
    Place place;
    {
        Catalogue catalogue = place.open();
        const auto ids = catalogue.put(std::vector{facts_of(1, "a red apple")});
        QVERIFY(catalogue.change_marks(*ids, [](PictureMarks& m) { m.tags = {"fruit"}, m.flag = PictureFlag::keep; }));
        QVERIFY(catalogue.add_folder("/pictures"));
    }
    Catalogue catalogue = place.open();
    QCOMPARE(found(catalogue, "apple tag:fruit is:keep sampler:dpmpp seed:18446744073709551614").size(),
             std::size_t{1});
    QCOMPARE(entry(catalogue, 1).facts, facts_of(1, "a red apple"));
    QCOMPARE(catalogue.folders()->at(0), fs::path("/pictures"));
}

void CatalogueTest::second_program_reads_only() {
    Place place;
    Catalogue writer = place.open();
    QVERIFY(writer.put(std::vector{facts_of(1, "x")}));
    auto opened = Catalogue::open(place.root / "index.sqlite");
    QVERIFY(opened);
    QVERIFY(opened->catalogue.read_only());
    QVERIFY(!opened->notes.empty());
    QCOMPARE(found(opened->catalogue, "").size(), std::size_t{1});
    const std::vector<PictureId> ids{1};
    std::vector<std::string> problems;
    QCOMPARE(opened->catalogue.change_marks(ids, [](PictureMarks&) {}).error().code, ErrorCode::permission);
    QCOMPARE(opened->catalogue.trash(ids, problems).error().code, ErrorCode::permission);
    QCOMPARE(scan_folder(opened->catalogue, place.root, CancelToken()).error().code, ErrorCode::permission);
}

void CatalogueTest::damaged_index_is_kept_aside() {
    Place place;
    QVERIFY(write_file_atomically(place.root / "index.sqlite", as_bytes(std::string(8192, 'x'))));
    auto opened = Catalogue::open(place.root / "index.sqlite");
    QVERIFY(opened);
    QVERIFY(!opened->notes.empty());
    QVERIFY(opened->catalogue.put(std::vector{facts_of(1, "x")}));
    std::size_t kept = 0;
    for (const auto& file : fs::directory_iterator(place.root))
        kept += file.is_regular_file() && file.file_size() == 8192 ? 1u : 0u;
    QVERIFY(kept >= 1);
}

void CatalogueTest::scan_finds_everything() {
    Place place;
    place.save("a.png", "red", 1);
    place.save("deep/er/b.PNG.png", "blue", 2);
    place.save(".hidden/c.png", "no", 3);
    QVERIFY(write_file_atomically(place.root / "pictures/text.png", as_bytes("not a picture")));
    QVERIFY(write_file_atomically(place.root / "pictures/notes.md", as_bytes("words")));
    fs::create_directory_symlink(place.root / "pictures", place.root / "pictures/circle");
    Catalogue catalogue = place.open();
    const ScanReport report = place.scan(catalogue);
    QCOMPARE(report.seen, std::size_t{3});
    QCOMPARE(report.added, std::size_t{2});
    QCOMPARE(report.problems.size(), std::size_t{1});
    QVERIFY(report.problems[0].find("text.png") != std::string::npos);
    const auto ids = found(catalogue, "prompt:red");
    QCOMPARE(ids.size(), std::size_t{1});
    const GalleryEntry red = entry(catalogue, ids[0]);
    QCOMPARE(red.facts.width, 4);
    QCOMPARE(red.facts.dialect, std::string("sfumato"));
    QCOMPARE(red.facts.recipe->seed, std::uint64_t{1});
    QVERIFY(red.facts.created > 1'600'000'000);
    const ScanReport again = place.scan(catalogue);
    QCOMPARE(again.added + again.changed + again.missing + again.moved, std::size_t{0});
}

void CatalogueTest::scan_notices_moves_and_losses() {
    Place place;
    const fs::path a = place.save("a.png", "red", 1), b = place.save("b.png", "blue", 2);
    place.save("c.png", "green", 3);
    Catalogue catalogue = place.open();
    place.scan(catalogue);
    const PictureId id = *catalogue.find_path(a);
    QVERIFY(catalogue.change_marks(std::vector{id}, [](PictureMarks& m) { m.rating = 5; }));
    fs::create_directories(place.root / "pictures/best");
    fs::rename(a, place.root / "pictures/best/renamed.png");
    fs::rename(b, place.root / "b.png"); // out of the folder
    place.save("c.png", "yellow", 4);
    const ScanReport report = place.scan(catalogue);
    QCOMPARE(report.moved, std::size_t{1});
    QCOMPARE(report.missing, std::size_t{1});
    QCOMPARE(report.changed, std::size_t{1});
    QCOMPARE(report.added, std::size_t{0});
    QCOMPARE(entry(catalogue, id).facts.path, place.root / "pictures/best/renamed.png");
    QCOMPARE(entry(catalogue, id).marks.rating, 5);
    QVERIFY(found(catalogue, "blue").empty());
    QCOMPARE(found(catalogue, "blue is:missing").size(), std::size_t{1}); // not dropped
    QCOMPARE(found(catalogue, "yellow").size(), std::size_t{1});
    fs::rename(place.root / "b.png", b);
    QCOMPARE(place.scan(catalogue).returned, std::size_t{1});
    QCOMPARE(found(catalogue, "blue").size(), std::size_t{1});
    // The whole folder is gone, as an unplugged disk is: all missing, and all back later.
    fs::rename(place.root / "pictures", place.root / "away");
    QCOMPARE(place.scan(catalogue).missing, std::size_t{3});
    fs::rename(place.root / "away", place.root / "pictures");
    QCOMPARE(place.scan(catalogue).returned, std::size_t{3});
    QCOMPARE(entry(catalogue, id).marks.rating, 5);
}

void CatalogueTest::scan_can_be_cancelled() {
    Place place;
    for (int i = 0; i < 200; ++i)
        place.save(fmt::format("{}.png", i).c_str(), "x", static_cast<std::uint64_t>(i));
    Catalogue catalogue = place.open();
    place.scan(catalogue);
    fs::remove(place.root / "pictures/7.png");
    const CancelToken cancel;
    const auto report = scan_folder(catalogue, place.root / "pictures", cancel, [&](const ScanProgress& progress) {
        if (progress.seen >= 64) cancel.cancel();
    });
    QVERIFY(report && report->cancelled);
    QVERIFY(report->seen < 199);
    QCOMPARE(report->missing, std::size_t{0}); // what was not reached is not missing
    QCOMPARE(found(catalogue, "").size(), std::size_t{200});
}

void CatalogueTest::closed_folder_keeps_its_pictures() {
    if (::geteuid() == 0) QSKIP("the superuser may read every folder");
    Place place;
    place.save("closed/a.png", "x", 1);
    Catalogue catalogue = place.open();
    place.scan(catalogue);
    fs::permissions(place.root / "pictures/closed", fs::perms::none);
    const ScanReport report = place.scan(catalogue);
    fs::permissions(place.root / "pictures/closed", fs::perms::owner_all);
    QCOMPARE(report.missing, std::size_t{0});
    QCOMPARE(report.problems.size(), std::size_t{1});
}

void CatalogueTest::watched_files() {
    Place place;
    const fs::path a = place.save("a.png", "red", 1);
    Catalogue catalogue = place.open();
    QCOMPARE(scan_files(catalogue, std::vector{a})->added, std::size_t{1});
    const PictureId id = *catalogue.find_path(a);
    const fs::path moved = place.root / "pictures/z.png";
    fs::rename(a, moved);
    const auto renamed = scan_files(catalogue, std::vector{a, moved});
    QVERIFY(renamed);
    QCOMPARE(renamed->moved, std::size_t{1});
    QCOMPARE(renamed->missing, std::size_t{0});
    QCOMPARE(*catalogue.find_path(moved), id);
    fs::remove(moved);
    QCOMPARE(scan_files(catalogue, std::vector{moved})->missing, std::size_t{1});
    QCOMPARE(catalogue.count(PictureState::missing), std::size_t{1});
}

void CatalogueTest::trash_and_restore() {
    Place place;
    const fs::path a = place.save("a.png", "red", 1), b = place.save("b.png", "blue", 2);
    std::vector<std::string> problems;
    std::vector<PictureId> ids;
    {
        Catalogue catalogue = place.open();
        place.scan(catalogue);
        ids = found(catalogue, "");
        fs::remove(b);
        QVERIFY(catalogue.trash(ids, problems));
        QCOMPARE(problems.size(), std::size_t{1}); // b has no file
        QVERIFY(!fs::exists(a));
        QCOMPARE(catalogue.trashed()->size(), std::size_t{1});
        QCOMPARE(catalogue.trashed()->at(0).original, a);
        QVERIFY(fs::exists(catalogue.trashed()->at(0).trashed));
        QVERIFY(found(catalogue, "red").empty());
        QCOMPARE(found(catalogue, "red is:trashed").size(), std::size_t{1});
        // As other programs read it.
        const auto info = read_file(place.root / "data/Trash/info" /
                                    (catalogue.trashed()->at(0).trashed.filename().string() + ".trashinfo"));
        QVERIFY(info && info->starts_with("[Trash Info]\nPath="));
        QVERIFY(info->find("a.png\nDeletionDate=20") != std::string::npos);
    }
    Catalogue catalogue = place.open(); // undo works after a restart
    problems.clear();
    const auto back =
        catalogue.restore(std::vector{*catalogue.find_path(catalogue.trashed()->at(0).trashed)}, problems);
    QVERIFY(back && back->size() == 1 && problems.empty());
    QVERIFY(fs::exists(a));
    QCOMPARE(found(catalogue, "red").size(), std::size_t{1});
    QVERIFY(fs::is_empty(place.root / "data/Trash/info"));
    QVERIFY(catalogue.trashed()->empty());
}

void CatalogueTest::restore_when_the_name_is_taken() {
    Place place;
    const fs::path a = place.save("a.png", "red", 1);
    Catalogue catalogue = place.open();
    place.scan(catalogue);
    const PictureId id = *catalogue.find_path(a);
    std::vector<std::string> problems;
    QVERIFY(catalogue.trash(std::vector{id}, problems) && problems.empty());
    place.save("a.png", "another", 9);
    place.scan(catalogue);
    QVERIFY(*catalogue.find_path(a) != id);
    QVERIFY(catalogue.restore(std::vector{id}, problems)->size() == 1);
    QCOMPARE(entry(catalogue, id).facts.path, place.root / "pictures/a-2.png");
    QCOMPARE(found(catalogue, "").size(), std::size_t{2});
    // Emptied by another program: told, and the entry stays.
    QVERIFY(catalogue.trash(std::vector{id}, problems));
    fs::remove_all(place.root / "data/Trash");
    QVERIFY(catalogue.restore(std::vector{id}, problems)->empty());
    QCOMPARE(problems.size(), std::size_t{1});
    QVERIFY(problems[0].find("no longer in the trash") != std::string::npos);
    QCOMPARE(entry(catalogue, id).state, PictureState::trashed);
}

void CatalogueTest::trash_journal_after_a_crash() {
    Place place;
    const fs::path a = place.save("a.png", "red", 1), b = place.save("b.png", "blue", 2);
    {
        Catalogue catalogue = place.open();
        place.scan(catalogue);
    }
    // Two crashes: after the file was moved, and before it was.
    const auto moved = reserve_trash(a, std::chrono::system_clock::now());
    const auto planned = reserve_trash(b, std::chrono::system_clock::now());
    QVERIFY(moved && planned);
    {
        static constexpr std::string_view none[] = {"", ""};
        auto raw =
            Database::open(place.root / "index.sqlite", DatabaseSchema{"gallery index", 0x53466731, none, false});
        QVERIFY2(raw.has_value(), raw ? "" : raw.error().text().c_str());
        const auto write = [&](const char* name, const fs::path& from, const TrashPlace& to) {
            return raw->database.run("INSERT INTO trash SELECT id, ?, ?, ?, 1, 0, 0 FROM picture WHERE path = ?",
                                     as_bytes(from.native()), as_bytes(to.file.native()), as_bytes(to.info.native()),
                                     as_bytes((place.root / "pictures" / name).native()));
        };
        QVERIFY(write("a.png", a, *moved));
        QVERIFY(write("b.png", b, *planned));
    }
    QVERIFY(move_to_trash(a, *moved));
    Catalogue catalogue = place.open();
    QCOMPARE(catalogue.trashed()->size(), std::size_t{1});
    QCOMPARE(catalogue.trashed()->at(0).original, a);
    QCOMPARE(found(catalogue, "blue").size(), std::size_t{1});
    QVERIFY(!fs::exists(planned->info));
    std::vector<std::string> problems;
    QVERIFY(catalogue.restore(std::vector{catalogue.trashed()->at(0).id}, problems)->size() == 1);
    QVERIFY(fs::exists(a));
}

void CatalogueTest::sidecars_go_along() {
    Place place;
    const fs::path a = place.save("a.png", "red", 1), b = place.save("b.png", "blue", 2),
                   c = place.save("c.png", "green", 3);
    const fs::path folder = place.root / "pictures";
    const auto write = [&](const char* name, std::string_view text) {
        if (!write_file_atomically(folder / name, as_bytes(text))) qFatal("cannot write");
    };
    write("a.txt", to_infotext(Recipe{}) + "\n");
    write("a.json", recipe_to_json(Recipe{}) + "\n");
    write("b.txt", "a caption, Steps of a stair"); // no sidecar of ours
    write("b.json", "{\"name\": \"b\"}");          // the same
    write("c.txt", to_infotext(Recipe{}));         // may be of either
    QVERIFY(convert_picture(c, folder / "c.jpg", {}).has_value());
    std::vector<std::string> problems;
    Catalogue catalogue = place.open();
    place.scan(catalogue);
    const PictureId red = *catalogue.find_path(a), blue = *catalogue.find_path(b), green = *catalogue.find_path(c);
    QVERIFY(catalogue.trash(std::vector{red, blue, green}, problems) && problems.empty());
    for (const char* gone : {"a.png", "a.txt", "a.json", "b.png", "c.png"})
        QVERIFY2(!fs::exists(folder / gone), gone);
    for (const char* stays : {"b.txt", "b.json", "c.txt", "c.jpg"})
        QVERIFY2(fs::exists(folder / stays), stays);
    QCOMPARE(files_in(place.root / "data/Trash/files"), 5);
    QCOMPARE(files_in(place.root / "data/Trash/info"), 5);
    // They come back under the picture's name, also when that is another one now.
    place.save("a.png", "another", 9);
    QVERIFY(catalogue.restore(std::vector{red, blue, green}, problems)->size() == 3 && problems.empty());
    QCOMPARE(entry(catalogue, red).facts.path, folder / "a-2.png");
    for (const char* back : {"a-2.txt", "a-2.json", "b.png", "c.png"})
        QVERIFY2(fs::exists(folder / back), back);
    QVERIFY(fs::is_empty(place.root / "data/Trash/info"));
    // One that was emptied from the trash is told; the picture comes back.
    QVERIFY(catalogue.trash(std::vector{red}, problems) && problems.empty());
    fs::remove(place.root / "data/Trash/files/a-2.txt");
    QVERIFY(catalogue.restore(std::vector{red}, problems)->size() == 1);
    QCOMPARE(problems.size(), std::size_t{1});
    QVERIFY(problems[0].find("a-2.txt") != std::string::npos);
    QVERIFY(fs::exists(folder / "a-2.png") && fs::exists(folder / "a-2.json"));
}

void CatalogueTest::sidecars_after_a_crash() {
    Place place;
    const fs::path a = place.save("a.png", "red", 1), b = place.save("b.png", "blue", 2),
                   c = place.save("c.png", "green", 3);
    const auto beside = [](const fs::path& picture) { return fs::path(picture).replace_extension(".txt"); };
    for (const fs::path& picture : {a, b, c})
        QVERIFY(write_file_atomically(beside(picture), as_bytes(to_infotext(Recipe{}))).has_value());
    std::vector<std::string> problems;
    PictureId green = 0;
    {
        Catalogue catalogue = place.open();
        place.scan(catalogue);
        green = *catalogue.find_path(c);
        QVERIFY(catalogue.trash(std::vector{green}, problems));
    }
    QVERIFY(!fs::exists(beside(c)));
    const auto now = std::chrono::system_clock::now();
    const auto a_to = reserve_trash(a, now), a_beside = reserve_trash(beside(a), now), b_to = reserve_trash(b, now),
               b_beside = reserve_trash(beside(b), now);
    QVERIFY(a_to && a_beside && b_to && b_beside);
    {
        static constexpr std::string_view none[] = {"", ""};
        auto raw =
            Database::open(place.root / "index.sqlite", DatabaseSchema{"gallery index", 0x53466731, none, false});
        QVERIFY(raw.has_value());
        const auto write = [&](const fs::path& picture, const TrashPlace& to, const TrashPlace& sidecar) {
            const auto path = as_bytes(picture.native());
            const fs::path text = beside(picture);
            QVERIFY(raw->database.run("INSERT INTO trash SELECT id, ?, ?, ?, 2, 0, 0 FROM picture WHERE path = ?", path,
                                      as_bytes(to.file.native()), as_bytes(to.info.native()), path));
            QVERIFY(raw->database.run("INSERT INTO trash_beside SELECT id, ?, ?, ? FROM picture WHERE path = ?",
                                      as_bytes(text.native()), as_bytes(sidecar.file.native()),
                                      as_bytes(sidecar.info.native()), path));
        };
        write(a, *a_to, *a_beside); // the picture was moved, its sidecar was not
        write(b, *b_to, *b_beside); // nothing was moved
        // c came back, and its sidecar did not
        QVERIFY(raw->database.run("UPDATE picture SET state = 0, path = ? WHERE id = ?", as_bytes(c.native()), green));
        QVERIFY(raw->database.run("DELETE FROM trash WHERE picture = ?", green));
    }
    QVERIFY(move_to_trash(a, *a_to));
    Catalogue catalogue = place.open();
    QVERIFY(!fs::exists(beside(a)) && fs::exists(a_beside->file));
    QVERIFY(fs::exists(b) && fs::exists(beside(b)) && !fs::exists(b_beside->info) && !fs::exists(b_to->info));
    QVERIFY(fs::exists(beside(c)));
    QVERIFY(catalogue.restore(std::vector{catalogue.trashed()->at(0).id}, problems)->size() == 1);
    QVERIFY(fs::exists(a) && fs::exists(beside(a)));
    QVERIFY(problems.empty());
}

void CatalogueTest::hundred_thousand() {
    Place place;
    std::vector<PictureFacts> facts;
    for (int i = 1; i <= 100'000; ++i) {
        facts.push_back(facts_of(i, "masterpiece, best quality, a very long description of a scene with number " +
                                        std::to_string(i) + (i % 2 == 0 ? " apple" : " pear") + std::string(250, 'x')));
        facts.back().created = 1'000'000 + (i * 7919ll) % 100'003;
    }
    QElapsedTimer timer;
    {
        Catalogue catalogue = place.open();
        timer.start();
        QVERIFY(catalogue.put(facts));
        qInfo("filled in %lld ms", static_cast<long long>(timer.elapsed()));
    }
    timer.start();
    Catalogue catalogue = place.open();
    qInfo("opened in %lld ms, %zu MiB", static_cast<long long>(timer.elapsed()), catalogue.index().memory() >> 20);
    for (const char* query : {"", "masterpiece", "apple", "number 77777", "zebra", "model:dream sort:name",
                              "steps:..5000 apple sort:seed"}) {
        qint64 best = std::numeric_limits<qint64>::max();
        std::size_t count = 0;
        for (int i = 0; i < 5; ++i) {
            timer.start();
            count = found(catalogue, query).size();
            best = std::min(best, timer.nsecsElapsed());
        }
        qInfo("%6.1f ms %7zu \"%s\"", static_cast<double>(best) / 1e6, count, query);
        QVERIFY2(best < 500'000'000, query); // wide, for sanitizers and busy machines
    }
    QCOMPARE(found(catalogue, "masterpiece").size(), std::size_t{100'000});
    QCOMPARE(found(catalogue, "apple").size(), std::size_t{50'000});
    QCOMPARE(found(catalogue, "\"number 77777\"").size(), std::size_t{1});
}
