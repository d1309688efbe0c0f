#include "base/file.h"
#include "image/formats.h"
#include "image/png.h"
#include "recipe/json.h"
#include "store/metadata.h"
#include "store/writer.h"
#include "unit/store/store_test.h"

#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
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
    row("new.jpg", false, -1);
    row("new.gif", false, static_cast<int>(ErrorCode::usage));
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

void WriterTest::other_formats_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("quality");
    QTest::addColumn<int>("tolerance");
    QTest::newRow("jpeg") << QString("x.jpg") << 95 << 90; // of noise, the hardest there is
    QTest::newRow("jpeg upper case") << QString("x.JPEG") << 100 << 20;
    QTest::newRow("webp") << QString("x.webp") << 90 << 250;
    QTest::newRow("webp lossless") << QString("x.webp") << 0 << 0;
}

void WriterTest::other_formats() {
    QFETCH(QString, name);
    QFETCH(int, quality);
    QFETCH(int, tolerance);
    QTemporaryDir folder;
    const Image image = noise(40, 24);
    Recipe recipe = full_recipe();
    SaveTarget target{path_in(folder, qPrintable(name))};
    target.options.quality = quality;
    target.options.sidecar = Sidecar::text;
    const auto path = save_image(image, recipe, target);
    QVERIFY2(path.has_value(), message_of(path).c_str());
    const auto back = load_image(*path);
    QVERIFY2(back.has_value(), message_of(back).c_str());
    QCOMPARE(back->width, 40);
    QCOMPARE(back->height, 24);
    int largest = 0;
    for (std::size_t i = 0; i < image.pixels.size(); ++i)
        largest = std::max(largest, std::abs(int(image.pixels[i]) - int(back->pixels[i])));
    QVERIFY2(largest <= tolerance, qPrintable(QString::number(largest)));
    const auto m = read_metadata(*path);
    QVERIFY2(m.has_value(), message_of(m).c_str());
    QCOMPARE(m->dialect, std::string("sfumato"));
    QVERIFY(m->recipe == recipe); // exact, to the last digit
    QVERIFY(m->infotext && m->infotext->prompt == recipe.prompt);
    QVERIFY(!m->digital_source_type.empty());
    QCOMPARE(m->width, 40);
    // The sRGB profile is inside, and equal input gives equal bytes.
    const auto bytes = read_file(*path);
    QVERIFY(bytes && bytes->find("mntrRGB XYZ ") != std::string::npos);
    target.overwrite = Overwrite::replace;
    QVERIFY(save_image(image, recipe, target));
    QVERIFY(read_file(*path).value() == *bytes);
    const auto beside = read_metadata(path_in(folder, "x.txt"));
    QVERIFY(beside && beside->recipe && beside->recipe->prompt == recipe.prompt);
}

void WriterTest::sixteen_bits() {
    QTemporaryDir folder;
    DeepImage deep{8, 8, std::vector<std::uint16_t>(8 * 8 * 3)};
    Image image{8, 8, 3, std::vector<std::uint8_t>(8 * 8 * 3)};
    for (std::size_t i = 0; i < deep.samples.size(); ++i) {
        deep.samples[i] = static_cast<std::uint16_t>(i * 341 + 5);
        image.pixels[i] = static_cast<std::uint8_t>((deep.samples[i] * 255u + 32767u) / 65535u);
    }
    SaveTarget target{path_in(folder, "x.png")};
    target.options.deep = true;
    const auto path = save_image(image, full_recipe(), target, deep);
    QVERIFY2(path.has_value(), message_of(path).c_str());
    const auto bytes = read_file(*path);
    QVERIFY(bytes && (*bytes)[24] == 16); // bits of a sample in IHDR
    QVERIFY(*load_image(*path) == image);
    QVERIFY(read_metadata(*path)->recipe == full_recipe());
    // Every bit of the samples is there, as an independent reader sees them (PNG is big-endian).
    QImage read;
    QVERIFY(read.load(QString::fromStdString(path->string())));
    QCOMPARE(read.format(), QImage::Format_RGBX64);
    for (int y = 0; y < 8; ++y)
        for (int x = 0; x < 8; ++x) {
            const auto& pixel = reinterpret_cast<const QRgba64*>(read.constScanLine(y))[x];
            const std::size_t at = 3 * static_cast<std::size_t>(y * 8 + x);
            QCOMPARE(pixel.red(), deep.samples[at]);
            QCOMPARE(pixel.blue(), deep.samples[at + 2]);
        }
    target.path = path_in(folder, "x.jpg");
    QCOMPARE(save_image(image, full_recipe(), target, deep).error().code, ErrorCode::usage);
}

