#include "weights/model_files.h"

#include "tools/random_checkpoint.h"
#include "weights/checkpoint.h"
#include "weights/describe.h"
#include "weights/rename.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace sfumato;
namespace fs = std::filesystem;

namespace {

void write_text(const fs::path& path, std::string_view text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string read_text(const fs::path& path) {
    return read_file(path).value_or("");
}

void replace_in(const fs::path& path, const std::string& from, const std::string& to) {
    std::string text = read_text(path);
    const auto at = text.find(from);
    QVERIFY2(at != std::string::npos, from.c_str());
    write_text(path, text.replace(at, from.size(), to));
}

std::int64_t parameters(const std::vector<TensorSpec>& specs) {
    std::int64_t sum = 0;
    for (const TensorSpec& spec : specs) {
        std::int64_t n = 1;
        for (const std::int64_t d : spec.shape)
            n *= d;
        sum += n;
    }
    return sum;
}

/// Copies tensors of a file but for those that `drop` names, under the names that `rename` gives.
template <class Rename> void rewrite(const fs::path& from, const fs::path& to, Rename rename) {
    const auto file = SafetensorsFile::open(from);
    QVERIFY(file);
    std::vector<TensorView> kept;
    for (TensorView t : (*file)->tensors())
        if (rename(t)) kept.push_back(t);
    const auto written = write_safetensors(to, kept, (*file)->metadata());
    QVERIFY2(written, written ? "" : written.error().text().c_str());
}

#define VERIFY_OK(result) QVERIFY2(result, (result) ? "" : (result).error().text().c_str())

} // namespace

class ModelFilesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void key_maps_data();
    void key_maps();
    void old_attention_names();
    void full_size_counts();
    void opens_the_built_in_model();
    void opens_tiny_in_both_layouts();
    void opens_a_file_without_text_model_prefix();
    void reads_sidecar();
    void overrides_win();
    void reads_fp16_variant_and_shards();
    void refuses_folders_data();
    void refuses_folders();
    void refuses_files();
    void refuses_other_families_data();
    void refuses_other_families();
    void hashes();
    void describes();

private:
    fs::path fresh_folder();
    QTemporaryDir root_;
    fs::path file_;
    fs::path folder_;
    int copies_ = 0;
};

void ModelFilesTest::initTestCase() {
    RandomModel model = tiny_model();
    model.vocab_size = 300;
    file_ = fs::path(root_.path().toStdString()) / "tiny.safetensors";
    folder_ = fs::path(root_.path().toStdString()) / "tiny";
    VERIFY_OK(write_random_checkpoint(file_, model, CheckpointLayout::ldm, DType::f16, 1));
    VERIFY_OK(write_random_checkpoint(folder_, model, CheckpointLayout::diffusers, DType::f16, 1));
}

fs::path ModelFilesTest::fresh_folder() {
    const fs::path out = folder_.parent_path() / ("copy" + std::to_string(copies_++));
    fs::copy(folder_, out, fs::copy_options::recursive);
    return out;
}

void ModelFilesTest::key_maps_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("vae");
    const QString committed = SFUMATO_TEST_DATA "/golden/";
    QTest::newRow("unet_sd15") << committed + "unet_sd15/diffusers_keys.json" << false;
    QTest::newRow("vae_kl_f8") << committed + "vae_kl_f8/diffusers_keys.json" << true;
    for (const char* name : {"unet_sd2", "unet_sdxl", "vae_16ch"})
        QTest::newRow(name) << QString(SFUMATO_TEST_DATA "/unit/weights/keys/") + name + ".json"
                            << QString(name).startsWith("vae");
}

void ModelFilesTest::key_maps() {
    QFETCH(QString, path);
    QFETCH(bool, vae);
    QFile file(path);
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
    const QJsonObject map = QJsonDocument::fromJson(file.readAll()).object()["map"].toObject();
    QVERIFY(map.size() > 100);
    std::vector<std::string> names;
    for (const QString& key : map.keys())
        names.push_back(key.toStdString());
    for (const NamePair& pair : canonical_names(vae ? Component::vae : Component::unet, names))
        QCOMPARE(QString::fromStdString(pair.to), map[QString::fromStdString(pair.from)].toString());
    // Canonical names stay as they are.
    std::vector<std::string> canonical;
    for (const auto& value : map)
        canonical.push_back(value.toString().toStdString());
    for (const NamePair& pair : canonical_names(vae ? Component::vae : Component::unet, canonical))
        QCOMPARE(pair.to, pair.from);
}

