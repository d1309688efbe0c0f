#include "tour.h"

#include "background_engine.h"
#include "engine/planner.h"
#include "scripted_engine.h"
#include "views/page_rail.h"
#include "weights/safetensors.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QEventLoop>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QToolButton>

namespace sfumato {
namespace {

void writeText(const QString& path, const char* text) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0) qFatal("%s cannot be written", qPrintable(path));
}

/// A picture with a round thing on plain ground, for masks by colour.
void writePicture(const QString& path) {
    QImage image(128, 128, QImage::Format_RGB32);
    for (int y = 0; y < 128; ++y)
        for (int x = 0; x < 128; ++x)
            image.setPixel(x, y,
                           (x - 64) * (x - 64) + (y - 64) * (y - 64) < 1600 ? qRgb(200, 40, 30) : qRgb(225, 228, 235));
    if (!image.save(path)) qFatal("%s cannot be written", qPrintable(path));
}

void writeWeights(const QString& path, const char* tensor) {
    const std::vector<float> values{1, 2};
    const TensorView view{tensor, DType::f32, {1, 2}, std::as_bytes(std::span(values))};
    if (!write_safetensors(path.toStdString(), std::span(&view, 1), {{"modelspec.title", "Soft light"}}))
        qFatal("%s cannot be written", qPrintable(path));
}

QString plain(QString text) {
    return text.remove(QLatin1Char('&'));
}

/// The entry whose text begins so.
QAction* entry(const QList<QAction*>& actions, const QString& text) {
    for (QAction* action : actions)
        if (plain(action->text()).startsWith(text)) return action;
    return nullptr;
}

} // namespace

Tour::Tour(const std::filesystem::path& builtin, bool real) {
    for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
        qputenv(name, file(name).toUtf8());
    writeText(file("XDG_DATA_HOME/sfumato/wildcards/fruit.txt"), "apple\npear\nlemon\n");
    writeText(file("many.csv"), "prompt,steps,seed\nred apple,3,1\ngreen pear,3,2\n");
    writePicture(file("round.png"));
    QDir().mkpath(file("XDG_DATA_HOME/sfumato/models"));
    writeWeights(file("XDG_DATA_HOME/sfumato/models/softlight.safetensors"), "k.lora_down.weight");
    writeWeights(file("XDG_DATA_HOME/sfumato/models/calmhands.safetensors"), "emb_params");
    writeText(file("mine/old.ckpt"), "a pickle");
    std::filesystem::create_directory_symlink(builtin, file("mine/small").toStdString());

    if (real)
        connectRealEngine(builtin);
    else
        connectScriptedEngine();
    MainWindowPlaces places = placesIn(m_home);
    places.builtin = builtin;
    m_window = std::make_unique<MainWindow>(m_adapter, places);
    m_window->resize(1280, 860);
}

Tour::~Tour() = default;

namespace {

Result<std::vector<DeviceSummary>> noGraphicsCard() {
    return std::vector<DeviceSummary>();
}

} // namespace

void Tour::connectRealEngine(const std::filesystem::path& builtin) {
    EngineOptions options;
    options.builtin_model = builtin;
    m_planner = std::make_unique<Planner>(options);
    m_engine = makeBackgroundEngine(options, m_adapter.sink());
    m_adapter.connectPort({[this](Job job) { return m_engine->submit(std::move(job)); },
                           [this](JobId job) { m_engine->cancel(job); },
                           [this](std::string model) { m_engine->warm_up(std::move(model)); },
                           [this](DeviceRequest device) {
                               m_planner->use_device(device);
                               m_engine->use_device(std::move(device));
                           },
                           noGraphicsCard, [this](JobId job) { m_engine->pause(job); },
                           [this](const Job& job) { return m_planner->plan(job); }});
}

void Tour::connectScriptedEngine() {
    m_scripted = std::make_unique<ScriptedEngine>(m_adapter.sink());
    m_adapter.connectPort({[this](Job job) { return m_scripted->submit(std::move(job)); },
                           [this](JobId job) { m_scripted->cancel(job); }, [](const std::string&) {},
                           [this](const DeviceRequest&) { m_scripted->useDevice(); }, noGraphicsCard,
                           [this](JobId job) { m_scripted->pause(job); }, &ScriptedEngine::plan});
}

QPushButton* Tour::button(const QString& text, QWidget* in) const {
    for (auto* button : (in != nullptr ? in : m_window.get())->findChildren<QPushButton*>())
        if (plain(button->text()) == text && button->isVisible()) return button;
    return nullptr;
}

bool Tour::until(const std::function<bool()>& condition, int milliseconds) const {
    QElapsedTimer since;
    since.start();
    for (bool holds = condition();; holds = condition()) {
        if (holds || since.hasExpired(milliseconds)) return holds;
        rest(10);
    }
}

void Tour::rest(int milliseconds) const {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // which a loop within leaves to the outer one
}

void Tour::click(QWidget* widget, Qt::MouseButton mouse) const {
    QVERIFY(widget != nullptr);
    QVERIFY2(widget->isVisible() && widget->isEnabled(), qPrintable(widget->objectName() + widget->accessibleName()));
    QTest::mouseClick(widget, mouse);
    rest();
}

void Tour::clickAt(QWidget* widget, const QPoint& at, Qt::KeyboardModifiers modifiers) const {
    QTest::mouseClick(widget, Qt::LeftButton, modifiers, at);
    rest();
}

