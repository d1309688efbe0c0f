// Templates by Generate, the batch dialog, contact sheets and export, driven as a user would.
#include "test_window.h"

#include "base/file.h"
#include "batch_maker.h"
#include "language.h"
#include "recipe/batch_source.h"
#include "views/batch_dialog.h"
#include "views/prompt_edit.h"
#include "views/queue_page.h"

#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

using namespace sfumato;

namespace {

void writeText(const QString& path, const QByteArray& text) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void finishAll(TestWindow& t, std::size_t pictures) {
    for (std::size_t made = 1; made <= pictures; ++made) {
        QTRY_VERIFY2(t.engine.jobs.size() >= made, qPrintable(QString::number(t.engine.jobs.size())));
        t.engine.finish();
    }
    QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
}

DryRun someRun(const Job& job) {
    DryRun run;
    run.device = "a device";
    run.recipe = job.recipe;
    run.recipe.width = run.recipe.height = 100;
    run.guess = false;
    run.stages.push_back({"sample", 2.0, {}});
    return run;
}

/// A window with an engine that can tell what a job would take, and its dialog.
struct WithDialog : TestWindow {
    BatchDialog* dialog = nullptr;
    explicit WithDialog(bool plans = true) {
        if (plans) {
            EnginePort port = adapter.port();
            port.plan = [](const Job& job) -> Result<DryRun> { return someRun(job); };
            adapter.connectPort(port);
        }
        window->show();
        for (QAction* action : window->findChildren<QAction*>())
            if (action->shortcut() == QKeySequence(QStringLiteral("Ctrl+B"))) action->trigger();
        dialog = window->findChild<BatchDialog*>();
    }
    template <class Widget> Widget* in(const char* name) const {
        return dialog->findChild<Widget*>(QString::fromLatin1(name));
    }
    void turnTo(int tab) const { in<QTabWidget>("batchTabs")->setCurrentIndex(tab); }
    QString summary() const { return in<QLabel>("batchSummary")->text(); }
    void type(PromptEdit& edit, const QString& text) const {
        edit.setFocus();
        edit.selectAll();
        QTest::keyClicks(&edit, text);
    }
};

} // namespace

class BatchTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        installLanguage(QStringLiteral("en")); // for its plurals
        QVERIFY(m_home.isValid());
        qputenv("XDG_DATA_HOME", m_home.path().toUtf8());
        writeText(m_home.filePath(QStringLiteral("sfumato/wildcards/animal.txt")), "cat\ndog\nowl\n");
    }

    void generate_draws_wildcards_and_variants() {
        TestWindow t;
        t.window->show();
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.recipe.prompt = "a {red|green} __animal__";
            d.seed_mode = SeedMode::fixed;
            d.recipe.seed = 5;
            d.batch = 8;
        });
        t.child<QPushButton>("generate")->click();
        finishAll(t, 8);
        std::set<std::string> prompts;
        for (std::size_t i = 0; i < 8; ++i) {
            const Recipe& recipe = t.engine.jobs[i].recipe;
            QVERIFY2(recipe.prompt.find('{') == std::string::npos && recipe.prompt.find("__") == std::string::npos,
                     recipe.prompt.c_str());
            QCOMPARE(recipe.prompt_template, std::string("a {red|green} __animal__"));
            QCOMPARE(recipe.seed, 5u + i);
            prompts.insert(recipe.prompt);
        }
        QVERIFY(prompts.size() > 1);
        QCOMPARE(t.window->document().recipe().prompt, std::string("a {red|green} __animal__")); // stays in the editor
        t.child<QPushButton>("generate")->click(); // the same seed draws the same
        finishAll(t, 16);
        for (std::size_t i = 0; i < 8; ++i)
            QCOMPARE(t.engine.jobs[8 + i].recipe, t.engine.jobs[i].recipe);
    }

    void a_dialog_closes_while_a_device_is_being_opened() {
        struct Door {
            std::mutex mutex;
            std::condition_variable changed;
            bool waiting = false, open = false;
        };
        const auto door = std::make_shared<Door>();
        TestWindow t;
        EnginePort port = t.adapter.port();
        port.plan = [door](const Job& job) -> Result<DryRun> {
            std::unique_lock lock(door->mutex);
            door->waiting = true;
            door->changed.wait_for(lock, std::chrono::seconds(5), [&] { return door->open; });
            return someRun(job);
        };
        BatchMaker maker;
        EngineAdapter adapter;
        adapter.connectPort(port);
        auto dialog = std::make_unique<BatchDialog>(t.window->document(), adapter, maker, [] { return QString(); });
        dialog->show();
        QTRY_VERIFY([&] {
            const std::lock_guard lock(door->mutex);
            return door->waiting;
        }());
        QElapsedTimer time;
        time.start();
        dialog.reset();
        QVERIFY2(time.elapsed() < 1000, "the window waited for the plan");
        {
            const std::lock_guard lock(door->mutex);
            door->open = true;
        }
        door->changed.notify_all();
    }

    void what_cannot_be_drawn_is_told_and_can_be_made_as_written() {
        TestWindow t;
        t.window->show();
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) { d.recipe.prompt = "__nobody__ (a)"; });
        t.child<QPushButton>("generate")->click();
        QTRY_VERIFY(t.window->messageBar().isVisible());
        QCOMPARE(t.engine.jobs.size(), std::size_t(0));
        QPushButton* as_written = nullptr;
        for (auto* button : t.window->messageBar().findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Generate as Written")) as_written = button;
        QVERIFY(as_written != nullptr);
        as_written->click();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(1));
        QCOMPARE(t.engine.jobs[0].recipe.prompt, std::string("__nobody__ (a)"));
    }

    void a_template_tells_count_time_and_disk_before_it_starts() {
        WithDialog t;
        QVERIFY(t.dialog != nullptr);
        t.type(*t.in<PromptEdit>("batchTemplate"), QStringLiteral("a {red|green|blue} __animal__"));
        QVERIFY(!t.in<QPushButton>("batchAdd")->isEnabled()); // not before it was read
        QTRY_VERIFY2(t.summary().startsWith(QStringLiteral("9 pictures")) &&
                         t.summary().contains(QStringLiteral("on a device")),
                     qPrintable(t.summary()));
        QVERIFY2(t.summary().contains(QStringLiteral("18 s")), qPrintable(t.summary()));
        QVERIFY2(t.summary().contains(QStringLiteral("263")), qPrintable(t.summary())); // 9 x 30,000 bytes in KiB
        QCOMPARE(t.in<QTableView>("batchView")->model()->rowCount(), 9);
        QCOMPARE(t.engine.jobs.size(), std::size_t(0)); // nothing starts by itself
        t.in<QPushButton>("batchAdd")->click();
        QTRY_COMPARE(t.window->queue().queue().jobs().size(), std::size_t(9));
        const std::string batch = t.window->queue().queue().jobs().front()->batch;
        QVERIFY(batch.starts_with("template-"));
        for (const QueuedJobPtr& job : t.window->queue().queue().jobs())
            QCOMPARE(job->batch, batch);
        finishAll(t, 9);
    }

    void random_prompts_are_counted() {
        WithDialog t;
        t.type(*t.in<PromptEdit>("batchTemplate"), QStringLiteral("{a|b|c|d}"));
        auto* mode = t.in<QComboBox>("batchMode");
        mode->setCurrentIndex(mode->findText(QStringLiteral("Drawn at random")));
        t.in<QSpinBox>("batchCount")->setValue(23);
        QTRY_VERIFY2(t.summary().startsWith(QStringLiteral("23 pictures")), qPrintable(t.summary()));
    }

    void errors_of_templates_name_line_and_column() {
        WithDialog t;
        t.type(*t.in<PromptEdit>("batchTemplate"), QStringLiteral("a {red|green"));
        QTRY_VERIFY2(t.summary().contains(QStringLiteral("line 1")) && t.summary().contains(QStringLiteral("column")),
                     qPrintable(t.summary()));
        QVERIFY(!t.in<QPushButton>("batchAdd")->isEnabled());
        QCOMPARE(t.in<QTableView>("batchView")->model()->rowCount(), 0);
    }

    void a_table_is_read_and_its_errors_are_told() {
        WithDialog t;
        const QString good = t.folder.filePath(QStringLiteral("good.csv"));
        writeText(good, "prompt,steps,seed\na cat,5,1\n\"a dog, wet\",6,2\n");
        t.turnTo(2);
        QTest::keyClicks(t.in<QLineEdit>("batchFile"), good);
        QTRY_VERIFY2(t.summary().startsWith(QStringLiteral("2 pictures")), qPrintable(t.summary()));
        const auto* model = t.in<QTableView>("batchView")->model();
        QCOMPARE(model->index(1, 0).data().toString(), QStringLiteral("a dog, wet"));
        QCOMPARE(model->index(1, 2).data().toString(), QStringLiteral("steps 6"));
        const QString bad = t.folder.filePath(QStringLiteral("bad.csv"));
        writeText(bad, "prompt,steps\na cat,5\na dog,many\n");
        t.in<QLineEdit>("batchFile")->setText(bad);
        QTRY_VERIFY2(t.summary().contains(QStringLiteral("line 3")) && t.summary().contains(QStringLiteral("many")),
                     qPrintable(t.summary()));
        QVERIFY(!t.in<QPushButton>("batchAdd")->isEnabled());
        t.in<QLineEdit>("batchFile")->setText(t.folder.filePath(QStringLiteral("missing.csv")));
        QTRY_VERIFY2(t.summary().contains(QStringLiteral("missing.csv")), qPrintable(t.summary()));
    }

    void ten_thousand_rows_do_not_hold_up_the_window() {
        WithDialog t;
        QByteArray text("prompt,seed\n");
        for (int i = 0; i < 10'000; ++i)
            text += QByteArrayLiteral("a cat number ") + QByteArray::number(i) + ',' + QByteArray::number(i) + '\n';
        const QString file = t.folder.filePath(QStringLiteral("many.csv"));
        writeText(file, text);
        QElapsedTimer beat;
        qint64 longest = 0;
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&] { longest = std::max(longest, beat.restart()); });
        beat.start();
        timer.start(1);
        t.turnTo(2);
        t.in<QLineEdit>("batchFile")->setText(file);
        QTRY_VERIFY2_WITH_TIMEOUT(t.summary().startsWith(QStringLiteral("10000 pictures")) ||
                                      t.summary().startsWith(QStringLiteral("10,000 pictures")),
                                  qPrintable(t.summary()), 20000);
        const qint64 reading = longest;
        longest = 0;
        t.window->queue().setPaused(true);
        t.in<QPushButton>("batchAdd")->click();
        const auto& jobs = t.window->queue().queue().jobs();
        QVERIFY2(jobs.size() < 1000, "all at once would hold up the window");
        QTRY_COMPARE_WITH_TIMEOUT(jobs.size(), std::size_t(10'000), 20000);
        for (std::size_t i = 0; i < jobs.size(); ++i)
            QCOMPARE(jobs[i]->recipe.seed, static_cast<std::uint64_t>(i));
        QTest::qWait(200);
        qInfo("longest gap: %lld ms while reading, %lld ms while adding", static_cast<long long>(reading),
              static_cast<long long>(longest));
        QVERIFY(reading < 500); // loose bounds for busy machines; the message above has the figures
        QVERIFY(longest < 500);
    }

    void a_matrix_makes_all_subsets() {
        WithDialog t;
        t.turnTo(1);
        t.type(*t.in<PromptEdit>("batchMatrix"), QStringLiteral("a castle|in winter|at night"));
        QTRY_VERIFY2(t.summary().startsWith(QStringLiteral("4 pictures")), qPrintable(t.summary()));
    }

    void the_matrix_begins_with_what_can_be_one_data() {
        QTest::addColumn<QString>("prompt");
        QTest::addColumn<bool>("taken");
        QTest::newRow("plain") << "a castle (big:1.2)" << true;
        QTest::newRow("a matrix as A1111's users write it") << "a castle|in winter" << true;
        QTest::newRow("template") << "a {red|green} castle" << false;
        QTest::newRow("wildcard") << "a __animal__" << false;
        QTest::newRow("alternation") << "a [red|green] castle" << false;
        QTest::newRow("editing") << "a [red:green:0.5] castle" << true;
    }
    void the_matrix_begins_with_what_can_be_one() {
        QFETCH(QString, prompt);
        QFETCH(bool, taken);
        TestWindow t;
        t.window->document().edit(QString(), QString(), [&](RecipeDraft& d) { d.recipe.prompt = toStd(prompt); });
        BatchMaker maker;
        BatchDialog dialog(t.window->document(), t.adapter, maker, [] { return QString(); });
        QCOMPARE(dialog.findChild<PromptEdit*>("batchMatrix")->toPlainText(), taken ? prompt : QString());
        QCOMPARE(dialog.findChild<PromptEdit*>("batchTemplate")->toPlainText(), prompt);
        dialog.findChild<QTabWidget*>("batchTabs")->setCurrentIndex(1);
        auto* summary = dialog.findChild<QLabel*>("batchSummary");
        QTRY_VERIFY(summary->text().contains(taken ? "picture" : "bars between"));
        QCOMPARE(dialog.findChild<QPushButton*>("batchAdd")->isEnabled(), taken);
    }

    void a_template_is_reused_from_its_picture() {
        TestWindow t;
        t.window->show();
        auto* reuse = t.child<QAction>("reuseTemplate");
        QVERIFY(!reuse->isEnabled());
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) { d.recipe.prompt = "a castle"; });
        t.child<QPushButton>("generate")->click();
        finishAll(t, 1);
        QVERIFY(!reuse->isEnabled()); // it came from no template
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.recipe.prompt = "a {red|green} __animal__";
            d.recipe.negative_prompt = "blur";
        });
        t.child<QPushButton>("generate")->click();
        finishAll(t, 2);
        QVERIFY(reuse->isEnabled());
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.recipe.prompt = "something else";
            d.recipe.negative_prompt.clear();
            d.recipe.steps = 33;
        });
        reuse->trigger();
        const Recipe& recipe = t.window->document().recipe();
        QCOMPARE(recipe.prompt, std::string("a {red|green} __animal__"));
        QCOMPARE(recipe.negative_prompt, std::string("blur"));
        QCOMPARE(recipe.steps, 33); // only the prompts
        QVERIFY(recipe.prompt_template.empty());
        t.window->document().undoStack().undo();
        QCOMPARE(recipe.prompt, std::string("something else"));
    }

    void the_template_of_a_matrix_leads_to_the_batch() {
        TestWindow t;
        t.window->show();
        Recipe recipe;
        recipe.prompt = "a castle, in winter";
        recipe.prompt_template = "a castle|in winter";
        t.window->document().edit(QString(), QString(), [&](RecipeDraft& d) { d.recipe = recipe; });
        t.child<QPushButton>("generate")->click();
        finishAll(t, 1);
        t.child<QAction>("reuseTemplate")->trigger();
        QPushButton* batch = nullptr;
        for (auto* button : t.window->messageBar().findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Batch…") && button->isVisible()) batch = button;
        QVERIFY(batch != nullptr);
        batch->click();
        auto* dialog = t.window->findChild<BatchDialog*>();
        QCOMPARE(dialog->findChild<QTabWidget*>("batchTabs")->currentIndex(), 1);
        QTRY_VERIFY(dialog->findChild<QLabel*>("batchSummary")->text().startsWith("2 pictures"));
    }

    void a_grid_of_three_axes_ends_in_contact_sheets() {
        WithDialog t;
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.recipe.prompt = "red apple";
            d.seed_mode = SeedMode::fixed;
        });
        t.turnTo(3);
        const char* fields[] = {"s/r", "steps", "cfg_scale"};
        const char* values[] = {"red,green", "2,3", "4-5"};
        for (int i = 0; i < 3; ++i) {
            auto* field = t.in<QComboBox>(qPrintable(QStringLiteral("gridField%1").arg(i)));
            field->setCurrentIndex(field->findData(QString::fromLatin1(fields[i])));
            QTest::keyClicks(t.in<QLineEdit>(qPrintable(QStringLiteral("gridValues%1").arg(i))),
                             QString::fromLatin1(values[i]));
        }
        QTRY_VERIFY2(t.summary().startsWith(QStringLiteral("8 pictures")), qPrintable(t.summary()));
        t.in<QPushButton>("batchAdd")->click();
        finishAll(t, 8);
        QTRY_VERIFY(t.window->messageBar().isVisible());
        const auto made = t.window->queue().queue().jobs();
        QCOMPARE(made.size(), std::size_t(8));
        const QDir folder(QFileInfo(toQString(made.front()->picture)).path());
        QVERIFY(folder.dirName().startsWith(QStringLiteral("grid-")));
        QTRY_VERIFY(folder.exists(QStringLiteral("contact-sheet-2.png")));
        QVERIFY(folder.exists(QStringLiteral("contact-sheet-1.png")));
    }

    void a_sheet_is_drawn_although_the_program_was_closed_in_between() {
        WithDialog t;
        t.turnTo(3);
        auto* field = t.in<QComboBox>("gridField0");
        field->setCurrentIndex(field->findData(QStringLiteral("steps")));
        QTest::keyClicks(t.in<QLineEdit>("gridValues0"), QStringLiteral("2,3"));
        QTRY_VERIFY2(t.summary().startsWith(QStringLiteral("2 pictures")), qPrintable(t.summary()));
        t.window->queue().setPaused(true);
        t.in<QPushButton>("batchAdd")->click();
        QTRY_COMPARE(t.window->queue().queue().jobs().size(), std::size_t(2));
        t.window.reset();
        t.window = std::make_unique<MainWindow>(t.adapter, placesIn(t.folder));
        QTRY_COMPARE(t.window->queue().queue().jobs().size(), std::size_t(2));
        t.window->queue().setPaused(false);
        finishAll(t, 2);
        const QDir folder(t.folder.filePath(QStringLiteral("pictures")));
        const auto grids = [&] { return folder.entryList({QStringLiteral("grid-*")}, QDir::Dirs); };
        QTRY_COMPARE(grids().size(), 1); // pictures are saved on another thread
        QTRY_VERIFY(QFile::exists(folder.filePath(grids().front() + QStringLiteral("/contact-sheet.png"))));
        QTRY_VERIFY(QDir(t.folder.filePath(QStringLiteral("queue/grids"))).isEmpty());
    }

    void recipes_are_exported_and_come_back() {
        WithDialog t;
        t.type(*t.in<PromptEdit>("batchTemplate"), QStringLiteral("a {red|green} cat"));
        QTRY_VERIFY2(t.summary().startsWith(QStringLiteral("2 pictures")), qPrintable(t.summary()));
        t.window->queue().setPaused(true);
        t.in<QPushButton>("batchAdd")->click();
        QTRY_COMPARE(t.window->queue().queue().jobs().size(), std::size_t(2));
        for (QAction* action : t.window->findChildren<QAction*>(QStringLiteral("queueExport")))
            action->trigger();
        auto* dialog = t.window->findChild<QFileDialog*>();
        QVERIFY(dialog != nullptr);
        const QString file = t.folder.filePath(QStringLiteral("out.csv"));
        emit dialog->fileSelected(file);
        dialog->close();
        QTRY_VERIFY(QFile::exists(file));
        BatchSource source;
        source.file = file.toStdString();
        const auto again = make_batch(source);
        QVERIFY(again.has_value());
        QCOMPARE(again->recipes.size(), std::size_t(2));
        QCOMPARE(again->recipes[1], t.window->queue().queue().jobs()[1]->recipe);
    }

private:
    QTemporaryDir m_home;
};

QTEST_MAIN(BatchTest)
#include "batch_test.moc"