void ModelFilesTest::old_attention_names() {
    const std::vector<std::string> names{
        "encoder.mid_block.attentions.0.query.weight", "decoder.mid_block.attentions.0.proj_attn.bias",
        "encoder.mid_block.attentions.0.key.bias", "decoder.mid_block.attentions.0.value.weight",
        "encoder.down_blocks.1234.resnets.0.norm1.weight"};
    const auto pairs = canonical_names(Component::vae, names);
    QCOMPARE(pairs[0].to, std::string("encoder.mid.attn_1.q.weight"));
    QCOMPARE(pairs[1].to, std::string("decoder.mid.attn_1.proj_out.bias"));
    QCOMPARE(pairs[2].to, std::string("encoder.mid.attn_1.k.bias"));
    QCOMPARE(pairs[3].to, std::string("decoder.mid.attn_1.v.weight"));
    QCOMPARE(pairs[4].to, names[4]);
}

void ModelFilesTest::full_size_counts() {
    // The published sizes of Stable Diffusion 1.5's networks.
    QCOMPARE(parameters(unet_specs(sd15_model())), std::int64_t{859520964});
    QCOMPARE(parameters(vae_specs(sd15_model())), std::int64_t{83653863});
    QCOMPARE(parameters(text_specs(sd15_model())), std::int64_t{123060480});
    QCOMPARE(unet_specs(sd15_model()).size(), std::size_t{686});
    QCOMPARE(vae_specs(sd15_model()).size(), std::size_t{248});
    QCOMPARE(text_specs(sd15_model()).size(), std::size_t{196});
}

void ModelFilesTest::opens_the_built_in_model() {
    const auto model = open_model(SFUMATO_SOURCE_DIR "/resources/builtin-model");
    VERIFY_OK(model);
    const UnetConfig& unet = model->unet_config;
    QCOMPARE(unet.in_channels, 8);
    QCOMPARE(unet.out_channels, 8);
    QCOMPARE(unet.model_channels, 96);
    QCOMPARE(unet.context_dim, 192);
    QCOMPARE(unet.level_channels, (std::vector<int>{96, 160, 192}));
    QCOMPARE(unet.level_layers, (std::vector<int>{1, 1, 1}));
    QCOMPARE(unet.num_heads, (std::vector<int>{4, 4, 4}));
    QCOMPARE(unet.linear_projection, false);
    const VaeConfig& vae = model->vae_config;
    QCOMPARE(vae.latent_channels, 8);
    QCOMPARE(vae.level_channels, (std::vector<int>{16, 32, 64, 128}));
    QCOMPARE(vae.layers_per_block, 1);
    QCOMPARE(vae.norm_groups, 8);
    QCOMPARE(vae.scaling_factor, 0.5);
    QCOMPARE(vae.factor, 8);
    QVERIFY(vae.has_quant_conv);
    const TextConfig& text = model->text_config;
    QCOMPARE(text.width, 192);
    QCOMPARE(text.layers, 4);
    QCOMPARE(text.heads, 3);
    QCOMPARE(text.positions, 32);
    QCOMPARE(text.vocab_size, 3586);
    QCOMPARE(text.bos_id, 3584);
    QCOMPARE(text.eos_id, 3585);
    QCOMPARE(model->scheduler.prediction_type, std::string("v_prediction"));
    QCOMPARE(model->sample_size, 16);
    QVERIFY(model->tokenizer_folder && fs::exists(*model->tokenizer_folder / "vocab.json"));
    QVERIFY(model->unet->find("output_blocks.1.2.conv.weight") != nullptr);
    const TensorView* q = model->vae->find("encoder.mid.attn_1.q.weight");
    QVERIFY(q != nullptr && q->shape == (std::vector<std::int64_t>{128, 128, 1, 1}));
}

