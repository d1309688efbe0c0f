#include "engine/engine.h"
#include "engine/model_shelf.h"
#include "engine/models.h"
#include "weights/safetensors.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace sfumato;
namespace fs = std::filesystem;

class ModelShelfTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void every_kind_is_told();
    void what_a_file_says_of_itself_is_shown();
    void pickles_are_listed_and_not_opened();
    void broken_files_say_why();
    void shards_are_one_model();
    void links_in_circles_end();
    void a_scan_can_be_cancelled();
    void folders_are_remembered();
    void models_in_other_folders_can_be_chosen();
    void hashes_are_remembered_until_the_file_changes();

private:
    fs::path root() const { return folder_->path().toStdString() + "/elsewhere"; }
    fs::path weights(const std::string& name, const std::string& tensor,
                     const std::map<std::string, std::string>& metadata = {}) {
        const fs::path path = root() / name;
        fs::create_directories(path.parent_path());
        const std::vector<float> values{1, 2};
        const TensorView view{tensor, DType::f32, {2}, std::as_bytes(std::span(values))};
        if (const auto written = write_safetensors(path, std::span(&view, 1), metadata); !written)
            qFatal("%s", written.error().text().c_str());
        return path;
    }
    static std::vector<ShelfModel> scan(const fs::path& folder) {
        std::vector<ShelfModel> models;
        const fs::path folders[] = {folder};
        if (!scan_models(folders, [&](ShelfModel m) { models.push_back(std::move(m)); }, {})) qFatal("cancelled?");
        return models;
    }
    std::unique_ptr<QTemporaryDir> folder_;
};

void ModelShelfTest::init() {
    folder_ = std::make_unique<QTemporaryDir>();
    for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        qputenv(name, (folder_->path() + "/" + name).toUtf8());
    fs::create_directories(root());
}

void ModelShelfTest::every_kind_is_told() {
    weights("a/style.safetensors", "lora_unet_down_blocks_0.lora_down.weight");
    weights("b/canny.safetensors", "input_hint_block.0.weight");
    weights("c/words.safetensors", "emb_params");
    weights("d/xl.safetensors", "conditioner.embedders.0.transformer.weight");
    weights("e/what.safetensors", "nobody.knows");
    std::ofstream(root() / "notes.txt") << "no weights";
    const auto models = scan(root());
    QCOMPARE(models.size(), 5u);
    const ModelKind kinds[] = {ModelKind::lora, ModelKind::controlnet, ModelKind::embedding, ModelKind::model,
                               ModelKind::unknown};
    for (std::size_t i = 0; i < models.size(); ++i) {
        QCOMPARE(models[i].kind, kinds[i]);
        QVERIFY(!models[i].usable()); // none of them is a model that this version runs
        QCOMPARE(models[i].precision, std::string("F32"));
        QCOMPARE(models[i].parameters, 2);
    }
    QCOMPARE(models[0].name, std::string("a/style"));
    QCOMPARE(models[3].family, std::string("SDXL"));
}

void ModelShelfTest::what_a_file_says_of_itself_is_shown() {
    weights("x.safetensors", "k.lora_down.weight",
            {{"modelspec.title", "Soft"},
             {"modelspec.license", "CC0-1.0"},
             {"modelspec.author", "Ada"},
             {"modelspec.trigger_phrase", "softly"},
             {"modelspec.description", std::string(100000, 'x')},
             {"modelspec.thumbnail", "data:image/png;base64,AAAA"}});
    std::ofstream(root() / "x.preview.png") << "a picture";
    const auto models = scan(root());
    QCOMPARE(models.at(0).title, std::string("Soft"));
    QCOMPARE(models[0].licence, std::string("CC0-1.0"));
    QCOMPARE(models[0].author, std::string("Ada"));
    QCOMPARE(models[0].trigger_phrase, std::string("softly"));
    QVERIFY(models[0].description.empty()); // too long to be one
    QCOMPARE(models[0].thumbnail, std::string("data:image/png;base64,AAAA"));
    QCOMPARE(models[0].thumbnail_file, root() / "x.preview.png");
}

void ModelShelfTest::pickles_are_listed_and_not_opened() {
    std::ofstream(root() / "old.ckpt") << "cos\nsystem\n(S'touch /tmp/never'\ntR.";
    const auto models = scan(root());
    QCOMPARE(models.size(), 1u);
    QVERIFY(models[0].unusable_because.find("pickle") != std::string::npos);
    QVERIFY(models[0].bytes > 0);
}

