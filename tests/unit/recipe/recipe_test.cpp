// Recipe: validation and JSON.
#include "recipe/batch.h"
#include "recipe/json.h"
#include "recipe/recipe.h"
#include "recipe/utf8.h"

#include <QTest>

#include <functional>
#include <limits>

using namespace sfumato;

namespace {

Recipe full_recipe() {
    Recipe r;
    r.prompt = "a red apple, \"quoted\"\nsecond line \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x90\xB1 \\ \t";
    r.negative_prompt = "blurry: yes";
    r.model = "/models/some model.safetensors";
    r.model_hash = std::string(64, 'a');
    r.steps = 33;
    r.cfg_scale = 0.1 + 0.2; // needs all 17 digits
    r.sampler = "dpmpp_2m";
    r.schedule = "karras";
    r.seed = 18446744073709551615ull;
    r.noise_source = NoiseSource::philox;
    r.width = 832;
    r.height = 1216;
    r.clip_skip = 2;
    r.eta = 0.67;
    r.variation_seed = 12345678901234567890ull;
    r.variation_strength = 0.35;
    r.emphasis = Emphasis::no_norm;
    r.prompt_template = "a {red|green} apple, __adjective__";
    r.negative_template = "${x=blurry}";
    r.init = InitImage{"in/\xC3\xA4.png", std::string(64, '0'), 1.0 / 3, InitFit::fill};
    r.inpaint = Inpaint{MaskSource::file,       "in/mask.png", std::string(64, '1'), true, 9, InpaintArea::masked, 48,
                        MaskedContent::nothing, {1, 2, 3, 4}};
    return r;
}

/// Impossible initial images, masks and second passes.
template <class Row> void add_picture_rows(const Row& row) {
    row(
        "mask without init", [](Recipe& r) { r.init.reset(); }, "initial image", "none");
    row(
        "hires and mask", [](Recipe& r) { r.hires = Hires{}; }, "hires", "mask");
    row(
        "hires scale",
        [](Recipe& r) {
            r.inpaint.reset();
            r.hires = Hires{.scale = 0.5};
        },
        "hires scale", "0.5");
    row(
        "hires side",
        [](Recipe& r) {
            r.inpaint.reset();
            r.hires = Hires{.width = 64};
        },
        "hires size", "64x0");
    row(
        "tile", [](Recipe& r) { r.vae_tiles.decode = 5; }, "VAE tile for decoding", "5");
    row(
        "mask blur", [](Recipe& r) { r.inpaint->blur = 257; }, "mask blur", "257");
    row(
        "padding", [](Recipe& r) { r.inpaint->padding = -1; }, "padding", "-1");
    row(
        "grow", [](Recipe& r) { r.inpaint->grow.bottom = 20000; }, "outpaint bottom", "20000");
    row(
        "mask hash", [](Recipe& r) { r.inpaint->sha256 = "12"; }, "mask sha256", "2 characters");
    row(
        "no frame",
        [](Recipe& r) {
            r.inpaint = Inpaint{};
            r.inpaint->source = MaskSource::frame;
        },
        "masked", "neither");
}

std::string message_of(const Result<Recipe>& r) {
    return r ? std::string() : r.error().text();
}

} // namespace

class RecipeTest : public QObject {
    Q_OBJECT
private slots:
    void templates_come_back() {
        Recipe recipe;
        recipe.prompt = "a red apple";
        recipe.negative_prompt = "blur";
        QVERIFY(!came_from_template(recipe));
        QCOMPARE(back_to_template(recipe), recipe);
        recipe.prompt_template = "a {red|green} apple";
        QVERIFY(came_from_template(recipe));
        const Recipe back = back_to_template(recipe);
        QCOMPARE(back.prompt, std::string("a {red|green} apple"));
        QCOMPARE(back.negative_prompt, std::string("blur")); // was none
        QVERIFY(!came_from_template(back));
        recipe.prompt_template.clear();
        recipe.negative_template = "{blur|noise}";
        QVERIFY(came_from_template(recipe));
        QCOMPARE(back_to_template(recipe).prompt, std::string("a red apple"));
        QCOMPARE(back_to_template(recipe).negative_prompt, std::string("{blur|noise}"));
    }
    void forks_are_written_and_read_back();
    void defaults_are_valid();
    void validate_names_field_data();
    void validate_names_field();
    void templates_are_text();
    void hundred_kilobyte_prompt_is_valid();
    void utf8_data();
    void utf8();
    void json_round_trip();
    void json_is_stable();
    void json_defaults();
    void json_errors_data();
    void json_errors();
    void json_unknown_fields_are_noted();
    void json_newer_version_is_refused();
    void json_size_and_nesting_are_limited();
};

void RecipeTest::defaults_are_valid() {
    QVERIFY(validate(Recipe{}).has_value());
    QVERIFY(validate(full_recipe()).has_value());
}