void ModelFilesTest::opens_tiny_in_both_layouts() {
    const auto single = open_model(file_);
    VERIFY_OK(single);
    const auto folder = open_model(folder_ / "model_index.json");
    VERIFY_OK(folder);
    for (const ModelFiles* m : {&*single, &*folder}) {
        QCOMPARE(m->unet_config.level_channels, (std::vector<int>{32, 64}));
        QCOMPARE(m->unet_config.num_heads, (std::vector<int>{4, 4}));
        QCOMPARE(m->unet_config.heads(1), 4);
        QCOMPARE(m->vae_config.factor, 4);
        QCOMPARE(m->vae_config.scaling_factor, 0.18215);
        QCOMPARE(m->text_config.heads, 2);
        QCOMPARE(m->text_config.eos_id, 299);
        QCOMPARE(m->scheduler.prediction_type, std::string("epsilon"));
    }
    for (const auto part : {&ModelFiles::unet, &ModelFiles::vae, &ModelFiles::text}) {
        for (const std::string& name : ((*folder).*part)->names()) {
            const TensorView* a = ((*folder).*part)->find(name);
            const TensorView* b = ((*single).*part)->find(name);
            QVERIFY2(b != nullptr, name.c_str());
            QCOMPARE(a->shape, b->shape);
        }
    }
    QVERIFY(!single->tokenizer_folder);
}

void ModelFilesTest::opens_a_file_without_text_model_prefix() {
    const fs::path path = file_.parent_path() / "old.safetensors";
    rewrite(file_, path, [](TensorView& t) {
        if (const auto at = t.name.find("text_model."); at != std::string::npos) t.name.erase(at, 11);
        return t.name.find("position_ids") == std::string::npos;
    });
    const auto model = open_model(path);
    VERIFY_OK(model);
    QVERIFY(model->text->find("text_model.final_layer_norm.weight") != nullptr);
}

void ModelFilesTest::reads_sidecar() {
    const fs::path golden = SFUMATO_TEST_DATA "/golden/e2e_sd15";
    if (!fs::exists(golden / "weights.safetensors")) QSKIP("golden case e2e_sd15 is not there");
    const auto model = open_model(golden / "weights.safetensors");
    VERIFY_OK(model);
    QCOMPARE(model->unet_config.num_heads, (std::vector<int>{4, 4, 4, 4}));
    QCOMPARE(model->text_config.heads, 2);
    QCOMPARE(model->vae_config.factor, 8);
    QCOMPARE(model->vae_config.scaling_factor, 0.18215);

    // <stem>.json wins over the defaults, and a claim that is wrong is refused.
    const fs::path path = file_.parent_path() / "side.safetensors";
    rewrite(file_, path, [](TensorView&) { return true; });
    const auto plain = SafetensorsFile::open(path);
    VERIFY_OK(plain);
    VERIFY_OK(write_safetensors(path, (*plain)->tensors()));
    const auto defaults = open_model(path);
    VERIFY_OK(defaults);
    QCOMPARE(defaults->unet_config.num_heads, (std::vector<int>{8, 8}));
    const fs::path sidecar = fs::path(path).replace_extension(".json");
    write_text(
        sidecar,
        R"({"unet": {"num_heads": -1, "num_head_channels": 16}, "parameterization": "v", "scale_factor": 0.25})");
    const auto model2 = open_model(path);
    VERIFY_OK(model2);
    QCOMPARE(model2->unet_config.heads(1), 4);
    QCOMPARE(model2->scheduler.prediction_type, std::string("v_prediction"));
    QCOMPARE(model2->vae_config.scaling_factor, 0.25);
    write_text(sidecar, R"({"unet": {"num_heads": 5}})");
    const auto odd = open_model(path);
    QVERIFY(!odd && odd.error().code == ErrorCode::bad_input);
    QVERIFY2(odd.error().text().find("side.json part unet: the number of heads is 5") != std::string::npos,
             odd.error().text().c_str());
    write_text(sidecar, R"({"description": "notes of another program"})");
    VERIFY_OK(open_model(path));
    write_text(sidecar, "{");
    QVERIFY(!open_model(path));
}

void ModelFilesTest::overrides_win() {
    ModelOverrides overrides;
    overrides.unet_heads = 2;
    overrides.text_heads = 4;
    overrides.prediction_type = "v_prediction";
    const auto model = open_model(file_, overrides);
    VERIFY_OK(model);
    QCOMPARE(model->unet_config.heads(0), 2);
    QCOMPARE(model->text_config.heads, 4);
    QCOMPARE(model->scheduler.prediction_type, std::string("v_prediction"));
    overrides.unet_heads = 0;
    QVERIFY(!open_model(file_, overrides));
}

