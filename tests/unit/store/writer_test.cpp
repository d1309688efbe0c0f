#include "base/file.h"
#include "image/formats.h"
#include "image/png.h"
#include "store/metadata.h"
#include "store/writer.h"
#include "unit/store/store_test.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <set>
#include <thread>

using namespace sfumato;
using sfumato::testing::full_recipe;

namespace {

namespace fs = std::filesystem;

Image noise(int width, int height) {
    Image image{width, height, 3, {}};
    image.pixels.resize(static_cast<std::size_t>(width * height * 3));
    std::uint32_t state = 7;
    for (auto& value : image.pixels)
        value = static_cast<std::uint8_t>((state = state * 1664525u + 1013904223u) >> 24);
    return image;
}

std::string message_of(const auto& result) {
    return result ? std::string() : result.error().text();
}

fs::path path_in(const QTemporaryDir& folder, const char* name) {
    return fs::path(folder.path().toStdString()) / name;
}

std::size_t count_files(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

void WriterTest::round_trip_data() {
    QTest::addColumn<QByteArray>("prompt");
    QTest::newRow("full") << QByteArray::fromStdString(full_recipe().prompt);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blanks at the ends") << QByteArray("  a \n\n b\t\n");
    QTest::newRow("control characters") << QByteArray("a\x01\x1B[0m\r\nb\x7F");
    QTest::newRow("markup") << QByteArray(
        "<lora:x:1> & \"q\" 'q' \\n Negative prompt: no\nNegative prompt: yes\nSteps: 1, Sampler: a, Seed: 2");
    QTest::newRow("scripts") << QByteArray(
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xF0\x9F\x90\xB1\xE2\x80\xA8 \xEF\xBF\xBF");
    QTest::newRow("100 kB") << QByteArray(100 * 1024, 'p');
    QTest::newRow("100 kB unicode") << QByteArray("\xE6\x97\xA5").repeated(34000);
}

void WriterTest::round_trip() {
    QFETCH(QByteArray, prompt);
    QTemporaryDir folder;
    Recipe r = full_recipe();
    r.prompt = prompt.toStdString();
    r.negative_prompt = prompt.toStdString();
    const Image image = noise(33, 17);
    const auto path = save_image(image, r, {path_in(folder, "out.png"), Overwrite::refuse});
    QVERIFY2(path.has_value(), message_of(path).c_str());
    const auto m = read_metadata(*path);
    QVERIFY2(m.has_value(), message_of(m).c_str());
    QVERIFY(m->recipe && *m->recipe == r);
    QVERIFY(m->notes.empty());
    QVERIFY(*load_image(*path) == image);
    QCOMPARE(count_files(folder.path().toStdString()), std::size_t{1});
}

void WriterTest::equal_input_gives_equal_bytes() {
    QTemporaryDir folder;
    const auto a = save_image(noise(40, 40), full_recipe(), {path_in(folder, "a.png")});
    QTest::qWait(1100); // a time stamp of whole seconds would show
    const auto b = save_image(noise(40, 40), full_recipe(), {path_in(folder, "b.png")});
    QVERIFY(a && b);
    QCOMPARE(read_file(*a).value(), read_file(*b).value());
}

void WriterTest::never_overwrites_unless_told() {
    QTemporaryDir folder;
    const fs::path path = path_in(folder, "out.png");
    QVERIFY(write_file_atomically(path, as_bytes("precious")).has_value());
    const auto refused = save_image(noise(8, 8), full_recipe(), {path, Overwrite::refuse});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::already_exists);
    QCOMPARE(read_file(path).value(), std::string("precious"));
    QCOMPARE(count_files(path.parent_path()), std::size_t{1});
    QVERIFY(save_image(noise(8, 8), full_recipe(), {path, Overwrite::replace}).has_value());
    QVERIFY(load_image(path).has_value());
}

void WriterTest::names_in_folders() {
    qputenv("TZ", "UTC");
    Recipe r;
    r.seed = 42;
    r.prompt = "A Red  apple, (on:1.2) a TABLE/../x";
    const auto time = std::chrono::system_clock::from_time_t(1700000000); // 2023-11-14 22:13:20 UTC
    QCOMPARE(image_file_name(r, time), std::string("20231114-221320-42-a-red-apple-on-1-2-a-table-x.png"));
    QCOMPARE(image_file_name(r, time, 3), std::string("20231114-221320-42-a-red-apple-on-1-2-a-table-x-3.png"));
    r.prompt = "...///";
    QCOMPARE(image_file_name(r, time), std::string("20231114-221320-42.png"));
    r.prompt = "\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x90\xB1 cat";
    QCOMPARE(image_file_name(r, time), std::string("20231114-221320-42-\xE6\x97\xA5\xE6\x9C\xAC-cat.png"));
    qunsetenv("TZ");
}

void WriterTest::hostile_prompts_stay_in_the_folder_data() {
    QTest::addColumn<QByteArray>("prompt");
    QTest::newRow("dots") << QByteArray("../../../etc/passwd");
    QTest::newRow("root") << QByteArray("/tmp/x");
    QTest::newRow("newlines") << QByteArray("a\nb\rc\x1B");
    QTest::newRow("bidi") << QByteArray("gnp.\xE2\x80\xAE"
                                        "exe");
    QTest::newRow("long") << QByteArray(100 * 1024, 'a');
    QTest::newRow("long unicode") << QByteArray("\xE6\x97\xA5").repeated(1000);
    QTest::newRow("empty") << QByteArray();
}

void WriterTest::hostile_prompts_stay_in_the_folder() {
    QFETCH(QByteArray, prompt);
    QTemporaryDir outer;
    const fs::path folder = path_in(outer, "inner");
    fs::create_directory(folder);
    Recipe r;
    r.prompt = prompt.toStdString();
    const auto path = save_image(noise(8, 8), r, {folder});
    QVERIFY2(path.has_value(), message_of(path).c_str());
    QCOMPARE(path->parent_path(), folder);
    QVERIFY(path->filename().string().size() < 120);
    QVERIFY(QString::fromStdString(path->filename().string()).toStdString() ==
            path->filename().string()); // valid UTF-8
    QCOMPARE(count_files(outer.path().toStdString()), std::size_t{1});
    QVERIFY(*read_metadata(*path)->recipe == r);
}

void WriterTest::same_second_same_prompt() {
    QTemporaryDir folder;
    SaveTarget target{folder.path().toStdString(), Overwrite::replace}; // replace is for named files only
    std::set<fs::path> names;
    for (int i = 0; i < 5; ++i) {
        const auto path = save_image(noise(8, 8), full_recipe(), target);
        QVERIFY(path.has_value());
        names.insert(*path);
    }
    QCOMPARE(names.size(), std::size_t{5});
    QCOMPARE(count_files(folder.path().toStdString()), std::size_t{5});
}

void WriterTest::racing_writers() {
    QTemporaryDir folder;
    const SaveTarget target{folder.path().toStdString()};
    std::vector<Result<fs::path>> paths(16, fail(ErrorCode::internal, "not run"));
    {
        std::vector<std::jthread> threads;
        for (auto& path : paths)
            threads.emplace_back([&] { path = save_image(noise(8, 8), full_recipe(), target); });
    }
    std::set<fs::path> names;
    for (const auto& path : paths) {
        QVERIFY2(path.has_value(), message_of(path).c_str());
        names.insert(*path);
        QVERIFY(load_image(*path).has_value());
    }
    QCOMPARE(names.size(), paths.size());
    QCOMPARE(count_files(target.path), paths.size());
}

void WriterTest::folder_is_made() {
    QTemporaryDir folder;
    const fs::path made = path_in(folder, "new/deep/");
    QVERIFY(sfumato::check_target({made}).has_value());
    QVERIFY(!fs::exists(made)); // asking makes nothing
    const auto path = save_image(noise(8, 8), full_recipe(), {made});
    QVERIFY2(path.has_value(), message_of(path).c_str());
    QVERIFY(fs::exists(*path));
}

void WriterTest::check_target_data() {
    QTest::addColumn<QString>("name"); // in a folder with "file.png"
    QTest::addColumn<bool>("replace");
    QTest::addColumn<int>("code"); // -1: fine
    const auto row = [](const char* name, bool replace, int code) {
        QTest::addRow("%s %d", name, replace) << name << replace << code;
    };
    row("new.png", false, -1);
    row("NEW.PNG", false, -1);
    row("", false, -1);
    row("sub/", false, -1);
    row("file.png", false, static_cast<int>(ErrorCode::already_exists));
    row("file.png", true, -1);
    row("new.jpg", false, static_cast<int>(ErrorCode::usage));
    row("new", false, static_cast<int>(ErrorCode::usage));
    row("sub/new.png", false, static_cast<int>(ErrorCode::not_found));
    row("file.png/sub/", false, static_cast<int>(ErrorCode::usage));
    row("file.png/x.png", false, static_cast<int>(ErrorCode::not_found));
    row("dangling.png", false, static_cast<int>(ErrorCode::already_exists));
}

void WriterTest::check_target() {
    QFETCH(QString, name);
    QFETCH(bool, replace);
    QFETCH(int, code);
    QTemporaryDir folder;
    QVERIFY(write_file_atomically(path_in(folder, "file.png"), as_bytes("x")).has_value());
    fs::create_symlink("nowhere", path_in(folder, "dangling.png"));
    const SaveTarget target{path_in(folder, qPrintable(name)), replace ? Overwrite::replace : Overwrite::refuse};
    const auto checked = sfumato::check_target(target);
    QCOMPARE(checked ? -1 : static_cast<int>(checked.error().code), code);
    // What was promised is what happens.
    const auto saved = save_image(noise(4, 4), full_recipe(), target);
    QVERIFY2(saved.has_value() == (code == -1), message_of(saved).c_str());
}

void WriterTest::invalid_recipe_is_refused() {
    QTemporaryDir folder;
    Recipe r = full_recipe();
    r.prompt = "\xFF";
    const auto path = save_image(noise(8, 8), r, {path_in(folder, "x.png")});
    QVERIFY(!path);
    QCOMPARE(path.error().code, ErrorCode::usage);
    QCOMPARE(count_files(folder.path().toStdString()), std::size_t{0});
    QVERIFY(!sfumato::check_target({fs::path()}));
}

void WriterTest::missing_folder() {
    const auto path = save_image(noise(8, 8), full_recipe(), {"/nonexistent/folder/x.png"});
    QVERIFY(!path);
    QCOMPARE(path.error().code, ErrorCode::not_found);
}

void WriterTest::no_permission() {
    QTemporaryDir outer;
    QVERIFY(::chmod(qPrintable(outer.path()), 0755) == 0);
    const fs::path closed = path_in(outer, "closed");
    fs::create_directory(closed);
    fs::permissions(closed, fs::perms(0555));
    // The superuser is refused nothing, so another user stands in for him meanwhile.
    const bool superuser = ::geteuid() == 0;
    constexpr uid_t nobody = 65534;
    if (superuser && ::setresuid(nobody, nobody, 0) != 0) QSKIP("cannot become an ordinary user here");
    const auto refused = save_image(noise(8, 8), full_recipe(), {closed / "x.png"});
    const auto in_folder = save_image(noise(8, 8), full_recipe(), {closed});
    const auto not_made = save_image(noise(8, 8), full_recipe(), {closed / "deep/"});
    const auto checked = sfumato::check_target({closed / "x.png"});
    const auto checked_folder = sfumato::check_target({closed / "deep/"});
    if (superuser) QVERIFY(::setresuid(0, 0, 0) == 0);
    QVERIFY(!refused && !in_folder && !not_made && !checked && !checked_folder);
    for (const ErrorCode code : {refused.error().code, in_folder.error().code, not_made.error().code,
                                 checked.error().code, checked_folder.error().code})
        QCOMPARE(code, ErrorCode::permission);
    QCOMPARE(count_files(closed), std::size_t{0});
}

void WriterTest::disk_full() {
    QTemporaryDir folder;
    if (::geteuid() != 0) QSKIP("needs the superuser to mount a small tmpfs");
    if (::mount("tmpfs", qPrintable(folder.path()), "tmpfs", 0, "size=64k") != 0)
        QSKIP("mounting a tmpfs is not allowed here");
    const fs::path small = path_in(folder, "small.png");
    const auto fits = save_image(noise(16, 16), full_recipe(), {small});
    const auto full = save_image(noise(300, 300), full_recipe(), {path_in(folder, "large.png")});
    const auto replaced = save_image(noise(300, 300), full_recipe(), {small, Overwrite::replace});
    const auto in_folder = save_image(noise(300, 300), full_recipe(), {folder.path().toStdString()});
    const bool still_whole = load_image(small) == noise(16, 16);
    const std::size_t files = count_files(folder.path().toStdString());
    QVERIFY(::umount(qPrintable(folder.path())) == 0);
    QVERIFY2(fits.has_value(), message_of(fits).c_str());
    for (const auto* result : {&full, &replaced, &in_folder}) {
        QVERIFY(!*result);
        QCOMPARE(result->error().code, ErrorCode::no_space);
    }
    QVERIFY(still_whole);
    QCOMPARE(files, std::size_t{1});
}

void WriterTest::size_is_the_pictures() {
    QTemporaryDir folder;
    Recipe r; // width and height 0: the model's own
    const auto path = save_image(noise(24, 16), r, {path_in(folder, "x.png")});
    QVERIFY(path.has_value());
    const auto m = read_metadata(*path);
    QVERIFY(*m->recipe == r);
    QCOMPARE(*m->infotext->find("Size-1"), std::string("24"));
    QCOMPARE(*m->infotext->find("Size-2"), std::string("16"));
}
