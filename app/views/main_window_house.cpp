// Settings, log, keys, notices and the first start.
#include "desktop_notice.h"
#include "output_settings.h"
#include "views/log_dialog.h"
#include "views/main_window.h"
#include "views/settings_dialog.h"
#include "views/status_area.h"

#include <QMenu>
#include <QMenuBar>

namespace sfumato {

void MainWindow::makeHouse() {
    // Once all menus are there, and before the settings change any key.
    m_shortcuts = shortcutRows(menuBar()->actions());
    restoreShortcuts(m_shortcuts, m_settings);
    m_queue.options().output = readOutputOptions(m_settings);
    connect(&m_engine, &EngineAdapter::deviceReady, this, [this](const QString& name, const QString& driver) {
        m_deviceName = name;
        m_driver = driver;
    });
    connect(&m_generation, &Generation::stateChanged, this, [this](Generation::State state) {
        if (state == Generation::State::running) m_workTime.start();
    });
    connect(&m_generation, &Generation::ended, this, &MainWindow::noticeEnd);
}

void MainWindow::openSettings() {
    auto* dialog = new SettingsDialog(m_settings, m_shortcuts, pictureFolder(), m_document.recipe(), this);
    connect(dialog, &SettingsDialog::themeChosen, this, [this](const QString& name) {
        if (auto* action = findChild<QAction*>(QStringLiteral("theme-") + name)) action->trigger();
    });
    connect(dialog, &SettingsDialog::outputChanged, this,
            [this](const OutputOptions& options) { m_queue.options().output = options; });
    connect(dialog, &SettingsDialog::folderRequested, this, &MainWindow::chooseFolder);
    connect(this, &MainWindow::pictureFolderChanged, dialog, &SettingsDialog::setPictureFolder);
    dialog->show();
}

void MainWindow::openLog() {
    Diagnostics about;
    about.device = m_deviceName;
    about.driver = m_driver;
    for (const QString& key : m_settings.allKeys()) {
        const QVariant value = m_settings.value(key);
        // Window positions say nothing; lists and texts of the user may say too much.
        if (value.typeId() == QMetaType::QByteArray || value.typeId() == QMetaType::QStringList) continue;
        about.settings << QStringLiteral("%1 = %2").arg(key, value.toString());
    }
    about.settings << QStringLiteral("model = %1").arg(toQString(m_document.recipe().model));
    about.prompts =
        toQString(m_document.recipe().prompt) + QLatin1Char('\n') + toQString(m_document.recipe().negative_prompt);
    (new LogDialog(m_log, about, this))->show();
}

void MainWindow::noticeEnd(bool cancelled) {
    const bool wanted = m_settings.value(QStringLiteral("notice"), true).toBool();
    const qint64 least = m_settings.value(QStringLiteral("noticeAfter"), 30).toInt() * 1000ll;
    if (cancelled || !wanted || isActiveWindow() || !m_workTime.isValid() || m_workTime.elapsed() < least) return;
    showDesktopNotice(tr("The pictures are finished"),
                      tr("Sfumato worked for %1.").arg(durationText(double(m_workTime.elapsed()) / 1000)));
}

void MainWindow::welcome() {
    if (m_settings.value(QStringLiteral("welcomed"), false).toBool()) return;
    m_settings.setValue(QStringLiteral("welcomed"), true);
    if (m_queue.queue().unfinished() > 0 || m_document.recipe() != Recipe() || m_places.builtin.empty())
        return; // not a first start, or nothing to show
    m_messages->tell(MessageBar::Kind::information, tr("Welcome to Sfumato"),
                     tr("A small model is built in: it paints icons of everyday things, here on your computer, in a "
                        "moment. Models for large pictures can be added under Models."),
                     tr("Paint a red apple"), [this] {
                         m_document.edit(QString(), tr("prompt"),
                                         [](RecipeDraft& draft) { draft.recipe.prompt = "a red apple"; });
                         generate();
                     });
}

} // namespace sfumato