void RecipeTest::validate_names_field_data() {
    using Change = std::function<void(Recipe&)>;
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("found");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const auto row = [](const char* name, Change change, const char* field, const char* found) {
        QTest::newRow(name) << change << QString(field) << QString(found);
    };
    row(
        "steps 0", [](Recipe& r) { r.steps = 0; }, "steps", "0");
    row(
        "steps negative", [](Recipe& r) { r.steps = -3; }, "steps", "-3");
    row(
        "steps many", [](Recipe& r) { r.steps = 1001; }, "steps", "1001");
    row(
        "cfg nan", [=](Recipe& r) { r.cfg_scale = nan; }, "cfg scale", "nan");
    row(
        "cfg inf", [=](Recipe& r) { r.cfg_scale = infinity; }, "cfg scale", "inf");
    row(
        "cfg negative", [](Recipe& r) { r.cfg_scale = -1; }, "cfg scale", "-1");
    row(
        "eta nan", [=](Recipe& r) { r.eta = nan; }, "eta", "nan");
    row(
        "eta negative", [](Recipe& r) { r.eta = -0.5; }, "eta", "-0.5");
    row(
        "variation strength", [](Recipe& r) { r.variation_strength = 1.25; }, "variation strength", "1.25");
    row(
        "huge", [](Recipe& r) { r.width = r.height = 20000; }, "width", "20000");
    row(
        "many pixels", [](Recipe& r) { r.width = r.height = 16384; }, "size", "16384x16384");
    row(
        "negative height", [](Recipe& r) { r.height = -8; }, "height", "-8");
    row(
        "clip skip 0", [](Recipe& r) { r.clip_skip = 0; }, "clip skip", "0");
    row(
        "clip skip 13", [](Recipe& r) { r.clip_skip = 13; }, "clip skip", "13");
    row(
        "prompt utf8", [](Recipe& r) { r.prompt = "ab\xFFz"; }, "prompt", "0xff at offset 2");
    row(
        "negative utf8", [](Recipe& r) { r.negative_prompt = "\xC3"; }, "negative prompt", "0xc3 at offset 0");
    row(
        "prompt nul", [](Recipe& r) { r.prompt = std::string("a\0b", 3); }, "prompt", "offset 1");
    row(
        "prompt long", [](Recipe& r) { r.prompt.assign((1 << 20) + 1, 'a'); }, "prompt", "1048577");
    row(
        "model empty", [](Recipe& r) { r.model.clear(); }, "model", "empty");
    row(
        "sampler empty", [](Recipe& r) { r.sampler.clear(); }, "sampler", "empty");
    row(
        "schedule empty", [](Recipe& r) { r.schedule.clear(); }, "schedule", "empty");
    row(
        "model hash", [](Recipe& r) { r.model_hash = "xyz"; }, "model hash", "3 characters");
    row(
        "strength 0",
        [](Recipe& r) {
            r.init = InitImage{"a", "", 0};
        },
        "strength", "0");
    row(
        "strength 1.5",
        [](Recipe& r) {
            r.init = InitImage{"a", "", 1.5};
        },
        "strength", "1.5");
    row(
        "strength nan",
        [=](Recipe& r) {
            r.init = InitImage{"a", "", nan};
        },
        "strength", "nan");
    row(
        "init hash",
        [](Recipe& r) {
            r.init = InitImage{"a", "12", 0.5};
        },
        "sha256", "2 characters");
    add_picture_rows(row);
}

void RecipeTest::validate_names_field() {
    QFETCH(std::function<void(Recipe&)>, change);
    QFETCH(QString, field);
    QFETCH(QString, found);
    Recipe r = full_recipe();
    change(r);
    const auto result = validate(r);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::usage);
    const QString message = QString::fromStdString(result.error().message);
    QVERIFY2(message.contains(field) && message.contains(found), qPrintable(message));
}

void RecipeTest::templates_are_text() {
    Recipe r;
    r.prompt_template = "ab\xFFz";
    QVERIFY(validate(r).error().message.find("prompt template") != std::string::npos);
    r.prompt_template.clear();
    r.negative_template = std::string("a\0b", 3);
    QVERIFY(validate(r).error().message.find("negative template") != std::string::npos);
}

void RecipeTest::hundred_kilobyte_prompt_is_valid() {
    Recipe r;
    r.prompt.assign(100 * 1024, 'x');
    QVERIFY(validate(r).has_value());
    const auto back = recipe_from_json(recipe_to_json(r));
    QVERIFY(back.has_value());
    QVERIFY(*back == r);
}

