// The built-in model against what the original PyTorch code computed with it, on both executors.
#include "base/half.h"
#include "generate/denoise.h"
#include "generate/preview.h"
#include "gpu/executor.h"
#include "weights/safetensors.h"

#include <QtTest>

#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace sfumato;

namespace {

std::vector<float> floats(const SafetensorsFile& file, const std::string& name) {
    const TensorView* view = file.find(name);
    if (view == nullptr) qFatal("%s is missing", name.c_str());
    std::vector<float> out(static_cast<std::size_t>(view->elements()));
    convert_to_float(view->dtype, view->data.data(), out);
    return out;
}

double relative_rms(std::span<const float> got, std::span<const float> want) {
    if (got.size() != want.size()) return INFINITY;
    double difference = 0, size = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        difference += std::pow(static_cast<double>(got[i]) - static_cast<double>(want[i]), 2);
        size += std::pow(static_cast<double>(want[i]), 2);
    }
    return std::sqrt(difference / size);
}

} // namespace

#define COMPARE_CLOSE(got, want, limit)                                                                                \
    do {                                                                                                               \
        const double error = relative_rms(got, want);                                                                  \
        QVERIFY2(error <= (limit), qPrintable(QString("relative rms %1, limit %2").arg(error).arg(limit)));            \
    } while (false)

class BuiltinTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<SafetensorsFile> io_;
    std::vector<std::string> prompts_;

    /// A session on the executor of this data row; null when there is no Vulkan device.
    struct Opened {
        std::unique_ptr<Executor> executor;
        std::unique_ptr<Session> session;
    };
    static Opened open(const QString& name) {
        Opened out;
        SessionOptions options;
        if (name.startsWith("vulkan")) {
            GpuOptions gpu;
            if (name == "vulkan as a GPU in f16") { // what a graphics card runs: its kernels, half-size activations
                gpu.pretend_class = DeviceClass::discrete;
                options.activation = DType::f16;
            }
            auto made = make_vulkan_executor(gpu);
            if (!made) return out;
            out.executor = std::move(*made);
        } else {
            out.executor = make_reference_executor();
        }
        options.model = SFUMATO_SOURCE_DIR "/resources/builtin-model";
        auto session = Session::open(*out.executor, options);
        if (!session) qFatal("%s", session.error().text().c_str());
        out.session = std::move(*session);
        return out;
    }

