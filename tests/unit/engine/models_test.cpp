#include "engine/engine.h"
#include "engine/models.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace sfumato;

class ModelsTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { qunsetenv("SFUMATO_RESOURCES"); }
    void the_builtin_model_is_found();
    void a_named_resource_folder_is_the_only_place();
    void names_are_resolved();
    void unusable_models_are_listed_with_their_reason();
    void a_model_is_described();

private:
    std::filesystem::path put(const QString& name, const QByteArray& bytes) {
        QFile file(folder_.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(name));
        return file.fileName().toStdString();
    }
    QTemporaryDir data_;
    QDir folder_;
};

void ModelsTest::init() {
    qputenv("XDG_DATA_HOME", data_.path().toUtf8());
    folder_ = QDir(data_.path() + "/sfumato/models");
    QVERIFY(folder_.mkpath("."));
}

void ModelsTest::the_builtin_model_is_found() {
    const auto path = find_builtin_model();
    QVERIFY2(path, path ? "" : path.error().text().c_str());
    QVERIFY(std::filesystem::exists(*path / "unet" / "config.json"));
}

void ModelsTest::a_named_resource_folder_is_the_only_place() {
    qputenv("SFUMATO_RESOURCES", "/nonexistent");
    const auto path = find_builtin_model();
    QVERIFY(!path);
    QCOMPARE(path.error().code, ErrorCode::not_found);
    QVERIFY(path.error().text().find("/nonexistent/builtin-model") != std::string::npos);
    // The list tells it instead of failing.
    const auto models = list_models();
    QCOMPARE(models.at(0).name, std::string("builtin"));
    QVERIFY(!models[0].usable());
}

void ModelsTest::names_are_resolved() {
    const auto file = put("mine.safetensors", "x");
    QCOMPARE(*resolve_model("mine"), file);
    QCOMPARE(*resolve_model("mine.safetensors"), file);
    QCOMPARE(*resolve_model(file.string()), file);
    QCOMPARE(*resolve_model("builtin", "/somewhere"), std::filesystem::path("/somewhere"));
    const auto missing = resolve_model("other");
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::not_found);
    QVERIFY(missing.error().text().find(data_.path().toStdString()) != std::string::npos);
    QVERIFY(!resolve_model("folder/mine"));
}

void ModelsTest::unusable_models_are_listed_with_their_reason() {
    put("broken.safetensors", "this is text");
    put("notes.txt", "not a model");
    QVERIFY(QFile::link(QString::fromStdString(find_builtin_model()->string()), folder_.filePath("linked")));
    const auto models = list_models();
    const auto named = [&](const std::string& name) { return std::ranges::find(models, name, &ModelSummary::name); };
    QVERIFY(models.at(0).usable());
    QCOMPARE(models[0].default_side, 128);
    QVERIFY(models[0].side_multiple >= 8);
    QVERIFY(named("broken.safetensors") != models.end());
    QVERIFY(!named("broken.safetensors")->usable());
    QVERIFY(named("linked") != models.end());
    QVERIFY(named("linked")->usable());
    QVERIFY(named("notes.txt") == models.end());
    CancelToken cancelled;
    cancelled.cancel();
    QCOMPARE(list_models({}, cancelled).size(), std::size_t(1)); // the built-in one: no folder was looked through
}

void ModelsTest::a_model_is_described() {
    const auto description = describe_model(*find_builtin_model(), true);
    QVERIFY2(description, description ? "" : description.error().text().c_str());
    const auto json = nlohmann::json::parse(description->json, nullptr, false);
    QVERIFY(json.is_object());
    QVERIFY(json["family"].get<std::string>().find("Stable Diffusion 1") != std::string::npos);
    QCOMPARE(json["sha256"].get<std::string>().size(), std::size_t(64));
    QVERIFY(json["tensors"].size() > 100);
    QVERIFY(!json["parts"].empty());
    QVERIFY(description->text.size() > 100);
    const auto text_file = put("text.safetensors", "just words, and more of them");
    const auto refused = describe_model(text_file, false);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::bad_input);
}

QTEST_APPLESS_MAIN(ModelsTest)
#include "models_test.moc"