void ModelShelfTest::broken_files_say_why() {
    std::ofstream(root() / "text.safetensors") << "this is a text";
    std::ofstream(root() / "empty.safetensors");
    std::ofstream(root() / "later.gguf") << "GGUF";
    const fs::path cut = weights("cut.safetensors", "k.lora_down.weight");
    fs::resize_file(cut, fs::file_size(cut) - 3);
    const auto models = scan(root());
    QCOMPARE(models.size(), 4u);
    for (const ShelfModel& model : models) {
        QVERIFY(model.family.empty());
        QVERIFY2(model.unusable_because.find(model.path.filename()) != std::string::npos,
                 model.unusable_because.c_str());
    }
}

void ModelShelfTest::shards_are_one_model() {
    weights("big-00001-of-00002.safetensors", "model.diffusion_model.input_blocks.0.0.weight");
    weights("big-00002-of-00002.safetensors", "first_stage_model.weight");
    std::ofstream(root() / "big.safetensors.index.json")
        << R"({"weight_map": {"model.diffusion_model.input_blocks.0.0.weight": "big-00001-of-00002.safetensors",)"
        << R"("first_stage_model.weight": "big-00002-of-00002.safetensors"}})";
    const auto models = scan(root());
    QCOMPARE(models.size(), 1u);
    QCOMPARE(models[0].name, std::string("big"));
    QCOMPARE(models[0].family, std::string("Stable Diffusion 1.x"));
}

void ModelShelfTest::links_in_circles_end() {
    weights("sub/one.safetensors", "k.lora_down.weight");
    fs::create_directory_symlink(root(), root() / "sub" / "again");
    fs::create_directory_symlink(root() / "sub", root() / "twice");
    QCOMPARE(scan(root()).size(), 1u);
}

void ModelShelfTest::a_scan_can_be_cancelled() {
    weights("one.safetensors", "k.lora_down.weight");
    weights("two.safetensors", "k.lora_down.weight");
    const CancelToken cancel;
    int found = 0;
    const fs::path folders[] = {root()};
    const auto result = scan_models(
        folders, [&](ShelfModel) { ++found, cancel.cancel(); }, cancel);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::cancelled);
    QCOMPARE(found, 1);
}

void ModelShelfTest::folders_are_remembered() {
    QCOMPARE(model_folders(), std::vector<fs::path>{models_folder()});
    const fs::path other = root() / "with space";
    fs::create_directories(other);
    const fs::path folders[] = {root(), other, root() / "with space/", models_folder()};
    QVERIFY(set_model_folders(folders));
    const auto kept = model_folders();
    QCOMPARE(kept.size(), 3u); // its own and the two
    QCOMPARE(kept[1], root());
    const fs::path missing[] = {root() / "nowhere"};
    const auto refused = set_model_folders(missing);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::not_found);
    QCOMPARE(model_folders(), kept);
    fs::remove_all(other); // unplugged, not forgotten
    QVERIFY(set_model_folders(std::span(kept).subspan(1)));
    QCOMPARE(model_folders(), kept);
}

void ModelShelfTest::models_in_other_folders_can_be_chosen() {
    const fs::path linked = root() / "linked";
    fs::create_directory_symlink(*find_builtin_model(), linked);
    weights("style.safetensors", "k.lora_down.weight");
    const fs::path folders[] = {root()};
    QVERIFY(set_model_folders(folders));
    const auto models = list_models();
    QCOMPARE(models.size(), 2u); // the built-in one, and the folder: no LoRA
    QCOMPARE(models[1].name, linked.string());
    QVERIFY2(models[1].usable(), models[1].unusable_because.c_str());
    QCOMPARE(models[1].default_side, 128);
    QCOMPARE(*resolve_model(models[1].name), linked);
}

void ModelShelfTest::hashes_are_remembered_until_the_file_changes() {
    const fs::path path = weights("one.safetensors", "k.lora_down.weight");
    QVERIFY(scan(root()).at(0).sha256.empty());
    const auto hash = shelf_hash(path, {});
    QVERIFY(hash);
    QCOMPARE(hash->size(), 64u);
    QCOMPARE(scan(root()).at(0).sha256, *hash);
    weights("one.safetensors", "other.lora_down.weight");
    QVERIFY(scan(root()).at(0).sha256.empty());
}

QTEST_GUILESS_MAIN(ModelShelfTest)
#include "model_shelf_test.moc"
