// What the programs of a whole Stable Diffusion 1.5 cost before they run: steps, barriers, arena, time to plan. No
// device, and no weights but their names and shapes.
#include "models/unet.h"
#include "models/vae.h"
#include "support/untouched_weights.h"
#include "tensor/plan.h"

#include <QtTest>

#include <algorithm>
#include <cstring>
#include <ctime>

using namespace sfumato;

Q_DECLARE_METATYPE(sfumato::DType)

namespace {

constexpr int latents = 64, tokens = 77; // 512x512 pixels

UnetConfig sd15_config() {
    UnetConfig config;
    config.in_channels = config.out_channels = 4;
    config.model_channels = 320;
    config.context_dim = 768;
    config.level_channels = {320, 640, 1280, 1280};
    config.level_layers = {2, 2, 2, 2};
    config.num_heads = {8, 8, 8, 8};
    return config;
}

/// A device whose numbers matter to plans: blocks of weights and a limit on allocations as lavapipe has them.
Features device() {
    Features features;
    features.max_allocation = 2ull << 30;
    return features;
}

} // namespace

class CountsTest : public QObject {
    Q_OBJECT

    test::UntouchedWeights unet_{Component::unet, unet_specs(sd15_model()), DType::f16};
    test::UntouchedWeights vae_{Component::vae, vae_specs(sd15_model()), DType::f16};

    Result<std::shared_ptr<Program>> record(const QString& network, DType activation) const {
        VaeConfig vae;
        vae.latent_channels = 4;
        vae.level_channels = {128, 256, 512, 512};
        vae.layers_per_block = 2;
        const UnetConfig config = sd15_config();
        if (network == "unet") return unet_program(unet_, config, {2, latents, latents, tokens}, activation);
        if (network == "time") return unet_time_program(unet_, config, 20, activation);
        if (network == "context") return unet_context_program(unet_, config, 1, tokens, activation);
        return vae_decoder_program(vae_, vae, 1, latents, latents, activation);
    }

private slots:
    void networks_data() {
        QTest::addColumn<QString>("network");
        QTest::addColumn<DType>("activation");
        QTest::addColumn<std::size_t>("steps"); // look at what changes these, then write down the new ones
        QTest::newRow("U-Net") << "unet" << DType::f32 << std::size_t{396};
        QTest::newRow("U-Net f16") << "unet" << DType::f16 << std::size_t{396};
        QTest::newRow("time embedding") << "time" << DType::f32 << std::size_t{3};
        QTest::newRow("text") << "context" << DType::f32 << std::size_t{16};
        QTest::newRow("VAE decoder") << "vae" << DType::f32 << std::size_t{99};
    }

    void networks() {
        QFETCH(QString, network);
        QFETCH(DType, activation);
        QFETCH(std::size_t, steps);
        const auto program = record(network, activation);
        QVERIFY2(program.has_value(), program ? "" : program.error().text().c_str());
        const std::clock_t begin = std::clock(); // of this process: the machine may be busy
        const auto plan = make_plan(**program, device());
        const double took = static_cast<double>(std::clock() - begin) * 1e3 / CLOCKS_PER_SEC;
        QVERIFY2(plan.has_value(), plan ? "" : plan.error().text().c_str());
        qInfo("%zu steps, %u barriers, arena %llu bytes, kept %llu bytes; planned in %.1f ms of CPU time",
              (*program)->steps().size(), plan->barriers, static_cast<unsigned long long>(plan->arena_bytes),
              static_cast<unsigned long long>(plan->kept_bytes), took);
        QCOMPARE(plan->arena_bytes, plan->lower_bound_bytes);
        QVERIFY(plan->barriers <= (*program)->steps().size());
        QCOMPARE((*program)->steps().size(), steps);
        const auto copies = std::ranges::count_if((*program)->steps(), [](const Step& s) {
            return std::strcmp(s.op->name, "concat") == 0 || std::strcmp(s.op->name, "convert") == 0;
        });
        QCOMPARE(copies, 0);
    }

    void what_changes_seldom_is_not_computed_at_every_step() {
        const auto program = record("unet", DType::f32);
        QVERIFY(program.has_value());
        for (const WeightInfo& weight : (*program)->weights())
            for (const char* part : {"time_embed", "emb_layers", "attn2.to_k", "attn2.to_v"})
                QVERIFY2(weight.name.find(part) == std::string::npos, weight.name.c_str());
    }
};

QTEST_APPLESS_MAIN(CountsTest)
#include "counts_test.moc"
