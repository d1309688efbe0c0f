// Menus, shortcuts and themes of the window.
#include "style/icons.h"
#include "views/about_dialog.h"
#include "views/canvas.h"
#include "views/device_menu.h"
#include "views/main_window.h"
#include "views/picture_strip.h"
#include "views/recipe_panel.h"
#include "views/status_area.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenuBar>

namespace sfumato {

struct MainWindow::Command {
    QString text;
    QKeySequence shortcut;
    QString tip;
    std::function<void()> run;
    std::optional<Glyph> glyph = std::nullopt;
};

QAction* MainWindow::addCommand(QMenu& menu, const Command& command) {
    QAction* action = menu.addAction(command.text);
    action->setShortcut(command.shortcut);
    action->setStatusTip({});
    const QString key = command.shortcut.toString(QKeySequence::NativeText);
    action->setToolTip(key.isEmpty() ? command.tip : tr("%1 (%2)").arg(command.tip, key));
    if (command.glyph) action->setIcon(icon(*command.glyph));
    connect(action, &QAction::triggered, this, [run = command.run] { run(); });
    return action;
}

void MainWindow::makeMenus() {
    makeFileMenu();
    makeEditMenu();
    makePictureMenu();
    makeViewMenu();
    makeDeviceMenu();
    makeHelpMenu();
}

void MainWindow::makeFileMenu() {
    QMenu& menu = *menuBar()->addMenu(tr("&File"));
    menu.setToolTipsVisible(true);
    addCommand(menu,
               {tr("&Open Image…"), QKeySequence::Open, tr("Get a picture's recipe back, or start from a picture"),
                [this] { openImageDialog(); }, Glyph::image});
    m_pictureActions << addCommand(menu, {tr("&Save As…"), QKeySequence(tr("Ctrl+S")),
                                          tr("Keep the shown picture in another place as well"),
                                          [this] { saveAsDialog(); }, Glyph::save});
    menu.addSeparator();
    addCommand(menu, {tr("Open &Model File…"), QKeySequence(tr("Ctrl+M")), tr("Paint with a .safetensors checkpoint"),
                      [this] { openModelDialog(); }});
    addCommand(menu, {tr("Open Model &Folder…"), QKeySequence(tr("Ctrl+Shift+M")), tr("Paint with a diffusers folder"),
                      [this] { openModelFolderDialog(); }});
    menu.addSeparator();
    addCommand(menu, {tr("Output Fol&der…"),
                      {},
                      tr("Choose where finished pictures are kept"),
                      [this] { chooseFolder(); },
                      Glyph::folder});
    addCommand(menu,
               {tr("S&how Output Folder"), {}, tr("Open the folder of finished pictures"), [this] { showFolder(); }});
    menu.addSeparator();
    addCommand(menu, {tr("&Quit"), QKeySequence(tr("Ctrl+Q")),
                      tr("Close Sfumato; everything is kept for the next time"), [this] { close(); }});
}

void MainWindow::makeEditMenu() {
    QMenu& menu = *menuBar()->addMenu(tr("&Edit"));
    makeUndoActions(menu);
    menu.addSeparator();
    addCommand(menu, {tr("Paste as &Initial Image"), QKeySequence(tr("Ctrl+Shift+V")),
                      tr("Start the next picture from the one in the clipboard"), [this] { pasteAsInit(); }});
    menu.addSeparator();
    m_generateAction = addCommand(menu, {tr("&Generate"), QKeySequence(Qt::CTRL | Qt::Key_Return),
                                         tr("Make the picture"), [this] { generate(); }, Glyph::play});
    m_generateAction->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
    addCommand(menu, {tr("Generate &Next"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Return),
                      tr("Make the picture before all that waits in the queue"), [this] { generate(true); }});
    addCommand(menu, {tr("&Batch…"), QKeySequence(tr("Ctrl+B")),
                      tr("Many pictures from a template, a matrix, a table or a grid"), [this] { openBatch(); }});
    m_cancelAction = addCommand(menu, {tr("&Cancel"), QKeySequence(Qt::Key_Escape), tr("Stop within one step"),
                                       [this] { m_generation.cancel(); }, Glyph::stop});
    menu.addSeparator();
    addCommand(menu, {tr("Edit &Prompt"), QKeySequence(tr("Ctrl+L")), tr("Go to the prompt"),
                      [this] { m_panel->focusPrompt(); }});
    menu.addSeparator();
    addCommand(menu, {tr("&Settings…"), QKeySequence(tr("Ctrl+,")), tr("Looks, folders, notices and keys"),
                      [this] { openSettings(); }});
}

/// Qt's own actions put the name of the step behind the verb, which not every language does.
void MainWindow::makeUndoActions(QMenu& menu) {
    QAction* undo = menu.addAction(tr("&Undo"), QKeySequence::Undo, &m_undo, &QUndoGroup::undo);
    QAction* redo = menu.addAction(tr("&Redo"), QKeySequence::Redo, &m_undo, &QUndoGroup::redo);
    undo->setObjectName(QStringLiteral("undo"));
    redo->setObjectName(QStringLiteral("redo"));
    const auto name_undo = [undo](const QString& step) {
        undo->setText(step.isEmpty() ? tr("&Undo") : tr("&Undo: %1").arg(step));
    };
    const auto name_redo = [redo](const QString& step) {
        redo->setText(step.isEmpty() ? tr("&Redo") : tr("&Redo: %1").arg(step));
    };
    connect(&m_undo, &QUndoGroup::undoTextChanged, undo, name_undo);
    connect(&m_undo, &QUndoGroup::redoTextChanged, redo, name_redo);
    connect(&m_undo, &QUndoGroup::canUndoChanged, undo, &QAction::setEnabled);
    connect(&m_undo, &QUndoGroup::canRedoChanged, redo, &QAction::setEnabled);
    name_undo(m_undo.undoText());
    name_redo(m_undo.redoText());
    undo->setEnabled(m_undo.canUndo());
    redo->setEnabled(m_undo.canRedo());
}

void MainWindow::makePictureMenu() {
    m_pictureMenu = menuBar()->addMenu(tr("&Picture"));
    m_pictureMenu->setToolTipsVisible(true);
    const auto add = [this](const Command& command) { return addCommand(*m_pictureMenu, command); };
    m_pictureActions << add({tr("&Copy"), QKeySequence(tr("Ctrl+Shift+C")), tr("Copy the picture to the clipboard"),
                             [this] { copyPicture(); }, Glyph::copy});
    m_pictureActions.back()->setObjectName(QStringLiteral("copyPicture"));
    m_pictureActions << add({tr("S&ave As…"),
                             {},
                             tr("Keep the picture in another place as well (Ctrl+S)"),
                             [this] { saveAsDialog(); },
                             Glyph::save});
    m_pictureActions << add({tr("&Reuse Recipe"), QKeySequence(tr("Ctrl+R")),
                             tr("Put the prompt and all settings of this picture into the panel"),
                             [this] { reuseRecipe(); }, Glyph::reuse});
    m_reuseTemplate = add({tr("Reuse &Template"),
                           {},
                           tr("Put the template that this picture's prompt was drawn from into the panel"),
                           [this] { reuseTemplate(*m_shown.recipe); }});
    m_reuseTemplate->setObjectName(QStringLiteral("reuseTemplate"));
    m_pictureActions << add({tr("Start &from This Picture"), QKeySequence(tr("Ctrl+I")),
                             tr("Use it as the initial image of the next one"), [this] { useAsInit(); }, Glyph::image});
    m_pictureMenu->addSeparator();
    makeCanvasMenu(*m_pictureMenu);
}

void MainWindow::makeViewMenu() {
    QMenu& menu = *menuBar()->addMenu(tr("&View"));
    makePageMenu(menu);
    m_zoomActions << addCommand(menu, {tr("Zoom &In"), QKeySequence(tr("Ctrl++")), tr("Larger"),
                                       [this] { m_canvas->zoomIn(); }, Glyph::zoomIn})
                  << addCommand(menu, {tr("Zoom &Out"), QKeySequence(tr("Ctrl+-")), tr("Smaller"),
                                       [this] { m_canvas->zoomOut(); }, Glyph::zoomOut})
                  << addCommand(menu, {tr("&Fit in Window"), QKeySequence(tr("Ctrl+0")), tr("The whole picture"),
                                       [this] { m_canvas->fit(); }, Glyph::fit})
                  << addCommand(menu, {tr("&Actual Size"), QKeySequence(tr("Ctrl+1")), tr("100 %"),
                                       [this] { m_canvas->actualSize(); }, Glyph::actual});
    m_zoomActions.first()->setObjectName(QStringLiteral("zoomIn"));
    m_zoomActions.first()->setShortcuts({QKeySequence(tr("Ctrl++")), QKeySequence(tr("Ctrl+="))});
    QAction* smooth = menu.addAction(tr("&Smooth When Enlarged"));
    smooth->setCheckable(true);
    connect(smooth, &QAction::toggled, this, [this](bool on) {
        m_canvas->setAlwaysSmooth(on);
        m_settings.setValue(QStringLiteral("smooth"), on);
    });
    smooth->setChecked(m_settings.value(QStringLiteral("smooth"), false).toBool());
    menu.addSeparator();
    const auto add_panel = [&](const QString& text, const QKeySequence& key, QWidget* panel, const QString& setting) {
        QAction* action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(true);
        action->setShortcut(key);
        connect(action, &QAction::toggled, this, [this, panel, setting](bool on) {
            panel->setVisible(on);
            m_settings.setValue(setting, on);
        });
        action->setChecked(m_settings.value(setting, true).toBool());
    };
    add_panel(tr("&Recipe Panel"), QKeySequence(Qt::Key_F9), m_panel, QStringLiteral("panel"));
    add_panel(tr("&Pictures"), QKeySequence(Qt::Key_F10), m_strip, QStringLiteral("strip"));
    QAction* full = menu.addAction(tr("F&ull Screen"));
    full->setCheckable(true);
    full->setShortcut(QKeySequence(Qt::Key_F11));
    connect(full, &QAction::toggled, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    menu.addSeparator();
    makePreviewMenu(menu);
    makeThemeMenu(menu);
}

void MainWindow::makePreviewMenu(QMenu& view) {
    QMenu& menu = *view.addMenu(tr("&Live Preview"));
    auto* group = new QActionGroup(this);
    const struct {
        PreviewKind kind;
        QString name;
        QString text;
    } rows[] = {{PreviewKind::linear, QStringLiteral("linear"), tr("&Quick")},
                {PreviewKind::vae, QStringLiteral("vae"), tr("&Full (slower)")},
                {PreviewKind::none, QStringLiteral("none"), tr("&Off")}};
    const QString chosen = m_settings.value(QStringLiteral("preview"), QStringLiteral("linear")).toString();
    for (const auto& row : rows) {
        QAction* action = group->addAction(menu.addAction(row.text));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, kind = row.kind, name = row.name] {
            m_preview = kind;
            m_settings.setValue(QStringLiteral("preview"), name);
        });
        if (row.name == chosen) {
            action->setChecked(true);
            m_preview = row.kind;
        }
    }
    if (group->checkedAction() == nullptr) group->actions().first()->setChecked(true);
}

