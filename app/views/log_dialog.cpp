#include "views/log_dialog.h"

#include "style/icons.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

namespace sfumato {

LogDialog::LogDialog(LogBook& book, Diagnostics about, QWidget* parent)
    : QDialog(parent), m_book(book), m_about(std::move(about)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Log"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    m_text = new QPlainTextEdit;
    m_text->setObjectName(QStringLiteral("log"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setAccessibleName(tr("Log"));
    m_text->setPlaceholderText(tr("Nothing has been noted yet."));
    m_text->setMaximumBlockCount(static_cast<int>(LogBook::max_lines));
    column->addWidget(m_text, 1);
    auto* row = new QHBoxLayout;
    m_prompts = new QCheckBox(tr("With my &prompts"));
    m_prompts->setObjectName(QStringLiteral("withPrompts"));
    m_prompts->setToolTip(tr("Off: the copied text says nothing about what you paint"));
    auto* copy = new QPushButton(icon(Glyph::copy), tr("&Copy Diagnostics"));
    copy->setObjectName(QStringLiteral("copyDiagnostics"));
    copy->setToolTip(tr("Versions, device, settings and log as text, to paste into a report"));
    auto* close = new QPushButton(tr("C&lose"));
    row->addWidget(m_prompts);
    row->addStretch(1);
    row->addWidget(copy);
    row->addWidget(close);
    column->addLayout(row);
    connect(copy, &QPushButton::clicked, this, &LogDialog::copyDiagnostics);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(&book, &LogBook::added, this, &LogDialog::fill);
    resize(760, 480);
    fill();
}

void LogDialog::fill() {
    QStringList texts;
    for (const LogBook::Line& line : m_book.lines())
        texts << LogBook::text(line);
    m_text->setPlainText(texts.join(QLatin1Char('\n')));
    m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
}

void LogDialog::copyDiagnostics() {
    Diagnostics about = m_about;
    if (!m_prompts->isChecked()) about.prompts.clear();
    QGuiApplication::clipboard()->setText(diagnosticsText(about, m_book.lines()));
}

} // namespace sfumato
