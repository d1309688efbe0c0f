#include "base/file.h"
#include "sampling/samplers.h"
#include "store/infotext.h"
#include "unit/store/store_test.h"

#include <nlohmann/json.hpp>

#include <QElapsedTimer>

#include <algorithm>

using namespace sfumato;
using sfumato::testing::full_recipe;

namespace {

using Fields = std::vector<InfotextField>;

QString dump(const Infotext& t) {
    QString out = QString::fromStdString("prompt=[" + t.prompt + "] negative=[" + t.negative_prompt + "]");
    for (const auto& f : t.fields)
        out += QString::fromStdString(" " + f.key + "=[" + f.value + "]");
    return out;
}

bool any_contains(const std::vector<std::string>& notes, std::string_view part) {
    return std::ranges::any_of(notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

} // namespace

void InfotextTest::vectors_data() {
    QTest::addColumn<QByteArray>("row");
    const auto text = read_file(SFUMATO_TEST_DATA "/unit/store/data/infotext_vectors.json");
    QVERIFY(text.has_value());
    const auto rows = nlohmann::json::parse(*text);
    QVERIFY(rows.size() >= 9);
    for (std::size_t i = 0; i < rows.size(); ++i)
        QTest::addRow("%zu", i) << QByteArray::fromStdString(rows[i].dump());
}

void InfotextTest::vectors() {
    QFETCH(QByteArray, row);
    const auto vector = nlohmann::json::parse(row.toStdString());
    const Infotext got = parse_infotext(vector["in"].get<std::string>());
    std::size_t expected_fields = 0;
    for (const auto& [key, value] : vector["out"].items()) {
        if (key == "Prompt") {
            QCOMPARE(got.prompt, value.get<std::string>());
        } else if (key == "Negative prompt") {
            QCOMPARE(got.negative_prompt, value.get<std::string>());
        } else if (key == "!err") {
            QCOMPARE(got.dropped_keys, value.get<std::vector<std::string>>());
        } else {
            ++expected_fields;
            QVERIFY2(got.find(key) != nullptr, key.c_str());
            QCOMPARE(*got.find(key), value.get<std::string>());
        }
    }
    QVERIFY2(got.fields.size() == expected_fields, qPrintable(dump(got)));
}

void InfotextTest::parsing_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("prompt");
    QTest::addColumn<QByteArray>("negative");
    QTest::addColumn<QByteArray>("fields"); // key=value joined by |
    const auto row = [](const char* name, const char* text, const char* prompt, const char* negative,
                        const char* fields) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(prompt) << QByteArray(negative) << QByteArray(fields);
    };
    row("empty", "", "", "", "");
    row("blanks", " \n\t \xC2\xA0\n", "", "", "");
    row("crlf", "a\r\nNegative prompt: b\r\nAA: 1, BB: 2, CC: 3\r\n", "a", "b", "AA=1|BB=2|CC=3");
    row("blank lines inside", "\n\na\n\nb\nAA: 1, BB: 2, CC: 3", "a\n\nb", "", "AA=1|BB=2|CC=3");
    row("negative over lines", "a\nNegative prompt:b\n c \nAA: 1, BB: 2, CC: 3", "a", "b\nc", "AA=1|BB=2|CC=3");
    row("negative twice", "Negative prompt: a\nNegative prompt: b", "", "a\nb", "");
    row("duplicate key", "AA: 1, BB: 2, AA: 3", "", "", "AA=3|BB=2");
    row("leading dash", "--AA: 1, /BB: 2, C-/ 9: 3", "", "", "AA=1|BB=2|C-/ 9=3");
    row("colon in value", "AA: 1:2, BB: 2, CC: 3", "", "", "AA=1:2|BB=2|CC=3");
    row("quotes open", "AA: \"x, BB: 2, CC: 3", "", "", "AA=\"x|BB=2|CC=3");
    row("quote then text", "AA: \"x, y\" z, BB: 2, CC: 3, DD: 4", "", "", "AA=\"x|BB=2|CC=3|DD=4");
    row("escaped quote", "AA: \"x\\\", y\", BB: 2, CC: 3", "", "", "AA=x\", y|BB=2|CC=3");
    row("bad escape", "AA: \"x\\q\", BB: 2, CC: 3", "", "", "AA=\"x\\q\"|BB=2|CC=3");
    row("unicode escape", "AA: \"\\u00e9, \", BB: 2, CC: 3", "", "", "AA=\xC3\xA9, |BB=2|CC=3");
    row("empty quotes", "AA: \"\", BB: 2, CC: 3", "", "", "AA=|BB=2|CC=3");
    row("one quote", "AA: \", BB: 2, CC: 3", "", "", "AA=\"|BB=2|CC=3");
    row("quoted size", "AA: \"4x5\", BB: 2, CC: 3", "", "", "AA-1=4|AA-2=5|BB=2|CC=3");
    row("no size", "AA: 4x5x, BB: x5, CC: 3", "", "", "AA=4x5x|BB=x5|CC=3");
    row("trailing blank stays", "AA: 1 , BB: 2, CC: 3", "", "", "AA=1 |BB=2|CC=3");
    row("wide blanks",
        "AA:\xE3\x80\x80"
        "1, BB: 2, CC: 3",
        "", "", "AA=1|BB=2|CC=3");
    row("combining mark ends a key",
        "A\xCC\x81"
        "BC: 1, BB: 2, CC: 3",
        "", "", "BC=1|BB=2|CC=3");
    row("emoji ends a key",
        "A\xF0\x9F\x90\xB1"
        "BC: 1, BB: 2, CC: 3",
        "", "", "BC=1|BB=2|CC=3");
    row("invalid bytes",
        "A\xFF"
        "BC: \xFE, BB: 2, CC: 3",
        "", "", "BC=\xFE|BB=2|CC=3");
}

