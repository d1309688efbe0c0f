// The gallery page as a user meets it: pictures appear, are searched, rated, tagged, deleted and brought back by keys.
#include "test_window.h"

#include "store/catalogue_scan.h"
#include "store/writer.h"
#include "views/canvas_desk.h"
#include "views/compare_window.h"
#include "views/filter_bar.h"
#include "views/gallery_details.h"
#include "views/gallery_grid.h"
#include "views/gallery_page.h"
#include "views/message_bar.h"
#include "views/page_rail.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

using namespace sfumato;

namespace {

struct Place {
    QTemporaryDir folder;
    QString pictures = folder.filePath(QStringLiteral("pictures"));
    Place() {
        qputenv("XDG_DATA_HOME", folder.filePath(QStringLiteral("data")).toLocal8Bit());
        QDir().mkpath(pictures);
    }
    QString save(const char* name, const char* prompt, quint64 seed) const {
        Recipe recipe;
        recipe.prompt = prompt;
        recipe.seed = seed;
        const QString path = pictures + QLatin1Char('/') + QString::fromLatin1(name);
        const auto saved = save_image(FakeEngine::plain(24, 16), recipe, SaveTarget{path.toStdString()});
        return saved ? path : QString();
    }
    std::unique_ptr<GalleryPage> open() const {
        auto page = std::make_unique<GalleryPage>(folder.filePath(QStringLiteral("gallery.sqlite")).toStdString(),
                                                  folder.filePath(QStringLiteral("thumbnails")));
        page->resize(900, 600);
        page->show();
        page->watchFolder(pictures);
        return page;
    }
};

/// Waits until the grid shows so many pictures and knows all of them.
void waitFor(GalleryPage& page, int count) {
    QTRY_COMPARE_WITH_TIMEOUT(page.pictures().rowCount(), count, 20000);
    for (int row = 0; row < count; ++row)
        QTRY_VERIFY_WITH_TIMEOUT(page.pictures().entry(row) != nullptr, 20000);
}

int rowOf(GalleryPage& page, const char* prompt) {
    for (int row = 0; row < page.pictures().rowCount(); ++row)
        if (const GalleryEntry* entry = page.pictures().entry(row))
            if (entry->facts.recipe && entry->facts.recipe->prompt == prompt) return row;
    return -1;
}

void click(GalleryPage& page, const char* prompt, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    const QModelIndex index = page.pictures().index(rowOf(page, prompt));
    QVERIFY(index.isValid());
    QTest::mouseClick(page.grid().viewport(), Qt::LeftButton, modifiers, page.grid().visualRect(index).center());
}

/// Qt Test sends no such events itself.
QMenu* askForMenu(QWidget* widget, QContextMenuEvent::Reason reason, const QPoint& at) {
    QContextMenuEvent event(reason, at, widget->mapToGlobal(at));
    QCoreApplication::sendEvent(widget, &event);
    return qobject_cast<QMenu*>(QApplication::activePopupWidget());
}

/// What the right mouse button opens on a picture of the grid.
QMenu* menuOf(GalleryPage& page, int row) {
    const QPoint at = page.grid().visualRect(page.pictures().index(row)).center();
    QTest::mouseClick(page.grid().viewport(), Qt::RightButton, Qt::NoModifier, at);
    return askForMenu(page.grid().viewport(), QContextMenuEvent::Mouse, at);
}

/// What the menu key opens, which Qt sends to the widget with the focus.
QMenu* menuByKey(GalleryPage& page) {
    page.grid().setFocus();
    return askForMenu(&page.grid(), QContextMenuEvent::Keyboard,
                      page.grid().inputMethodQuery(Qt::ImCursorRectangle).toRect().center());
}

QAction* actionOf(const QMenu& menu, const char* name) {
    for (QAction* action : menu.actions())
        if (action->objectName() == QLatin1String(name)) return action;
    return nullptr;
}

int stars(GalleryPage& page, const char* prompt) {
    const int row = rowOf(page, prompt);
    const GalleryEntry* entry = row < 0 ? nullptr : page.pictures().entry(row);
    return entry == nullptr ? -1 : entry->marks.rating;
}

} // namespace