void ModelFilesTest::reads_fp16_variant_and_shards() {
    const fs::path folder = fresh_folder();
    fs::rename(folder / "vae/diffusion_pytorch_model.safetensors",
               folder / "vae/diffusion_pytorch_model.fp16.safetensors");
    fs::rename(folder / "text_encoder/model.safetensors", folder / "text_encoder/pytorch_model.safetensors");
    const fs::path whole = folder / "unet/diffusion_pytorch_model.safetensors";
    const auto names = (*SafetensorsFile::open(whole))->names();
    std::string map;
    for (const char part : {'0', '1'}) {
        const std::string shard = std::string("part-") + part + ".safetensors";
        rewrite(whole, folder / "unet" / shard, [&](TensorView& t) {
            const bool mine = (t.name.size() % 2 == 0) == (part == '0');
            if (mine) map += (map.empty() ? "\"" : ",\"") + t.name + "\":\"" + shard + "\"";
            return mine;
        });
    }
    fs::remove(whole);
    write_text(folder / "unet/diffusion_pytorch_model.safetensors.index.json", "{\"weight_map\": {" + map + "}}");
    const auto model = open_model(folder);
    VERIFY_OK(model);
    QCOMPARE(model->weight_files.size(), std::size_t{4});
    QCOMPARE(model->unet->names(), open_model(folder_)->unet->names());
}

void ModelFilesTest::refuses_folders_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("from"); // empty: the file is replaced by `to`, or removed when that is empty, too
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("message"); // parts separated by '|'
    const auto row = [](const char* name, const char* file, const char* from, const char* to, const char* message) {
        QTest::newRow(name) << file << from << to << message;
    };
    row("no index", "model_index.json", "", "", "without model_index.json");
    row("broken index", "model_index.json", "", "{", "model_index.json: is no valid JSON");
    row("index array", "model_index.json", "", "[]", "expected an object");
    row("SDXL", "model_index.json", "StableDiffusionPipeline", "StableDiffusionXLPipeline", "SDXL|_class_name");
    row("SD3", "model_index.json", "StableDiffusionPipeline", "StableDiffusion3Pipeline", "Stable Diffusion 3");
    row("Flux", "model_index.json", "StableDiffusionPipeline", "FluxPipeline", "Flux");
    row("no U-Net weights", "unet/diffusion_pytorch_model.safetensors", "", "",
        "unet|weights of the U-Net are missing");
    row("text as weights", "vae/diffusion_pytorch_model.safetensors", "", "hello, I am a text", "vae|looks like text");
    row("no config", "unet/config.json", "", "", "unet/config.json|U-Net");
    row("broken config", "vae/config.json", "", "not json", "vae/config.json: is no valid JSON");
    row("empty config", "vae/config.json", "", " ", "no valid JSON");
    row("widths", "unet/config.json", "64\n ]", "96\n ]",
        "unet/config.json: field block_out_channels|[32, 96]|[32, 64]");
    row("context", "unet/config.json", "\"cross_attention_dim\": 32", "\"cross_attention_dim\": 768",
        "cross_attention_dim|is 768, expected 32");
    row("layers", "unet/config.json", "\"layers_per_block\": 1", "\"layers_per_block\": 2",
        "layers_per_block|[2]|[1, 1]");
    row("U-Net channels", "unet/config.json", "\"in_channels\": 4", "\"in_channels\": 9",
        "in_channels is 9, expected 4");
    row("heads type", "unet/config.json", "\"attention_head_dim\": 4", "\"attention_head_dim\": \"4\"",
        "attention_head_dim is \"4\"");
    row("heads zero", "unet/config.json", "\"attention_head_dim\": 4", "\"attention_head_dim\": 0",
        "attention_head_dim is 0");
    row("heads odd", "unet/config.json", "\"attention_head_dim\": 4", "\"attention_head_dim\": 5",
        "number of heads is 5");
    row("heads of 3 levels", "unet/config.json", "\"attention_head_dim\": 4", "\"attention_head_dim\": [4, 4, 4]",
        "heads are given for 3 levels");
    row("groups", "unet/config.json", "\"norm_num_groups\": 32", "\"norm_num_groups\": 24",
        "24 norm groups do not divide 32");
    row("class embedding", "unet/config.json", "\"in_channels\": 4", "\"class_embed_type\": \"projection\"",
        "class_embed_type");
    row("latents", "vae/config.json", "\"latent_channels\": 4", "\"latent_channels\": 16",
        "latent_channels|is 16, expected 4");
    row("VAE groups", "vae/config.json", "\"norm_num_groups\": 32", "\"norm_num_groups\": 0", "norm_num_groups is 0");
    row("scaling", "vae/config.json", "0.18215", "-1", "scaling_factor is -1");
    row("scaling type", "vae/config.json", "0.18215", "\"x\"", "scaling_factor is \"x\"|a number");
    row("vocabulary", "text_encoder/config.json", "\"vocab_size\": 300", "\"vocab_size\": 49408",
        "vocab_size is 49408, expected 300");
    row("activation", "text_encoder/config.json", "quick_gelu", "relu", "hidden_act is 'relu'");
    row("text heads", "text_encoder/config.json", "\"num_attention_heads\": 2", "\"num_attention_heads\": 5",
        "5 heads do not divide");
    row("text layers", "text_encoder/config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 12",
        "num_hidden_layers is 12, expected 2");
    row("huge number", "text_encoder/config.json", "\"vocab_size\": 300", "\"vocab_size\": 18446744073709551615",
        "vocab_size is 18446744073709551615");
    row("prediction", "scheduler/scheduler_config.json", "epsilon", "sample", "prediction_type is 'sample'");
    row("schedule", "scheduler/scheduler_config.json", "scaled_linear", "squaredcos_cap_v2", "beta_schedule");
}