void InfotextTest::parsing() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, prompt);
    QFETCH(QByteArray, negative);
    QFETCH(QByteArray, fields);
    const Infotext got = parse_infotext(text.toStdString());
    QCOMPARE(QByteArray::fromStdString(got.prompt), prompt);
    QCOMPARE(QByteArray::fromStdString(got.negative_prompt), negative);
    QByteArray joined;
    for (const auto& f : got.fields)
        joined += (joined.isEmpty() ? "" : "|") + QByteArray::fromStdString(f.key + "=" + f.value);
    QCOMPARE(joined, fields);
}

void InfotextTest::long_texts_are_linear() {
    std::string quotes;
    for (int i = 0; i < 100000; ++i)
        quotes += "ab:\"\\";
    const std::string texts[] = {
        std::string(1000000, 'a'),
        std::string(1000000, ' ') + "x",
        std::string(1000000, '\n'),
        "x\nAA: \"" + std::string(500000, '\\'),
        quotes,
        [] {
            std::string many;
            for (int i = 0; i < 60000; ++i)
                many += "key" + std::to_string(i) + ": 1, ";
            return many;
        }(),
    };
    QElapsedTimer timer;
    timer.start();
    for (const std::string& text : texts)
        (void)parse_infotext(text);
    // Quadratic scanning of any of these takes minutes.
    QVERIFY2(timer.elapsed() < 20000, qPrintable(QString::number(timer.elapsed())));
}

void InfotextTest::quoting_data() {
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("quoted");
    QTest::newRow("plain") << QByteArray("abc \"d\" \\") << QByteArray("abc \"d\" \\");
    QTest::newRow("comma") << QByteArray("a, b") << QByteArray("\"a, b\"");
    QTest::newRow("colon") << QByteArray("a:b") << QByteArray("\"a:b\"");
    QTest::newRow("newline") << QByteArray("a\nb") << QByteArray("\"a\\nb\"");
    QTest::newRow("quotes inside") << QByteArray("a \"q\", \\") << QByteArray("\"a \\\"q\\\", \\\\\"");
    QTest::newRow("unicode stays") << QByteArray("\xC3\xA9, \xF0\x9F\x90\xB1")
                                   << QByteArray("\"\xC3\xA9, \xF0\x9F\x90\xB1\"");
}