void Tour::drag(QWidget* widget, const QPoint& from, const QPoint& to) const {
    QTest::mousePress(widget, Qt::LeftButton, {}, from);
    constexpr int moves = 8;
    for (int i = 1; i <= moves; ++i) {
        const QPoint place = from + (to - from) * i / moves;
        QMouseEvent move(QEvent::MouseMove, place, widget->mapToGlobal(place), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(widget, &move);
        rest();
    }
    QTest::mouseRelease(widget, Qt::LeftButton, {}, to);
    rest();
}

void Tour::key(QWidget* widget, int key, Qt::KeyboardModifiers modifiers) const {
    QVERIFY(widget != nullptr);
    // No window manager does so here when a dialog has gone.
    if (QWidget* window = widget->window(); !window->isActiveWindow() && window->windowType() != Qt::Popup) {
        window->activateWindow();
        QVERIFY(until([&] { return window->isActiveWindow(); }));
    }
    QTest::keyClick(widget, Qt::Key(key), modifiers);
    rest();
}

void Tour::type(QWidget* widget, const QString& text) const {
    QVERIFY(widget != nullptr);
    widget->setFocus();
    for (const QChar letter : text) {
        QTest::keyClick(widget, letter.toLatin1());
        rest();
    }
}

void Tour::retype(QWidget* widget, const QString& text) const {
    QVERIFY(widget != nullptr);
    widget->setFocus();
    key(widget, Qt::Key_A, Qt::ControlModifier);
    key(widget, Qt::Key_Delete);
    type(widget, text);
}

void Tour::choose(QComboBox* box, int row) const {
    QVERIFY(box != nullptr);
    QVERIFY2(row >= 0 && row < box->count(), qPrintable(box->objectName() + box->accessibleName()));
    box->setFocus();
    box->showPopup();
    rest();
    QAbstractItemView* list = box->view();
    list->setCurrentIndex(box->model()->index(row, 0));
    rest();
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(until([&] { return box->currentIndex() == row && !list->isVisible(); }));
}

void Tour::choose(QComboBox* box, const QString& text) const {
    QVERIFY(box != nullptr);
    const int row = box->findText(text, Qt::MatchStartsWith);
    QVERIFY2(row >= 0, qPrintable(text));
    choose(box, row);
}

void Tour::pickIn(QMenu* menu, const QStringList& path) const {
    for (const QString& text : path) {
        QVERIFY2(menu != nullptr, qPrintable(text));
        QVERIFY(until([&] { return menu->isVisible(); }));
        QAction* action = entry(menu->actions(), text);
        QVERIFY2(action != nullptr && action->isEnabled(), qPrintable(text));
        QMenu* below = action->menu();
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        rest();
        menu = below;
    }
}

void Tour::command(const QStringList& path) const {
    QMenuBar* bar = m_window->menuBar();
    QAction* top = entry(bar->actions(), path.first());
    QVERIFY2(top != nullptr, qPrintable(path.first()));
    clickAt(bar, bar->actionGeometry(top).center());
    pickIn(top->menu(), path.mid(1));
}

void Tour::pick(QToolButton* button, const QStringList& path) const {
    QVERIFY(button != nullptr);
    QMenu* menu = button->menu();
    // A button's menu has an event loop of its own: what is clicked in it is said beforehand.
    bool picked = false;
    QTimer::singleShot(0, menu, [&] {
        pickIn(menu, path);
        menu->close();
        picked = true;
    });
    click(button);
    QVERIFY(until([&] { return picked; }));
}

void Tour::contextMenu(QWidget* widget, const QPoint& at, const QStringList& path) const {
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, widget->mapToGlobal(at));
    QCoreApplication::sendEvent(widget, &event);
    QMenu* menu = nullptr;
    QVERIFY(until([&] { return (menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) != nullptr; }));
    pickIn(menu, path);
}

void Tour::answerFileDialog(const QString& path) const {
    QFileDialog* dialog = nullptr;
    QVERIFY(until([&] {
        for (auto* one : m_window->findChildren<QFileDialog*>())
            if (one->isVisible()) dialog = one;
        return dialog != nullptr;
    }));
    auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
    QVERIFY(name != nullptr);
    name->setFocus();
    name->setText(path); // pasted
    rest();
    QPointer<QFileDialog> open = dialog;
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(until([&] { return open == nullptr || !open->isVisible(); }));
}

bool Tour::idle() const {
    return m_window->generation().state() == Generation::State::idle && m_window->pictures().unsaved() == 0;
}

void Tour::paint(int pictures) const {
    QSignalSpy finished(&m_window->generation(), &Generation::finished);
    click(child<QPushButton>("generate"));
    QVERIFY2(until([&] { return finished.size() >= pictures && idle(); }),
             qPrintable(m_window->messageBar().title() + m_window->messageBar().text()));
}

void Tour::freshPanel(const QString& prompt, int steps) const {
    m_window->showPage(Page::create);
    m_window->document().edit(QString(), QStringLiteral("fresh"), [&](RecipeDraft& draft) {
        draft = RecipeDraft();
        draft.recipe.prompt = toStd(prompt);
        draft.recipe.width = draft.recipe.height = 64;
        draft.recipe.steps = steps;
    });
    rest();
}

} // namespace sfumato
