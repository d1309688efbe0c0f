#include "image/picture_texts.h"
#include "store/foreign_metadata.h"
#include "store/metadata.h"
#include "unit/store/gallery_test.h"

#include <zlib.h>

#include <algorithm>

using namespace sfumato;

namespace {

bool any_contains(const std::vector<std::string>& notes, std::string_view part) {
    return std::ranges::any_of(notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

constexpr const char* graph = R"({
 "3": {"class_type": "KSampler", "inputs": {"seed": 123456789012345, "steps": 25, "cfg": 7.5, "sampler_name": "dpmpp_2m",
   "scheduler": "karras", "denoise": 1.0, "model": ["10", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]},
   "is_changed": [NaN]},
 "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd/dream.safetensors"}},
 "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 640, "height": 448, "batch_size": 1}},
 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["20", 0], "clip": ["10", 1]}},
 "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry, NaN", "clip": ["10", 1]}},
 "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
 "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0], "filename_prefix": "x"}},
 "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "style.safetensors", "model": ["4", 0], "clip": ["4", 1]}},
 "11": {"class_type": "UpscaleModelLoader", "inputs": {"model_name": "x4.pth"}},
 "20": {"class_type": "PrimitiveString", "inputs": {"value": "a red apple"}}})";

std::string big16(unsigned value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value)};
}
std::string big32(unsigned value) {
    return big16(value >> 16) + big16(value & 0xFFFF);
}
std::string little32(unsigned value) {
    return {static_cast<char>(value), static_cast<char>(value >> 8), static_cast<char>(value >> 16),
            static_cast<char>(value >> 24)};
}

/// A big-endian TIFF block with a user comment and, in front of it, ASCII fields of the first directory.
std::string tiff(const std::string& comment, const std::vector<std::pair<unsigned, std::string>>& fields = {}) {
    const unsigned first_size = 2 + 12 * static_cast<unsigned>(fields.size() + 1) + 4;
    const unsigned exif_at = 8 + first_size;
    std::string values, out = "MM" + big16(42) + big32(8) + big16(static_cast<unsigned>(fields.size() + 1));
    const unsigned values_at = exif_at + 2 + 12 + 4;
    for (const auto& [tag, text] : fields) {
        out += big16(tag) + big16(2) + big32(static_cast<unsigned>(text.size())) +
               big32(values_at + static_cast<unsigned>(values.size()));
        values += text;
    }
    out += big16(0x8769) + big16(4) + big32(1) + big32(exif_at) + big32(0);
    out += big16(1) + big16(0x9286) + big16(7) + big32(static_cast<unsigned>(comment.size())) +
           big32(values_at + static_cast<unsigned>(values.size())) + big32(0);
    return out + values + comment;
}

/// Header segments of a JPEG of 24 x 16 pixels; its pixels are not needed here.
std::string jpeg(const std::string& block) {
    const std::string app1 = std::string("Exif\0\0", 6) + block;
    const std::string frame = std::string("\x08", 1) + big16(16) + big16(24) + std::string("\x01\x01\x11\x00", 4);
    return std::string("\xFF\xD8\xFF\xE1") + big16(static_cast<unsigned>(app1.size()) + 2) + app1 + "\xFF\xC0" +
           big16(static_cast<unsigned>(frame.size()) + 2) + frame + "\xFF\xDA" + big16(2) + "\xFF\xD9";
}

std::string webp(const std::string& block) {
    const std::string canvas = std::string("\x08\0\0\0\x17\0\0\x0F\0\0", 10);
    std::string body =
        "WEBPVP8X" + little32(10) + canvas + "EXIF" + little32(static_cast<unsigned>(block.size())) + block;
    if (block.size() % 2 != 0) body += '\0';
    return "RIFF" + little32(static_cast<unsigned>(body.size())) + body;
}