void InfotextTest::quoting() {
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, quoted);
    QCOMPARE(QByteArray::fromStdString(quote_infotext_value(value.toStdString())), quoted);
    const Infotext back = parse_infotext("AA: 1, BB: 2, Key: " + quoted.toStdString() + ", DD: 4");
    QVERIFY(back.find("Key") != nullptr);
    QCOMPARE(*back.find("Key"), value.toStdString());
    QCOMPARE(*back.find("DD"), std::string("4"));
}

void InfotextTest::writer_text() {
    Recipe r = full_recipe();
    r.seed = 42;
    QCOMPARE(
        to_infotext(r, {{"Lora hashes", "a: 0123, b: 45"}}),
        std::string("a red apple, \"fresh\"\n(still life:1.2) \xE6\x97\xA5\xE6\x9C\xAC\n"
                    "Negative prompt: blurry, text: none\n"
                    "Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5.5, Seed: 42, Size: 832x1216, "
                    "Model hash: 0123456789, Model: my model_v1.0, Denoising strength: 0.6, Clip skip: 2, RNG: CPU, "
                    "Eta: 0.67, Lora hashes: \"a: 0123, b: 45\", Version: Sfumato 0.1.0"));
}

void InfotextTest::prompt_desk_fields() {
    Recipe r = full_recipe();
    r.init.reset();
    r.model = "builtin";
    r.model_hash.clear();
    r.variation_seed = 77;
    r.variation_strength = 0.25;
    r.emphasis = Emphasis::no_norm;
    r.prompt_template = "a {red|green} apple, __mood__";
    r.negative_template = "{x|y}";
    const std::string text = to_infotext(r);
    for (const char* part : {"Variation seed: 77, Variation seed strength: 0.25, Clip skip: 2", "Emphasis: No norm",
                             "Template: \"a {red|green} apple, __mood__\", Negative Template: {x|y}"})
        QVERIFY2(text.find(part) != std::string::npos, text.c_str());
    std::vector<std::string> notes;
    const auto back = recipe_from_infotext(parse_infotext(text), notes);
    QVERIFY(back.has_value());
    QVERIFY(*back == r);
    QVERIFY(notes.empty());
    const auto odd =
        recipe_from_infotext(parse_infotext("p\nSteps: 1, Emphasis: Loud, Variation seed strength: 3"), notes);
    QVERIFY(odd.has_value());
    QVERIFY(any_contains(notes, "Loud"));
    QVERIFY(any_contains(notes, "Variation seed strength"));
}

void InfotextTest::writer_leaves_out_what_is_empty() {
    Recipe r;
    r.width = r.height = 128;
    r.noise_source = NoiseSource::philox;
    r.cfg_scale = 7;
    const std::string text = to_infotext(r, {{"Empty", ""}, {"K", "lost by readers"}});
    QCOMPARE(text,
             std::string("Steps: 20, Sampler: Euler, Schedule type: Normal, CFG scale: 7, Seed: 0, Size: 128x128, "
                         "Model: sfumato-builtin, Version: Sfumato 0.1.0"));
}

void InfotextTest::written_text_is_parsed_back_data() {
    QTest::addColumn<QByteArray>("prompt");
    QTest::addColumn<QByteArray>("negative");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("negative only") << QByteArray() << QByteArray("bad");
    QTest::newRow("colons") << QByteArray("Steps: 3, Sampler: x, Seed: 5") << QByteArray();
    QTest::newRow("lines") << QByteArray("a\nb: c\n\nd") << QByteArray("x\ny");
    QTest::newRow("unicode") << QByteArray("\xD0\xBF\xD1\x80\xD0\xBE\xD0\xBC\xD0\xBF\xD1\x82 \xF0\x9F\x90\xB1")
                             << QByteArray("\xC3\xA9");
    QTest::newRow("100 kB") << QByteArray(100 * 1024, 'x') << QByteArray(100 * 1024, 'y');
}

