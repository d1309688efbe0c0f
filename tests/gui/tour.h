// A user at the whole window: what hands do, each followed by a turn of the event loop, and the steps of a tour through
// every feature.
#pragma once

#include "test_window.h"
#include "watchdog.h"

#include <QApplication>
#include <QPushButton>

#include <functional>
#include <span>

class QComboBox;
class QFileDialog;
class QMenu;
class QToolButton;

namespace sfumato {

class Planner;
class ScriptedEngine;

class Tour {
public:
    /// Files, engine and window; the window is not shown yet. `real`: pictures are painted by the built-in model on the
    /// native executor; otherwise a scripted engine stands in for it.
    Tour(const std::filesystem::path& builtin, bool real);
    ~Tour();

    MainWindow& window() { return *m_window; }
    Watchdog& watchdog() { return m_watchdog; }
    QString home() const { return m_home.path(); }
    QString file(const char* name) const { return m_home.filePath(QString::fromLatin1(name)); }
    /// How often the tour was made before this one.
    int round = 0;

    template <class Widget> Widget* child(const char* name) const {
        return m_window->findChild<Widget*>(QString::fromLatin1(name));
    }
    /// A visible control by what a screen reader calls it.
    template <class Widget> Widget* named(const QString& name, QWidget* in = nullptr) const {
        for (auto* widget : (in != nullptr ? in : m_window.get())->findChildren<Widget*>())
            if (widget->accessibleName() == name && widget->isVisible()) return widget;
        return nullptr;
    }
    /// A visible button by its text, without the mark of its key.
    QPushButton* button(const QString& text, QWidget* in = nullptr) const;
    const Recipe& recipe() const { return m_window->document().recipe(); }

    /// The event loop runs until the condition holds; whether it did.
    bool until(const std::function<bool()>& condition, int milliseconds = 300'000) const;
    void rest(int milliseconds = 0) const;
    void click(QWidget* widget, Qt::MouseButton mouse = Qt::LeftButton) const;
    void clickAt(QWidget* widget, const QPoint& at, Qt::KeyboardModifiers modifiers = {}) const;
    void drag(QWidget* widget, const QPoint& from, const QPoint& to) const;
    void key(QWidget* widget, int key, Qt::KeyboardModifiers modifiers = {}) const;
    void type(QWidget* widget, const QString& text) const;
    /// Instead of what stands there.
    void retype(QWidget* widget, const QString& text) const;
    /// From the open list, by keys.
    void choose(QComboBox* box, int row) const;
    void choose(QComboBox* box, const QString& text) const;
    /// Clicks through the menu bar: {"Edit", "Batch"}; beginnings of the entries will do.
    void command(const QStringList& path) const;
    /// Clicks through the menu of a button.
    void pick(QToolButton* button, const QStringList& path) const;
    /// Clicks through an open menu.
    void pickIn(QMenu* menu, const QStringList& path) const;
    void contextMenu(QWidget* widget, const QPoint& at, const QStringList& path) const;
    /// Types the name into the file dialog that is open, and accepts it.
    void answerFileDialog(const QString& path) const;
    /// Generate with what stands in the panel, until `pictures` are made and saved.
    void paint(int pictures = 1) const;
    /// Small pictures of a few steps, whatever the earlier steps left in the panel.
    void freshPanel(const QString& prompt, int steps = 4) const;
    bool idle() const;

private:
    QTemporaryDir m_home;
    void connectRealEngine(const std::filesystem::path& builtin);
    void connectScriptedEngine();

    std::unique_ptr<Planner> m_planner;
    EngineAdapter m_adapter;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<ScriptedEngine> m_scripted;
    std::unique_ptr<MainWindow> m_window;
    Watchdog m_watchdog;
};

/// Holds within some minutes, for busy machines, or the step fails.
#define SEE(tour, condition) QVERIFY2((tour).until([&] { return bool(condition); }), #condition)

struct TourStep {
    const char* name;
    void (*run)(Tour&);
};

std::span<const TourStep> promptSteps();
std::span<const TourStep> panelSteps();
std::span<const TourStep> queueSteps();
std::span<const TourStep> batchSteps();
std::span<const TourStep> canvasSteps();
std::span<const TourStep> gallerySteps();
std::span<const TourStep> houseSteps();

} // namespace sfumato
