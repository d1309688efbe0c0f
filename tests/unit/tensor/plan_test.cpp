// Planning: every rule is checked by brute force, independently of how the planner works.
#include "models/unet.h"
#include "models/vae.h"
#include "support/memory_weights.h"
#include "tensor/ops.h"
#include "tensor/plan.h"
#include "weights/model_files.h"

#include <QtTest>

using namespace sfumato;

namespace {

bool meets(const Placement& a, const Placement& b) {
    return a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}

/// Tensors alive at the same time must not share bytes, save a result that replaces its in-place operand.
QString overlap(const Program& program, const Plan& plan) {
    for (std::uint32_t i = 0; i < plan.tensors.size(); ++i)
        for (std::uint32_t j = i + 1; j < plan.tensors.size(); ++j) {
            const Placement &a = plan.tensors[i], &b = plan.tensors[j];
            if (program.tensors()[i].is_kept != program.tensors()[j].is_kept) continue; // two memories
            if (a.first > b.last || b.first > a.last || !meets(a, b)) continue;
            const auto* step = [&]() -> const Step* {
                for (const Step& s : program.steps())
                    if (s.out == j) return &s;
                return nullptr;
            }();
            const int slot = step != nullptr ? step->op->in_place_operand : -1;
            const bool replaces = slot >= 0 && a.last == b.first && a.offset == b.offset &&
                                  step->in[static_cast<std::size_t>(slot)].kind == Operand::Kind::tensor &&
                                  step->in[static_cast<std::size_t>(slot)].index == i;
            if (!replaces) return QString("tensors %1 and %2").arg(i).arg(j);
        }
    return {};
}

/// Between any two steps of which one writes bytes that the other reads or writes there must be a barrier.
QString unordered(const Program& program, const Plan& plan) {
    for (std::size_t later = 0; later < program.steps().size(); ++later) {
        bool barrier = false;
        for (std::size_t earlier = later; earlier-- > 0;) {
            barrier = barrier || plan.barrier_before[earlier + 1];
            if (barrier) break;
            const Step &a = program.steps()[earlier], &b = program.steps()[later];
            bool hazard = meets(plan.tensors[a.out], plan.tensors[b.out]);
            for (const Operand& o : b.in)
                if (o.kind == Operand::Kind::tensor && !program.tensors()[o.index].is_kept)
                    hazard = hazard || meets(plan.tensors[a.out], plan.tensors[o.index]);
            for (const Operand& o : a.in)
                if (o.kind == Operand::Kind::tensor && !program.tensors()[o.index].is_kept)
                    hazard = hazard || meets(plan.tensors[b.out], plan.tensors[o.index]);
            if (hazard) return QString("steps %1 and %2").arg(earlier).arg(later);
        }
    }
    return {};
}

ModelFiles builtin() {
    auto files = open_model(SFUMATO_SOURCE_DIR "/resources/builtin-model");
    if (!files) qFatal("%s", files.error().text().c_str());
    return std::move(*files);
}

} // namespace

class PlanTest : public QObject {
    Q_OBJECT
private slots:
    void networks_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"unet", "vae decoder", "vae encoder"})
            QTest::newRow(name) << name;
    }

    void networks() {
        QFETCH(QString, name);
        const ModelFiles files = builtin();
        auto program = name == "unet"          ? unet_program(*files.unet, files.unet_config, {2, 16, 16, 32})
                       : name == "vae decoder" ? vae_decoder_program(*files.vae, files.vae_config, 1, 16, 16)
                                               : vae_encoder_program(*files.vae, files.vae_config, 1, 128, 128);
        QVERIFY2(program.has_value(), program ? "" : program.error().text().c_str());
        const auto plan = make_plan(**program, Features{});
        QVERIFY(plan.has_value());
        QCOMPARE(overlap(**program, *plan), QString());
        QCOMPARE(unordered(**program, *plan), QString());
        QVERIFY(plan->barriers <= (*program)->steps().size());
        QCOMPARE(plan->arena_bytes, plan->lower_bound_bytes);
    }

    void unet_counts() {
        const ModelFiles files = builtin();
        const auto program = unet_program(*files.unet, files.unet_config, {2, 16, 16, 32});
        QVERIFY(program.has_value());
        // A change of these numbers is a change of speed on a GPU: look at it, then write down the new ones.
        QCOMPARE((*program)->steps().size(), std::size_t{expected_unet_steps});
        QCOMPARE(make_plan(**program, Features{})->barriers, std::uint32_t{expected_unet_barriers});
    }

    void independent_steps_need_no_barrier() {
        Program program("p");
        const Tensor x = program.input("x", {1, 64}), y = program.input("y", {1, 64});
        program.output("a", affine(x, 2, 0));
        program.output("b", affine(y, 3, 0));
        const auto plan = make_plan(program, Features{});
        QVERIFY(plan.has_value());
        QCOMPARE(plan->barriers, 0u);
    }

    void in_place_chain_uses_one_block() {
        Program program("p");
        Tensor t = program.input("x", {1, 4096});
        for (int i = 0; i < 5; ++i)
            t = affine(t, 2, 1);
        program.output("y", t);
        const auto plan = make_plan(program, Features{});
        QCOMPARE(plan->arena_bytes, std::uint64_t{4096 * 4});
        QCOMPARE(plan->barriers, 4u);
    }

    void kept_inputs_lie_beside_the_arena() {
        Program program("p");
        const Tensor kept = program.kept_input("kept", {1, 4096}), other = program.kept_input("other", {1, 64});
        const Tensor x = program.input("x", {1, 64});
        program.output("y", affine(kept, 2, 1)); // which may not take the kept memory over
        program.output("z", add(affine(x, 1, 1), other));
        const auto plan = make_plan(program, Features{});
        QVERIFY(plan.has_value());
        QCOMPARE(overlap(program, *plan), QString());
        QCOMPARE(plan->kept_bytes, std::uint64_t{4096 * 4 + 64 * 4});
        QCOMPARE(plan->arena_bytes, std::uint64_t{4096 * 4 + 64 * 4});
    }

    void operand_used_twice_is_not_overwritten_early() {
        Program program("p");
        const Tensor x = program.input("x", {2, 3, 64});
        const Tensor a = affine(x, 2, 0);
        program.output("y", add(a, x)); // x is still needed when a is made
        const auto plan = make_plan(program, Features{});
        QCOMPARE(overlap(program, *plan), QString());
    }

    void too_large_for_the_device_is_an_error_before_it_runs() {
        Program program("net");
        program.output("y", affine(program.input("x", {1, 1024, 1024, 4}), 1, 0));
        Features features;
        features.max_allocation = 1 << 20;
        const auto plan = make_plan(program, features);
        QVERIFY(!plan && plan.error().code == ErrorCode::out_of_memory);
        QVERIFY(plan.error().message.find("16 MiB") != std::string::npos);
    }

private:
    static constexpr std::size_t expected_unet_steps = 187;
    static constexpr std::uint32_t expected_unet_barriers = 180;
};

QTEST_APPLESS_MAIN(PlanTest)
#include "plan_test.moc"