void InfotextTest::written_text_is_parsed_back() {
    QFETCH(QByteArray, prompt);
    QFETCH(QByteArray, negative);
    Recipe r = full_recipe();
    r.prompt = prompt.toStdString();
    r.negative_prompt = negative.toStdString();
    const Infotext back = parse_infotext(to_infotext(r));
    QCOMPARE(back.prompt, r.prompt);
    QCOMPARE(back.negative_prompt, r.negative_prompt);
    QCOMPARE(*back.find("Seed"), std::string("18446744073709551615"));
    QCOMPARE(*back.find("Size-2"), std::string("1216"));
}

void InfotextTest::recipe_round_trip() {
    Recipe r = full_recipe();
    r.init.reset();
    r.model = "builtin";
    std::vector<std::string> notes;
    const auto back = recipe_from_infotext(parse_infotext(to_infotext(r)), notes);
    QVERIFY(back.has_value());
    r.model_hash.resize(10); // the text holds no more of it
    QVERIFY(*back == r);
    QVERIFY(notes.empty());
    for (const Sampler& sampler : samplers()) // every label finds its row again
        for (const Schedule& schedule : schedules()) {
            r.sampler = sampler.name;
            r.schedule = schedule.name;
            const auto again = recipe_from_infotext(parse_infotext(to_infotext(r)), notes);
            QVERIFY2(again.has_value() && *again == r, r.sampler.c_str());
        }
}

void InfotextTest::samplers_of_other_programs_data() {
    QTest::addColumn<QString>("parameters");
    QTest::addColumn<QString>("sampler");
    QTest::addColumn<QString>("schedule");
    const auto row = [](const char* parameters, const char* sampler, const char* schedule) {
        QTest::newRow(parameters) << QString(parameters) << QString(sampler) << QString(schedule);
    };
    row("Sampler: Euler a", "euler_ancestral", "normal");
    row("Sampler: DPM++ 2M Karras", "dpmpp_2m", "karras");
    row("Sampler: DPM++ SDE Karras", "dpmpp_sde", "karras");
    row("Sampler: DPM++ 2M SDE Exponential", "dpmpp_2m_sde", "exponential");
    row("Sampler: DPM2 a Karras", "dpm_2_ancestral", "karras");
    row("Sampler: DPM++ 2M, Schedule type: Exponential", "dpmpp_2m", "exponential");
    row("Sampler: DPM++ 2M, Schedule type: Automatic", "dpmpp_2m", "karras");
    row("Sampler: dpmpp_2m, Schedule type: sgm_uniform", "dpmpp_2m", "sgm_uniform");
    row("Sampler: Euler, Schedule type: Beta", "euler", "beta");
    row("Sampler: UniPC, Schedule type: Simple", "uni_pc", "simple");
    row("Sampler: Euler, Schedule type: Unheard Of", "euler", "normal");
    row("Sampler: Unheard Of, Schedule type: Karras", "euler", "normal");
}

void InfotextTest::samplers_of_other_programs() {
    QFETCH(QString, parameters);
    QFETCH(QString, sampler);
    QFETCH(QString, schedule);
    std::vector<std::string> notes;
    const auto r = recipe_from_infotext(
        parse_infotext("x\nSteps: 9, " + parameters.toStdString() + ", Seed: 1, CFG scale: 3, Model: sfumato-builtin"),
        notes);
    QVERIFY(r.has_value());
    QCOMPARE(QString::fromStdString(r->sampler), sampler);
    QCOMPARE(QString::fromStdString(r->schedule), schedule);
    QCOMPARE(any_contains(notes, "Unheard Of"), parameters.contains("Unheard Of"));
}