void RecipeTest::utf8_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("invalid_at"); // -1: valid
    QTest::newRow("ascii") << QByteArray("abc") << -1;
    QTest::newRow("empty") << QByteArray() << -1;
    QTest::newRow("2 3 4 bytes") << QByteArray("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\xB1") << -1;
    QTest::newRow("largest") << QByteArray("\xF4\x8F\xBF\xBF") << -1;
    QTest::newRow("beyond") << QByteArray("\xF4\x90\x80\x80") << 0;
    QTest::newRow("surrogate") << QByteArray("a\xED\xA0\x80") << 1;
    QTest::newRow("overlong 2") << QByteArray("\xC0\xAF") << 0;
    QTest::newRow("overlong 3") << QByteArray("\xE0\x80\xAF") << 0;
    QTest::newRow("overlong 4") << QByteArray("\xF0\x80\x80\xAF") << 0;
    QTest::newRow("cut") << QByteArray("ab\xE2\x82") << 2;
    QTest::newRow("continuation") << QByteArray("\x80") << 0;
    QTest::newRow("latin-1") << QByteArray("caf\xE9 x") << 3;
}

void RecipeTest::utf8() {
    QFETCH(QByteArray, bytes);
    QFETCH(int, invalid_at);
    const std::string text = bytes.toStdString();
    const auto at = find_invalid_utf8(text);
    QCOMPARE(at ? static_cast<int>(*at) : -1, invalid_at);
    if (at) return;
    std::string again;
    for (std::size_t i = 0; i < text.size();)
        append_utf8(again, *next_code_point(text, i));
    QCOMPARE(again, text);
}

void RecipeTest::json_round_trip() {
    Recipe two_passes;
    two_passes.hires = Hires{1.25, 640, 512, 11, 0.3, HiresUpscaler::latent_nearest};
    two_passes.vae_tiles = {256, 512};
    for (const Recipe& r : {Recipe{}, full_recipe(), two_passes}) {
        std::vector<std::string> notes;
        const auto back = recipe_from_json(recipe_to_json(r), &notes);
        QVERIFY2(back.has_value(), message_of(back).c_str());
        QVERIFY(*back == r);
        QVERIFY(notes.empty());
    }
}

void RecipeTest::json_is_stable() {
    const std::string text = recipe_to_json(full_recipe());
    QCOMPARE(text, recipe_to_json(full_recipe()));
    QVERIFY(text.starts_with("{\n  \"sfumato_recipe\": 1,\n  \"prompt\": "));
    QVERIFY(text.find("\"seed\": 18446744073709551615") != std::string::npos);
    QVERIFY(text.find("\xE6\x97\xA5") != std::string::npos); // readable, not escaped
    QVERIFY(looks_like_recipe_json(text));
    QVERIFY(!looks_like_recipe_json("a prompt"));
    QVERIFY(!looks_like_recipe_json("{\"prompt\": 1}"));
}

void RecipeTest::json_defaults() {
    const auto r = recipe_from_json(R"({"sfumato_recipe": 1, "prompt": "x", "init": null})");
    QVERIFY2(r.has_value(), message_of(r).c_str());
    Recipe expected;
    expected.prompt = "x";
    QVERIFY(*r == expected);
}

void RecipeTest::json_errors_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("part1");
    QTest::addColumn<QString>("part2");
    const auto row = [](const char* name, const char* text, const char* a, const char* b) {
        QTest::newRow(name) << QByteArray(text) << QString(a) << QString(b);
    };
    row("empty", "", "JSON", "");
    row("no json", "hello", "JSON", "");
    row("cut", R"({"sfumato_recipe": 1, "prompt": "x)", "JSON", "");
    row("array", "[]", "found array", "object");
    row("no version", R"({"prompt": "x"})", "sfumato_recipe", "missing");
    row("version text", R"({"sfumato_recipe": "1"})", "sfumato_recipe", "string");
    row("version 0", R"({"sfumato_recipe": 0})", "sfumato_recipe", "0");
    row("prompt type", R"({"sfumato_recipe": 1, "prompt": 5})", "prompt: found number 5", "a string");
    row("steps text", R"({"sfumato_recipe": 1, "steps": "20"})", "steps: found string", "an integer");
    row("steps fraction", R"({"sfumato_recipe": 1, "steps": 20.5})", "steps: found number 20.5", "an integer");
    row("steps wide", R"({"sfumato_recipe": 1, "steps": 4294967297})", "steps", "32 bits");
    row("steps 0", R"({"sfumato_recipe": 1, "steps": 0})", "steps is 0", "1 to");
    row("seed negative", R"({"sfumato_recipe": 1, "seed": -1})", "seed", "-1");
    row("seed float", R"({"sfumato_recipe": 1, "seed": 1e3})", "seed", "integer");
    row("seed 2^64", R"({"sfumato_recipe": 1, "seed": 18446744073709551616})", "seed", "18446744073709551615");
    row("cfg null", R"({"sfumato_recipe": 1, "cfg_scale": null})", "cfg_scale: found null", "finite number");
    row("cfg 1e999", R"({"sfumato_recipe": 1, "cfg_scale": 1e999})", "", "");
    row("noise", R"({"sfumato_recipe": 1, "noise_source": "mt"})", "noise_source", "philox");
    row("init type", R"({"sfumato_recipe": 1, "init": 3})", "init", "an object");
    row("init path", R"({"sfumato_recipe": 1, "init": {"path": 3}})", "init.path", "a string");
    row("strength", R"({"sfumato_recipe": 1, "init": {"strength": 2}})", "strength is 2", "at most 1");
    row("fit", R"({"sfumato_recipe": 1, "init": {"fit": "zoom"}})", "init.fit: found string", "\"stretch\"");
    row("invert", R"({"sfumato_recipe": 1, "init": {}, "inpaint": {"invert": 1}})", "inpaint.invert", "true or false");
    row("inpaint alone", R"({"sfumato_recipe": 1, "inpaint": {}})", "initial image", "none");
    row("upscaler", R"({"sfumato_recipe": 1, "hires": {"upscaler": "best"}})", "hires.upscaler", "lanczos");
    row("surrogate", "{\"sfumato_recipe\": 1, \"prompt\": \"\\ud800\"}", "JSON", "");
    row("latin-1", "{\"sfumato_recipe\": 1, \"prompt\": \"caf\xE9\"}", "JSON", "UTF-8");
    row("nul", "{\"sfumato_recipe\": 1, \"prompt\": \"a\\u0000b\"}", "prompt", "NUL");
}

