// Painting masks, comparing pictures, growing the frame: with the mouse and the keys, as a user does.
#include "test_window.h"

#include "views/canvas.h"
#include "views/canvas_desk.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace sfumato;

namespace {

QImage halves(int side) {
    QImage image(side, side, QImage::Format_RGB32);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            image.setPixel(x, y, x < side / 2 ? qRgb(200, 40, 30) : qRgb(20, 60, 180));
    return image;
}

/// The window with an initial image, its mask open for painting.
struct Desk : TestWindow {
    explicit Desk(const QImage& init = halves(128)) {
        const QString path = folder.filePath(QStringLiteral("init.png"));
        init.save(path);
        window->resize(1100, 800);
        window->show();
        window->document().edit(QString(), QString(), [&](RecipeDraft& draft) {
            draft.recipe.init = InitImage{path.toStdString(), {}, 0.75};
        });
        if (!QTest::qWaitFor([&] { return desk().mask().mask().size() == init.size(); }, 10'000))
            qFatal("the initial image did not come");
        child<QPushButton>("paintMask")->click();
    }
    CanvasDesk& desk() const { return window->desk(); }
    Canvas& canvas() const { return window->canvas(); }
    QPoint at(double x, double y) const { return canvas().fromPicture(QRectF(x, y, 0, 0)).topLeft().toPoint(); }
    int value(int x, int y) const { return qGray(desk().mask().mask().pixel(x, y)); }
    void stroke(const QPoint& from, const QPoint& to, Qt::MouseButton button = Qt::LeftButton) const {
        QTest::mousePress(&canvas(), button, {}, from);
        for (int i = 1; i <= 8; ++i) {
            const QPoint place = from + (to - from) * i / 8;
            QMouseEvent move(QEvent::MouseMove, place, canvas().mapToGlobal(place), Qt::NoButton, button, {});
            QCoreApplication::sendEvent(&canvas(), &move);
        }
        QTest::mouseRelease(&canvas(), button, {}, to);
    }
};

} // namespace

class CanvasTest : public QObject {
    Q_OBJECT
private slots:
    void aStrokeIsInTheRecipeAndCanBeUndone() {
        Desk t;
        QVERIFY(t.desk().masking());
        t.desk().tool().setSize(16);
        t.stroke(t.at(20, 64), t.at(100, 64));
        QCOMPARE(t.value(60, 64), 255);
        QCOMPARE(t.value(60, 90), 0);
        QTRY_VERIFY(t.window->document().recipe().inpaint.has_value());
        const Inpaint inpaint = *t.window->document().recipe().inpaint;
        QVERIFY(inpaint.source == MaskSource::file && inpaint.sha256.size() == 64);
        QImage file(QString::fromStdString(inpaint.path));
        QCOMPARE(file.size(), QSize(128, 128));
        QCOMPARE(qGray(file.pixel(60, 64)), 255);
        QCOMPARE(qGray(file.pixel(60, 90)), 0);
        t.window->document().undoStack().undo();
        QCOMPARE(t.value(60, 64), 0);
        QTRY_VERIFY(!t.window->document().recipe().inpaint.has_value());
        t.window->document().undoStack().redo();
        QCOMPARE(t.value(60, 64), 255);
        QTRY_COMPARE(t.window->document().recipe().inpaint->sha256, inpaint.sha256);
    }

    void generatingWaitsForTheMask() {
        Desk t;
        t.stroke(t.at(64, 64), t.at(70, 64));
        QVERIFY(!t.window->document().recipe().inpaint); // not saved yet
        t.child<QPushButton>("generate")->click();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t{1});
        QVERIFY(t.engine.jobs.front().recipe.inpaint.has_value());
        QVERIFY(!t.engine.jobs.front().recipe.inpaint->path.empty());
    }