class GalleryPageTest : public QObject {
    Q_OBJECT
private slots:
    void foldersOfEarlierAreLookedThroughAtTheStart() {
        TestWindow t;
        const auto folder = std::filesystem::path(t.folder.filePath("elsewhere").toStdString());
        {
            auto opened = Catalogue::open(t.folder.filePath("gallery.sqlite").toStdString(), Database::Access::write);
            QVERIFY(opened && opened->catalogue.add_folder(catalogue_path(folder)));
        }
        std::filesystem::create_directories(folder);
        QVERIFY(save_image(FakeEngine::plain(24, 16), Recipe{}, SaveTarget{folder / "came later.png"}));
        t.window->showPage(Page::gallery);
        auto* page = t.window->findChild<GalleryPage*>();
        QTRY_COMPARE_WITH_TIMEOUT(page->pictures().rowCount(), 1, 20000);
    }

    void emptyGallerySaysWhatToDo() {
        Place place;
        const auto page = place.open();
        QSignalSpy found(&page->store(), &GalleryStore::found);
        QVERIFY(found.wait());
        QCOMPARE(page->pictures().rowCount(), 0);
        QVERIFY(page->findChild<QPushButton*>(QStringLiteral("galleryAddFolder"))->isVisible());
    }

    void searchNarrowsWhileTyping() {
        Place place;
        place.save("a.png", "a red apple", 1);
        place.save("b.png", "a blue boat", 2);
        const auto page = place.open();
        waitFor(*page, 2);
        auto* field = page->findChild<QLineEdit*>(QStringLiteral("gallerySearch"));
        QTest::keyClicks(field, QStringLiteral("BOAT"));
        QTRY_COMPARE(page->pictures().rowCount(), 1);
        field->clear();
        QTest::keyClicks(field, QStringLiteral("seed:1"));
        QTRY_COMPARE(page->pictures().rowCount(), 1);
        QTRY_VERIFY(rowOf(*page, "a red apple") == 0);
        auto* problem = page->findChild<QLabel*>(QStringLiteral("galleryProblem"));
        QVERIFY(!problem->isVisible());
        field->clear();
        QTest::keyClicks(field, QStringLiteral("rating:many"));
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(problem->text().contains(QStringLiteral("expected a number")));
        field->clear();
        waitFor(*page, 2);
        auto* sort = page->findChild<QComboBox*>(QStringLiteral("gallerySort"));
        sort->setCurrentIndex(sort->findData(QStringLiteral("seed")));
        QTRY_COMPARE(rowOf(*page, "a red apple"), 0);
        sort->setCurrentIndex(sort->findData(QStringLiteral("name")));
        QTRY_COMPARE(rowOf(*page, "a blue boat"), 1);
    }