void RecipeTest::json_errors() {
    QFETCH(QByteArray, text);
    QFETCH(QString, part1);
    QFETCH(QString, part2);
    const auto r = recipe_from_json(text.toStdString());
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::bad_input);
    const QString message = QString::fromStdString(r.error().message);
    QVERIFY2(message.contains(part1) && message.contains(part2), qPrintable(message));
}

void RecipeTest::json_unknown_fields_are_noted() {
    std::vector<std::string> notes;
    const auto r =
        recipe_from_json(R"({"sfumato_recipe": 1, "lora": [1], "init": {"strength": 0.5, "mask": 1}})", &notes);
    QVERIFY2(r.has_value(), message_of(r).c_str());
    QCOMPARE(notes.size(), std::size_t{2});
    QVERIFY(notes[0].find("lora") != std::string::npos);
    QVERIFY(notes[1].find("init.mask") != std::string::npos);
}

void RecipeTest::json_newer_version_is_refused() {
    const auto r = recipe_from_json(R"({"sfumato_recipe": 2, "prompt": {"new": "shape"}})");
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::unsupported);
    QVERIFY(r.error().message.find("version 2") != std::string::npos);
}

void RecipeTest::json_size_and_nesting_are_limited() {
    const std::string deep =
        R"({"sfumato_recipe": 1, "x": )" + std::string(100000, '[') + std::string(100000, ']') + "}";
    const auto nested = recipe_from_json(deep);
    QVERIFY(!nested);
    QVERIFY(nested.error().message.find("nested") != std::string::npos);
    const std::string brackets_in_text = R"({"sfumato_recipe": 1, "prompt": ")" + std::string(100, '[') + "\\\"[\"}";
    QVERIFY(recipe_from_json(brackets_in_text).has_value());
    const auto large = recipe_from_json(std::string(32u << 20, ' '));
    QVERIFY(!large);
    QVERIFY(large.error().message.find("bytes long") != std::string::npos);
}

void RecipeTest::forks_are_written_and_read_back() {
    Recipe parent;
    parent.prompt = "a \"b\" \\ c";
    Recipe fork = parent;
    for (int generation = 1; generation <= 7; ++generation) {
        fork.parent = ForkOrigin{recipe_to_json(fork), generation};
        fork.prompt += "!";
        QVERIFY(validate(fork).has_value());
        const auto read = recipe_from_json(recipe_to_json(fork));
        QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
        QVERIFY(*read == fork);
    }
    fork.parent = ForkOrigin{recipe_to_json(fork), 8};
    QCOMPARE(validate(fork).error().code, ErrorCode::usage); // could not be read back
    const auto missing = recipe_from_json(R"({"sfumato_recipe": 1, "parent": {"step": 3}})");
    QCOMPARE(missing.error().code, ErrorCode::bad_input);
    const auto wrong = recipe_from_json(
        R"({"sfumato_recipe": 1, "parent": {"step": 3, "recipe": {"sfumato_recipe": 1, "steps": -1}}})");
    QCOMPARE(wrong.error().code, ErrorCode::bad_input);
}

QTEST_APPLESS_MAIN(RecipeTest)
#include "recipe_test.moc"
