// The canvas: masks, painting a part anew, growing the frame, comparing, steps and forks.
#include "tour.h"
#include "views/canvas.h"
#include "views/canvas_desk.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

namespace sfumato {
namespace {

QPoint at(Tour& t, double x, double y) {
    return t.window().canvas().fromPicture(QRectF(x, y, 0, 0)).topLeft().toPoint();
}

/// Of the mask, 0..255.
int value(Tour& t, int x, int y) {
    return qGray(t.window().desk().mask().mask().pixel(x, y));
}

void tool(Tour& t, const QString& name) {
    t.click(t.named<QToolButton>(name, &t.window().desk()));
}

void undo(Tour& t) {
    t.key(&t.window().canvas(), Qt::Key_Z, Qt::ControlModifier);
}

void openAPicture(Tour& t) {
    t.freshPanel("red apple");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(t.file("round.png"))});
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&t.window(), &enter);
    QDropEvent dropped(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&t.window(), &dropped);
    SEE(t, t.recipe().init.has_value() && t.window().desk().mask().mask().size() == QSize(128, 128));
    t.command({"File", "Open Image"});
    t.answerFileDialog(t.file("round.png"));
    SEE(t, t.window().canvas().picture().width() == 128);
    auto* strength = t.named<QSlider>("Strength");
    for (int i = 0; i < 5; ++i)
        t.key(strength, Qt::Key_Right);
}

void pasteAPicture(Tour& t) {
    QImage pasted(64, 64, QImage::Format_RGB32);
    pasted.fill(Qt::blue);
    QGuiApplication::clipboard()->setImage(pasted);
    t.command({"Edit", "Paste as"});
    SEE(t, t.recipe().init->path.find("pasted") != std::string::npos);
    t.paint();
    t.key(&t.window(), Qt::Key_Z, Qt::ControlModifier);
    SEE(t, toQString(t.recipe().init->path) == t.file("round.png") &&
               t.window().desk().mask().mask().size() == QSize(128, 128));
}

void paintAMask(Tour& t) {
    t.click(t.child<QToolButton>("maskButton"));
    QVERIFY(t.window().desk().masking());
    tool(t, "Brush");
    Canvas* canvas = &t.window().canvas();
    for (int i = 0; i < 4; ++i)
        t.key(canvas, Qt::Key_BracketLeft);
    t.drag(canvas, at(t, 40, 20), at(t, 90, 20));
    QCOMPARE(value(t, 60, 20), 255);
    for (int i = 0; i < 4; ++i) // the next tour finds the brush as this one did
        t.key(canvas, Qt::Key_BracketRight);
    tool(t, "Eraser");
    t.drag(canvas, at(t, 60, 10), at(t, 60, 30));
    QCOMPARE(value(t, 60, 20), 0);
    tool(t, "Lasso");
    t.drag(canvas, at(t, 10, 90), at(t, 40, 120));
    tool(t, "Fill");
    t.clickAt(canvas, at(t, 64, 64));
    QCOMPARE(value(t, 64, 90), 255); // all of the round thing
    undo(t);
    QCOMPARE(value(t, 64, 90), 0);
    t.command({"Edit", "Redo"});
    QCOMPARE(value(t, 64, 90), 255);
    tool(t, "Invert");
    QCOMPARE(value(t, 64, 90), 0);
    undo(t);
    QCOMPARE(value(t, 64, 90), 255);
    for (int i = 0; i < 3; ++i)
        t.command({"View", "Zoom In"});
    QTest::keyPress(canvas, Qt::Key_Space);
    t.drag(canvas, at(t, 64, 64), at(t, 64, 64) + QPoint(-40, -30));
    QTest::keyRelease(canvas, Qt::Key_Space);
    t.command({"View", "Fit in Window"});
    SEE(t, t.recipe().inpaint && t.recipe().inpaint->source == MaskSource::file);
}

void inpaint(Tour& t) {
    t.choose(t.child<QComboBox>("inpaintArea"), "Only masked");
    t.choose(t.named<QComboBox>("Masked content"), "Fill");
    t.retype(t.named<QSpinBox>("Mask blur"), "3");
    t.paint();
    QVERIFY(!t.window().desk().masking());
    QVERIFY(t.window().pictures().rowCount() > 0);
}

void compare(Tour& t) {
    auto* mode = t.child<QComboBox>("compare");
    Canvas* canvas = &t.window().canvas();
    t.choose(mode, "Split");
    const QRectF place = canvas->fromPicture(QRectF(QPointF(), QSizeF(canvas->picture().size())));
    const QPoint border = (place.topLeft() + QPointF(place.width() * canvas->split(), place.height() * 0.5)).toPoint();
    t.drag(canvas, border, border - QPoint(60, 0));
    t.choose(mode, "Side by side");
    t.choose(mode, "Difference");
    t.choose(mode, "Off");
    canvas->setFocus();
    QTest::keyPress(canvas, Qt::Key_B);
    t.rest();
    QTest::keyRelease(canvas, Qt::Key_B);
    t.command({"Picture", "Compare Others"});
    t.command({"Picture", "Compare with the"});
}

void outpaint(Tour& t) {
    t.window().document().edit(QString(), QStringLiteral("no mask"),
                               [](RecipeDraft& draft) { draft.recipe.inpaint.reset(); });
    auto* right = t.named<QSpinBox>("Grow: Right");
    t.retype(right, "64");
    t.key(right, Qt::Key_Return);
    QVERIFY(t.recipe().inpaint && t.recipe().inpaint->grow.right == 64);
    t.paint();
    t.retype(right, "0");
    t.key(right, Qt::Key_Return);
    t.click(t.named<QToolButton>("Remove the initial image"));
    QVERIFY(!t.recipe().init);
}

void stepsAndFork(Tour& t) {
    t.freshPanel("red apple", 40); // a busy window gets only some of the previews
    t.paint();
    auto* slider = t.child<QSlider>("stepSlider");
    SEE(t, slider->isVisible() && slider->maximum() >= 3);
    slider->setFocus();
    for (int i = 0; i < 3; ++i) {
        t.key(slider, Qt::Key_Left);
        SEE(t, t.window().canvas().showsPreview());
    }
    t.click(t.child<QPushButton>("forkHere"));
    QVERIFY(t.recipe().parent.has_value());
    t.retype(t.child<QWidget>("prompt"), "green apple");
    t.paint();
    t.click(t.child<QPushButton>("detachFork"));
    QVERIFY(!t.recipe().parent);
    slider->setFocus();
    t.key(slider, Qt::Key_End);
    SEE(t, !t.window().canvas().showsPreview());
}

constexpr TourStep steps[] = {
    {"canvas: open a picture", openAPicture},
    {"canvas: paste a picture", pasteAPicture},
    {"canvas: paint a mask", paintAMask},
    {"canvas: inpaint", inpaint},
    {"canvas: compare", compare},
    {"canvas: outpaint", outpaint},
    {"canvas: steps and fork", stepsAndFork},
};

} // namespace

std::span<const TourStep> canvasSteps() {
    return steps;
}

} // namespace sfumato
