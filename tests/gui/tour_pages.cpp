// The pages Gallery and Models, and the house: settings, keys, help, log.
#include "tour.h"
#include "views/compare_window.h"
#include "views/filter_bar.h"
#include "views/gallery_details.h"
#include "views/gallery_grid.h"
#include "views/gallery_page.h"
#include "views/models_page.h"
#include "views/page_rail.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDirIterator>
#include <QGuiApplication>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTextBrowser>
#include <QToolButton>

namespace sfumato {
namespace {

GalleryPage* galleryOf(Tour& t) {
    return t.window().findChild<GalleryPage*>();
}

void select(Tour& t, int row, Qt::KeyboardModifiers modifiers = {}) {
    GalleryGrid& grid = galleryOf(t)->grid();
    const QModelIndex index = galleryOf(t)->pictures().index(row);
    QVERIFY(index.isValid());
    grid.scrollTo(index);
    t.clickAt(grid.viewport(), grid.visualRect(index).center(), modifiers);
    SEE(t, galleryOf(t)->pictures().entry(row) != nullptr);
}

void search(Tour& t, const QString& words) {
    t.retype(t.child<QLineEdit>("gallerySearch"), words);
    t.key(t.child<QLineEdit>("gallerySearch"), Qt::Key_Return);
    t.rest(300);
}

void openTheGallery(Tour& t) {
    t.key(&t.window(), Qt::Key_3, Qt::AltModifier);
    QCOMPARE(t.window().pages().current(), Page::gallery);
    int files = 0;
    for (QDirIterator each(t.file("pictures"), {"*.png"}, QDir::Files, QDirIterator::Subdirectories); each.hasNext();
         each.next())
        ++files;
    QVERIFY(files > 20);
    SEE(t, galleryOf(t)->pictures().rowCount() == files); // from now on rows stay where they are
    QScrollBar* bar = galleryOf(t)->grid().verticalScrollBar();
    for (int i = 0; i < 40; ++i) {
        bar->setValue(bar->value() + (i < 20 ? 80 : -80));
        t.rest();
    }
    auto* size = t.child<QSlider>("gallerySize");
    for (int i = 0; i < 5; ++i)
        t.key(size, i < 3 ? Qt::Key_PageDown : Qt::Key_PageUp);
}

void searchAndFilter(Tour& t) {
    const int all = galleryOf(t)->pictures().rowCount();
    search(t, "lemon");
    SEE(t, galleryOf(t)->pictures().rowCount() > 0 && galleryOf(t)->pictures().rowCount() < all);
    search(t, "");
    t.pick(t.child<QToolButton>("filterDate"), {"Today"});
    SEE(t, t.child<QLineEdit>("gallerySearch")->text() == "date:today");
    SEE(t, t.child<QToolButton>("filterSampler")->menu()->actions().value(0)->isEnabled());
    t.pick(t.child<QToolButton>("filterSampler"), {""});
    auto* bar = t.window().findChild<FilterBar*>();
    QToolButton* chip = nullptr;
    SEE(t, (chip = bar->findChildren<QToolButton*>("chip").value(0)) != nullptr);
    t.click(chip);
    search(t, "");
    t.choose(t.child<QComboBox>("gallerySort"), "Oldest");
    t.choose(t.child<QComboBox>("gallerySort"), "Newest");
    SEE(t, galleryOf(t)->pictures().rowCount() == all);
}

void rateAndTag(Tour& t) {
    GalleryGrid* grid = &galleryOf(t)->grid();
    const PictureId id = galleryOf(t)->pictures().id(1); // another order may be on its way
    const auto marks = [&] {
        const int row = galleryOf(t)->pictures().rowOf(id);
        const GalleryEntry* entry = row < 0 ? nullptr : galleryOf(t)->pictures().entry(row);
        return entry == nullptr ? PictureMarks{.rating = -1} : entry->marks;
    };
    select(t, 1);
    SEE(t, grid->selectedIds() == std::vector<PictureId>{id});
    t.key(grid, Qt::Key_4);
    SEE(t, marks().rating == 4);
    t.key(grid, Qt::Key_Z, Qt::ControlModifier);
    SEE(t, marks().rating >= 0 && marks().rating != 4);
    t.key(grid, Qt::Key_5);
    t.key(grid, Qt::Key_P);
    SEE(t, marks().flag == PictureFlag::keep);
    t.type(t.child<QLineEdit>("galleryTags"), "fruit, still life");
    t.key(t.child<QLineEdit>("galleryTags"), Qt::Key_Return);
    SEE(t, marks().tags.size() == 2);
    QToolButton* chip = nullptr;
    SEE(t, (chip = t.window().findChild<GalleryDetails*>()->findChild<QToolButton*>("chip")) != nullptr);
    t.click(chip);
    SEE(t, marks().tags.size() == 1);
}

void trashAndUndo(Tour& t) {
    GalleryGrid* grid = &galleryOf(t)->grid();
    const int all = galleryOf(t)->pictures().rowCount();
    select(t, 0);
    select(t, 2, Qt::ShiftModifier);
    t.key(grid, Qt::Key_Delete);
    SEE(t, galleryOf(t)->pictures().rowCount() == all - 3 && galleryOf(t)->undoStack().canUndo());
    t.key(grid, Qt::Key_Z, Qt::ControlModifier);
    SEE(t, galleryOf(t)->pictures().rowCount() == all);
}

void compareAndCopy(Tour& t) {
    GalleryGrid* grid = &galleryOf(t)->grid();
    select(t, 0);
    select(t, 1, Qt::ControlModifier);
    t.key(grid, Qt::Key_C);
    CompareWindow* compared = nullptr;
    SEE(t, (compared = t.window().findChild<CompareWindow*>()) != nullptr && compared->complete());
    t.key(compared, Qt::Key_Escape);
    SEE(t, t.window().findChild<CompareWindow*>() == nullptr);
    int row = 0; // a contact sheet, which may be the newest, has no recipe
    for (select(t, row); !galleryOf(t)->pictures().entry(row)->facts.recipe; select(t, row))
        ++row;
    t.key(grid, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains("Steps: "));
    t.key(grid, Qt::Key_C, Qt::ControlModifier);
    SEE(t, !QGuiApplication::clipboard()->image().isNull());
}

void reuseAndSend(Tour& t) {
    const auto back = [&] {
        SEE(t, t.window().pages().current() == Page::create);
        t.key(&t.window(), Qt::Key_3, Qt::AltModifier);
    };
    search(t, "\"red apple\" -is:img2img");
    SEE(t, galleryOf(t)->pictures().rowCount() > 0);
    for (const char* name : {"reuseAll", "reusePrompt", "reuseSeed", "useAsInit"}) {
        select(t, 0);
        SEE(t, t.child<QPushButton>(name)->isEnabled());
        t.click(t.child<QPushButton>(name));
        back();
    }
    GalleryGrid* grid = &galleryOf(t)->grid();
    select(t, 0);
    t.key(grid, Qt::Key_H);
    back();
    QVERIFY(t.recipe().hires.has_value());
    select(t, 0);
    t.key(grid, Qt::Key_M);
    SEE(t, t.window().pages().current() == Page::create && t.recipe().init.has_value());
    t.key(&t.window(), Qt::Key_3, Qt::AltModifier);
    search(t, "");
    t.key(&t.window(), Qt::Key_1, Qt::AltModifier);
}

void models(Tour& t) {
    t.key(&t.window(), Qt::Key_4, Qt::AltModifier);
    auto* page = t.child<ModelsPage>("modelsPage");
    SEE(t, page->isVisible() && !page->table().scanning());
    if (t.round == 0) {
        t.click(t.button("Add Folder…", page));
        t.answerFileDialog(t.file("mine"));
    }
    auto* table = t.child<QTableView>("modelTable");
    SEE(t, page->table().rowCount() == 4 && !page->table().scanning());
    auto* filter = t.child<QLineEdit>("modelFilter");
    t.type(filter, "soft");
    QCOMPARE(table->model()->rowCount(), 2); // both files say so
    t.retype(filter, "");
    for (int row = 0; row < 4; ++row) {
        t.clickAt(table->viewport(), table->visualRect(table->model()->index(row, 0)).center());
        t.rest(20);
    }
    auto* folders = t.child<QListWidget>("modelFolders");
    SEE(t, folders->count() == 2);
    if (auto* hash = t.button("Reckon SHA-256", page)) t.click(hash);
    t.retype(filter, "small");
    QCOMPARE(table->model()->rowCount(), 1);
    t.clickAt(table->viewport(), table->visualRect(table->model()->index(0, 0)).center());
    t.click(t.child<QPushButton>("useModel"));
    SEE(t, t.window().pages().current() == Page::create);
    QVERIFY(t.recipe().model.find("small") != std::string::npos);
    t.key(&t.window(), Qt::Key_4, Qt::AltModifier);
    t.retype(filter, "");
    t.key(&t.window(), Qt::Key_1, Qt::AltModifier);
}

QDialog* dialogOf(Tour& t) {
    for (auto* dialog : t.window().findChildren<QDialog*>())
        if (dialog->isVisible()) return dialog;
    return nullptr;
}

void closeDialog(Tour& t) {
    const QPointer<QDialog> dialog = dialogOf(t);
    QVERIFY(dialog != nullptr);
    t.key(dialog, Qt::Key_Escape);
    SEE(t, dialog == nullptr);
}

void openSettings(Tour& t) {
    t.command({"Edit", "Settings"});
    SEE(t, dialogOf(t) != nullptr);
}

void settingsOfTheTheme(Tour& t) {
    auto* dialog = dialogOf(t);
    t.choose(dialog->findChild<QComboBox*>("theme"), "Dark");
    t.rest(50);
    t.choose(dialog->findChild<QComboBox*>("theme"), "Light");
    t.rest(50);
}

void settingsOfLooks(Tour& t) {
    auto* dialog = dialogOf(t);
    t.choose(dialog->findChild<QComboBox*>("uiScale"), t.round % 2 == 0 ? "125" : "100");
    t.choose(dialog->findChild<QComboBox*>("language"), t.round % 2 == 0 ? "English" : "Deutsch");
    auto* notice = dialog->findChild<QCheckBox*>("notice");
    t.click(notice);
    t.click(notice);
}

void settingsOfPictures(Tour& t) {
    auto* dialog = dialogOf(t);
    auto* tabs = dialog->findChild<QTabWidget*>();
    t.clickAt(tabs->tabBar(), tabs->tabBar()->tabRect(1).center());
    t.choose(dialog->findChild<QComboBox*>("format"), "WebP");
    t.choose(dialog->findChild<QComboBox*>("format"), "PNG");
    t.choose(dialog->findChild<QComboBox*>("bits"), 1);
    t.choose(dialog->findChild<QComboBox*>("bits"), 0);
    t.retype(dialog->findChild<QLineEdit*>("names"), "[date]/[model]-[seed]-[prompt_words]");
    t.choose(dialog->findChild<QComboBox*>("sidecar"), t.round % 2 == 0 ? 1 : 0);
}

void settingsOfKeys(Tour& t) {
    auto* dialog = dialogOf(t);
    auto* tabs = dialog->findChild<QTabWidget*>();
    t.clickAt(tabs->tabBar(), tabs->tabBar()->tabRect(2).center());
    auto* table = dialog->findChild<QTableWidget*>("shortcutTable");
    int row = 0;
    while (row < table->rowCount() && table->item(row, 0)->text() != "Reuse Recipe")
        ++row;
    QVERIFY(row < table->rowCount());
    table->scrollToItem(table->item(row, 0));
    t.clickAt(table->viewport(), table->visualItemRect(table->item(row, 0)).center());
    auto* edit = dialog->findChild<QKeySequenceEdit*>("shortcutEdit");
    edit->setFocus();
    t.key(edit, Qt::Key_R, Qt::ControlModifier | Qt::AltModifier);
    SEE(t, table->item(row, 1)->text().contains("Alt"));
    t.click(t.button("All Usual Keys", dialog));
    QVERIFY(!table->item(row, 1)->text().contains("Alt"));
    closeDialog(t);
}

void themesByMenu(Tour& t) {
    for (const char* theme : {"Dark", "Light"}) {
        t.command({"View", "Theme", theme});
        t.rest(50);
    }
    t.command({"View", "Theme", t.round % 2 == 0 ? "Dark" : "Light"});
}

void paintInTheTheme(Tour& t) {
    t.freshPanel("red apple");
    t.paint();
}

void help(Tour& t) {
    t.key(&t.window(), Qt::Key_F1);
    SEE(t, dialogOf(t) != nullptr);
    closeDialog(t);
    t.command({"Help", "About"});
    SEE(t, dialogOf(t) != nullptr);
    auto* tabs = dialogOf(t)->findChild<QTabWidget*>();
    for (int tab = 0; tab < tabs->count(); ++tab)
        t.clickAt(tabs->tabBar(), tabs->tabBar()->tabRect(tab).center());
    closeDialog(t);
}

void logAndDiagnostics(Tour& t) {
    t.command({"Help", "Log"});
    SEE(t, dialogOf(t) != nullptr);
    QGuiApplication::clipboard()->clear();
    t.click(dialogOf(t)->findChild<QPushButton*>("copyDiagnostics"));
    QVERIFY(QGuiApplication::clipboard()->text().contains("Sfumato"));
    QVERIFY(!QGuiApplication::clipboard()->text().contains(toQString(t.recipe().prompt)));
    t.click(dialogOf(t)->findChild<QCheckBox*>("withPrompts"));
    t.click(dialogOf(t)->findChild<QPushButton*>("copyDiagnostics"));
    QVERIFY(QGuiApplication::clipboard()->text().contains(toQString(t.recipe().prompt)));
    closeDialog(t);
}

constexpr TourStep gallery_steps[] = {
    {"gallery: open and scroll", openTheGallery}, {"gallery: search and filters", searchAndFilter},
    {"gallery: rate and tag", rateAndTag},        {"gallery: trash and undo", trashAndUndo},
    {"gallery: compare, copy", compareAndCopy},   {"gallery: reuse and send to", reuseAndSend},
};

constexpr TourStep house_steps[] = {
    {"models", models},
    {"settings", openSettings},
    {"settings: theme", settingsOfTheTheme},
    {"settings: looks", settingsOfLooks},
    {"settings: pictures", settingsOfPictures},
    {"settings: keys", settingsOfKeys},
    {"themes", themesByMenu},
    {"a picture in the other theme", paintInTheTheme},
    {"help and about", help},
    {"log and diagnostics", logAndDiagnostics},
};

} // namespace

std::span<const TourStep> gallerySteps() {
    return gallery_steps;
}

std::span<const TourStep> houseSteps() {
    return house_steps;
}

} // namespace sfumato
