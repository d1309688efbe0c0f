#include "base/file.h"
#include "image/png.h"
#include "store/metadata.h"
#include "store/picture_facts.h"
#include "store/writer.h"
#include "unit/image/png_builder.h"
#include "unit/store/catalogue_place.h"
#include "unit/store/gallery_test.h"
#include "unit/store/inflate_count.h"

#include <QElapsedTimer>

#include <map>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace sfumato;
using namespace sfumato::test;
namespace fs = std::filesystem;

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
    const ScanReport unplugged = place.scan(catalogue);
    QCOMPARE(unplugged.missing, std::size_t{3});
    QVERIFY(unplugged.problems.empty()); // the pictures tell it
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

/// Every file is in the index or named with its trouble, and none holds up the others: what is unpacked is bounded.
void CatalogueTest::hostile_pictures() {
    using namespace sfumato::testing;
    Place place;
    place.save("good.png", "red", 1);
    const std::string zero(1, '\0');
    const std::string bomb = packed(std::string(4 * text_limits::max_text_bytes, ' '));
    const std::string large = packed(std::string(text_limits::max_text_bytes - 1, ' '));
    std::string many;
    for (int i = 0; i < 12; ++i)
        many += png_chunk("zTXt", "parameters" + zero + zero + large);
    std::string crc = png_with(png_chunk("tEXt", "parameters" + zero + "a cat"));
    crc[crc.find("a cat")] = 'A';
    const std::map<std::string, std::string> files{
        {"itxt bomb.png", png_with(png_chunk("iTXt", "parameters" + zero + "\1" + zero + zero + zero + bomb))},
        {"ztxt bomb.png", png_with(png_chunk("zTXt", "parameters" + zero + zero + bomb))},
        {"many.png", png_with(many)},
        {"20 MB.png", png_with(png_chunk("tEXt", "parameters" + zero + std::string(20u << 20, 'p')))},
        {"crc.png", crc},
        {"cut.png", png_with(png_chunk("tEXt", "parameters" + zero + std::string(400, 'p'))).substr(0, 200)},
        {"empty.png", ""},
        {"no picture.png", "GIF89a and more"}};
    const std::map<std::string, std::string> readable{
        {"10 MB.png", png_with(png_chunk("tEXt", "parameters" + zero + std::string(10u << 20, 'p')))},
        {"utf8.png", png_with(png_chunk("iTXt", "parameters" + zero + zero + zero + zero + zero +
                                                    "\xFF\xFE cat\nSteps: 1, Sampler: Euler, Seed: 1"))}};
    for (const auto& some : {files, readable})
        for (const auto& [name, bytes] : some)
            QVERIFY(write_file_atomically(place.root / "pictures" / name, as_bytes(bytes)).has_value());
    Catalogue catalogue = place.open();
    std::size_t told = 0;
    const std::uint64_t before = inflated_bytes();
    const auto report = scan_folder(catalogue, place.root / "pictures", CancelToken(), [&](const auto&) { ++told; });
    const std::uint64_t unpacked = inflated_bytes() - before;
    QVERIFY(report && told > 0);
    // Each bomb to the limit of a text and a block more, the many to the limit of a file; 1 MiB for blocks and pixels.
    constexpr std::uint64_t allowed = 2 * text_limits::max_text_bytes + text_limits::max_total_bytes + (1u << 20);
    QVERIFY2(unpacked > text_limits::max_total_bytes && unpacked <= allowed, std::to_string(unpacked).c_str());
    QCOMPARE(report->seen, files.size() + readable.size() + 1);
    QCOMPARE(report->problems.size(), files.size());
    for (const auto& [name, bytes] : files)
        QVERIFY2(std::ranges::any_of(report->problems, [&](const auto& text) { return text.find(name) != text.npos; }),
                 name.c_str());
    QCOMPARE(found(catalogue, "red").size(), std::size_t{1});
    QVERIFY(catalogue.find_path(place.root / "pictures/10 MB.png"));
    // What is no text is shown without a recipe, and the details say why.
    const fs::path bytes = place.root / "pictures/utf8.png";
    QVERIFY(catalogue.find_path(bytes) && !entry(catalogue, *catalogue.find_path(bytes)).facts.recipe);
    const auto details = read_metadata(bytes);
    QVERIFY(details && !details->notes.empty() && details->notes[0].find("not valid UTF-8") != std::string::npos);
    // Damaged metadata is no reason to hide a picture.
    const auto damaged = catalogue.find_path(place.root / "pictures/ztxt bomb.png");
    QVERIFY(damaged && !entry(catalogue, *damaged).facts.problem.empty());
}

void CatalogueTest::full_disk() {
    if (::geteuid() != 0) QSKIP("needs the superuser to mount a small tmpfs");
    Place place;
    const fs::path disk = place.root / "disk";
    fs::create_directories(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=512k") != 0) QSKIP("mounting a tmpfs is not allowed here");
    {
        auto opened = Catalogue::open(disk / "index.sqlite");
        QVERIFY(opened);
        Catalogue& catalogue = opened->catalogue;
        std::size_t kept = 0;
        Result<> outcome;
        for (int i = 0; i < 1000 && outcome; ++i) {
            const auto put = catalogue.put(std::vector{facts_of(i, std::string(4000, 'p'))});
            if (put)
                ++kept;
            else
                outcome = tl::unexpected(put.error());
        }
        QVERIFY(kept > 0 && kept < 1000);
        QCOMPARE(outcome.error().code, ErrorCode::no_space);
        QVERIFY2(outcome.error().text().find("index.sqlite") != std::string::npos, outcome.error().text().c_str());
        // What was there stays, in memory and on the disk.
        QCOMPARE(found(catalogue, "").size(), kept);
        opened = Catalogue::open(disk / "index.sqlite"); // a second one, that reads
        QVERIFY(opened);
        QCOMPARE(found(opened->catalogue, "").size(), kept);
    }
    ::umount(disk.c_str());
}

void CatalogueTest::read_only_disk() {
    if (::geteuid() != 0) QSKIP("needs the superuser to mount a small tmpfs");
    Place place;
    const fs::path disk = place.root / "disk";
    fs::create_directories(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", MS_RDONLY, "size=64k") != 0)
        QSKIP("mounting a tmpfs is not allowed here");
    const auto opened = Catalogue::open(disk / "index.sqlite");
    const auto in_folder = Catalogue::open(disk / "new/index.sqlite");
    ::umount(disk.c_str());
    for (const auto* result : {&opened, &in_folder}) {
        QVERIFY(!*result);
        QCOMPARE(result->error().code, ErrorCode::permission);
        QVERIFY2(result->error().text().find(disk.string()) != std::string::npos, result->error().text().c_str());
    }
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
#ifdef __SANITIZE_THREAD__
    constexpr qint64 limit = std::numeric_limits<qint64>::max(); // times are of the sanitizer there
#else
    constexpr qint64 limit = 500'000'000; // wide, for the other sanitizers and busy machines
#endif
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
        QVERIFY2(best < limit, query);
    }
    QCOMPARE(found(catalogue, "masterpiece").size(), std::size_t{100'000});
    QCOMPARE(found(catalogue, "apple").size(), std::size_t{50'000});
    QCOMPARE(found(catalogue, "\"number 77777\"").size(), std::size_t{1});
}
