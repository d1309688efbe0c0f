#include "base/file.h"
#include "image/png.h"
#include "recipe/json.h"
#include "store/home_path.h"
#include "store/metadata.h"
#include "store/xmp.h"
#include "unit/image/png_builder.h"
#include "unit/store/store_test.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace sfumato;
using namespace sfumato::testing;

namespace {

std::string text_chunk(std::string_view keyword, std::string_view text) {
    return png_chunk("tEXt", std::string(keyword) + '\0' + std::string(text));
}

Result<ImageMetadata> read(const std::string& bytes, std::string_view name = "test.png") {
    return read_metadata(as_bytes(bytes), name);
}

bool any_contains(const std::vector<std::string>& notes, std::string_view part) {
    return std::ranges::any_of(notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

constexpr const char* a1111_text =
    "a cat\nNegative prompt: dog\nSteps: 7, Sampler: Euler a, CFG scale: 6, Seed: 11, Size: 64x32, "
    "Model: sfumato-builtin, Version: v1.9.0";

} // namespace

void MetadataTest::chunks_of_a_recipe() {
    const auto chunks = metadata_chunks(full_recipe(), 832, 1216);
    QVERIFY(chunks.has_value());
    QCOMPARE(chunks->size(), std::size_t{3});
    QCOMPARE((*chunks)[0].keyword, std::string("parameters"));
    QCOMPARE((*chunks)[0].text, to_infotext(full_recipe()));
    QCOMPARE((*chunks)[1].keyword, std::string("sfumato"));
    QVERIFY(recipe_from_json((*chunks)[1].text).value() == full_recipe());
    QCOMPARE((*chunks)[2].keyword, std::string("XML:com.adobe.xmp"));
    QVERIFY((*chunks)[2].container == TextContainer::international);
    Recipe bad = full_recipe();
    bad.prompt = "\xFF";
    QVERIFY(!metadata_chunks(bad, 1, 1));
}

void MetadataTest::latin1_prompts_use_text_chunks() {
    const auto container_of = [](const std::string& prompt) {
        Recipe r;
        r.prompt = prompt;
        const auto chunks = metadata_chunks(r, 8, 8);
        const auto png = encode_png(Image{8, 8, 3, std::vector<std::uint8_t>(192)}, *chunks);
        return read_png_text(*png)->at(0).container;
    };
    QVERIFY(container_of("caf\xC3\xA9") == TextContainer::text);
    QVERIFY(container_of("\xE6\x97\xA5") == TextContainer::international);
}

void MetadataTest::xmp_packet() {
    Recipe r = full_recipe();
    const auto edited = make_xmp_packet(r);
    QVERIFY(edited.has_value());
    QCOMPARE(read_digital_source_type(*edited),
             std::string("http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"));
    r.init.reset();
    const auto made = make_xmp_packet(r);
    QVERIFY(made.has_value());
    QCOMPARE(read_digital_source_type(*made),
             std::string("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"));
    for (const char* part : {"http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "AISystemUsed=\"Sfumato\"",
                             "AISystemVersionUsed=\"0.1.0\"", "AIPromptInformation=", "a red apple",
                             "Negative prompt: blurry", "CreatorTool=\"Sfumato 0.1.0\"", "<?xpacket end"})
        QVERIFY2(made->find(part) != std::string::npos, made->c_str());
    QCOMPARE(*made, *make_xmp_packet(r));
}

void MetadataTest::xmp_survives_odd_prompts() {
    for (const std::string& prompt :
         {std::string("<b>&amp; \"'>]]> <?xpacket end=\"w\"?>"), std::string("\x01\x02 bell\x07 \x1B[0m"),
          std::string("\xEF\xBF\xBE\xEF\xBF\xBF\xF0\x9F\x90\xB1"), std::string(100 * 1024, '<'), std::string()}) {
        Recipe r;
        r.prompt = prompt;
        const auto packet = make_xmp_packet(r);
        QVERIFY(packet.has_value());
        QVERIFY(read_digital_source_type(*packet).ends_with("/trainedAlgorithmicMedia"));
    }
    QVERIFY(read_digital_source_type("").empty());
    QVERIFY(read_digital_source_type("<x:xmpmeta").empty());
    const auto packet = make_xmp_packet(Recipe{});
    QVERIFY(read_digital_source_type("<!DOCTYPE x [<!ENTITY a \"b\">]>" + *packet).empty());
    QVERIFY(read_digital_source_type(std::string(5 << 20, 'x')).empty());
}

void MetadataTest::own_json_wins() {
    const auto chunks = metadata_chunks(full_recipe(), 832, 1216);
    const auto png = encode_png(Image{4, 2, 3, std::vector<std::uint8_t>(24)}, *chunks);
    const auto m = read_metadata(*png, "x.png");
    QVERIFY(m.has_value());
    QCOMPARE(m->format, std::string("PNG"));
    QCOMPARE(m->width, 4);
    QCOMPARE(m->height, 2);
    QCOMPARE(m->dialect, std::string("sfumato"));
    QVERIFY(m->recipe && *m->recipe == full_recipe());
    QVERIFY(m->infotext && m->infotext->find("Steps") != nullptr);
    QCOMPARE(m->chunks.size(), std::size_t{3});
    QVERIFY(m->digital_source_type.ends_with("/compositeWithTrainedAlgorithmicMedia"));
    QVERIFY(m->notes.empty());
}

void MetadataTest::a1111_image() {
    // All three containers, as readers must accept them.
    const std::string body = std::string("parameters") + '\0';
    for (const std::string& chunk :
         {text_chunk("parameters", a1111_text), png_chunk("zTXt", body + '\0' + packed(a1111_text)),
          png_chunk("iTXt", body + std::string(4, '\0') + a1111_text)}) {
        const auto m = read(png_with(chunk));
        QVERIFY2(m.has_value(), m ? "" : m.error().text().c_str());
        QCOMPARE(m->dialect, std::string("a1111"));
        QVERIFY(m->recipe.has_value());
        QCOMPARE(m->recipe->prompt, std::string("a cat"));
        QCOMPARE(m->recipe->sampler, std::string("euler_ancestral"));
        QCOMPARE(m->recipe->seed, std::uint64_t{11});
        QCOMPARE(m->recipe->width, 64);
        QVERIFY(m->recipe->noise_source == NoiseSource::philox);
    }
}

void MetadataTest::newer_own_json_falls_back() {
    for (const char* own : {"{\"sfumato_recipe\": 2}", "{\"sfumato_recipe\": 1, \"steps\": \"x\"}", "garbage"}) {
        const auto m = read(png_with(text_chunk("sfumato", own) + text_chunk("parameters", a1111_text)));
        QVERIFY(m.has_value());
        QCOMPARE(m->dialect, std::string("a1111"));
        QVERIFY(m->recipe && m->recipe->steps == 7);
        QVERIFY(any_contains(m->notes, "Sfumato (\"sfumato\")"));
    }
}

void MetadataTest::foreign_dialects_data() {
    QTest::addColumn<QByteArray>("keyword");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("dialect");
    QTest::newRow("comfyui prompt") << QByteArray("prompt") << QByteArray("{\"3\": {\"class_type\": \"KSampler\"}}")
                                    << QString("comfyui");
    QTest::newRow("comfyui workflow") << QByteArray("workflow") << QByteArray(" {}") << QString("comfyui");
    QTest::newRow("just a prompt") << QByteArray("prompt") << QByteArray("hello") << QString();
    QTest::newRow("invokeai") << QByteArray("invokeai_graph") << QByteArray("{}") << QString("invokeai");
    QTest::newRow("unknown") << QByteArray("Software") << QByteArray("x") << QString();
}

void MetadataTest::foreign_dialects() {
    QFETCH(QByteArray, keyword);
    QFETCH(QByteArray, text);
    QFETCH(QString, dialect);
    const auto m = read(png_with(text_chunk(keyword.toStdString(), text.toStdString())));
    QVERIFY(m.has_value());
    QCOMPARE(QString::fromStdString(m->dialect), dialect);
    QVERIFY(!m->recipe);
    QCOMPARE(m->notes.empty(), dialect.isEmpty());
    QCOMPARE(m->chunks.size(), std::size_t{1});
    // With parameters beside it, as some save nodes write, there is a recipe.
    const auto both =
        read(png_with(text_chunk(keyword.toStdString(), text.toStdString()) + text_chunk("parameters", a1111_text)));
    QVERIFY(both && both->recipe && both->dialect == "a1111");
}

void MetadataTest::images_without_metadata() {
    const auto plain = read(png_with(""));
    QVERIFY(plain && plain->format == "PNG" && !plain->recipe && plain->dialect.empty());
    const auto jpeg = read_metadata(std::filesystem::path(SFUMATO_TEST_DATA "/unit/image/data/quadrants.jpg"));
    QVERIFY(jpeg && jpeg->format == "JPEG" && !jpeg->recipe && jpeg->notes.empty());
    QVERIFY(jpeg->width > 0 && jpeg->height > 0); // from its header
}

void MetadataTest::recipe_and_text_files() {
    QTemporaryDir folder;
    const auto put = [&](const char* name, const std::string& text) {
        const std::filesystem::path path = folder.filePath(name).toStdString();
        return write_file_atomically(path, as_bytes(text)) ? path : std::filesystem::path();
    };
    const auto json = read_metadata(put("r.json", recipe_to_json(full_recipe())));
    QVERIFY(json && json->format == "recipe" && json->recipe == full_recipe());
    const auto text = read_metadata(put("r.txt", std::string("\xEF\xBB\xBF") + a1111_text));
    QVERIFY(text && text->format == "text" && text->recipe->prompt == "a cat" && text->recipe->steps == 7);
    const auto prompt_only = read_metadata(put("p.txt", "just a prompt"));
    QVERIFY(prompt_only && prompt_only->recipe->prompt == "just a prompt");
    QVERIFY(any_contains(prompt_only->notes, "no parameters"));
    const auto newer = read_metadata(put("n.json", "{\"sfumato_recipe\": 9}"));
    QVERIFY(!newer);
    QCOMPARE(newer.error().code, ErrorCode::unsupported);
    QVERIFY(newer.error().message.find("n.json") != std::string::npos);
}

void MetadataTest::bad_files_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\0\0\0",
                                          7);
    QTest::newRow("foreign json") << QByteArray("{\"a\": 1}");
    QTest::newRow("prose") << QByteArray("hello");
    QTest::newRow("cut png") << QByteArray("\x89PNG\r\n\x1A\n\0\0\0", 11);
    QTest::newRow("latin-1") << QByteArray("caf\xE9\nSteps: 1, Sampler: a, Seed: 3");
}

void MetadataTest::bad_files() {
    QFETCH(QByteArray, bytes);
    const auto m = read(bytes.toStdString(), "file.dat");
    QVERIFY(!m);
    QCOMPARE(m.error().code, ErrorCode::bad_input);
    QVERIFY(m.error().message.starts_with("file.dat: "));
}

void MetadataTest::home_is_not_told() {
    const QByteArray home = qgetenv("HOME");
    qputenv("HOME", "/home/alice");
    Recipe r = full_recipe();
    r.model = "/home/alice/models/m.safetensors";
    r.init->path = "/home/alice/in.png";
    const auto chunks = metadata_chunks(r, 8, 8);
    qputenv("HOME", home);
    QVERIFY(chunks.has_value());
    for (const TextChunk& chunk : *chunks)
        QVERIFY2(chunk.text.find("alice") == std::string::npos, chunk.text.c_str());
    qputenv("HOME", "/home/bob/");
    const Recipe read = with_full_paths(recipe_from_json((*chunks)[1].text).value());
    qputenv("HOME", home);
    QCOMPARE(read.model, std::string("/home/bob/models/m.safetensors"));
    QCOMPARE(read.init->path, std::string("/home/bob/in.png"));
}
