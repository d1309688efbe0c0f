// sfumato-cli queue: its commands, exit codes, and a pause by signal inside a picture.
#include "program.h"

#include <QtTest>

#include <filesystem>
#include <nlohmann/json.hpp>

using namespace sfumato::test;
using nlohmann::json;

namespace {

json parsed(const QByteArray& text) {
    return json::parse(text.toStdString(), nullptr, false);
}

} // namespace

class QueueTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> place_;

    QByteArray file(const char* name) const { return QFile::encodeName(place_->filePath(QString::fromLatin1(name))); }
    QByteArrayList words(const QByteArrayList& rest) const {
        return QByteArrayList{"queue", "--queue", file("queue")} + rest;
    }
    Outcome queue(const QByteArrayList& rest) const { return run_program(words(rest)); }
    Outcome add(const QByteArray& seed, const QByteArray& steps = "2") const {
        return queue({"add", "-p", "red apple", "-W", "32", "-H", "32", "--cfg", "1", "--steps", steps, "--seed", seed,
                      "-o", file("pictures") + "/"});
    }
    json jobs() const { return parsed(queue({"list", "--json"}).out)["jobs"]; }
    std::vector<int> order() const {
        std::vector<int> ids;
        for (const json& job : jobs())
            ids.push_back(job["id"]);
        return ids;
    }
    int pictures() const {
        return static_cast<int>(QDir(place_->filePath(QStringLiteral("pictures"))).entryList(QDir::Files).size());
    }