    void eraserLassoAndFill() {
        Desk t;
        MaskTool& tool = t.desk().tool();
        tool.setKind(MaskTool::Kind::flood);
        t.stroke(t.at(100, 20), t.at(100, 20)); // the blue half
        QCOMPARE(t.value(127, 127), 255);
        QCOMPARE(t.value(30, 30), 0);
        tool.setKind(MaskTool::Kind::eraser);
        tool.setSize(10);
        t.stroke(t.at(100, 10), t.at(100, 120));
        QCOMPARE(t.value(100, 60), 0);
        QCOMPARE(t.value(80, 60), 255);
        tool.setKind(MaskTool::Kind::brush);
        t.stroke(t.at(80, 60), t.at(81, 60), Qt::RightButton); // takes away
        QCOMPARE(t.value(80, 60), 0);
        tool.setKind(MaskTool::Kind::lasso);
        QTest::mousePress(&t.canvas(), Qt::LeftButton, {}, t.at(5, 5));
        for (const QPoint& corner : {t.at(50, 5), t.at(50, 50), t.at(5, 50)}) {
            QMouseEvent move(QEvent::MouseMove, corner, t.canvas().mapToGlobal(corner), Qt::NoButton, Qt::LeftButton,
                             {});
            QCoreApplication::sendEvent(&t.canvas(), &move);
        }
        QTest::mouseRelease(&t.canvas(), Qt::LeftButton, {}, t.at(5, 50));
        QCOMPARE(t.value(30, 30), 255);
        QCOMPARE(t.value(57, 30), 0);
        t.desk().mask().invert();
        QCOMPARE(t.value(30, 30), 0);
        t.desk().mask().clear();
        QVERIFY(t.desk().mask().isEmpty());
        for (int i = 0; i < 6; ++i)
            t.window->document().undoStack().undo();
        QVERIFY(t.desk().mask().isEmpty()); // each was one step
        QCOMPARE(t.value(127, 127), 0);
    }

    void bracketsChangeTheBrushAndSpaceMovesThePicture() {
        Desk t;
        t.canvas().setFocus();
        const int before = t.desk().tool().size();
        QTest::keyClick(&t.canvas(), Qt::Key_BracketRight);
        QVERIFY(t.desk().tool().size() > before);
        QTest::keyClick(&t.canvas(), Qt::Key_BracketLeft);
        QTest::keyClick(&t.canvas(), Qt::Key_BracketLeft);
        QVERIFY(t.desk().tool().size() < before);
        t.canvas().zoomIn();
        t.canvas().zoomIn();
        t.canvas().zoomIn();
        const QPoint corner = t.at(0, 0);
        QTest::keyPress(&t.canvas(), Qt::Key_Space);
        t.stroke(t.at(64, 64), t.at(64, 64) + QPoint(-40, -30));
        QTest::keyRelease(&t.canvas(), Qt::Key_Space);
        QVERIFY(t.desk().mask().isEmpty());
        QVERIFY((t.at(0, 0) - corner).manhattanLength() > 10);
        t.stroke(t.at(64, 64), t.at(66, 64));
        QVERIFY(!t.desk().mask().isEmpty());
    }

    void theMaskIsSeenByColourAndByStripes() {
        Desk t;
        t.desk().mask().invert(); // all of it
        const QImage shot = t.canvas().grab().toImage();
        const QPoint a = t.at(20, 20);
        int lowest = 255, highest = 0;
        for (int i = 0; i < 60; ++i) { // across some stripes
            const int g = qGray(shot.pixel(a + QPoint(i, 0)));
            lowest = std::min(lowest, g);
            highest = std::max(highest, g);
        }
        QVERIFY2(highest - lowest >= 8, qPrintable(QStringLiteral("%1..%2").arg(lowest).arg(highest)));
    }

    void aFinishedPictureEndsThePaintingAndIsComparedWithTheInitialImage() {
        Desk t;
        t.child<QPushButton>("generate")->click();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t{1});
        t.engine.finish(128, 128);
        QTRY_VERIFY(!t.desk().masking());
        Canvas& canvas = t.canvas();
        QVERIFY(!canvas.other().isNull());
        auto* compare = t.child<QComboBox>("compare");
        QVERIFY(compare->isVisible());
        canvas.setCompare(Canvas::Compare::split);
        const QRectF place = canvas.fromPicture(QRectF(QPointF(), QSizeF(canvas.picture().size())));
        const QPoint left = (place.topLeft() + QPointF(place.width() * 0.25, place.height() * 0.9)).toPoint();
        const QRgb before = canvas.grab().toImage().pixel(left);
        QCOMPARE(before, qRgb(200, 40, 30)); // the initial image on the left
        const QPoint border = (place.topLeft() + QPointF(place.width() * 0.5, place.height() * 0.5)).toPoint();
        t.stroke(border, QPoint(static_cast<int>(place.left() + place.width() * 0.1), border.y()));
        QVERIFY(canvas.split() < 0.15);
        QVERIFY(canvas.grab().toImage().pixel(left) != before);
        canvas.setCompare(Canvas::Compare::off);
        canvas.setFocus();
        QTest::keyPress(&canvas, Qt::Key_B);
        QCOMPARE(canvas.grab().toImage().pixel(left), before);
        QTest::keyRelease(&canvas, Qt::Key_B);
        QVERIFY(canvas.grab().toImage().pixel(left) != before);
        canvas.setOther(canvas.picture());
        canvas.setCompare(Canvas::Compare::difference);
        QCOMPARE(qGray(canvas.grab().toImage().pixel(left)), 0); // equal pictures: black
        canvas.setCompare(Canvas::Compare::sideBySide);
        QVERIFY(!canvas.grab().toImage().isNull());
    }

