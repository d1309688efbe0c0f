#include "style/icons.h"
#include "test_window.h"
#include "views/page_rail.h"

#include <QLabel>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>

using namespace sfumato;

class PageRailTest : public QObject {
    Q_OBJECT
private slots:
    void oneBesideTheOther() {
        PageRail rail;
        rail.add(Page::create, Glyph::brush, "Create", "", new QLabel("first"));
        QVERIFY(rail.isHidden()); // nothing to turn
        auto* second = new QLabel("second");
        rail.add(Page::gallery, Glyph::gallery, "Gallery", "", second);
        QVERIFY(!rail.isHidden());
        QCOMPARE(rail.current(), Page::create);
        rail.show();
        QVERIFY(QTest::qWaitForWindowExposed(&rail));
        QSignalSpy changed(&rail, &PageRail::changed);
        QTest::mouseClick(rail.button(Page::gallery), Qt::LeftButton);
        QCOMPARE(rail.current(), Page::gallery);
        QCOMPARE(rail.stack()->currentWidget(), second);
        QCOMPARE(changed.size(), 1);
        rail.activateWindow();
        rail.button(Page::gallery)->setFocus();
        QTRY_VERIFY(rail.button(Page::gallery)->hasFocus());
        QTest::keyClick(rail.button(Page::gallery), Qt::Key_Up);
        QCOMPARE(rail.current(), Page::create);
        QTest::keyClick(rail.button(Page::create), Qt::Key_Up); // the first stays the first
        QCOMPARE(rail.current(), Page::create);
        rail.turnTo(Page::models); // not there
        QCOMPARE(rail.current(), Page::create);
    }

    void longWordsAreNotShortened() {
        PageRail rail;
        rail.add(Page::create, Glyph::brush, "Create", "", new QLabel);
        const int narrow = rail.width();
        rail.add(Page::queue, Glyph::queue, "Warteschlangenlaenge", "", new QLabel);
        rail.show();
        QVERIFY(QTest::qWaitForWindowExposed(&rail));
        QVERIFY(rail.width() > narrow);
        QVERIFY(rail.button(Page::queue)->width() >= rail.button(Page::queue)->sizeHint().width());
        QFont large = rail.font();
        large.setPointSizeF(large.pointSizeF() * 2);
        rail.setFont(large);
        QTRY_VERIFY(rail.button(Page::queue)->width() >= rail.button(Page::queue)->sizeHint().width());
    }

    void countsAreSaid() {
        PageRail rail;
        rail.add(Page::create, Glyph::brush, "Create", "", new QLabel);
        rail.add(Page::queue, Glyph::queue, "Queue", "", new QLabel);
        rail.resize(76, 300);
        const QImage without = rail.button(Page::queue)->grab().toImage();
        rail.setCount(Page::queue, 12);
        QVERIFY(rail.button(Page::queue)->accessibleDescription().contains("12"));
        QVERIFY(rail.button(Page::queue)->grab().toImage() != without);
        rail.setCount(Page::queue, 0);
        QCOMPARE(rail.button(Page::queue)->grab().toImage(), without);
    }

    void keysOfThePictureRestElsewhere() {
        TestWindow t;
        t.window->pages().add(Page::models, Glyph::cube, "Models", "", new QLabel);
        t.window->openPath({});
        t.engine.tell(event::DeviceReady{"test", "", false, ""});
        auto* zoom = t.window->findChild<QAction*>("zoomIn");
        QVERIFY(zoom != nullptr);
        t.window->generation().start({});
        t.engine.finish();
        QTRY_VERIFY(zoom->isEnabled());
        t.window->showPage(Page::models);
        QVERIFY(!zoom->isEnabled());
        t.window->document().edit(QString(), "prompt", [](RecipeDraft& draft) { draft.recipe.prompt = "a"; });
        QAction* undo = nullptr;
        for (auto* action : t.window->findChildren<QAction*>())
            if (action->shortcut() == QKeySequence(QKeySequence::Undo) &&
                action->shortcutContext() == Qt::WindowShortcut)
                undo = action;
        QVERIFY(undo != nullptr && !undo->isEnabled()); // the page has one of its own
        t.window->showPage(Page::create);
        QVERIFY(zoom->isEnabled());
        QVERIFY(undo->isEnabled());
    }
};

QTEST_MAIN(PageRailTest)
#include "page_rail_test.moc"