void MainWindow::makeThemeMenu(QMenu& view) {
    QMenu& menu = *view.addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    const Theme chosen = themeFromName(m_settings.value(QStringLiteral("theme")).toString());
    const std::pair<Theme, QString> rows[] = {
        {Theme::system, tr("&System")}, {Theme::light, tr("&Light")}, {Theme::dark, tr("&Dark")}};
    for (const auto& [theme, text] : rows) {
        QAction* action = group->addAction(menu.addAction(text));
        action->setCheckable(true);
        action->setChecked(theme == chosen);
        action->setObjectName(QStringLiteral("theme-") + themeName(theme)); // the settings trigger it
        connect(action, &QAction::triggered, this, [this, chosen_theme = theme] { setTheme(chosen_theme); });
    }
    setTheme(chosen);
}

void MainWindow::setTheme(Theme theme) {
    m_settings.setValue(QStringLiteral("theme"), themeName(theme));
    applyTheme(theme);
}

void MainWindow::makeDeviceMenu() {
    m_deviceMenu = new DeviceMenu(m_engine, this);
    menuBar()->addMenu(m_deviceMenu);
    m_status->setDeviceMenu(m_deviceMenu);
    const QString saved = m_settings.value(QStringLiteral("device")).toString();
    DeviceRequest request = parse_device_request("", toStd(saved)).value_or(DeviceRequest());
    request.bf16 = m_settings.value(QStringLiteral("bf16"), false).toBool();
    useDevice(request);
    connect(m_deviceMenu, &DeviceMenu::chosen, this, [this](const DeviceRequest& chosen) {
        m_settings.setValue(QStringLiteral("device"), toQString(device_text(chosen)));
        m_settings.setValue(QStringLiteral("bf16"), chosen.bf16);
        m_engine.useDevice(chosen);
        if (m_generation.busy())
            m_status->setMessage(tr("The next picture uses the new device"));
        else
            m_engine.warmUp(toQString(m_document.recipe().model)); // so that the status bar tells what was taken
    });
}

void MainWindow::useDevice(const DeviceRequest& request) {
    m_deviceMenu->setRequest(request);
    m_engine.useDevice(request);
}

void MainWindow::makeHelpMenu() {
    QMenu& menu = *menuBar()->addMenu(tr("&Help"));
    addCommand(menu, {tr("&Keyboard Shortcuts"), QKeySequence(Qt::Key_F1), tr("All shortcuts"), [this] {
                          QList<QAction*> actions;
                          for (const QAction* top : menuBar()->actions())
                              actions << top->menu()->actions();
                          showShortcuts(this, actions);
                      }});
    addCommand(menu, {tr("&Log…"), QKeySequence(tr("Ctrl+Shift+L")), tr("What happened; copy diagnostics for a report"),
                      [this] { openLog(); }});
    addCommand(menu, {tr("&About Sfumato"), {}, tr("Version and licences"), [this] { showAbout(this); }});
}

} // namespace sfumato