std::string utf16(const std::u16string& text, bool big) {
    std::string out;
    for (const char16_t c : text) {
        out += static_cast<char>(big ? c >> 8 : c & 0xFF);
        out += static_cast<char>(big ? c & 0xFF : c >> 8);
    }
    return out;
}

std::string png_chunk(const std::string& type, const std::string& body, bool damage = false) {
    const std::string both = type + body;
    const auto crc = static_cast<unsigned>(crc32_z(0, reinterpret_cast<const Bytef*>(both.data()), both.size()));
    return big32(static_cast<unsigned>(body.size())) + both + big32(damage ? crc + 1 : crc);
}

std::string png(const std::string& chunks) {
    const std::string header = big32(8) + big32(8) + std::string("\x08\x02\0\0\0", 5);
    return "\x89PNG\r\n\x1A\n" + png_chunk("IHDR", header) + chunks + png_chunk("IDAT", "x") + png_chunk("IEND", "");
}

std::string packed(const std::string& text) {
    std::string out(compressBound(text.size()), '\0');
    uLongf size = out.size();
    compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size(), 1);
    out.resize(size);
    return out;
}

} // namespace

void ForeignTest::comfyui() {
    std::vector<std::string> notes;
    const auto recipe = recipe_from_comfyui(graph, notes);
    QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().text().c_str());
    QCOMPARE(recipe->prompt, std::string("a red apple"));
    QCOMPARE(recipe->negative_prompt, std::string("blurry, NaN"));
    QCOMPARE(recipe->seed, std::uint64_t{123456789012345});
    QCOMPARE(recipe->steps, 25);
    QCOMPARE(recipe->cfg_scale, 7.5);
    QCOMPARE(recipe->sampler, std::string("dpmpp_2m"));
    QCOMPARE(recipe->schedule, std::string("karras"));
    QCOMPARE(recipe->model, std::string("sd/dream.safetensors"));
    QCOMPARE(recipe->width, 640);
    QCOMPARE(recipe->height, 448);
    QCOMPARE(recipe->noise_source, NoiseSource::cpu);
    QVERIFY(!recipe->init);
    QVERIFY(any_contains(notes, "style.safetensors"));
    QVERIFY(any_contains(notes, "UpscaleModelLoader"));
    // From a picture: the latent is made of pixels.
    std::string img2img(graph);
    const std::string empty = R"("EmptyLatentImage", "inputs": {"width": 640, "height": 448, "batch_size": 1})";
    img2img.replace(img2img.find(empty), empty.size(),
                    R"("VAEEncode", "inputs": {"pixels": ["30", 0], "vae": ["4", 2]})");
    img2img.replace(img2img.find("\"denoise\": 1.0"), 14, "\"denoise\": 0.6");
    const auto from_picture = recipe_from_comfyui(img2img, notes);
    QVERIFY(from_picture && from_picture->init);
    QCOMPARE(from_picture->init->strength, 0.6);
}

void ForeignTest::comfyui_custom_sampler() {
    std::vector<std::string> notes;
    const auto recipe = recipe_from_comfyui(R"({
      "1": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["2", 0], "guider": ["3", 0], "sampler": ["4", 0],
            "sigmas": ["5", 0], "latent_image": ["6", 0]}},
      "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": 77}},
      "3": {"class_type": "BasicGuider", "inputs": {"model": ["7", 0], "conditioning": ["8", 0]}},
      "4": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler"}},
      "5": {"class_type": "BasicScheduler", "inputs": {"scheduler": "simple", "steps": 4, "denoise": 1, "model": ["7", 0]}},
      "6": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 512, "height": 768}},
      "7": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux.safetensors"}},
      "8": {"class_type": "FluxGuidance", "inputs": {"guidance": 3.5, "conditioning": ["9", 0]}},
      "9": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fox"}},
      "10": {"class_type": "VAEDecode", "inputs": {"samples": ["1", 0]}},
      "11": {"class_type": "SaveImage", "inputs": {"images": ["10", 0]}}})",
                                            notes);
    QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().text().c_str());
    QCOMPARE(recipe->prompt, std::string("a fox"));
    QCOMPARE(recipe->seed, std::uint64_t{77});
    QCOMPARE(recipe->steps, 4);
    QCOMPARE(recipe->sampler, std::string("euler"));
    QCOMPARE(recipe->model, std::string("flux.safetensors"));
    QCOMPARE(recipe->height, 768);
}

