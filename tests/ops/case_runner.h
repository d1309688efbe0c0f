// What the Qt Test programs of ops share: devices opened once, a check of one case on all of them.
#pragma once

#include "ops/op_case.h"

#include <QTest>

namespace sfumato::test {

class OpTest : public QObject {
    Q_OBJECT

protected:
    /// Runs the case in that activation type on every device.
    void check(DType activation, const Record& record, double allowed = 0) {
        for (std::size_t i = 0; i < devices_.count(); ++i) {
            check_on(devices_.executor(i), i == 0 ? "device" : "device as a discrete GPU", activation, record, allowed);
            if (QTest::currentTestFailed()) return;
        }
    }
    /// Runs the case in that activation type on one executor.
    void check_on(Executor& executor, const std::string& device, DType activation, const Record& record,
                  double allowed = 0) {
        if (activation == DType::f16 && !executor.features().fp16_storage) return;
        const Comparison c = compare(executor, activation, record, 1);
        QVERIFY2(c.error.empty(), (device + ": " + c.error).c_str());
        QVERIFY2(
            c.relative_rms <= (allowed > 0 ? allowed : tolerance(activation)),
            fmt::format("{}, {}: relative rms error {:.3g}", device, dtype_name(activation), c.relative_rms).c_str());
        QVERIFY2(c.repeatable, (device + ": two runs differ").c_str());
        const std::string messages = devices_.take_messages();
        QVERIFY2(messages.empty(), messages.c_str());
    }
    /// The same in f32 and f16.
    void check_both(const Record& record) {
        check(DType::f32, record);
        if (!QTest::currentTestFailed()) check(DType::f16, record);
    }

private slots:
    void initTestCase() {
        const std::string reason = devices_.open();
        if (!reason.empty()) QSKIP(reason.c_str());
    }
    void cleanupTestCase() {
        devices_.close();
        const std::string messages = devices_.take_messages();
        QVERIFY2(messages.empty(), messages.c_str());
    }

protected:
    Devices devices_;
};

} // namespace sfumato::test
