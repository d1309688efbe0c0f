// A text field for prompts: as high as its text, within limits, with the language's colours, matching brackets, weights
// by Ctrl+Up/Down, completion of wildcards and earlier prompts by Ctrl+Alt+Up/Down. Ctrl+Return is left to the window.
#pragma once

#include <QPlainTextEdit>
#include <QStringList>

class QCompleter;
class QStringListModel;

namespace sfumato {

class PromptEdit : public QPlainTextEdit {
    Q_OBJECT
public:
    /// Heights in lines of text.
    PromptEdit(int minimum_lines, int maximum_lines, QWidget* parent = nullptr);

    /// Replaces only what differs, so that the cursor goes to the place of the change.
    void setTextKeepingCursor(const QString& text);

    /// Offered where "__" was typed.
    void setWildcards(const QStringList& names);
    /// Earlier prompts, oldest first; the present text counts as the one behind them.
    void setHistory(const QStringList& prompts);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void edited(const QString& text); ///< by the user, not by setTextKeepingCursor
    /// Before a change that is a step of undo of its own.
    void stepBegins();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void insertFromMimeData(const QMimeData* source) override;
    bool canInsertFromMimeData(const QMimeData* source) const override;

private:
    bool handleKey(const QKeyEvent& event);
    bool completes(QKeyEvent* event);
    void offerCompletion();
    void complete(const QString& name);
    void weigh(double delta);
    void recall(int direction);
    void replaceAll(const QString& text);
    void showBrackets();
    int heightFor(int lines) const;
    void adaptHeight();

    int m_minimumLines;
    int m_maximumLines;
    bool m_setting = false;
    QCompleter* m_completer = nullptr;
    QStringListModel* m_wildcards = nullptr;
    QStringList m_history;
    QString m_present;         ///< what was written before an earlier prompt was recalled
    qsizetype m_recalled = -1; ///< place in m_history; -1: none
};

} // namespace sfumato