    void keysRateAndUndoTakesItBack() {
        Place place;
        place.save("a.png", "one", 1);
        place.save("b.png", "two", 2);
        const auto page = place.open();
        waitFor(*page, 2);
        click(*page, "one");
        QTest::keyClick(&page->grid(), Qt::Key_4);
        QTRY_COMPARE(stars(*page, "one"), 4);
        QCOMPARE(stars(*page, "two"), 0);
        click(*page, "two", Qt::ControlModifier); // both
        QTest::keyClick(&page->grid(), Qt::Key_2);
        QTRY_COMPARE(stars(*page, "two"), 2);
        QTRY_COMPARE(stars(*page, "one"), 2);
        QTest::keyClick(&page->grid(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(stars(*page, "one"), 4);
        QTRY_COMPARE(stars(*page, "two"), 0);
        QTest::keySequence(&page->grid(), QKeySequence(QKeySequence::Redo));
        QTRY_COMPARE(stars(*page, "two"), 2);
        click(*page, "one");
        QTest::keyClick(&page->grid(), Qt::Key_X);
        QTRY_VERIFY(page->pictures().entry(rowOf(*page, "one"))->marks.flag == PictureFlag::reject);
        page->setQuery(QStringLiteral("-is:reject"));
        QTRY_COMPARE(page->pictures().rowCount(), 1);
    }

    void tagsOfTheDetails() {
        Place place;
        place.save("a.png", "one", 1);
        const auto page = place.open();
        waitFor(*page, 1);
        click(*page, "one");
        auto* tags = page->findChild<QLineEdit*>(QStringLiteral("galleryTags"));
        QVERIFY(tags->isEnabled());
        QTest::keyClicks(tags, QStringLiteral("fruit, still life"));
        QTest::keyClick(tags, Qt::Key_Return);
        page->setQuery(QStringLiteral("tag:\"still life\""));
        waitFor(*page, 1);
        page->grid().select({page->pictures().id(0)});
        QTRY_VERIFY(page->findChild<GalleryDetails*>()->text().contains(QStringLiteral("fruit, still life")));
        QVERIFY(page->findChild<GalleryDetails*>()->text().contains(QStringLiteral("Seed: 1")));
    }

    void tagsAreTakenAwayByTheirButton() {
        Place place;
        place.save("a.png", "one", 1);
        const auto page = place.open();
        waitFor(*page, 1);
        click(*page, "one");
        page->addTags(QStringLiteral("fruit, still life"));
        const auto chips = [&] {
            QStringList names;
            for (const QToolButton* chip : page->findChild<GalleryDetails*>()->findChildren<QToolButton*>("chip"))
                if (chip->isVisible()) names << chip->property("term").toString();
            return names;
        };
        QTRY_COMPARE(chips(), (QStringList{"fruit", "still life"}));
        for (QToolButton* chip : page->findChild<GalleryDetails*>()->findChildren<QToolButton*>("chip"))
            if (chip->property("term") == QStringLiteral("fruit")) QTest::mouseClick(chip, Qt::LeftButton);
        QTRY_COMPARE(chips(), QStringList{"still life"});
        QTest::keyClick(&page->grid(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(chips(), (QStringList{"fruit", "still life"}));
    }

    void filtersEditTheSearch() {
        QCOMPARE(FilterBar::toggled("red  \"two words\"", "rating:>=3", {"rating:"}),
                 QString("red  \"two words\" rating:>=3"));
        QCOMPARE(FilterBar::toggled("red rating:>=3 x", "rating:>=4", {"rating:"}), QString("red x rating:>=4"));
        QCOMPARE(FilterBar::toggled("red RATING:>=3", "rating:>=3", {"rating:"}), QString("red"));
        QCOMPARE(FilterBar::toggled("rating:many \xC3\xA4pfel tag:a", "tag:a", {}),
                 QString("rating:many \xC3\xA4pfel"));
        QCOMPARE(FilterBar::term("model", "dream v1"), QString("model:\"dream v1\""));
        QCOMPARE(FilterBar::term("tag", "12\" print"), QString("tag:\" print\""));
        Place place;
        place.save("a.png", "one", 1);
        place.save("b.png", "two", 2);
        const auto page = place.open();
        waitFor(*page, 2);
        click(*page, "two");
        QTest::keyClick(&page->grid(), Qt::Key_4);
        QTRY_COMPARE(stars(*page, "two"), 4);
        const auto choose = [&](const char* menu, const QString& term) {
            auto* button = page->findChild<QToolButton*>(QString::fromLatin1(menu));
            for (QAction* action : button->menu()->actions())
                if (action->data() == term) return action->trigger();
            QFAIL(qPrintable("no " + term));
        };
        choose("filterRating", "rating:>=4");
        QTRY_COMPARE(page->pictures().rowCount(), 1);
        auto* field = page->findChild<QLineEdit*>(QStringLiteral("gallerySearch"));
        QCOMPARE(field->text(), QString("rating:>=4"));
        choose("filterRating", "rating:>=5"); // instead
        QTRY_COMPARE(page->pictures().rowCount(), 0);
        QCOMPARE(field->text(), QString("rating:>=5"));
        auto* bar = page->findChild<FilterBar*>();
        QCOMPARE(bar->findChildren<QToolButton*>("chip").last()->property("term").toString(), QString("rating:>=5"));
        QTest::mouseClick(bar->findChildren<QToolButton*>("chip").last(), Qt::LeftButton);
        QTRY_COMPARE(page->pictures().rowCount(), 2);
        // Names come from the index.
        QTRY_VERIFY(!page->findChild<QToolButton*>("filterModel")->menu()->actions().value(0)->data().isNull());
        choose("filterModel", "model:builtin");
        QTRY_COMPARE(field->text(), QString("model:builtin"));
        choose("filterSampler", "sampler:euler");
        QTRY_COMPARE(field->text(), QString("model:builtin sampler:euler"));
        QCOMPARE(page->pictures().rowCount(), 2);
    }

    void missingPicturesAreForgottenAndComeBack() {
        Place place;
        const QString a = place.save("a.png", "one", 1);
        place.save("b.png", "two", 2);
        const auto page = place.open();
        waitFor(*page, 2);
        click(*page, "one");
        QTest::keyClick(&page->grid(), Qt::Key_5);
        QTRY_COMPARE(stars(*page, "one"), 5);
        page->addTags(QStringLiteral("dear"));
        auto* forget = page->findChild<QPushButton*>(QStringLiteral("galleryForget"));
        auto* missing = page->findChild<QPushButton*>(QStringLiteral("galleryMissing"));
        QVERIFY(QFile::remove(a));
        QTRY_VERIFY_WITH_TIMEOUT(missing->isVisible(), 20000);
        QVERIFY(!forget->isVisible()); // first one sees what
        missing->click();
        waitFor(*page, 1);
        QTRY_VERIFY(forget->isVisible());
        forget->click();
        QTRY_COMPARE(page->pictures().rowCount(), 0);
        QTRY_VERIFY(!missing->isVisible());
        page->undoStack().undo();
        waitFor(*page, 1);
        QCOMPARE(stars(*page, "one"), 5);
        QCOMPARE(page->pictures().entry(0)->marks.tags, std::vector<std::string>{"dear"});
        QCOMPARE(page->pictures().entry(0)->facts.recipe->seed, std::uint64_t(1));
        QVERIFY(page->pictures().entry(0)->state == PictureState::missing);
        page->undoStack().redo();
        QTRY_COMPARE(page->pictures().rowCount(), 0);
        page->setQuery({});
        waitFor(*page, 1);
        click(*page, "two"); // which is there
        page->forgetSelected();
        QTRY_VERIFY(page->messages().isVisible());
        QCOMPARE(page->pictures().rowCount(), 1);
    }

    void manyAreForgottenPartByPart() {
        constexpr int many = 3000;
        Place place;
        {
            std::vector<PictureFacts> facts(many);
            for (int i = 0; i < many; ++i) {
                facts[static_cast<std::size_t>(i)].path =
                    place.pictures.toStdString() + "/" + std::to_string(i) + ".png";
                facts[static_cast<std::size_t>(i)].recipe = Recipe{};
            }
            auto opened = Catalogue::open(place.folder.filePath("gallery.sqlite").toStdString());
            QVERIFY(opened && opened->catalogue.put(facts));
        }
        const auto page = place.open();
        page->setQuery(QStringLiteral("is:missing"));
        QTRY_COMPARE_WITH_TIMEOUT(page->pictures().rowCount(), many, 20000);
        auto* stop = page->findChild<QPushButton*>(QStringLiteral("galleryStop"));
        auto* forget = page->findChild<QPushButton*>(QStringLiteral("galleryForget"));
        QTRY_VERIFY(forget->isVisible() && !stop->isVisible());
        // Stopped after the first part: the others stay.
        qint64 last = 0;
        bool couldStop = false;
        const auto stopping = connect(&page->store(), &GalleryStore::changing, page.get(), [&](qint64 done) {
            last = done;
            couldStop = couldStop || (stop->isVisible() && stop->isEnabled());
            if (done == 500) stop->click();
        });
        forget->click();
        QSignalSpy ended(&page->store(), &GalleryStore::changeEnded);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20000);
        QVERIFY(couldStop);
        QVERIFY(!stop->isVisible());
        QTRY_VERIFY(page->pictures().rowCount() < many);
        const int left = page->pictures().rowCount();
        QCOMPARE(left, many - static_cast<int>(last));
        QVERIFY(left > 0);
        disconnect(stopping);
        page->undoStack().undo();
        QTRY_COMPARE_WITH_TIMEOUT(page->pictures().rowCount(), many, 20000);
        QTRY_VERIFY(!stop->isVisible());
        // All of them, and back; searching goes on meanwhile.
        bool foundMeanwhile = false, isBusy = false;
        connect(&page->store(), &GalleryStore::changing, page.get(), [&](qint64 done) {
            isBusy = true;
            if (done == 500) page->store().search(QStringLiteral("is:missing"));
        });
        connect(&page->store(), &GalleryStore::found, page.get(), [&](const GalleryFound& found) {
            foundMeanwhile = foundMeanwhile || (isBusy && !found.ids.empty() && found.ids.size() < many);
        });
        forget->click();
        QTRY_COMPARE_WITH_TIMEOUT(page->pictures().rowCount(), 0, 20000);
        QVERIFY(foundMeanwhile);
        page->undoStack().undo();
        QTRY_COMPARE_WITH_TIMEOUT(page->pictures().rowCount(), many, 20000);
    }

    void changesInSubfoldersAreNoticed() {
        Place place;
        place.save("a.png", "one", 1);
        QVERIFY(QDir(place.pictures).mkpath("2026/01"));
        const auto page = place.open();
        waitFor(*page, 1);
        place.save("2026/01/b.png", "two", 2);
        waitFor(*page, 2);
        // In a folder that was made since, too.
        QVERIFY(QDir(place.pictures).mkpath("2026/02"));
        place.save("2026/02/c.png", "three", 3);
        waitFor(*page, 3);
        QTest::qWait(1000);
        place.save("2026/02/d.png", "four", 4);
        waitFor(*page, 4);
        QVERIFY(QDir(place.pictures + "/2026/02").removeRecursively());
        QTRY_COMPARE_WITH_TIMEOUT(page->pictures().rowCount(), 2, 20000);
    }

    void picturesAreSentToTheNextWork() {
        TestWindow t;
        const auto folder = std::filesystem::path(t.folder.filePath("pictures").toStdString());
        std::filesystem::create_directories(folder);
        Recipe recipe;
        recipe.prompt = "one";
        recipe.seed = 7;
        const auto saved = save_image(FakeEngine::plain(24, 16), recipe, SaveTarget{folder / "a.png"});
        QVERIFY(saved);
        t.window->resize(1200, 800);
        t.window->show();
        t.window->showPage(Page::gallery);
        auto* page = t.window->findChild<GalleryPage*>();
        waitFor(*page, 1);
        click(*page, "one");
        page->findChild<QAction*>("sendToHires")->trigger();
        QVERIFY(t.window->document().recipe().hires.has_value());
        QCOMPARE(t.window->document().recipe().seed, std::uint64_t(7));
        QVERIFY(!t.window->document().recipe().init);
        t.window->showPage(Page::gallery);
        page->findChild<QAction*>("sendToInpaint")->trigger();
        QCOMPARE(t.window->document().recipe().init->path, saved->string());
        QTRY_VERIFY_WITH_TIMEOUT(t.window->findChild<CanvasDesk*>()->masking(), 20000);
    }

    void deletedPicturesComeBack() {
        Place place;
        const QString a = place.save("a.png", "one", 1);
        place.save("b.png", "two", 2);
        const auto page = place.open();
        waitFor(*page, 2);
        click(*page, "one");
        QTest::keyClick(&page->grid(), Qt::Key_Delete);
        QTRY_COMPARE(page->pictures().rowCount(), 1);
        QVERIFY(!QFile::exists(a));
        QTRY_COMPARE(page->undoStack().count(), 1);
        QTest::keyClick(&page->grid(), Qt::Key_Z, Qt::ControlModifier);
        waitFor(*page, 2);
        QVERIFY(QFile::exists(a));
    }

    void changesOutsideAreNoticed() {
        Place place;
        place.save("a.png", "one", 1);
        const auto page = place.open();
        waitFor(*page, 1);
        const QString b = place.save("b.png", "two", 2);
        waitFor(*page, 2);
        QVERIFY(QFile::remove(b));
        QTRY_COMPARE_WITH_TIMEOUT(page->pictures().rowCount(), 1, 20000);
        auto* missing = page->findChild<QPushButton*>(QStringLiteral("galleryMissing"));
        QTRY_VERIFY(missing->isVisible());
        missing->click();
        waitFor(*page, 1);
        QTRY_VERIFY(page->pictures().entry(0)->state == PictureState::missing); // not dropped
    }

    void picturesAreReusedDraggedAndCopied() {
        Place place;
        const QString a = place.save("a.png", "one", 7);
        const auto page = place.open();
        waitFor(*page, 1);
        click(*page, "one");
        QSignalSpy all(page.get(), &GalleryPage::reuseRequested), seed(page.get(), &GalleryPage::reuseSeedRequested),
            init(page.get(), &GalleryPage::initRequested);
        for (const char* name : {"reuseAll", "reuseSeed", "useAsInit"})
            QTest::mouseClick(page->findChild<QPushButton*>(QString::fromLatin1(name)), Qt::LeftButton);
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0][0].value<Recipe>().prompt, std::string("one"));
        QCOMPARE(seed[0][0].toULongLong(), 7ull);
        QCOMPARE(init[0][0].toString(), a);
        const std::unique_ptr<QMimeData> data(page->pictures().mimeData({page->pictures().index(0)}));
        QCOMPARE(data->urls(), QList<QUrl>{QUrl::fromLocalFile(a)});
        QTest::keyClick(&page->grid(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("one\nSteps: ")));
        QTest::keyClick(&page->grid(), Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QGuiApplication::clipboard()->image().size(), QSize(24, 16));
    }

    /// Whoever closes the window does not wait until large pictures are read.
    void comparedPicturesAreLeftUnread() {
        Place place;
        QImage large(6000, 6000, QImage::Format_Grayscale8);
        large.fill(90);
        const QString path = place.folder.filePath(QStringLiteral("large.png"));
        QVERIFY(large.save(path, "PNG", 90));
        QPointer<CompareWindow> window = new CompareWindow(path, path);
        window->show();
        QTRY_VERIFY(QThreadPool::globalInstance()->activeThreadCount() > 0);
        window->close();
        QCoreApplication::sendPostedEvents(window, QEvent::DeferredDelete);
        QVERIFY(!window);
        QVERIFY(QThreadPool::globalInstance()->activeThreadCount() > 0); // they are still being read
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents(); // and have nowhere to go
    }

    void templatesAreReusedFromTheMenu() {
        TestWindow t;
        const auto folder = std::filesystem::path(t.folder.filePath("pictures").toStdString());
        std::filesystem::create_directories(folder);
        Recipe drawn;
        drawn.prompt = "a red castle";
        drawn.prompt_template = "a {red|green} castle";
        drawn.negative_prompt = "rain";
        drawn.negative_template = "{rain|snow}";
        drawn.steps = 7;
        drawn.seed = 99;
        Recipe plain;
        plain.prompt = "plain";
        QVERIFY(save_image(FakeEngine::plain(24, 16), drawn, SaveTarget{folder / "drawn.png"}));
        QVERIFY(save_image(FakeEngine::plain(24, 16), plain, SaveTarget{folder / "plain.png"}));
        QVERIFY(QImage(24, 16, QImage::Format_RGB32).save(toQString((folder / "bare.png").string())));
        t.window->resize(1200, 800);
        t.window->show();
        QVERIFY(QTest::qWaitForWindowActive(t.window.get()));
        t.window->showPage(Page::gallery);
        auto* page = t.window->findChild<GalleryPage*>();
        waitFor(*page, 3);
        const Recipe before = t.window->document().recipe();
        int bare = 0;
        while (bare < 3 && page->pictures().entry(bare)->facts.recipe)
            ++bare;
        QVERIFY(bare < 3);

        // Grey where there is nothing to go back to; a click on it does nothing, though the one before was live.
        QPointer<QMenu> menu;
        for (const int row : {rowOf(*page, "a red castle"), rowOf(*page, "plain"), bare}) {
            menu = menuOf(*page, row);
            QVERIFY(menu);
            QAction* reuse = actionOf(*menu, "galleryReuseTemplate");
            QVERIFY(reuse != nullptr && reuse->isVisible());
            QCOMPARE(reuse->isEnabled(), row == rowOf(*page, "a red castle"));
            if (!reuse->isEnabled())
                QTest::mouseClick(menu, Qt::LeftButton, Qt::NoModifier, menu->actionGeometry(reuse).center());
            QCOMPARE(t.window->document().recipe(), before);
            QCOMPARE(t.window->pages().current(), Page::gallery);
            QTest::keyClick(menu, Qt::Key_Escape);
            QTRY_VERIFY(!menu);
        }

        // By keys: the prompts of the template come, and only they.
        click(*page, "a red castle");
        menu = menuByKey(*page);
        QVERIFY(menu);
        QAction* reuse = actionOf(*menu, "galleryReuseTemplate");
        for (qsizetype i = 0; i < menu->actions().size() && menu->activeAction() != reuse; ++i)
            QTest::keyClick(menu, Qt::Key_Down);
        QCOMPARE(menu->activeAction(), reuse);
        QTest::keyClick(menu, Qt::Key_Return);
        Recipe expected = before;
        expected.prompt = "a {red|green} castle";
        expected.negative_prompt = "{rain|snow}";
        QCOMPARE(t.window->document().recipe(), expected);
        QCOMPARE(t.window->pages().current(), Page::create);
        t.window->document().undoStack().undo();
        QCOMPARE(t.window->document().recipe(), before);
    }

    void thumbnailsAreSharedAndRenewed() {
        Place place;
        const QString a = place.save("a.png", "one", 7);
        const QString cache = place.folder.filePath(QStringLiteral("thumbnails"));
        const QImage made = Thumbnails::make(cache, a, 1000, 256);
        QCOMPARE(made.size(), QSize(24, 16));
        QCOMPARE(QDir(cache + QStringLiteral("/large")).entryList(QDir::Files).size(), 1);
        QVERIFY(QFile::remove(a));
        QCOMPARE(Thumbnails::make(cache, a, 1000, 256).size(), QSize(24, 16)); // from the cache
        QVERIFY(Thumbnails::make(cache, a, 1001, 256).isNull());               // that one is old
    }

    /// 100,000 rows of an index; no files, so that what is measured is the window.
    void hundredThousandPictures() {
        Place place;
        const std::filesystem::path index = place.folder.filePath(QStringLiteral("gallery.sqlite")).toStdString();
        {
            auto opened = Catalogue::open(index);
            QVERIFY(opened);
            std::vector<PictureFacts> facts(100'000);
            for (std::size_t i = 0; i < facts.size(); ++i) {
                facts[i].path = "/nowhere/" + std::to_string(i) + ".png";
                facts[i].created = static_cast<std::int64_t>(i);
                facts[i].recipe.emplace().prompt = "masterpiece number " + std::to_string(i);
            }
            QVERIFY(opened->catalogue.put(facts));
        }
        QElapsedTimer timer;
        timer.start();
        GalleryPage page(index, place.folder.filePath(QStringLiteral("thumbnails")));
        page.resize(1400, 900);
        page.show();
        page.start();
        QTRY_COMPARE_WITH_TIMEOUT(page.pictures().rowCount(), 100'000, 60000);
        QTRY_VERIFY_WITH_TIMEOUT(page.pictures().entry(0) != nullptr, 20000);
        qInfo("first pictures after %lld ms", static_cast<long long>(timer.elapsed()));
        QScrollBar* bar = page.grid().verticalScrollBar();
        page.grid().takeLongestPaint();
        std::vector<double> frames;
        for (int i = 0; i < 300; ++i) {
            timer.start();
            bar->setValue(i % 50 == 49 ? bar->maximum() / (i / 50 + 1) : bar->value() + 60);
            page.grid().viewport()->repaint();
            frames.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
            QCoreApplication::sendPostedEvents();
            QTest::qWait(1);
        }
        // What is painted already is moved; a line or two come into sight.
        bar->setValue(bar->maximum() / 2);
        QTest::qWait(500);
        page.grid().viewport()->repaint();
        page.grid().takeCellsPainted();
        bar->setValue(bar->value() + 60);
        QTest::qWait(100);
        const int width = page.grid().viewport()->width() / (page.grid().pictureSide() + 10);
        const int painted = page.grid().takeCellsPainted();
        QVERIFY2(painted > 0 && painted <= 2 * width, qPrintable(QString::number(painted)));
        std::ranges::sort(frames);
        qInfo("frames: median %.1f ms, 99 %% below %.1f ms, longest %.1f ms", frames[150], frames[297], frames[299]);
        QVERIFY2(frames[270] < 50, "nine frames of ten are quick, also on a busy machine");
        page.grid().setFocus();
        timer.start();
        QTest::keyClick(&page.grid(), Qt::Key_A, Qt::ControlModifier);
        qInfo("all selected in %lld ms", static_cast<long long>(timer.elapsed()));
        QCOMPARE(page.grid().selectedIds().size(), std::size_t{100'000});
        QTest::keyClick(&page.grid(), Qt::Key_End);
        QCOMPARE(page.grid().currentIndex().row(), 99'999);
    }
};

QTEST_MAIN(GalleryPageTest)
#include "gallery_page_test.moc"