void ModelFilesTest::refuses_folders() {
    QFETCH(QString, file);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, message);
    const fs::path folder = fresh_folder();
    const fs::path path = folder / file.toStdString();
    if (!from.isEmpty())
        replace_in(path, from.toStdString(), to.toStdString());
    else if (to.isEmpty())
        fs::remove(path);
    else
        write_text(path, to.toStdString());
    const auto model = open_model(folder);
    QVERIFY(!model);
    const QString text = QString::fromStdString(model.error().text());
    for (const QString& part : message.split('|'))
        QVERIFY2(text.contains(part), qPrintable(text + "\nlacks " + part));
    QVERIFY(model.error().code != ErrorCode::internal && model.error().code != ErrorCode::io);
    fs::remove_all(folder);
}

void ModelFilesTest::refuses_files() {
    const fs::path root = file_.parent_path();
    QCOMPARE(error_code_name(open_model(root / "none.safetensors").error().code),
             error_code_name(ErrorCode::not_found));
    fs::create_directories(root / "bare");
    QVERIFY(open_model(root / "bare").error().message.find("without model_index.json") != std::string::npos);
    write_text(root / "model.ckpt", std::string("PK\x03\x04", 4) + std::string(100, '\x08'));
    QCOMPARE(error_code_name(open_model(root / "model.ckpt").error().code), error_code_name(ErrorCode::unsupported));
    const auto without = [&](const std::string& gone) {
        rewrite(file_, root / "part.safetensors",
                [&](TensorView& t) { return t.name.find(gone) == std::string::npos; });
        const auto model = open_model(root / "part.safetensors");
        return model ? std::string() : model.error().text();
    };
    QVERIFY2(without("first_stage_model.").find("the VAE is missing") != std::string::npos,
             without("first_stage_model.").c_str());
    QVERIFY(without("cond_stage_model.").find("the text encoder is missing") != std::string::npos);
    QVERIFY(without("diffusion_model.input_blocks.0.0.weight").find("'input_blocks.0.0.weight' is missing") !=
            std::string::npos);
    QVERIFY(without("input_blocks.1.").find("expected at least one in each") != std::string::npos);
    QVERIFY(without("attn2.to_k").find("no cross attention") != std::string::npos);
    QVERIFY(without("decoder.conv_in.weight").find("'decoder.conv_in.weight' is missing") != std::string::npos);
    QVERIFY(without("token_embedding").find("token_embedding.weight' is missing") != std::string::npos);
    // A scalar where a convolution should be.
    rewrite(file_, root / "shape.safetensors", [](TensorView& t) {
        if (t.name.ends_with("input_blocks.0.0.weight")) t.shape = {t.elements()};
        return true;
    });
    const auto shape = open_model(root / "shape.safetensors");
    QVERIFY(!shape && shape.error().message.find("expected 4 dimensions") != std::string::npos);
    // A U-Net for nine channels is an inpainting model.
    std::vector<std::byte> nine(2 * 32 * 9 * 9);
    rewrite(file_, root / "nine.safetensors", [&](TensorView& t) {
        if (t.name.ends_with("input_blocks.0.0.weight")) {
            t.shape = {32, 9, 3, 3};
            t.data = nine;
        }
        return true;
    });
    const auto inpaint = open_model(root / "nine.safetensors");
    QVERIFY(!inpaint && inpaint.error().code == ErrorCode::unsupported);
    QVERIFY(inpaint.error().message.find("inpainting") != std::string::npos);
}

