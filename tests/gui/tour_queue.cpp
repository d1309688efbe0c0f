// The page Queue, and batches.
#include "base/file.h"
#include "tour.h"
#include "views/batch_dialog.h"
#include "views/canvas.h"
#include "views/page_rail.h"
#include "views/prompt_edit.h"
#include "views/queue_page.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolBar>
#include <QToolButton>

namespace sfumato {
namespace {

QListView* viewOf(Tour& t) {
    return t.child<QListView>("queueView");
}

const Queue& queueOf(Tour& t) {
    return t.window().queue().queue();
}

/// The page's button of this text.
void press(Tour& t, const QString& text) {
    auto* page = t.child<QueuePage>("queuePage");
    auto* bar = page->findChild<QToolBar*>();
    for (QAction* action : bar->actions())
        if (action->text() == text) {
            SEE(t, action->isEnabled());
            return t.click(bar->widgetForAction(action));
        }
    QFAIL(qPrintable("no button " + text));
}

void select(Tour& t, int row, Qt::KeyboardModifiers modifiers = {}) {
    QListView* view = viewOf(t);
    const QModelIndex index = view->model()->index(row, 0);
    QVERIFY(index.isValid());
    view->scrollTo(index);
    t.clickAt(view->viewport(), view->visualRect(index).center(), modifiers);
}

/// Row of the first job with this prompt, of those that are not over.
int rowOf(Tour& t, const char* prompt) {
    const auto& jobs = queueOf(t).jobs();
    for (std::size_t row = 0; row < jobs.size(); ++row)
        if (!jobs[row]->is_over() && jobs[row]->recipe.prompt == prompt) return static_cast<int>(row);
    return -1;
}

void turnTo(Tour& t, Page page) {
    t.click(t.window().pages().button(page));
    QCOMPARE(t.window().pages().current(), page);
}

void addMany(Tour& t) {
    turnTo(t, Page::queue);
    press(t, "Pause");
    t.key(&t.window(), Qt::Key_1, Qt::AltModifier);
    for (const char* prompt : {"red apple", "green pear", "lemon"}) {
        t.freshPanel(prompt, 3);
        t.click(t.child<QPushButton>("generate"));
    }
    t.freshPanel("blue boat", 3);
    t.retype(t.child<QSpinBox>("batch"), "30");
    t.click(t.child<QPushButton>("generate"));
    SEE(t, queueOf(t).unfinished() == 33);
    turnTo(t, Page::queue);
    SEE(t, t.child<QLabel>("queueSummary")->text().contains("33 pictures to make"));
}

void reorder(Tour& t) {
    QListView* view = viewOf(t);
    select(t, rowOf(t, "lemon"));
    t.key(view, Qt::Key_Up, Qt::AltModifier);
    t.key(view, Qt::Key_Up, Qt::AltModifier);
    SEE(t, rowOf(t, "lemon") < rowOf(t, "red apple"));
    // What the view does with a drag that ends between two rows.
    const int from = rowOf(t, "green pear"), to = rowOf(t, "lemon");
    const std::unique_ptr<QMimeData> dragged(view->model()->mimeData({view->model()->index(from, 0)}));
    view->model()->dropMimeData(dragged.get(), Qt::MoveAction, to, 0, {});
    SEE(t, rowOf(t, "green pear") < rowOf(t, "lemon"));
    for (int i = 0; i < 20; ++i)
        t.key(view, Qt::Key_Down);
    t.key(view, Qt::Key_End);
    t.key(view, Qt::Key_Home);
    press(t, "Group by Model");
    press(t, "Group by Model");
}

void duplicateAndEdit(Tour& t) {
    QListView* view = viewOf(t);
    const std::size_t before = queueOf(t).unfinished();
    select(t, rowOf(t, "lemon"));
    t.key(view, Qt::Key_D, Qt::ControlModifier);
    SEE(t, queueOf(t).unfinished() == before + 1);
    select(t, rowOf(t, "lemon"));
    t.key(view, Qt::Key_Return);
    SEE(t, t.window().pages().current() == Page::create && t.button("Update Job") != nullptr);
    t.retype(t.child<PromptEdit>("prompt"), "yellow lemon");
    t.click(t.button("Update Job"));
    SEE(t, t.window().pages().current() == Page::queue && rowOf(t, "yellow lemon") >= 0);
}

void clearWithUndo(Tour& t) {
    QListView* view = viewOf(t);
    const std::size_t before = queueOf(t).unfinished();
    select(t, rowOf(t, "yellow lemon"));
    t.key(view, Qt::Key_Delete);
    SEE(t, queueOf(t).unfinished() == before - 1);
    auto& messages = t.child<QueuePage>("queuePage")->messages();
    SEE(t, t.button("Undo", &messages) != nullptr);
    t.click(t.button("Undo", &messages));
    SEE(t, queueOf(t).unfinished() == before);
    // All boats but one are not wanted after all.
    for (bool first = true; rowOf(t, "blue boat") >= 0 && queueOf(t).unfinished() > 5; first = false) {
        select(t, rowOf(t, "blue boat"));
        if (first) select(t, static_cast<int>(queueOf(t).jobs().size()) - 2, Qt::ShiftModifier);
        t.key(view, Qt::Key_Delete);
    }
    SEE(t, queueOf(t).unfinished() == 5);
}

/// Longer than the others, so that there is time to press Pause.
void pauseAndContinue(Tour& t) {
    t.freshPanel("red apple", 60);
    t.key(t.child<PromptEdit>("prompt"), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
    SEE(t, queueOf(t).unfinished() == 6);
    turnTo(t, Page::queue);
    press(t, "Continue");
    SEE(t, t.window().canvas().showsPreview());
    press(t, "Pause");
    SEE(t, queueOf(t).count(JobState::paused) == 1 && t.idle());
    press(t, "Continue");
    press(t, "Stop After This Picture");
    SEE(t, queueOf(t).unfinished() == 5 && t.idle());
    press(t, "Continue");
    SEE(t, queueOf(t).unfinished() == 0 && t.idle());
}

void cancelOne(Tour& t) {
    t.freshPanel("lemon", 60);
    t.click(t.child<QPushButton>("generate"));
    turnTo(t, Page::queue);
    SEE(t, t.window().queue().driver().current().has_value() && t.window().canvas().showsPreview());
    press(t, "Cancel Picture");
    SEE(t, t.idle());
}

void finishedOnes(Tour& t) {
    const QString table = t.file("queue.csv") + QString::number(t.round) + ".csv";
    press(t, "Export…");
    t.answerFileDialog(table);
    SEE(t, QFile::exists(table));
    select(t, 0);
    t.contextMenu(viewOf(t)->viewport(), viewOf(t)->visualRect(viewOf(t)->model()->index(0, 0)).center(),
                  {"Reuse Recipe"});
    SEE(t, t.window().pages().current() == Page::create);
    turnTo(t, Page::queue);
    const std::size_t before = queueOf(t).jobs().size();
    press(t, "Clear Finished");
    SEE(t, queueOf(t).jobs().empty());
    auto& messages = t.child<QueuePage>("queuePage")->messages();
    t.click(t.button("Undo", &messages));
    SEE(t, queueOf(t).jobs().size() == before);
    press(t, "Clear Finished");
    SEE(t, viewOf(t)->model()->rowCount() == 0);
    turnTo(t, Page::create);
}

BatchDialog* openBatch(Tour& t) {
    t.freshPanel("red apple", 2);
    t.key(&t.window(), Qt::Key_B, Qt::ControlModifier);
    BatchDialog* dialog = nullptr;
    t.until([&] { return (dialog = t.window().findChild<BatchDialog*>()) != nullptr && dialog->isVisible(); });
    return dialog;
}

void turnToTab(Tour& t, BatchDialog* dialog, int tab) {
    auto* tabs = dialog->findChild<QTabWidget*>("batchTabs");
    t.clickAt(tabs->tabBar(), tabs->tabBar()->tabRect(tab).center());
    QCOMPARE(tabs->currentIndex(), tab);
}

/// Adds what the dialog shows, and lets it be made.
void addBatch(Tour& t, BatchDialog* dialog, int pictures) {
    auto* summary = dialog->findChild<QLabel*>("batchSummary");
    SEE(t, summary->text().startsWith(QString("%1 pictures").arg(pictures)) && summary->text().contains("on disk"));
    QCOMPARE(dialog->findChild<QTableView*>("batchView")->model()->rowCount(), pictures);
    const std::size_t before = queueOf(t).jobs().size();
    t.click(dialog->findChild<QPushButton*>("batchAdd"));
    SEE(t, queueOf(t).jobs().size() == before + std::size_t(pictures));
    SEE(t, queueOf(t).unfinished() == 0 && t.idle());
}

void batchOfATemplate(Tour& t) {
    BatchDialog* dialog = openBatch(t);
    QVERIFY(dialog != nullptr);
    t.retype(dialog->findChild<PromptEdit*>("batchTemplate"), "a {red|green} __fruit__");
    addBatch(t, dialog, 6);
    auto* mode = dialog->findChild<QComboBox*>("batchMode");
    t.choose(mode, "Drawn at random");
    t.retype(dialog->findChild<QSpinBox*>("batchCount"), "3");
    addBatch(t, dialog, 3);
}

void batchOfAMatrix(Tour& t) {
    auto* dialog = t.window().findChild<BatchDialog*>();
    turnToTab(t, dialog, 1);
    t.retype(dialog->findChild<PromptEdit*>("batchMatrix"), "an apple|red|round");
    addBatch(t, dialog, 4);
}

void batchOfATable(Tour& t) {
    auto* dialog = t.window().findChild<BatchDialog*>();
    turnToTab(t, dialog, 2);
    t.retype(dialog->findChild<QLineEdit*>("batchFile"), t.file("many.csv"));
    addBatch(t, dialog, 2);
}

void batchOfAGrid(Tour& t) {
    auto* dialog = t.window().findChild<BatchDialog*>();
    turnToTab(t, dialog, 3);
    const std::pair<QString, QString> axes[] = {{"steps", "2,3"}, {"cfg scale", "4-5"}};
    for (int i = 0; i < 2; ++i) {
        t.choose(dialog->findChild<QComboBox*>(QString("gridField%1").arg(i)), axes[i].first);
        t.retype(dialog->findChild<QLineEdit*>(QString("gridValues%1").arg(i)), axes[i].second);
    }
    addBatch(t, dialog, 4);
    SEE(t, t.window().messageBar().title().contains("grid is finished"));
    t.click(t.button("Show"));
    SEE(t, t.window().canvas().picture().width() > 128);
    t.key(dialog, Qt::Key_Escape);
    SEE(t, t.window().findChild<BatchDialog*>() == nullptr);
}

constexpr TourStep queue_steps[] = {
    {"queue: add many", addMany},
    {"queue: reorder", reorder},
    {"queue: duplicate and edit", duplicateAndEdit},
    {"queue: remove with undo", clearWithUndo},
    {"queue: pause and continue", pauseAndContinue},
    {"queue: cancel one", cancelOne},
    {"queue: export, reuse, clear", finishedOnes},
};

constexpr TourStep batch_steps[] = {
    {"batch of a template", batchOfATemplate},
    {"batch of a matrix", batchOfAMatrix},
    {"batch of a table", batchOfATable},
    {"batch of a grid", batchOfAGrid},
};

} // namespace

std::span<const TourStep> queueSteps() {
    return queue_steps;
}

std::span<const TourStep> batchSteps() {
    return batch_steps;
}

} // namespace sfumato