private slots:
    void init() { place_ = std::make_unique<QTemporaryDir>(); }

    void makes_what_was_added() {
        QCOMPARE(queue({"list"}).code, 0); // there is none yet: empty, and none is made
        QCOMPARE(add("5").code, 0);
        QCOMPARE(add("6").code, 0);
        const Outcome ran = queue({"run", "--device", "cpu", "--json"});
        QVERIFY2(ran.code == 0, ran.err.constData());
        QCOMPARE(parsed(ran.out)["done"].size(), std::size_t(2));
        QCOMPARE(pictures(), 2);
        for (const json& job : jobs()) {
            QCOMPARE(job["state"].get<std::string>(), std::string("done"));
            QVERIFY(std::filesystem::exists(job["picture"].get<std::string>()));
        }
        QCOMPARE(queue({"run", "--device", "cpu"}).code, 0); // nothing left
        QCOMPARE(pictures(), 2);
        QCOMPARE(queue({"clear"}).code, 0);
        QVERIFY(jobs().empty());
        QCOMPARE(pictures(), 2);
    }

    void writes_as_the_run_says() {
        QCOMPARE(add("5").code, 0);
        const Outcome ran = queue({"run", "--device", "cpu", "--format", "jpeg", "--quality", "80", "--name-template",
                                   "[prompt_words]/[seed]", "--sidecar", "json"});
        QVERIFY2(ran.code == 0, ran.err.constData());
        QVERIFY(QFile::exists(place_->filePath("pictures/red-apple/5.jpg")));
        QVERIFY(QFile::exists(place_->filePath("pictures/red-apple/5.json")));
        const Outcome wrong = queue({"run", "--device", "cpu", "--name-template", "../[seed]"});
        QCOMPARE(wrong.code, 2);
        QVERIFY2(wrong.err.contains("stay in the output folder"), wrong.err.constData());
    }

    void orders_and_removes() {
        for (const char* seed : {"1", "2", "3"})
            QCOMPARE(add(seed).code, 0);
        QCOMPARE(queue({"move", "3", "--before", "2"}).code, 0);
        QCOMPARE(order(), (std::vector<int>{1, 3, 2}));
        QCOMPARE(queue({"move", "2", "--front"}).code, 0);
        QCOMPARE(order(), (std::vector<int>{2, 1, 3}));
        QCOMPARE(queue({"duplicate", "1"}).code, 0);
        QCOMPARE(order(), (std::vector<int>{2, 1, 4, 3}));
        QCOMPARE(queue({"remove", "4", "2"}).code, 0);
        QCOMPARE(order(), (std::vector<int>{1, 3}));
        const Outcome missing = queue({"remove", "1", "99"});
        QVERIFY(missing.code != 0);
        QVERIFY(missing.err.contains("99"));
        QCOMPARE(order(), (std::vector<int>{1, 3})); // nothing was changed
    }

    void failed_jobs_say_why_and_are_retried() {
        const QByteArray init = file("init.png");
        QVERIFY(QFile::copy(QStringLiteral(SFUMATO_SOURCE_DIR "/resources/icons/sfumato-48.png"), init));
        QCOMPARE(queue({"add", "-p", "x", "--steps", "2", "-W", "32", "-H", "32", "--init", init, "-o",
                        file("pictures") + "/"})
                     .code,
                 0);
        QCOMPARE(add("2").code, 0);
        QVERIFY(QFile::rename(init, init + ".away"));
        const Outcome ran = queue({"run", "--device", "cpu"});
        QCOMPARE(ran.code, 1);
        QVERIFY(ran.err.contains("init.png"));
        QCOMPARE(jobs()[0]["state"].get<std::string>(), std::string("failed"));
        QVERIFY(QByteArray::fromStdString(jobs()[0]["reason"]).contains("init.png"));
        QCOMPARE(pictures(), 1); // the other one was made
        QVERIFY(QFile::rename(init + ".away", init));
        QCOMPARE(queue({"retry", "--failed"}).code, 0);
        QCOMPARE(queue({"run", "--device", "cpu"}).code, 0);
        QCOMPARE(pictures(), 2);
    }

    void pause_flag_stops_and_continue_lifts_it() {
        QCOMPARE(add("1").code, 0);
        QCOMPARE(queue({"pause"}).code, 0);
        QCOMPARE(queue({"run", "--device", "cpu"}).code, 1);
        QCOMPARE(pictures(), 0);
        QCOMPARE(queue({"continue"}).code, 0);
        QCOMPARE(queue({"run", "--device", "cpu"}).code, 0);
        QCOMPARE(pictures(), 1);
    }

    void interrupt_keeps_the_picture_and_the_next_run_ends_it() {
        QCOMPARE(add("3", "400").code, 0);
        {
            Program program(words({"run", "--device", "cpu", "-v"}));
            QVERIFY(program.wait_for_err("/400 steps"));
            const Outcome second = add("9"); // it has the queue: told, and nothing is lost
            QCOMPARE(second.code, 1);
            QVERIFY(second.err.contains("another program"));
            QCOMPARE(jobs()[0]["state"].get<std::string>(), std::string("running"));
            program.send(SIGINT);
            const Outcome outcome = program.wait();
            QCOMPARE(outcome.code, 130);
        }
        const json paused = jobs()[0];
        QCOMPARE(paused["state"].get<std::string>(), std::string("paused"));
        QVERIFY(paused["step"].get<int>() >= 1);
        QCOMPARE(pictures(), 0);
        QCOMPARE(queue({"run", "--device", "cpu"}).code, 0);
        QCOMPARE(pictures(), 1);
        QVERIFY(std::filesystem::is_empty(file("queue").toStdString() + "/states"));
        // As if it had never been stopped.
        const Outcome whole =
            run_program({"generate", "-p", "red apple", "-W", "32", "-H", "32", "--cfg", "1", "--steps", "400",
                         "--seed", "3", "--device", "cpu", "-o", file("whole.png")});
        QCOMPARE(whole.code, 0);
        QFile a(QString::fromStdString(jobs()[0]["picture"])), b(QString::fromLocal8Bit(file("whole.png")));
        QVERIFY(a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly));
        QCOMPARE(a.readAll(), b.readAll());
    }

    void refuses_wrong_use() {
        QCOMPARE(queue({}).code, 2);
        QCOMPARE(queue({"add", "-o", file("x.png")}).code, 2);
        QCOMPARE(queue({"add", "-p", "x"}).code, 2);
        QCOMPARE(queue({"move"}).code, 2);
        QCOMPARE(queue({"retry"}).code, 2);
        QCOMPARE(queue({"list", "--state", "lost"}).code, 2);
        QCOMPARE(run_program({"queue", "--queue", "/dev/null/x", "add", "-p", "x", "-o", file("p") + "/"}).code, 1);
    }

    void a_damaged_journal_is_kept_aside() {
        QCOMPARE(add("1").code, 0);
        QFile journal(QString::fromLocal8Bit(file("queue")) + QStringLiteral("/queue.sqlite"));
        QVERIFY(journal.open(QIODevice::ReadWrite));
        journal.write(QByteArray(4096, 'x'));
        journal.close();
        const Outcome added = add("2");
        QVERIFY2(added.code == 0, added.err.constData());
        QVERIFY(added.err.contains("note:"));
        QCOMPARE(jobs().size(), std::size_t(1));
        QVERIFY(QDir(QString::fromLocal8Bit(file("queue"))).entryList(QDir::Files).size() >= 2);
    }
};

QTEST_APPLESS_MAIN(QueueTest)
#include "queue_test.moc"