void InfotextTest::recipe_notes() {
    std::vector<std::string> notes;
    const auto r = recipe_from_infotext(
        parse_infotext(
            "x\nSteps: 0, Sampler: Euler, CFG scale: abc, Seed: -1, Size: 99999x8, Model hash: 45DEE52B, Model: other, "
            "Clip skip: 99, RNG: TPU, Hires upscaler: Latent, Token merging ratio: , Denoising strength: 0.5, Version: "
            "v1.6.0"),
        notes);
    QVERIFY(r.has_value());
    Recipe expected;
    expected.prompt = "x";
    expected.model = "other";
    expected.sampler = "euler";
    expected.noise_source = NoiseSource::philox;
    expected.init = InitImage{{}, {}, 0.5};
    QVERIFY(*r == expected);
    for (const char* part :
         {"\"Steps: 0\"", "\"CFG scale: abc\"", "\"Seed: -1\"", "99999x8", "45DEE52B", "\"other\"", "Clip skip: 99",
          "RNG: TPU", "Hires upscaler: Latent", "Token merging ratio", "made from another image"})
        QVERIFY2(any_contains(notes, part), part);
    QVERIFY(!any_contains(notes, "v1.6.0"));
}

void InfotextTest::second_pass_strength_is_not_img2img() {
    std::vector<std::string> notes;
    const auto r = recipe_from_infotext(parse_infotext("x\nSteps: 5, Sampler: Euler, CFG scale: 7, Seed: 3, Size: "
                                                       "64x64, Denoising strength: 0.5, Hires upscale: 1.5, Hires "
                                                       "steps: 7, Hires upscaler: 4x-UltraSharp, Model: m"),
                                        notes);
    QVERIFY(r.has_value());
    QVERIFY(!r->init);
    QVERIFY(r->hires == (Hires{1.5, 0, 0, 7, 0.5, HiresUpscaler::lanczos}));
    QVERIFY(any_contains(notes, "UltraSharp"));
    for (const Hires& hires :
         {Hires{2, 0, 0, 0, 0.7, HiresUpscaler::latent}, Hires{2, 96, 128, 9, 0.25, HiresUpscaler::latent_nearest}}) {
        Recipe recipe;
        recipe.width = recipe.height = 64;
        recipe.hires = hires;
        notes.clear();
        const auto back = recipe_from_infotext(parse_infotext(to_infotext(recipe, {})), notes);
        QVERIFY2(back && back->hires == hires, to_infotext(recipe, {}).c_str());
        QVERIFY(!any_contains(notes, "ignored"));
    }
}

void InfotextTest::masks_are_written_as_a1111_does() {
    Recipe r;
    r.width = r.height = 64;
    r.init = InitImage{"a.png", {}, 0.5};
    r.inpaint = Inpaint{};
    r.inpaint->invert = true;
    r.inpaint->blur = 7;
    r.inpaint->area = InpaintArea::masked;
    r.inpaint->padding = 48;
    r.inpaint->content = MaskedContent::noise;
    r.inpaint->grow = {1, 0, 30, 4};
    const std::string text = to_infotext(r, {});
    QVERIFY2(text.find("Mask blur: 7, Mask mode: Inpaint not masked, Masked content: latent noise, "
                       "Inpaint area: Only masked, Masked area padding: 48, Outpaint: 1 0 30 4") != std::string::npos,
             text.c_str());
    std::vector<std::string> notes;
    const auto back = recipe_from_infotext(parse_infotext(text), notes);
    QVERIFY(back && back->inpaint);
    QVERIFY(*back->inpaint == *r.inpaint);
    QVERIFY(any_contains(notes, "mask"));
    r.inpaint = Inpaint{};
    const std::string plain = to_infotext(r, {});
    QVERIFY(plain.find("Mask blur: 4, Version") != std::string::npos);
}

void InfotextTest::invalid_utf8_is_an_error() {
    std::vector<std::string> notes;
    const auto r = recipe_from_infotext(parse_infotext("caf\xE9\nSteps: 5, Sampler: Euler, Seed: 3"), notes);
    QVERIFY(!r);
    QCOMPARE(r.error().code, ErrorCode::bad_input);
    QVERIFY(r.error().message.find("0xe9") != std::string::npos);
}
