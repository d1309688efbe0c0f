// The log, and the text for a report of trouble.
#pragma once

#include "log_book.h"

#include <QDialog>

class QCheckBox;
class QPlainTextEdit;

namespace sfumato {

class LogDialog : public QDialog {
    Q_OBJECT
public:
    /// `about.prompts` goes into the copied text only if the user asks for it.
    LogDialog(LogBook& book, Diagnostics about, QWidget* parent = nullptr);

private:
    void fill();
    void copyDiagnostics();

    LogBook& m_book;
    Diagnostics m_about;
    QPlainTextEdit* m_text;
    QCheckBox* m_prompts;
};

} // namespace sfumato
