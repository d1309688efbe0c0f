// What the window does with styles, earlier prompts and the settings that models were used with.
#include "views/main_window.h"
#include "views/prompt_menus.h"
#include "views/recipe_panel.h"
#include "views/status_area.h"

#include <QInputDialog>
#include <QLocale>

namespace sfumato {

void MainWindow::connectPrompts() {
    m_promptStore.setRemembering(m_settings.value(QStringLiteral("rememberPrompts"), true).toBool());
    m_panel->setPromptStore(m_promptStore);
    const auto fail = [this](const QString& message) {
        m_messages->tell(MessageBar::Kind::warning, tr("About styles and earlier prompts"), message);
    };
    connect(&m_promptStore, &PromptStore::failed, this, fail);
    connect(&m_promptStore, &PromptStore::imported, this, [this](const QString& file, int styles) {
        m_messages->tell(MessageBar::Kind::information, tr("%n style(s) imported", nullptr, styles), file);
    });
    PromptMenus& menus = m_panel->promptMenus();
    connect(&menus, &PromptMenus::failed, this, fail);
    connect(&menus, &PromptMenus::told, m_status, &StatusArea::setMessage);
    connect(&menus, &PromptMenus::importRequested, this, [this] {
        chooseFile(tr("Choose a table of styles"), tr("Styles (*.csv);;All files (*)"),
                   [this](const QString& path) { m_promptStore.importStyles(path); });
    });
    connect(&menus, &PromptMenus::styleNameRequested, this, &MainWindow::askStyleName);
    connect(&menus, &PromptMenus::rememberingChanged, this, [this](bool on) {
        m_promptStore.setRemembering(on);
        m_settings.setValue(QStringLiteral("rememberPrompts"), on);
    });
    connect(&menus, &PromptMenus::historyCleared, this, [this](const PromptMemory& before) {
        m_messages->tell(MessageBar::Kind::information, tr("The earlier prompts are forgotten"), {}, tr("Undo"),
                         [this, before] {
                             m_promptStore.restore(before);
                             m_messages->hide();
                         });
    });
    connect(m_panel, &RecipePanel::modelChosen, this, &MainWindow::offerSettings);
}

void MainWindow::askStyleName() {
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keep the prompt as a style"));
    dialog->setLabelText(tr("Name of the style:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        const Recipe& recipe = m_document.recipe();
        if (name.trimmed().isEmpty()) return;
        m_promptStore.saveStyle({toStd(name.trimmed().left(100)), recipe.prompt, recipe.negative_prompt});
        m_status->setMessage(tr("Kept as the style %1").arg(name.trimmed()));
    });
    dialog->open();
}

void MainWindow::offerSettings(const QString& model) {
    const Recipe* known = m_promptStore.memory().settings_for(toStd(model));
    if (known == nullptr) return;
    const Recipe settings = *known;
    if (with_settings(m_document.recipe(), settings) == m_document.recipe()) return;
    const QString size = settings.width > 0 && settings.height > 0
                             ? tr("%1 × %2").arg(settings.width).arg(settings.height)
                             : tr("the model's own size");
    m_messages->tell(MessageBar::Kind::information, tr("You used this model with other settings"),
                     tr("%1, %2 steps, guidance %3, %4 with %5")
                         .arg(size)
                         .arg(settings.steps)
                         .arg(QLocale().toString(settings.cfg_scale, 'g', 4), toQString(settings.sampler),
                              toQString(settings.schedule)),
                     tr("Use Them"), [this, settings] {
                         m_messages->hide();
                         m_document.edit(QString(), tr("settings of the model"), [&](RecipeDraft& draft) {
                             draft.recipe = with_settings(draft.recipe, settings);
                         });
                     });
}

} // namespace sfumato
