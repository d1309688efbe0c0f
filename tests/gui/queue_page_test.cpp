// The queue as a user meets it: adding, looking, ordering by keys and by dragging, pausing, editing, removing with
// undo, and the word at the start about an earlier time's jobs.
#include "test_window.h"

#include "views/canvas.h"
#include "views/page_rail.h"
#include "views/prompt_edit.h"
#include "views/queue_page.h"

#include <QAction>
#include <QElapsedTimer>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace sfumato;

namespace {

/// A window whose queue holds `count` jobs and is paused.
struct QueueWindow : TestWindow {
    explicit QueueWindow(int count) {
        window->queue().setPaused(true);
        std::vector<NewJob> jobs;
        for (int i = 0; i < count; ++i) {
            Recipe recipe;
            recipe.prompt = "picture " + std::to_string(i + 1);
            recipe.seed = static_cast<std::uint64_t>(i);
            jobs.push_back({recipe, folder.filePath(QStringLiteral("pictures/")).toStdString()});
        }
        window->queue().edit([&](Queue& queue) { return queue.add(jobs, 1); });
        window->showPage(Page::queue);
        window->show();
        QTest::qWait(0);
    }
    QListView* view() const { return child<QListView>("queueView"); }
    QueuePage* page() const { return child<QueuePage>("queuePage"); }
    void select(int row) const {
        view()->selectionModel()->setCurrentIndex(view()->model()->index(row, 0), QItemSelectionModel::ClearAndSelect);
    }
    QString prompts() const {
        QStringList out;
        for (const QueuedJobPtr& job : window->queue().queue().jobs())
            out << QString::fromStdString(job->recipe.prompt).section(u' ', 1);
        return out.join(u' ');
    }
    /// What the view shows, row by row.
    QString rows() const {
        QStringList out;
        for (int row = 0; row < view()->model()->rowCount(); ++row)
            out << view()->model()->index(row, 0).data(QueueList::title_role).toString().section(u' ', 1);
        return out.join(u' ');
    }
};

} // namespace

