// How controls are drawn, and what a change of the theme costs.
#include "test_window.h"

#include "style/looks.h"
#include "style/theme.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleOptionSlider>
#include <QTest>
#include <QToolButton>

using namespace sfumato;

class StyleTest : public QObject {
    Q_OBJECT
private slots:
    void themesDiffer() {
        applyTheme(Theme::dark);
        QVERIFY(themeIsDark());
        applyTheme(Theme::light);
        QVERIFY(!themeIsDark());
    }

    void aThemeIsPaintedWithoutPolishingWidgetsAgain() {
        TestWindow t;
        applyTheme(Theme::light);
        t.window->show();
        QVERIFY(QTest::qWaitForWindowExposed(t.window.get()));
        auto* generate = t.window->findChild<QPushButton*>("generate");
        QVERIFY(generate != nullptr);
        QLabel dim(QStringLiteral("dim"));
        setTone(dim, Tone::dim);
        struct StyleChanges : QObject {
            int seen = 0;
            bool eventFilter(QObject* object, QEvent* event) override {
                if (object->isWidgetType() && event->type() == QEvent::StyleChange) ++seen;
                return false;
            }
        } changes;
        qApp->installEventFilter(&changes);
        for (const Theme theme : {Theme::dark, Theme::light}) {
            applyTheme(theme);
            QTest::qWait(1);
            QCOMPARE(generate->grab().toImage().pixelColor(12, 12).rgb(), themeColors().accent.rgb());
            QCOMPARE(t.window->grab().toImage().pixelColor(t.window->rect().bottomRight() - QPoint(2, 2)).rgb(),
                     qApp->palette().color(QPalette::Window).rgb());
            QCOMPARE(dim.palette().color(dim.foregroundRole()).rgb(), themeColors().dim.rgb());
        }
        qApp->removeEventFilter(&changes);
        QCOMPARE(changes.seen, 0);
    }

    void buttonsTellWhatTheyAre() {
        applyTheme(Theme::light);
        QPushButton plain(QStringLiteral("Text")), call(QStringLiteral("Text"));
        setLook(call, ButtonLook::call);
        QVERIFY(call.sizeHint().height() > plain.sizeHint().height());
        const auto middle = [](QWidget& button) { return button.grab().toImage().pixelColor(6, 6).rgb(); };
        QVERIFY(middle(call) == themeColors().accent.rgb() && middle(plain) != middle(call));
        setLook(call, ButtonLook::halt);
        QCOMPARE(middle(call), middle(plain));
        call.setDisabled(true);
        QVERIFY(call.sizeHint().height() > plain.sizeHint().height()); // nothing moves when it is pressed

        QToolButton flat, menu;
        flat.setText(QStringLiteral("Text"));
        menu.setText(QStringLiteral("Text"));
        menu.setPopupMode(QToolButton::InstantPopup);
        QMenu entries;
        menu.setMenu(&entries);
        QCOMPARE(lookOf(&flat), ButtonLook::plain);
        QCOMPARE(lookOf(&menu), ButtonLook::flat);
        QVERIFY(menu.sizeHint().width() > flat.sizeHint().width()); // the mark has room of its own
    }

    void handlesOfScrollBarsStayWithinTheirBar() {
        applyTheme(Theme::light);
        QScrollBar bar(Qt::Vertical);
        bar.resize(12, 300);
        QStyleOptionSlider option;
        for (const auto& [maximum, page] : {std::pair{0, 10}, {10, 10}, {1'000'000'000, 1}, {100, 2'000'000'000}}) {
            bar.setRange(0, maximum);
            bar.setPageStep(page);
            for (const int value : {0, maximum / 2, maximum}) {
                bar.setValue(value);
                option.initFrom(&bar);
                option.orientation = Qt::Vertical;
                option.minimum = 0;
                option.maximum = maximum;
                option.sliderPosition = option.sliderValue = value;
                option.pageStep = page;
                const QRect handle =
                    bar.style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, &bar);
                QVERIFY(bar.rect().contains(handle) && handle.height() >= 32);
                if (value == maximum) QCOMPARE(handle.bottom(), bar.rect().bottom());
                if (value == 0) QCOMPARE(handle.top(), 0);
            }
        }
    }
};

QTEST_MAIN(StyleTest)
#include "style_test.moc"