    void maskAndSettingsComeBackWithTheDraft() {
        Desk t;
        t.stroke(t.at(64, 64), t.at(80, 64));
        QTRY_VERIFY(t.window->document().recipe().inpaint.has_value());
        const RecipeDraft draft = t.window->document().draft();
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) { d.recipe.inpaint.reset(); });
        QVERIFY(t.desk().mask().isEmpty());
        t.window->document().restore(draft);
        QTRY_COMPARE(t.value(70, 64), 255);
    }

    void growingTheFrameIsARecipe() {
        Desk t;
        QSpinBox* right = nullptr;
        for (QSpinBox* box : t.window->findChildren<QSpinBox*>())
            if (box->accessibleName().contains(QStringLiteral("Right"))) right = box;
        QVERIFY(right != nullptr);
        right->setValue(64);
        const Recipe& recipe = t.window->document().recipe();
        QVERIFY(recipe.inpaint && recipe.inpaint->source == MaskSource::frame);
        QCOMPARE(recipe.inpaint->grow.right, 64);
        QVERIFY(recipe.inpaint->content == MaskedContent::fill);
        QVERIFY(validate(recipe).has_value());
        right->setValue(0);
        QVERIFY(!t.window->document().recipe().inpaint);
    }

    void hiresFixIsSwitchedOnAndOff() {
        TestWindow t;
        t.window->show();
        auto* box = t.child<QCheckBox>("hires");
        box->click();
        QVERIFY(t.window->document().recipe().hires.has_value());
        box->click();
        QVERIFY(!t.window->document().recipe().hires.has_value());
    }

    void aPastedPictureBecomesTheInitialImage() {
        TestWindow t;
        t.window->show();
        QGuiApplication::clipboard()->setImage(halves(32));
        QAction* paste = nullptr;
        for (QAction* action : t.window->findChildren<QAction*>())
            if (action->shortcut() == QKeySequence(QStringLiteral("Ctrl+Shift+V"))) paste = action;
        QVERIFY(paste != nullptr);
        paste->trigger();
        QTRY_VERIFY(t.window->document().recipe().init.has_value());
        QCOMPARE(QImage(toQString(t.window->document().recipe().init->path)).size(), QSize(32, 32));
    }

    /// The window's own time per event of a stroke, painting included, in a picture of 2048 x 2048.
    void paintingInALargePictureIsQuick() {
        Desk t(halves(2048));
        t.canvas().actualSize();
        for (const bool whole_view : {false, true}) {
            if (whole_view) t.canvas().fit();
            for (const int size : {60, 400}) {
                t.desk().tool().setSize(size);
                std::vector<double> times;
                QTest::mousePress(&t.canvas(), Qt::LeftButton, {}, t.canvas().rect().center());
                for (int i = 0; i < 80; ++i) {
                    const QPoint place = t.canvas().rect().center() + QPoint((i * 7) % 300 - 150, (i * 11) % 300 - 150);
                    QElapsedTimer timer;
                    timer.start();
                    QMouseEvent move(QEvent::MouseMove, place, t.canvas().mapToGlobal(place), Qt::NoButton,
                                     Qt::LeftButton, {});
                    QCoreApplication::sendEvent(&t.canvas(), &move);
                    QTest::qWait(0); // the repaint
                    times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
                }
                QElapsedTimer end;
                end.start();
                QTest::mouseRelease(&t.canvas(), Qt::LeftButton, {}, t.canvas().rect().center());
                QTest::qWait(0);
                const double release = static_cast<double>(end.nsecsElapsed()) / 1e6;
                std::ranges::sort(times);
                qInfo("2048x2048, brush %d, %s: median %.1f ms, 95 %% %.1f ms, largest %.1f ms; end of the stroke %.1f "
                      "ms",
                      size, whole_view ? "fitted" : "100 %", times[times.size() / 2], times[times.size() * 95 / 100],
                      times.back(), release);
                // The median, because other programs take the processor away now and then.
                QVERIFY(times[times.size() / 2] < 50);
            }
        }
    }
};

QTEST_MAIN(CanvasTest)
#include "canvas_test.moc"