void ModelFilesTest::refuses_other_families_data() {
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("family");
    QTest::newRow("SDXL") << "conditioner.embedders.0.transformer.text_model.x"
                          << "SDXL";
    QTest::newRow("SD3") << "model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight"
                         << "Stable Diffusion 3";
    QTest::newRow("Flux") << "double_blocks.0.img_attn.qkv.weight"
                          << "Flux";
    QTest::newRow("SD2") << "cond_stage_model.model.transformer.resblocks.0.attn.in_proj_weight"
                         << "Stable Diffusion 2.x";
    QTest::newRow("LoRA") << "lora_unet_down_blocks_0_attentions_0_proj_in.lora_down.weight"
                          << "LoRA";
    QTest::newRow("ControlNet") << "control_model.input_hint_block.0.weight"
                                << "ControlNet";
    QTest::newRow("other") << "something"
                           << "unknown family";
}

void ModelFilesTest::refuses_other_families() {
    QFETCH(QString, tensor);
    QFETCH(QString, family);
    const fs::path path = file_.parent_path() / "family.safetensors";
    const std::vector<std::byte> bytes(4);
    VERIFY_OK(write_safetensors(path, std::vector<TensorView>{{tensor.toStdString(), DType::f32, {1}, bytes}}));
    const auto model = open_model(path);
    QVERIFY(!model && model.error().code == ErrorCode::unsupported);
    QVERIFY2(QString::fromStdString(model.error().message).contains(family), model.error().message.c_str());
    const auto description = describe_weights(path);
    VERIFY_OK(description);
    QVERIFY(!description->problem.empty());
}

void ModelFilesTest::hashes() {
    const fs::path path = file_.parent_path() / "abc";
    write_text(path, "abc");
    QCOMPARE(*file_sha256(path), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    const auto model = open_model(folder_);
    VERIFY_OK(model);
    const auto sum = model_sha256(*model);
    VERIFY_OK(sum);
    const auto copy = open_model(fresh_folder());
    QCOMPARE(*model_sha256(*copy), *sum); // does not depend on where the model lies
    CancelToken cancel;
    cancel.cancel();
    QCOMPARE(error_code_name(model_sha256(*model, cancel).error().code), error_code_name(ErrorCode::cancelled));
    QCOMPARE(*model_sha256(*open_model(file_)), *file_sha256(file_));
}

void ModelFilesTest::describes() {
    const auto single = describe_weights(file_, WithHash::yes);
    VERIFY_OK(single);
    QVERIFY2(single->problem.empty(), single->problem.c_str());
    QCOMPARE(single->family, std::string("Stable Diffusion 1.x"));
    QCOMPARE(single->parts.size(), std::size_t{4});
    QCOMPARE(single->sha256, *file_sha256(file_));
    QCOMPARE(single->dtype_counts.at("I64"), std::int64_t{1});
    const std::string text = description_text(*single, true);
    QVERIFY(text.find("model.diffusion_model.time_embed.0.weight F16 [128, 32]") != std::string::npos);
    QVERIFY(text.find("4/4 heads") != std::string::npos);
    const auto folder = describe_weights(folder_);
    VERIFY_OK(folder);
    QCOMPARE(folder->parts.size(), std::size_t{3});
    QCOMPARE(folder->parts[0].parameters, single->parts[0].parameters);
    QVERIFY(folder->sha256.empty());
    QVERIFY(!describe_weights(file_.parent_path() / "none.safetensors"));
}

QTEST_APPLESS_MAIN(ModelFilesTest)
#include "model_files_test.moc"