private slots:
    void initTestCase() {
        auto file = SafetensorsFile::open(SFUMATO_TEST_DATA "/golden/builtin_model/io.safetensors");
        QVERIFY(file.has_value());
        io_ = std::move(*file);
        for (const auto& prompt : nlohmann::json::parse(io_->metadata().at("prompts")))
            prompts_.push_back(prompt);
        QCOMPARE(prompts_.size(), std::size_t{3});
    }

    void matches_the_original_data() {
        QTest::addColumn<QString>("executor");
        QTest::addColumn<int>("prompt");
        QTest::addColumn<double>(
            "scale"); // of the fp32 limits: half-precision activations have 1/8192 of the precision
        QTest::addRow("reference") << "reference" << 0 << 1.0;
        for (int p = 0; p < 3; ++p)
            QTest::addRow("vulkan, prompt %d", p) << "vulkan" << p << 1.0;
        QTest::addRow("vulkan as a GPU in f16") << "vulkan as a GPU in f16" << 0 << 100.0;
    }

    /// Text states, every sampling step's prediction and latent, decoded values and the 8-bit picture.
    void matches_the_original() {
        QFETCH(QString, executor);
        QFETCH(int, prompt);
        QFETCH(double, scale);
        const Opened opened = open(executor);
        if (!opened.session) QSKIP("no Vulkan device");
        Session& session = *opened.session;
        const std::string p = "p" + std::to_string(prompt) + ".";

        const auto positive = session.encode_prompt(prompts_[static_cast<std::size_t>(prompt)], 1, {});
        const auto negative = session.encode_prompt("", 1, {});
        QVERIFY(positive && negative);
        COMPARE_CLOSE(positive->states, floats(*io_, p + "text"), 2e-5 * scale);
        COMPARE_CLOSE(negative->states, floats(*io_, "uncond.text"), 2e-5 * scale);

        const auto table = noise_table(session.files().scheduler);
        QVERIFY(table.has_value());
        const auto schedule = find_schedule("normal");
        const auto sigmas = schedule_sigmas(**schedule, *table, 10);
        COMPARE_CLOSE(*sigmas, floats(*io_, "sigmas"), 1e-6);

        Latents latents{8, 16, 16, floats(*io_, p + "noise")};
        std::vector<float> x = latents.values;
        for (float& v : x)
            v *= sigmas->front();
        SamplerRun run;
        int calls = 0;
        const EncodedPrompts texts = plain_prompts(*positive, *negative);
        run.denoise = make_denoiser(session, *table, latents, texts, 4.0, calls, {});
        run.sigmas = *sigmas;
        run.on_step = [&](const StepInfo& info) -> Result<> {
            const auto want = floats(*io_, p + "step" + std::to_string(info.step) + ".denoised");
            const double error = relative_rms(info.denoised, want);
            if (error > 3e-4 * scale) return fail(ErrorCode::internal, "step {}: relative rms {}", info.step, error);
            return {};
        };
        const auto sampled = sample_euler(run, x);
        QVERIFY2(sampled.has_value(), sampled ? "" : sampled.error().text().c_str());
        COMPARE_CLOSE(x, floats(*io_, p + "step9.latent"), 3e-4 * scale);

        latents.values = x;
        const auto decoded = session.decode(latents, {});
        QVERIFY(decoded.has_value());
        COMPARE_CLOSE(*decoded, floats(*io_, p + "image_f32"), 3e-4 * scale);
        const Image image = to_image(*decoded, 128, 128);
        const std::vector<float> want = floats(*io_, p + "image_u8");
        if (scale == 1.0)
            for (std::size_t i = 0; i < want.size(); ++i)
                QVERIFY(std::abs(image.pixels[i] - static_cast<int>(want[i])) <= 1);
    }

    /// The linear preview of a finished latent must look like the picture: mean colours per latent, apart by few
    /// levels.
    void linear_preview_resembles_the_picture() {
        QTemporaryDir cache; // or the fit of an earlier run would be taken
        qputenv("XDG_CACHE_HOME", cache.path().toUtf8());
        const Opened opened = open("reference");
        const auto factors = opened.session->preview_factors({});
        QVERIFY(factors.has_value());
        for (int p = 0; p < 3; ++p) {
            const std::string name = "p" + std::to_string(p) + ".";
            const Image preview = linear_preview({8, 16, 16, floats(*io_, name + "step9.latent")}, *factors);
            const std::vector<float> image = floats(*io_, name + "image_u8"); // [128][128][3]
            double sum = 0;
            for (int y = 0; y < 16; ++y)
                for (int x = 0; x < 16; ++x)
                    for (int c = 0; c < 3; ++c) {
                        double mean = 0;
                        for (int i = 0; i < 64; ++i)
                            mean +=
                                static_cast<double>(
                                    image[static_cast<std::size_t>(((y * 8 + i / 8) * 128 + x * 8 + i % 8) * 3 + c)]) /
                                64;
                        sum += std::abs(mean - preview.pixels[static_cast<std::size_t>((y * 16 + x) * 3 + c)]);
                    }
            const double levels = sum / (16 * 16 * 3);
            qInfo("mean difference %.1f of 255", levels);
            QVERIFY2(levels < 30,
                     qPrintable(QString("prompt %1: mean difference of %2 grey levels").arg(p).arg(levels)));
        }
    }

    void encoder_matches_the_original_data() {
        QTest::addColumn<QString>("executor");
        for (const char* name : {"reference", "vulkan"})
            QTest::newRow(name) << name;
    }

    void encoder_matches_the_original() {
        QFETCH(QString, executor);
        const Opened opened = open(executor);
        if (!opened.session) QSKIP("no Vulkan device");
        const auto latents = opened.session->encode(floats(*io_, "enc.image"), 128, 128, {});
        QVERIFY(latents.has_value());
        COMPARE_CLOSE(latents->values, floats(*io_, "enc.scaled_latent"), 3e-5);
    }
};

QTEST_GUILESS_MAIN(BuiltinTest)
#include "builtin_test.moc"
