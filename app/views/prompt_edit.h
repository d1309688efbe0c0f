// A text field for prompts: as high as its text, within limits, with the language's colours, matching brackets, weights
// by Ctrl+Up/Down, completion of wildcards and earlier prompts by Ctrl+Alt+Up/Down. Ctrl+Return is left to the window.
#pragma once

#include <QPlainTextEdit>
#include <QStringList>

class QCompleter;
class QModelIndex;
class QStandardItemModel;

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
    /// Offered behind "<lora:", and for words that begin like an embedding's name. This version does not use them,
    /// which the list says.
    void setNetworks(const QStringList& loras, const QStringList& embeddings);
    /// Earlier prompts, oldest first; the present text counts as the one behind them.
    void setHistory(const QStringList& prompts);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    /// A network is being typed; setNetworks() may answer later.
    void networksWanted();
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
    /// What is being typed that can be completed.
    struct Typed {
        enum class Kind { nothing, wildcard, lora, embedding } kind = Kind::nothing;
        QString begun; ///< the letters so far
    };
    Typed typed() const;
    void fillCompletions(Typed::Kind kind);
    void offerCompletion();
    void complete(const QModelIndex& index);
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
    QStandardItemModel* m_completions = nullptr;
    Typed::Kind m_offered = Typed::Kind::nothing; ///< what the list holds
    QStringList m_wildcards, m_loras, m_embeddings;
    QStringList m_history;
    QString m_present;         ///< what was written before an earlier prompt was recalled
    qsizetype m_recalled = -1; ///< place in m_history; -1: none
};

} // namespace sfumato
