// A text field for prompts: as high as its text, within limits; Ctrl+Return is left to the window.
#pragma once

#include <QPlainTextEdit>

namespace sfumato {

class PromptEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    /// Heights in lines of text.
    PromptEdit(int minimum_lines, int maximum_lines, QWidget* parent = nullptr);

    /// Replaces only what differs, so that the cursor goes to the place of the change.
    void setTextKeepingCursor(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void edited(const QString& text); ///< by the user, not by setTextKeepingCursor

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;

private:
    int heightFor(int lines) const;
    void adaptHeight();

    int m_minimumLines;
    int m_maximumLines;
    bool m_setting = false;
};

} // namespace sfumato