class QueuePageTest : public QObject {
    Q_OBJECT
private slots:
    void generateAddsWhileAPictureIsMade() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        QCOMPARE(t.engine.jobs.size(), std::size_t(1));
        auto* add = t.child<QPushButton>("addToQueue");
        QVERIFY(add->isVisible());
        t.window->document().edit({}, {}, [](RecipeDraft& d) { d.recipe.prompt = "second"; });
        add->click();
        t.window->document().edit({}, {}, [](RecipeDraft& d) { d.recipe.prompt = "third, but next"; });
        t.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(t.window.get()));
        t.child<PromptEdit>("prompt")->setFocus();
        QTest::keyClick(t.child<PromptEdit>("prompt"), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(t.engine.jobs.size(), std::size_t(1)); // one at a time
        QCOMPARE(t.window->queue().queue().unfinished(), std::size_t(3));
        t.engine.finish();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(2));
        QCOMPARE(t.engine.jobs[1].recipe.prompt, std::string("third, but next"));
        t.engine.finish();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(3));
        QCOMPARE(t.engine.jobs[2].recipe.prompt, std::string("second"));
        t.engine.finish();
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        QTRY_COMPARE(t.window->queue().queue().count(JobState::done), std::size_t(3));
        QTRY_COMPARE(t.window->pictures().unsaved(), 0);
        QVERIFY(!add->isVisible());
    }

    void aPausedPictureGoesOnFromItsState() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        auto* pause = t.window->findChild<QAction*>(QStringLiteral("queuePause"));
        pause->trigger();
        QVERIFY(t.engine.paused.contains(1));
        GenerateState state;
        state.recipe_identity = state.model_sha256 = std::string(64, 'a');
        state.channels = state.height = state.width = 1;
        state.sampling.step = 3;
        state.sampling.x = {1};
        t.engine.tell(event::Progress{1, {3, 20, 1, 5}});
        t.engine.tell(event::Kept{1, std::make_shared<const GenerateState>(state)});
        t.engine.tell(event::Paused{1});
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        QCOMPARE(t.window->queue().queue().count(JobState::paused), std::size_t(1));
        const QModelIndex row = t.child<QListView>("queueView")->model()->index(0, 0);
        QTRY_COMPARE(row.data(QueueList::status_role).toString(), QStringLiteral("Paused at step 3 of 20"));
        QTRY_COMPARE(pause->text(), QStringLiteral("Continue"));
        pause->trigger();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(2));
        QVERIFY(t.engine.jobs[1].resume);
        QVERIFY(*t.engine.jobs[1].resume == state);
    }

    void generateIntoAPausedQueueSaysSo() {
        TestWindow t;
        t.window->show();
        t.window->queue().setPaused(true);
        t.child<QPushButton>("generate")->click();
        QVERIFY(t.engine.jobs.empty());
        QTRY_VERIFY(t.window->messageBar().isVisible());
        QVERIFY(t.window->messageBar().title().contains(QStringLiteral("paused")));
        for (auto* button : t.window->messageBar().findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Continue")) button->click();
        QCOMPARE(t.engine.jobs.size(), std::size_t(1));
    }

    void keysOrderDuplicateAndRemove() {
        QueueWindow t(4);
        QTRY_COMPARE(t.rows(), QStringLiteral("1 2 3 4"));
        t.select(2);
        QTest::keyClick(t.view(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(t.prompts(), QStringLiteral("1 3 2 4"));
        QTRY_COMPARE(t.rows(), QStringLiteral("1 3 2 4"));
        QCOMPARE(t.page()->selected(), std::vector<QueueId>{3}); // the selection goes with the job
        QTest::keyClick(t.view(), Qt::Key_Down, Qt::AltModifier);
        QTest::keyClick(t.view(), Qt::Key_Down, Qt::AltModifier);
        QTRY_COMPARE(t.rows(), QStringLiteral("1 2 4 3"));
        QTest::keyClick(t.view(), Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(t.rows(), QStringLiteral("1 2 4 3 3"));
        t.select(1);
        QTest::keyClick(t.view(), Qt::Key_Delete);
        QTRY_COMPARE(t.rows(), QStringLiteral("1 4 3 3"));
        QTRY_VERIFY(t.page()->messages().isVisible());
        for (auto* button : t.page()->messages().findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Undo")) button->click();
        QTRY_COMPARE(t.rows(), QStringLiteral("1 2 4 3 3"));
    }

    void draggingMovesJobs() {
        QueueWindow t(4);
        QTRY_COMPARE(t.rows(), QStringLiteral("1 2 3 4"));
        QAbstractItemModel* model = t.view()->model();
        // What the view does with a drag that ends between two rows.
        const std::unique_ptr<QMimeData> dragged(model->mimeData({model->index(3, 0), model->index(2, 0)}));
        QVERIFY(dragged != nullptr);
        model->dropMimeData(dragged.get(), Qt::MoveAction, 1, 0, {});
        QTRY_COMPARE(t.rows(), QStringLiteral("1 3 4 2"));
        const std::unique_ptr<QMimeData> last(model->mimeData({model->index(0, 0)}));
        model->dropMimeData(last.get(), Qt::MoveAction, -1, -1, {}); // below the last row
        QTRY_COMPARE(t.rows(), QStringLiteral("3 4 2 1"));
    }

    void aWaitingJobIsEditedInThePanel() {
        QueueWindow t(2);
        QTRY_COMPARE(t.rows(), QStringLiteral("1 2"));
        t.select(1);
        QTest::keyClick(t.view(), Qt::Key_Return);
        QCOMPARE(t.window->pages().current(), Page::create);
        QCOMPARE(t.window->document().recipe().prompt, std::string("picture 2"));
        t.window->document().edit({}, {}, [](RecipeDraft& d) { d.recipe.prompt = "picture 7"; });
        for (auto* button : t.window->messageBar().findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Update Job")) button->click();
        QCOMPARE(t.prompts(), QStringLiteral("1 7"));
        QTRY_COMPARE(t.rows(), QStringLiteral("1 7"));
        QCOMPARE(t.window->pages().current(), Page::queue);
    }

    void failedJobsSayWhyAndCanBeTriedAgain() {
        QueueWindow t(2);
        t.window->queue().setPaused(false);
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(1));
        t.engine.tell(event::Failed{1, Error{ErrorCode::out_of_memory, "no 2 GiB in one piece", {}}});
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(2)); // the next one runs
        const QModelIndex row = t.view()->model()->index(0, 0);
        QTRY_VERIFY(row.data(QueueList::status_role).toString().contains(QStringLiteral("no 2 GiB in one piece")));
        for (QAction* action : t.page()->findChildren<QAction*>())
            if (action->text() == QStringLiteral("Retry Failed")) action->trigger();
        QCOMPARE(t.window->queue().queue().find(1)->state, JobState::waiting);
    }

    void anEarlierTimesJobsAreOfferedAndNotStarted() {
        QueueWindow t(3);
        t.window.reset();
        t.window = std::make_unique<MainWindow>(t.adapter, placesIn(t.folder));
        t.window->show();
        QTRY_VERIFY(t.window->queue().isLoaded());
        QTRY_VERIFY(t.window->messageBar().isVisible());
        QVERIFY(t.window->messageBar().title().contains(QStringLiteral("not made yet")));
        QCOMPARE(t.window->queue().queue().unfinished(), std::size_t(3));
        QVERIFY(t.engine.jobs.empty());
        // A new picture is made all the same, and alone.
        t.child<QPushButton>("generate")->click();
        QCOMPARE(t.engine.jobs.size(), std::size_t(1));
        t.engine.finish();
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        QCOMPARE(t.engine.jobs.size(), std::size_t(1));
        for (auto* button : t.window->messageBar().findChildren<QPushButton*>())
            if (button->text() == QStringLiteral("Go on")) button->click();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(2));
        QCOMPARE(t.engine.jobs[1].recipe.prompt, std::string("picture 1"));
    }

    void closingPausesInsideThePicture() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        t.window->close();
        QVERIFY(t.window->isVisible()); // until the state is safe
        QVERIFY(t.engine.paused.contains(1));
        t.engine.tell(event::Paused{1});
        QTRY_VERIFY(!t.window->isVisible());
        QCOMPARE(t.window->queue().queue().unfinished(), std::size_t(1));
    }

    void everyRowSaysItsStateInWords() {
        QueueWindow t(1);
        QTRY_COMPARE(t.view()->model()->rowCount(), 1);
        const QString spoken = t.view()->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY(spoken.contains(QStringLiteral("picture 1")));
        QVERIFY(spoken.contains(QStringLiteral("Waiting, time unknown")));
        QTRY_VERIFY(t.child<QLabel>("queueSummary")->text().contains(QStringLiteral("time unknown")));
    }

    void stepsAreLookedAtAndForked() {
        TestWindow t;
        t.window->show();
        auto* slider = t.child<QSlider>("stepSlider");
        auto* fork = t.child<QPushButton>("forkHere");
        QVERIFY(!slider->isVisible());
        t.window->document().edit({}, {}, [](RecipeDraft& d) { d.recipe.prompt = "a house"; });
        t.child<QPushButton>("generate")->click();
        for (int step = 1; step <= 3; ++step) {
            t.engine.tell(event::Preview{1, step, FakeEngine::plain(2 + step, 2)});
            QTRY_VERIFY(QFile::exists(t.folder.filePath(QStringLiteral("steps/1/%1.png").arg(step))));
        }
        t.engine.finish();
        QTRY_VERIFY(slider->isVisible());
        QCOMPARE(slider->maximum(), 3);
        QCOMPARE(slider->value(), 3); // the finished picture
        QVERIFY(!fork->isEnabled());
        auto* canvas = t.child<Canvas>("canvas");
        QVERIFY(!canvas->showsPreview());
        slider->setValue(1);
        QTRY_VERIFY(canvas->showsPreview());
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        fork->click();
        const Recipe& recipe = t.window->document().recipe();
        QVERIFY(recipe.parent.has_value());
        QCOMPARE(recipe.parent->step, 2);
        QVERIFY(recipe.parent->recipe.find("a house") != std::string::npos);
        QVERIFY(t.child<QPushButton>("detachFork")->isVisible());
        QVERIFY(validate(recipe).has_value());
        t.child<QPushButton>("generate")->click();
        QCOMPARE(t.engine.jobs.size(), std::size_t(2));
        QVERIFY(t.engine.jobs[1].recipe.parent == recipe.parent);
        t.child<QPushButton>("detachFork")->click();
        QVERIFY(!t.window->document().recipe().parent);
        QVERIFY(!t.child<QPushButton>("detachFork")->isVisible());
        t.engine.finish();
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        slider->setValue(slider->maximum());
        QVERIFY(!canvas->showsPreview());
    }

    void theStepsOfOldPicturesGoFirst() {
        QTemporaryDir folder;
        const auto count = [&] { return QDir(folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(); };
        QImage noise(32, 32, QImage::Format_RGB32);
        for (int y = 0; y < 32; ++y)
            for (int x = 0; x < 32; ++x)
                noise.setPixel(x, y, qRgb((x * 7919 + y * 104729) % 251, x * y % 253, (x ^ y) * 8));
        StepCache cache(folder.path().toStdString(), 20'000);
        QSignalSpy listed(&cache, &StepCache::listed);
        for (QueueId picture = 1; picture <= 20; ++picture)
            for (int step = 1; step <= 3; ++step)
                cache.add(picture, step, noise);
        cache.list(20);
        cache.list(1);
        QTRY_COMPARE(listed.size(), 2);
        QCOMPARE(listed[0][1].value<QList<int>>(), (QList<int>{1, 2, 3}));
        QVERIFY(listed[1][1].value<QList<int>>().isEmpty());
        QVERIFY(count() < 20);
    }

    void tenThousandJobsAreUsable() {
        QueueWindow t(10'000);
        QTRY_COMPARE(t.view()->model()->rowCount(), 10'000);
        QElapsedTimer timer;
        const auto measured = [&](const char* what, const std::function<void()>& act) {
            timer.start();
            act();
            QTest::qWait(1);
            qInfo("10,000 jobs, %s: %.1f ms", what, timer.nsecsElapsed() / 1e6);
            return timer.elapsed();
        };
        t.select(9'999);
        QVERIFY(measured("move the last to the front", [&] {
                    t.window->queue().edit([](Queue& q) { q.move(std::vector<QueueId>{10'000}, 1); });
                }) < 500);
        QCOMPARE(t.view()->model()->index(0, 0).data(QueueList::title_role).toString(),
                 QStringLiteral("picture 10000"));
        measured("scroll to the end and paint", [&] {
            t.view()->scrollToBottom();
            t.view()->viewport()->repaint();
        });
        measured("remove all", [&] {
            t.view()->selectAll();
            QTest::keyClick(t.view(), Qt::Key_Delete);
        });
        QTRY_COMPARE(t.view()->model()->rowCount(), 0);
    }
};

QTEST_MAIN(QueuePageTest)
#include "queue_page_test.moc"
