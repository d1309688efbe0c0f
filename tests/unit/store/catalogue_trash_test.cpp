#include "base/file.h"
#include "recipe/json.h"
#include "store/infotext.h"
#include "store/trash.h"
#include "unit/store/catalogue_place.h"
#include "unit/store/gallery_test.h"

using namespace sfumato;
using namespace sfumato::test;
namespace fs = std::filesystem;

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