void ForeignTest::comfyui_broken_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("not json") << QByteArray("{");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("no sampler") << QByteArray(R"({"1": {"class_type": "Note", "inputs": {}}})");
    QTest::newRow("drawing") << QByteArray(R"({"nodes": [], "links": []})");
    QTest::newRow("deep") << QByteArray("{\"a\":").repeated(5000) + "1" + QByteArray("}").repeated(5000);
}

void ForeignTest::comfyui_broken() {
    QFETCH(QByteArray, text);
    std::vector<std::string> notes;
    const auto recipe = recipe_from_comfyui(text.toStdString(), notes);
    QVERIFY(!recipe);
    QCOMPARE(recipe.error().code, ErrorCode::bad_input);
    // Circles and wrong types end, one way or another.
    for (
        const char* odd :
        {R"({"1": {"class_type": "KSampler", "inputs": {"steps": ["1", 0], "positive": ["1", 0], "latent_image": ["1", 0], "model": ["1", 0]}}})",
         R"({"1": {"class_type": 7, "inputs": []}, "2": 5, "3": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}}})"})
        (void)recipe_from_comfyui(odd, notes);
}

void ForeignTest::invokeai() {
    std::vector<std::string> notes;
    const auto recipe = recipe_from_invokeai(
        R"({"app_version": "4.2", "generation_mode": "txt2img", "positive_prompt": "a boat", "negative_prompt": "fog", "width": 512,
            "height": 640, "seed": 42, "rand_device": "cpu", "cfg_scale": 7.0, "steps": 30, "scheduler": "dpmpp_2m_k", "clip_skip": 1,
            "model": {"key": "x", "hash": "blake3:1", "name": "Dream", "base": "sd-1", "type": "main"},
            "loras": [{"model": {"name": "ink"}, "weight": 0.7}]})",
        notes);
    QVERIFY2(recipe.has_value(), recipe ? "" : recipe.error().text().c_str());
    QCOMPARE(recipe->prompt, std::string("a boat"));
    QCOMPARE(recipe->negative_prompt, std::string("fog"));
    QCOMPARE(recipe->sampler, std::string("dpmpp_2m"));
    QCOMPARE(recipe->schedule, std::string("karras"));
    QCOMPARE(recipe->model, std::string("Dream"));
    QCOMPARE(recipe->clip_skip, 2);
    QCOMPARE(recipe->seed, std::uint64_t{42});
    QCOMPARE(recipe->height, 640);
    QVERIFY(any_contains(notes, "loras"));
}

void ForeignTest::invokeai_old() {
    std::vector<std::string> notes;
    const auto recipe = recipe_from_invokeai(
        R"({"model": "stable diffusion", "model_weights": "stable-diffusion-1.5", "app_id": "x", "image": {"prompt": [{"prompt": "a hill",
            "weight": 1.0}], "steps": 50, "cfg_scale": 7.5, "seed": 9, "sampler": "k_euler_a", "width": 512, "height": 512, "type": "txt2img"}})",
        notes);
    QVERIFY(recipe);
    QCOMPARE(recipe->prompt, std::string("a hill"));
    QCOMPARE(recipe->sampler, std::string("euler_ancestral"));
    QCOMPARE(recipe->model, std::string("stable-diffusion-1.5"));
}

