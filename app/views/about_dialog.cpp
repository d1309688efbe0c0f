#include "views/about_dialog.h"

#include <QAction>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFile>
#include <QIcon>
#include <QLabel>
#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace sfumato {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("sfumato", text); // the context that lupdate gives the texts below
}

QString resourceText(const QString& name) {
    QFile file(QStringLiteral(":/texts/") + name); // compiled in: no disk
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The part of the model card that names the works and their licences.
QString cardLicences() {
    const QString card = resourceText(QStringLiteral("MODEL_CARD.md"));
    const qsizetype from = card.indexOf(QStringLiteral("## Data"));
    if (from < 0) return card;
    const qsizetype to = card.indexOf(QStringLiteral("\n## "), from + 1);
    return card.mid(from, to < 0 ? -1 : to - from);
}

const char* const libraries_text = QT_TRANSLATE_NOOP("sfumato", R"(## Sfumato
Copyright 2026 The Sfumato authors. Licensed under the Apache License, version 2.0
(<https://www.apache.org/licenses/LICENSE-2.0>).

## Libraries
- Qt 6: LGPL-3.0, used as a shared library (<https://www.qt.io>)
- Vulkan headers: Apache-2.0; volk: MIT
- oneDNN, OpenCV, OpenSSL: Apache-2.0
- libpng: PNG Reference Library License; stb_image: MIT or public domain; zlib: zlib licence; libwebp: BSD-3-Clause
- libjpeg-turbo: IJG licence and BSD-3-Clause (this software is based in part on the work of the Independent JPEG Group)
- Exempi: BSD-3-Clause
- ICU: Unicode licence; SQLite: public domain
- FreeType: FreeType licence; fontconfig, libyaml: MIT
- {fmt}, nlohmann-json: MIT; tl-expected: CC0-1.0; CLI11: BSD-3-Clause
)");

QTextBrowser* page(const QString& name, const QString& markdown, QWidget* parent) {
    auto* text = new QTextBrowser(parent);
    text->setMarkdown(markdown);
    text->setOpenExternalLinks(true);
    text->setFrameShape(QFrame::NoFrame);
    text->setAccessibleName(name);
    return text;
}

QDialog* newDialog(QWidget* parent, const QString& title) {
    auto* dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(16);
    return dialog;
}

void addCloseButton(QDialog& dialog) {
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::close);
    dialog.layout()->addWidget(buttons);
}

} // namespace

void showAbout(QWidget* parent) {
    QDialog* dialog = newDialog(parent, tr("About Sfumato"));
    auto* head = new QLabel(dialog);
    head->setTextFormat(Qt::RichText);
    head->setText(
        tr("<h2>Sfumato %1</h2><p>Pictures from words, on your own computer.<br>No account, no network: what you make "
           "stays with you.</p>")
            .arg(QCoreApplication::applicationVersion()));
    auto* logo = new QLabel(dialog);
    logo->setPixmap(
        QIcon(QStringLiteral(":/icons/sfumato-256.png")).pixmap(QSize(72, 72), dialog->devicePixelRatioF()));
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    row->addWidget(logo);
    row->addWidget(head, 1);
    static_cast<QVBoxLayout*>(dialog->layout())->addLayout(row);
    auto* tabs = new QTabWidget(dialog);
    tabs->setAccessibleName(tr("Licences"));
    tabs->addTab(page(tr("Program"), tr(libraries_text), tabs), tr("&Program"));
    tabs->addTab(page(tr("Built-in model"), cardLicences(), tabs), tr("&Built-in model"));
    // The notice is plain text with columns: kept as a block.
    tabs->addTab(page(tr("Notice"),
                      QStringLiteral("```\n") + resourceText(QStringLiteral("NOTICE")) + QStringLiteral("\n```"), tabs),
                 tr("&Notice"));
    dialog->layout()->addWidget(tabs);
    addCloseButton(*dialog);
    dialog->resize(640, 520);
    dialog->show();
}

void showShortcuts(QWidget* parent, const QList<QAction*>& actions) {
    QDialog* dialog = newDialog(parent, tr("Keyboard shortcuts"));
    QString rows;
    for (const QAction* action : actions) {
        if (action->shortcut().isEmpty()) continue;
        const QString name = action->text().remove(QLatin1Char('&')).remove(QChar(0x2026));
        rows += QStringLiteral(
                    "<tr><td style='padding:3px 24px 3px 0'>%1</td><td style='padding:3px 0'><b>%2</b></td></tr>")
                    .arg(name.toHtmlEscaped(), action->shortcut().toString(QKeySequence::NativeText).toHtmlEscaped());
    }
    rows += QStringLiteral(
                "<tr><td style='padding:12px 24px 3px 0'>%1</td><td style='padding:12px 0 3px 0'><b>%2</b></td></tr>")
                .arg(tr("On the picture: zoom, fit, actual size"), tr("+ &nbsp; − &nbsp; F &nbsp; 1"));
    auto* text = new QTextBrowser(dialog);
    text->setFrameShape(QFrame::NoFrame);
    text->setAccessibleName(tr("Keyboard shortcuts"));
    text->setHtml(QStringLiteral("<table>%1</table>").arg(rows));
    dialog->layout()->addWidget(text);
    addCloseButton(*dialog);
    dialog->resize(440, 560);
    dialog->show();
}

} // namespace sfumato
