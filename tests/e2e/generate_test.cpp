// The commands on good input, with the reference executor and the smallest pictures.
#include "program.h"

#include "base/file.h"
#include "image/formats.h"
#include "image/png.h"
#include "store/metadata.h"

#include <QDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace sfumato;
using namespace sfumato::test;
using Json = nlohmann::json;

class GenerateTest : public QObject {
    Q_OBJECT
private slots:
    void init() { folder_ = std::make_unique<QTemporaryDir>(); }
    void equal_recipes_give_equal_bytes();
    void a_picture_repeats_itself();
    void a_recipe_file_is_overridden_by_options();
    void sizes_are_rounded_with_a_note();
    void empty_prompts();
    void names_of_other_programs();
    void seeds_are_drawn_and_kept();
    void batches_are_numbered();
    void batches_go_into_a_folder();
    void force_replaces();
    void starts_from_a_picture();
    void paints_only_what_is_masked();
    void previews_are_written();
    void json_tells_everything();
    void a_prompt_may_look_like_an_option();
    void an_interrupt_leaves_nothing();
    void all_formats_keep_the_recipe();
    void info_tells_recipe_and_weights();
    void the_lists();
    void help_and_version();

private:
    QByteArray at(const char* name) const { return QFile::encodeName(folder_->filePath(name)); }
    QByteArray bytes(const char* name) const {
        QFile file(folder_->filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// The smallest run: one step, no guidance. Later options of the same name are refused, so they are left out here.
    QByteArrayList generate(const QByteArrayList& more) const {
        QByteArrayList arguments{"generate", "--executor", "reference"};
        const QByteArrayList defaults{"--prompt", "red apple", "--steps",  "1",  "--cfg",  "1",
                                      "--width",  "32",        "--height", "32", "--seed", "7"};
        for (qsizetype i = 0; i < defaults.size(); i += 2)
            if (!more.contains(defaults[i]) && !more.contains("--recipe")) arguments << defaults[i] << defaults[i + 1];
        return arguments + more;
    }
    Recipe recipe_of(const char* name) const {
        const auto metadata = read_metadata(std::filesystem::path(at(name).toStdString()));
        return metadata && metadata->recipe ? *metadata->recipe : Recipe{};
    }
    Image image_of(const char* name) const {
        const auto image = load_image(at(name).toStdString());
        return image ? *image : Image{};
    }
    std::unique_ptr<QTemporaryDir> folder_;
};

void GenerateTest::equal_recipes_give_equal_bytes() {
    for (const char* name : {"a.png", "b.png"}) {
        const Outcome outcome =
            run_program(generate({"--output", at(name), "--sampler", "euler_ancestral", "--steps", "2"}));
        QVERIFY2(outcome.code == 0, outcome.err);
    }
    QVERIFY(bytes("a.png").size() > 500);
    QCOMPARE(bytes("a.png"), bytes("b.png"));
}

void GenerateTest::a_picture_repeats_itself() {
    QCOMPARE(run_program(generate({"--output", at("a.png"), "--steps", "2", "--cfg", "3", "--negative", "blue", "--rng",
                                   "philox", "--schedule", "karras", "--sampler", "dpmpp_2m"}))
                 .code,
             0);
    const Outcome outcome = run_program(generate({"--recipe", at("a.png"), "--output", at("b.png")}));
    QVERIFY2(outcome.code == 0, outcome.err);
    QVERIFY(is_consistent(image_of("a.png")));
    QVERIFY(image_of("a.png") == image_of("b.png"));
    QCOMPARE(bytes("a.png"), bytes("b.png"));
    const Recipe recipe = recipe_of("b.png");
    QCOMPARE(recipe.negative_prompt, std::string("blue"));
    QCOMPARE(recipe.noise_source, NoiseSource::philox);
    QCOMPARE(recipe.schedule, std::string("karras"));
}

void GenerateTest::a_recipe_file_is_overridden_by_options() {
    QFile file(folder_->filePath("r.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(
        R"({"sfumato_recipe": 1, "prompt": "blue cup", "steps": 2, "width": 32, "height": 32, "seed": 11, "cfg_scale": 1})");
    file.close();
    const Outcome outcome = run_program(
        {"generate", "--executor", "reference", "--recipe", at("r.json"), "--seed", "12", "--output", at("a.png")});
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(recipe_of("a.png").prompt, std::string("blue cup"));
    QCOMPARE(recipe_of("a.png").steps, 2);
    QCOMPARE(recipe_of("a.png").seed, std::uint64_t(12));
}

void GenerateTest::sizes_are_rounded_with_a_note() {
    const Outcome outcome = run_program(generate({"--output", at("a.png"), "--width", "50", "--height", "35"}));
    QVERIFY2(outcome.code == 0, outcome.err);
    QVERIFY2(outcome.err.contains("note: ") && outcome.err.contains("50x35"), outcome.err);
    QCOMPARE(image_of("a.png").width % 8, 0);
    QCOMPARE(recipe_of("a.png").width, image_of("a.png").width);
}

void GenerateTest::empty_prompts() {
    QCOMPARE(run_program(generate({"--output", at("a.png"), "--prompt", ""})).code, 0);
    QCOMPARE(run_program(generate({"--output", at("b.png"), "--prompt="}).mid(0, 3) +
                         QByteArrayList{"--prompt=", "--output", at("b.png"), "--steps", "1", "--cfg", "1", "--width",
                                        "32", "--height", "32", "--seed", "7"})
                 .code,
             0);
    QCOMPARE(recipe_of("a.png").prompt, std::string());
    QCOMPARE(bytes("a.png"), bytes("b.png"));
}

void GenerateTest::names_of_other_programs() {
    const Outcome outcome = run_program(generate({"--output", at("a.png"), "--sampler", "DPM++ 2M Karras"}));
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(recipe_of("a.png").sampler, std::string("dpmpp_2m"));
    QCOMPARE(recipe_of("a.png").schedule, std::string("karras"));
}

void GenerateTest::seeds_are_drawn_and_kept() {
    for (const char* name : {"a.png", "b.png"}) {
        const Outcome outcome = run_program(generate({"--output", at(name), "--seed", "-1"}));
        QVERIFY2(outcome.code == 0, outcome.err);
        QVERIFY2(outcome.out.contains("seed " + QByteArray::number(qulonglong(recipe_of(name).seed))), outcome.out);
    }
    QVERIFY(recipe_of("a.png").seed != recipe_of("b.png").seed);
    QCOMPARE(run_program(generate({"--output", at("c.png"), "--seed", "18446744073709551615"})).code, 0);
    QCOMPARE(recipe_of("c.png").seed, std::uint64_t(18446744073709551615ull));
}

void GenerateTest::batches_are_numbered() {
    const Outcome outcome =
        run_program(generate({"--output", at("a.png"), "--batch", "2", "--seed", "18446744073709551615"}));
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(QDir(folder_->path()).entryList(QDir::Files | QDir::Hidden), (QStringList{"a-0001.png", "a-0002.png"}));
    QCOMPARE(recipe_of("a-0001.png").seed, std::uint64_t(18446744073709551615ull));
    QCOMPARE(recipe_of("a-0002.png").seed, std::uint64_t(0));
    QCOMPARE(run_program(generate({"--output", at("a.png"), "--batch", "2"})).code, 1); // one of them exists
}

void GenerateTest::batches_go_into_a_folder() {
    const Outcome outcome = run_program(generate({"--output", at("new/pictures/"), "--batch", "2"}));
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(QDir(folder_->filePath("new/pictures")).entryList(QDir::Files | QDir::Hidden).size(), 2);
    QCOMPARE(run_program(generate({"--output", at("new/pictures")})).code, 0);
    QCOMPARE(QDir(folder_->filePath("new/pictures")).entryList(QDir::Files | QDir::Hidden).size(), 3);
}

void GenerateTest::force_replaces() {
    QCOMPARE(run_program(generate({"--output", at("a.png")})).code, 0);
    const QByteArray first = bytes("a.png");
    QCOMPARE(run_program(generate({"--output", at("a.png"), "--seed", "8"})).code, 1);
    QCOMPARE(bytes("a.png"), first);
    QCOMPARE(run_program(generate({"--output", at("a.png"), "--seed", "8", "--force"})).code, 0);
    QVERIFY(bytes("a.png") != first);
}

void GenerateTest::starts_from_a_picture() {
    QCOMPARE(run_program(generate({"--output", at("a.png")})).code, 0);
    const Outcome outcome =
        run_program(generate({"--output", at("b.png"), "--init", at("a.png"), "--strength", "0.4", "--steps", "2"}));
    QVERIFY2(outcome.code == 0, outcome.err);
    const Recipe recipe = recipe_of("b.png");
    QVERIFY(recipe.init.has_value());
    QCOMPARE(recipe.init->strength, 0.4);
    QCOMPARE(recipe.init->sha256.size(), std::size_t(64));
    // The picture repeats itself while the first one lies where it was.
    QCOMPARE(run_program(generate({"--recipe", at("b.png"), "--output", at("c.png")})).code, 0);
    QVERIFY(image_of("b.png") == image_of("c.png"));
}

void GenerateTest::paints_only_what_is_masked() {
    QCOMPARE(run_program(generate({"--output", at("init.png"), "--width", "48"})).code, 0);
    Image white = image_of("init.png");
    QCOMPARE(white.width, 48);
    for (std::size_t i = 0; i < white.pixels.size(); ++i) // the right third
        white.pixels[i] = i / 3 % 48 >= 32 ? 255 : 0;
    const auto png = encode_png(white, {});
    QVERIFY(png && write_file_atomically(at("mask.png").toStdString(), *png, Overwrite::refuse).has_value());
    const QByteArrayList inpaint{"generate",  "--executor", "reference",    "--steps",    "1",
                                 "--cfg",     "1",          "--seed",       "8",          "--prompt",
                                 "blue plum", "--init",     at("init.png"), "--strength", "1"};
    const QByteArrayList masked{"--mask", at("mask.png"), "--mask-blur", "1", "--fill", "noise"};
    Outcome outcome = run_program(inpaint + masked + QByteArrayList{"--output", at("out.png")});
    QVERIFY2(outcome.code == 0, outcome.err);
    const Image before = image_of("init.png"), after = image_of("out.png");
    QCOMPARE(after.width, 48);
    int kept = 0, painted = 0;
    for (std::size_t i = 0; i < before.pixels.size(); ++i)
        if (i / 3 % 48 < 29) // the blur reaches 3 pixels
            kept += before.pixels[i] == after.pixels[i];
        else
            painted += before.pixels[i] != after.pixels[i];
    QCOMPARE(kept, 29 * 32 * 3);
    QVERIFY(painted > 500);
    // From its own metadata it comes out the same.
    outcome =
        run_program({"generate", "--executor", "reference", "--recipe", at("out.png"), "--output", at("again.png")});
    QVERIFY2(outcome.code == 0, outcome.err);
    QVERIFY(image_of("again.png") == after);
    QCOMPARE(recipe_of("out.png").inpaint->content, MaskedContent::noise);
    QCOMPARE(recipe_of("out.png").inpaint->sha256.size(), std::size_t{64});
    // The larger frame.
    outcome = run_program(inpaint + QByteArrayList{"--outpaint", "0,5,16,0", "--output", at("large.png")});
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(image_of("large.png").width, 64);
    QCOMPARE(image_of("large.png").height, 37);
}

void GenerateTest::previews_are_written() {
    const QByteArrayList arguments = generate({"--output", at("a.png"), "--steps", "4", "--preview", "vae",
                                               "--preview-every", "2", "--preview-dir", at("p")});
    const Outcome outcome = run_program(arguments);
    QVERIFY2(outcome.code == 0, outcome.err);
    QCOMPARE(QDir(folder_->filePath("p")).entryList(QDir::Files | QDir::Hidden), QStringList{"0001-step-0002.png"});
    QVERIFY(is_consistent(image_of("p/0001-step-0002.png")));
    QVERIFY(QFile::remove(folder_->filePath("a.png")));
    QCOMPARE(run_program(arguments).code, 1); // previews of the run before are not replaced unasked
}

void GenerateTest::json_tells_everything() {
    const Outcome outcome = run_program(generate({"--output", at("a.png"), "--json", "--profile"}));
    QVERIFY2(outcome.code == 0, outcome.err);
    const Json answer = Json::parse(outcome.out.toStdString(), nullptr, false);
    QVERIFY2(answer.is_object(), outcome.out);
    QCOMPARE(answer["images"].size(), std::size_t(1));
    const Json& image = answer["images"][0];
    QCOMPARE(QByteArray::fromStdString(image["path"].get<std::string>()), at("a.png"));
    QCOMPARE(image["seed"].get<std::uint64_t>(), std::uint64_t(7));
    QCOMPARE(image["recipe"]["prompt"].get<std::string>(), std::string("red apple"));
    QVERIFY(image["report"]["times"]["total"].get<double>() > 0);
    QVERIFY(image["notes"].is_array());
    QVERIFY(answer["device"]["software"].get<bool>());
}

void GenerateTest::a_prompt_may_look_like_an_option() {
    QCOMPARE(run_program(generate({"--output", at("a.png"), "--prompt", "--seed"})).code, 0);
    QCOMPARE(recipe_of("a.png").prompt, std::string("--seed"));
    QCOMPARE(run_program(generate({"--output", at("b.png"), "--prompt", "[red, (apple:1.2)]"})).code, 0);
    QCOMPARE(recipe_of("b.png").prompt, std::string("[red, (apple:1.2)]"));
}

void GenerateTest::an_interrupt_leaves_nothing() {
    for (const int signal : {SIGINT, SIGTERM}) {
        Program program(generate({"--output", at("a.png"), "--steps", "900", "--verbose", "--json", "--batch", "2"}));
        QVERIFY(program.wait_for_err("1/900"));
        program.send(signal);
        const Outcome outcome = program.wait(60);
        QVERIFY2(outcome.code == 130, QByteArray::number(outcome.code) + outcome.err);
        QVERIFY2(outcome.err.contains("error: cancelled"), outcome.err);
        const Json answer = Json::parse(outcome.out.toStdString(), nullptr, false);
        QCOMPARE(answer["error"]["code"].get<std::string>(), std::string("cancelled"));
        QVERIFY(QDir(folder_->path()).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
    }
}

void GenerateTest::all_formats_keep_the_recipe() {
    QCOMPARE(run_program(generate({"--output", at("a.png"), "--steps", "2"})).code, 0);
    for (const char* name : {"b.jpg", "c.webp", "d.png"}) {
        const Outcome outcome = run_program(generate({"--output", at(name), "--steps", "2"}) +
                                            (name[0] == 'd' ? QByteArrayList{"--bits", "16"} : QByteArrayList{}));
        QVERIFY2(outcome.code == 0, outcome.err);
        QVERIFY(recipe_of(name) == recipe_of("a.png"));
        const Outcome info = run_program({"info", at(name)});
        QVERIFY2(info.out.contains(recipe_of("a.png").prompt.c_str()), info.out);
    }
    QCOMPARE(bytes("d.png")[24], char(16));
    // The 8 bits of a reader of 16 are those of the other file, to the rounding.
    const Image eight = image_of("a.png"), sixteen = image_of("d.png");
    int most = 0;
    for (std::size_t i = 0; i < eight.pixels.size(); ++i)
        most = std::max(most, std::abs(int(eight.pixels[i]) - int(sixteen.pixels[i])));
    QVERIFY2(most <= 1, qPrintable(QString::number(most)));
    const Outcome hidden =
        run_program(generate({"--output", at("e.webp"), "--steps", "2", "--strip-prompt", "--sidecar", "text"}));
    QVERIFY2(hidden.code == 0, hidden.err);
    QVERIFY(recipe_of("e.webp").prompt.empty());
    QVERIFY(QFile::exists(folder_->filePath("e.txt")));
    QCOMPARE(run_program(generate({"--output", at("f.png"), "--format", "webp"})).code, 2);
    QCOMPARE(run_program(generate({"--output", at("f.jpg"), "--bits", "16"})).code, 2);
}

void GenerateTest::info_tells_recipe_and_weights() {
    QCOMPARE(run_program(generate({"--output", at("a.png")})).code, 0);
    const Outcome text = run_program({"info", at("a.png")});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("red apple") && text.out.contains("trainedAlgorithmicMedia") &&
            text.out.contains("Steps: 1"));
    const Json image = Json::parse(run_program({"info", at("a.png"), "--json"}).out.toStdString(), nullptr, false);
    QCOMPARE(image["image"]["recipe"]["seed"].get<int>(), 7);
    QCOMPARE(image["image"]["parameters"]["Sampler"].get<std::string>(), std::string("Euler"));

    const QByteArray model = SFUMATO_SOURCE_DIR "/resources/builtin-model";
    for (const QByteArray& path : {model, model + "/unet/diffusion_pytorch_model.safetensors"}) {
        const Outcome outcome = run_program({"info", path, "--json"});
        QVERIFY2(outcome.code == 0, outcome.err);
        const Json weights = Json::parse(outcome.out.toStdString(), nullptr, false);
        QVERIFY(weights["weights"]["tensors"].size() > 50);
        QCOMPARE(weights["weights"]["sha256"].get<std::string>().size(), std::size_t(64));
    }
    QVERIFY(run_program({"info", model}).out.contains("Stable Diffusion 1"));
}

void GenerateTest::the_lists() {
    const QByteArrayList data{"XDG_DATA_HOME=" + QFile::encodeName(folder_->path())};
    const Json models = Json::parse(run_program({"models", "--json"}, data).out.toStdString(), nullptr, false);
    QCOMPARE(models["models"][0]["name"].get<std::string>(), std::string("builtin"));
    QVERIFY(models["models"][0]["usable"].get<bool>());
    QVERIFY(run_program({"models"}, data).out.contains("builtin"));
    const Json tables = Json::parse(run_program({"--json", "samplers"}).out.toStdString(), nullptr, false);
    QVERIFY(tables["samplers"].size() >= 14);
    QVERIFY(tables["schedules"].size() >= 7);
    const QByteArray text = run_program({"samplers"}).out;
    QVERIFY(text.contains("dpmpp_2m_sde") && text.contains("DPM++ 2M") && text.contains("karras"));
}

void GenerateTest::help_and_version() {
    const Outcome version = run_program({"--version"});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.startsWith("sfumato-cli "));
    for (const QByteArrayList& arguments : {QByteArrayList{"--help"}, QByteArrayList{"generate", "--help"}}) {
        const Outcome help = run_program(arguments);
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.size() > 300);
    }
}

QTEST_APPLESS_MAIN(GenerateTest)
#include "generate_test.moc"