void ForeignTest::dream() {
    std::vector<std::string> notes;
    const auto recipe =
        recipe_from_dream(R"("a \"big\" cat" -s 40 -S 1234 -W 512 -H 704 -C 6.5 -A k_lms -G 0.8)", notes);
    QVERIFY(recipe);
    QCOMPARE(recipe->prompt, std::string(R"(a \"big\" cat)"));
    QCOMPARE(recipe->steps, 40);
    QCOMPARE(recipe->seed, std::uint64_t{1234});
    QCOMPARE(recipe->height, 704);
    QCOMPARE(recipe->sampler, std::string("lms"));
    QVERIFY(any_contains(notes, "-G"));
    QVERIFY(!recipe_from_dream("no quotes", notes));
}

void ForeignTest::others() {
    const auto read = [](const std::string& keyword, const std::string& text) {
        return read_metadata(as_bytes(png(png_chunk("tEXt", keyword + std::string(1, '\0') + text))), "x.png");
    };
    const auto novelai = read(
        "Comment",
        R"({"prompt": "girl", "uc": "bad", "steps": 28, "scale": 5.0, "seed": 5, "sampler": "k_euler_ancestral", "width": 832, "height": 1216})");
    QVERIFY(novelai && novelai->recipe);
    QCOMPARE(novelai->dialect, std::string("novelai"));
    QCOMPARE(novelai->recipe->sampler, std::string("euler_ancestral"));
    const auto swarm = read(
        "parameters",
        R"({"sui_image_params": {"prompt": "sea", "negativeprompt": "x", "model": "m", "seed": 3, "steps": 20, "cfgscale": 7.0, "width": 1024, "height": 512, "sampler": "euler", "scheduler": "normal"}})");
    QVERIFY(swarm && swarm->recipe && !swarm->infotext);
    QCOMPARE(swarm->dialect, std::string("swarmui"));
    QCOMPARE(swarm->recipe->width, 1024);
    const auto fooocus = read(
        "parameters",
        R"j({"prompt": "wood", "negative_prompt": "", "guidance_scale": 4.0, "steps": 30, "resolution": "(1152, 896)", "sampler": "dpmpp_2m_sde_gpu", "scheduler": "karras", "seed": "8237", "base_model": "jug", "base_model_hash": "0123456789"})j");
    QVERIFY(fooocus && fooocus->recipe);
    QCOMPARE(fooocus->dialect, std::string("fooocus"));
    QCOMPARE(fooocus->recipe->seed, std::uint64_t{8237});
    QCOMPARE(fooocus->recipe->height, 896);
    const auto plain_comment = read("Comment", "made with love");
    QVERIFY(plain_comment && plain_comment->dialect.empty());
}

void ForeignTest::jpeg_user_comment_data() {
    QTest::addColumn<QByteArray>("comment");
    const std::u16string text =
        u"a caf\u00E9 \U0001F431\nNegative prompt: fog\nSteps: 7, Sampler: Euler, CFG scale: 5, Seed: 3, Size: 64x64";
    const std::string unicode("UNICODE\0", 8);
    QTest::newRow("big-endian") << QByteArray::fromStdString(unicode + utf16(text, true));
    QTest::newRow("little-endian") << QByteArray::fromStdString(unicode + utf16(text, false));
    QTest::newRow("byte order mark") << QByteArray::fromStdString(unicode + "\xFF\xFE" + utf16(text, false));
    QTest::newRow("ascii with utf-8") << QByteArray::fromStdString(
        std::string("ASCII\0\0\0", 8) + QString::fromStdU16String(text).toStdString() + std::string(3, '\0'));
    QTest::newRow("undefined") << QByteArray::fromStdString(std::string(8, '\0') +
                                                            QString::fromStdU16String(text).toStdString());
}

void ForeignTest::jpeg_user_comment() {
    QFETCH(QByteArray, comment);
    for (const std::string& file : {jpeg(tiff(comment.toStdString())), webp(tiff(comment.toStdString()))}) {
        const auto m = read_metadata(as_bytes(file), "x.jpg");
        QVERIFY2(m.has_value(), m ? "" : m.error().text().c_str());
        QCOMPARE(m->dialect, std::string("a1111"));
        QCOMPARE(m->recipe->prompt, std::string("a caf\xC3\xA9 \xF0\x9F\x90\xB1"));
        QCOMPARE(m->recipe->negative_prompt, std::string("fog"));
        QCOMPARE(m->recipe->steps, 7);
        QCOMPARE(m->width, 24);
        QCOMPARE(m->height, 16);
    }
}