void WriterTest::long_prompts_of_jpeg_are_not_lost() {
    QTemporaryDir folder;
    Recipe recipe = full_recipe();
    recipe.prompt = std::string(70'000, 'p');
    const auto path = save_image(noise(8, 8), recipe, {path_in(folder, "x.jpg")});
    QVERIFY2(path.has_value(), message_of(path).c_str());
    QVERIFY(load_image(*path));
    const auto beside = read_metadata(path_in(folder, "x.json"));
    QVERIFY(beside && beside->recipe == recipe);
    const auto webp = save_image(noise(8, 8), recipe, {path_in(folder, "y.webp")});
    QVERIFY(webp && read_metadata(*webp)->recipe == recipe); // which has room
}

void WriterTest::stripped_prompts() {
    QTemporaryDir folder;
    for (const char* format : {"png", "jpeg", "webp"}) {
        Recipe recipe = full_recipe();
        recipe.prompt = "a secret garden";
        recipe.negative_prompt = "a secret weed";
        recipe.prompt_template = "a {secret|open} garden";
        recipe.init->path = "/secret/in.png";
        Recipe origin;
        origin.prompt = "a secret house";
        recipe.parent = ForkOrigin{recipe_to_json(origin), 3};
        SaveTarget target{folder.path().toStdString()};
        target.options.format = picture_format(format).value();
        target.options.strip_prompts = true;
        target.options.sidecar = Sidecar::json;
        const auto path = save_image(noise(8, 8), recipe, target);
        QVERIFY2(path.has_value(), message_of(path).c_str());
        QVERIFY(path->string().find("secret") == std::string::npos);
        for (const auto& file : fs::directory_iterator(folder.path().toStdString())) {
            const std::string bytes = read_file(file.path()).value();
            for (const std::string& word : {std::string("secret"), std::string("s\0e\0c\0r", 7)})
                QVERIFY2(bytes.find(word) == std::string::npos, file.path().c_str());
        }
        QCOMPARE(read_metadata(*path)->recipe->seed, recipe.seed);
        QCOMPARE(read_metadata(*path)->recipe->parent->step, 3);
        QVERIFY(!read_metadata(*path)->digital_source_type.empty());
    }
}

void WriterTest::name_templates() {
    QTemporaryDir folder;
    const auto time = std::chrono::system_clock::from_time_t(1'700'000'000);
    Recipe r;
    r.prompt = "A red/../apple, on: a; table of old wood and more";
    r.seed = 7;
    r.model = "/models/Dream v1.safetensors";
    r.width = 512;
    r.height = 768;
    const auto name = [&](const char* text) {
        const auto valid = check_name_template(text);
        return valid ? expand_name_template(text, r, time).string() : valid.error().text();
    };
    QCOMPARE(name("[date]/[model]-[seed]-[prompt_words]"), std::string("2023-11-14/dream-v1-7-a-red-apple-on-a-table"));
    QCOMPARE(name("x [size] [steps] [cfg]"), std::string("x 512x768 20 6"));
    r.prompt = "../../etc/passwd";
    QCOMPARE(name("[prompt]"), std::string("etc-passwd"));
    r.prompt = "...";
    QCOMPARE(name(".[prompt]/[seed]"), std::string("picture/7"));
    r.prompt = std::string(500, 'a');
    QVERIFY(name("[prompt][prompt][prompt][prompt][prompt][prompt]").size() <= 200);
    SaveTarget target{folder.path().toStdString()};
    target.options.name_template = "[model]/[seed]";
    r.prompt = "x";
    const auto first = save_image(noise(8, 8), r, target), second = save_image(noise(8, 8), r, target);
    QCOMPARE(*first, path_in(folder, "dream-v1/7.png"));
    QCOMPARE(*second, path_in(folder, "dream-v1/7-2.png"));
    r.width = r.height = 0; // the model's own size is known from the picture
    target.options.name_template = "[size]";
    QCOMPARE(*save_image(noise(24, 8), r, target), path_in(folder, "24x8.png"));
}

void WriterTest::sidecars_take_no_ones_place() {
    QTemporaryDir folder;
    SaveTarget target{folder.path().toStdString()};
    target.options.name_template = "[seed]";
    target.options.sidecar = Sidecar::text;
    Recipe r;
    r.seed = 7;
    const std::string notes = "notes of the user";
    QVERIFY(write_file_atomically(path_in(folder, "7.txt"), as_bytes(notes)));
    const auto path = save_image(noise(8, 8), r, target);
    QCOMPARE(*path, path_in(folder, "7-2.png"));
    QVERIFY(fs::exists(path_in(folder, "7-2.txt")));
    QCOMPARE(read_file(path_in(folder, "7.txt")).value(), notes);
    SaveTarget named{path_in(folder, "7.png")};
    named.options.sidecar = Sidecar::text;
    QCOMPARE(sfumato::check_target(named).error().code, ErrorCode::already_exists);
    QCOMPARE(save_image(noise(8, 8), r, named).error().code, ErrorCode::already_exists);
    QVERIFY(!fs::exists(named.path));
    // What a run that was cut off has left is taken up.
    fs::remove(*path);
    QCOMPARE(*save_image(noise(8, 8), r, target), *path);
    // Nothing is left when the picture cannot be written.
    const auto file = encode_picture(noise(8, 8), r, target.options, PictureFormat::png);
    const fs::path taken = path_in(folder, "taken.png");
    fs::create_directory(taken);
    QVERIFY(!write_picture_file(*file, taken, Overwrite::replace));
    QVERIFY(!fs::exists(path_in(folder, "taken.txt")));
}

void WriterTest::conversion_keeps_the_recipe() {
    QTemporaryDir folder;
    const Recipe recipe = full_recipe();
    const auto source = save_image(noise(40, 24), recipe, {path_in(folder, "a.png")});
    OutputOptions options;
    for (const char* name : {"b.jpg", "c.webp", "d.png"}) {
        const fs::path target = path_in(folder, name);
        const auto converted = convert_picture(*source, target, options);
        QVERIFY2(converted.has_value(), message_of(converted).c_str());
        QVERIFY(read_metadata(target)->recipe == recipe);
        QCOMPARE(load_image(target)->width, 40);
    }
    QVERIFY(*load_image(path_in(folder, "d.png")) == *load_image(*source));
    // A ComfyUI graph is not lost on the way to another PNG, and is when prompts are to be stripped.
    const std::vector<TextChunk> graph{{"workflow", "{\"nodes\": \"secret\"}", TextContainer::text}};
    const auto foreign = encode_png(noise(8, 8), graph);
    QVERIFY(write_file_atomically(path_in(folder, "f.png"), *foreign));
    QVERIFY(convert_picture(path_in(folder, "f.png"), path_in(folder, "g.png"), options));
    QCOMPARE(read_metadata(path_in(folder, "g.png"))->chunks.size(), std::size_t(1));
    options.strip_prompts = true;
    QVERIFY(convert_picture(path_in(folder, "f.png"), path_in(folder, "h.png"), options));
    QVERIFY(read_file(path_in(folder, "h.png"))->find("secret") == std::string::npos);
}

void WriterTest::too_large_for_webp() {
    QTemporaryDir folder;
    Recipe r;
    const Image wide{16'384, 1, 3, std::vector<std::uint8_t>(16'384 * 3)};
    SaveTarget target{folder.path().toStdString()};
    target.options.format = PictureFormat::webp;
    const auto path = save_image(wide, r, target);
    QVERIFY2(path.has_value(), message_of(path).c_str());
    QCOMPARE(path->extension().string(), std::string(".png")); // rather than no picture
    QCOMPARE(save_image(wide, r, {path_in(folder, "x.webp")}).error().code, ErrorCode::usage);
}

void WriterTest::bad_templates_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("empty") << ""
                           << "1 to 400";
    QTest::newRow("up") << "../[seed]"
                        << "stay in the output folder";
    QTest::newRow("absolute") << "/tmp/[seed]"
                              << "empty part";
    QTest::newRow("folder only") << "[seed]/"
                                 << "empty part";
    QTest::newRow("field") << "[sed]"
                           << "unknown field [sed]";
    QTest::newRow("open") << "a[seed"
                          << "character 2 has no partner";
    QTest::newRow("closed") << "seed]"
                            << "character 5 has no partner";
    QTest::newRow("across folders") << "[se/ed]"
                                    << "has no partner";
    QTest::newRow("windows") << "a:b"
                             << "other systems refuse";
    QTest::newRow("control") << "a\nb"
                             << "control characters";
}

void WriterTest::bad_templates() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto valid = check_name_template(text.toStdString());
    QVERIFY(!valid);
    QCOMPARE(valid.error().code, ErrorCode::usage);
    QVERIFY2(QString::fromStdString(valid.error().message).contains(message), valid.error().message.c_str());
    QTemporaryDir folder;
    SaveTarget target{folder.path().toStdString()};
    target.options.name_template = text.toStdString();
    QVERIFY(!sfumato::check_target(target));
    QVERIFY(!save_image(noise(8, 8), full_recipe(), target));
}
