#include "views/settings_dialog.h"

#include "language.h"
#include "output_settings.h"
#include "style/icons.h"
#include "style/looks.h"
#include "views/output_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QVBoxLayout>

#include <cmath>

namespace sfumato {

double uiScale(const QSettings& settings) {
    bool number = false;
    const double scale = settings.value(QStringLiteral("uiScale"), 1.0).toDouble(&number);
    return number && std::isfinite(scale) && scale >= min_ui_scale && scale <= max_ui_scale ? scale : 1.0;
}

SettingsDialog::SettingsDialog(QSettings& settings, const QList<ShortcutRow>& shortcuts, const QString& pictures,
                               const Recipe& example, QWidget* parent)
    : QDialog(parent), m_settings(settings), m_tabs(new QTabWidget), m_folder(new QLineEdit) {
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("settings"));
    setWindowTitle(tr("Settings"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(16);
    m_tabs->setAccessibleName(tr("Kinds of settings"));
    m_tabs->addTab(makeGeneral(), tr("&General"));
    auto* output = new OutputPage(readOutputOptions(settings), example);
    connect(output, &OutputPage::changed, this, [this](const OutputOptions& options) {
        keepOutputOptions(m_settings, options);
        emit outputChanged(options);
    });
    m_tabs->addTab(output, tr("&Pictures"));
    m_tabs->addTab(new ShortcutEditor(shortcuts, settings), tr("&Keys"));
    column->addWidget(m_tabs, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    column->addWidget(buttons);
    setPictureFolder(pictures);
    resize(620, 520);
}

QWidget* SettingsDialog::makeGeneral() {
    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    form->setContentsMargins(16, 16, 16, 16);
    form->setVerticalSpacing(12);

    auto* theme = new QComboBox;
    theme->setObjectName(QStringLiteral("theme"));
    theme->setAccessibleName(tr("Theme"));
    const std::pair<const char*, QString> themes[] = {
        {"system", tr("As the desktop")}, {"light", tr("Light")}, {"dark", tr("Dark")}};
    for (const auto& [name, text] : themes)
        theme->addItem(text, QString::fromLatin1(name));
    theme->setCurrentIndex(std::max(0, theme->findData(m_settings.value(QStringLiteral("theme")))));
    connect(theme, &QComboBox::activated, this, [this, theme] { emit themeChosen(theme->currentData().toString()); });
    form->addRow(tr("&Theme"), theme);
    form->addRow(tr("&Language"), makeLanguage());
    form->addRow(tr("Si&ze of everything"), makeScale());

    auto* folder_row = new QWidget;
    auto* row = new QHBoxLayout(folder_row);
    row->setContentsMargins(0, 0, 0, 0);
    m_folder->setReadOnly(true);
    m_folder->setObjectName(QStringLiteral("pictureFolder"));
    m_folder->setAccessibleName(tr("Folder of finished pictures"));
    auto* choose = new QPushButton(icon(Glyph::folder), tr("&Choose…"));
    choose->setAccessibleName(tr("Choose the folder of finished pictures"));
    connect(choose, &QPushButton::clicked, this, &SettingsDialog::folderRequested);
    row->addWidget(m_folder, 1);
    row->addWidget(choose);
    form->addRow(tr("Pictures are kept in"), folder_row);

    auto* notice = new QCheckBox(tr("&Notice on the desktop when long work has ended"));
    notice->setObjectName(QStringLiteral("notice"));
    notice->setChecked(m_settings.value(QStringLiteral("notice"), true).toBool());
    notice->setToolTip(tr("Only while the window is not in front"));
    connect(notice, &QCheckBox::toggled, this, [this](bool on) { m_settings.setValue(QStringLiteral("notice"), on); });
    auto* seconds = new QSpinBox;
    seconds->setRange(1, 3600);
    seconds->setSuffix(tr(" s"));
    seconds->setAccessibleName(tr("Long work takes at least"));
    seconds->setValue(m_settings.value(QStringLiteral("noticeAfter"), 30).toInt());
    connect(seconds, &QSpinBox::valueChanged, this,
            [this](int value) { m_settings.setValue(QStringLiteral("noticeAfter"), value); });
    seconds->setEnabled(notice->isChecked());
    connect(notice, &QCheckBox::toggled, seconds, &QWidget::setEnabled);
    form->addRow(QString(), notice);
    form->addRow(tr("&Long work takes at least"), seconds);
    return page;
}

/// The field with a hint below it, for settings that only the next start can follow.
QWidget* SettingsDialog::withHint(QWidget* field, QLabel*& hint) {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    hint = new QLabel(tr("Takes effect at the next start"));
    setTone(*hint, Tone::dim);
    hint->hide();
    column->addWidget(field);
    column->addWidget(hint);
    return box;
}

QWidget* SettingsDialog::makeLanguage() {
    auto* language = new QComboBox;
    language->setObjectName(QStringLiteral("language"));
    language->setAccessibleName(tr("Language"));
    language->addItem(tr("As the desktop"), QStringLiteral("system"));
    for (const QString& code : languages())
        language->addItem(languageName(code), code);
    const QVariant now = m_settings.value(QStringLiteral("language"), QStringLiteral("system"));
    language->setCurrentIndex(std::max(0, language->findData(now)));
    QLabel* hint = nullptr;
    QWidget* box = withHint(language, hint);
    connect(language, &QComboBox::activated, this, [this, language, hint, now] {
        m_settings.setValue(QStringLiteral("language"), language->currentData());
        hint->setVisible(language->currentData() != now);
    });
    return box;
}

QWidget* SettingsDialog::makeScale() {
    auto* scale = new QComboBox;
    scale->setObjectName(QStringLiteral("uiScale"));
    scale->setAccessibleName(tr("Size of everything"));
    const double now = uiScale(m_settings);
    for (const int percent : {75, 90, 100, 110, 125, 150, 175, 200, 250, 300}) {
        scale->addItem(tr("%1 %").arg(percent), percent / 100.0);
        if (std::abs(now - percent / 100.0) < 0.01) scale->setCurrentIndex(scale->count() - 1);
    }
    QLabel* hint = nullptr;
    QWidget* box = withHint(scale, hint);
    connect(scale, &QComboBox::activated, this, [this, scale, hint, now] {
        m_settings.setValue(QStringLiteral("uiScale"), scale->currentData());
        hint->setVisible(std::abs(scale->currentData().toDouble() - now) > 0.01);
    });
    return box;
}

void SettingsDialog::setPictureFolder(const QString& folder) {
    m_folder->setText(folder);
}

} // namespace sfumato