void ForeignTest::webp_fields() {
    const std::string prompt = std::string("prompt:") + graph + '\0',
                      workflow = std::string("workflow:{\"nodes\": []}") + '\0';
    const auto m = read_metadata(as_bytes(webp(tiff("", {{0x010F, workflow}, {0x0110, prompt}}))), "x.webp");
    QVERIFY(m && m->recipe);
    QCOMPARE(m->dialect, std::string("comfyui"));
    QCOMPARE(m->recipe->seed, std::uint64_t{123456789012345});
}

void ForeignTest::hostile_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("error");
    const std::string zero(1, '\0');
    QTest::newRow("bomb") << QByteArray::fromStdString(
                                 png(png_chunk("iTXt", "Comment" + zero + std::string("\1\0", 2) + zero + zero +
                                                           packed(std::string(40u << 20, ' ')))))
                          << true;
    QTest::newRow("packed bomb") << QByteArray::fromStdString(png(png_chunk(
                                        "zTXt", "parameters" + zero + zero + packed(std::string(40u << 20, 'p')))))
                                 << true;
    QTest::newRow("packed and cut")
        << QByteArray::fromStdString(png(png_chunk(
               "zTXt", "parameters" + zero + zero + packed("a cat\nSteps: 1, Sampler: Euler, Seed: 1").substr(0, 20))))
        << true;
    QTest::newRow("chunk beyond the end")
        << QByteArray::fromStdString(png(png_chunk("tEXt", "parameters" + zero + std::string(400, 'p')))).left(200)
        << true;
    QTest::newRow("10 MB text") << QByteArray::fromStdString(
                                       png(png_chunk("tEXt", "parameters" + zero + std::string(10u << 20, 'p'))))
                                << false;
    QTest::newRow("20 MB text") << QByteArray::fromStdString(
                                       png(png_chunk("tEXt", "parameters" + zero + std::string(20u << 20, 'p'))))
                                << true;
    QTest::newRow("crc") << QByteArray::fromStdString(png(png_chunk("tEXt", "parameters" + zero + "x", true))) << true;
    QTest::newRow("invalid utf-8") << QByteArray::fromStdString(png(
                                          png_chunk("iTXt", "parameters" + zero + std::string("\0\0", 2) + zero + zero +
                                                                "\xFF\xFE cat\nSteps: 1, Sampler: Euler, Seed: 1")))
                                   << false;
    QTest::newRow("deep json") << QByteArray::fromStdString(
                                      png(png_chunk("tEXt", "prompt" + zero + std::string(100000, '{'))))
                               << false;
    QTest::newRow("exif in circles") << QByteArray::fromStdString(jpeg("MM" + big16(42) + big32(8) + big16(1) +
                                                                       big16(0x8769) + big16(4) + big32(1) + big32(8) +
                                                                       big32(8)))
                                     << false;
    QTest::newRow("exif beyond the end") << QByteArray::fromStdString(jpeg("MM" + big16(42) + big32(0xFFFFFFF0)))
                                         << false;
    QTest::newRow("comment beyond the end") << QByteArray::fromStdString(webp(tiff("x").substr(0, 40))) << false;
}

void ForeignTest::hostile() {
    QFETCH(QByteArray, file);
    QFETCH(bool, error);
    const Bytes bytes = as_bytes(std::string_view(file.constData(), static_cast<std::size_t>(file.size())));
    const auto quick = read_metadata_quickly(bytes, "x");
    QCOMPARE(!quick.has_value(), error);
    if (error) QCOMPARE(quick.error().code, ErrorCode::bad_input);
}
