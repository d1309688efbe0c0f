#include "views/prompt_edit.h"

#include <QAbstractTextDocumentLayout>
#include <QKeyEvent>
#include <QMimeData>
#include <QTextCursor>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

bool isUndoOrRedo(const QKeyEvent& key) {
    return key.matches(QKeySequence::Undo) || key.matches(QKeySequence::Redo);
}

bool isGenerate(const QKeyEvent& key) {
    return (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) && key.modifiers().testFlag(Qt::ControlModifier);
}

} // namespace

PromptEdit::PromptEdit(int minimum_lines, int maximum_lines, QWidget* parent)
    : QPlainTextEdit(parent), m_minimumLines(minimum_lines), m_maximumLines(maximum_lines) {
    setTabChangesFocus(true);
    // The recipe's own undo holds the text too; two histories side by side would contradict each other.
    setUndoRedoEnabled(false);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        if (!m_setting) emit edited(toPlainText());
    });
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &PromptEdit::adaptHeight);
    adaptHeight();
}

void PromptEdit::setTextKeepingCursor(const QString& text) {
    const QString old = toPlainText();
    if (old == text) return;
    const auto shorter = std::min(old.size(), text.size());
    qsizetype same_start = 0;
    while (same_start < shorter && old[same_start] == text[same_start])
        ++same_start;
    qsizetype same_end = 0;
    while (same_end < shorter - same_start && old[old.size() - 1 - same_end] == text[text.size() - 1 - same_end])
        ++same_end;
    m_setting = true;
    QTextCursor cursor(document());
    cursor.setPosition(static_cast<int>(same_start));
    cursor.setPosition(static_cast<int>(old.size() - same_end), QTextCursor::KeepAnchor);
    cursor.insertText(text.mid(same_start, text.size() - same_start - same_end));
    setTextCursor(cursor);
    m_setting = false;
}

QSize PromptEdit::sizeHint() const {
    return {240, minimumHeight()};
}

QSize PromptEdit::minimumSizeHint() const {
    return {120, heightFor(m_minimumLines)};
}

bool PromptEdit::event(QEvent* event) {
    // What the editor does not claim here reaches the window's shortcuts.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = static_cast<QKeyEvent&>(*event);
        if (isUndoOrRedo(key) || isGenerate(key)) {
            event->ignore();
            return false;
        }
    }
    return QPlainTextEdit::event(event);
}

void PromptEdit::keyPressEvent(QKeyEvent* event) {
    if (isUndoOrRedo(*event) || isGenerate(*event))
        event->ignore();
    else
        QPlainTextEdit::keyPressEvent(event);
}

void PromptEdit::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) adaptHeight();
}

bool PromptEdit::canInsertFromMimeData(const QMimeData* source) const {
    // Dropped files belong to the window, which opens them.
    return !source->hasUrls() && source->hasText();
}

void PromptEdit::insertFromMimeData(const QMimeData* source) {
    if (!source->hasUrls()) QPlainTextEdit::insertFromMimeData(source);
}

int PromptEdit::heightFor(int lines) const {
    const double margins = 2 * document()->documentMargin() + 12; // frame and padding of the style sheet
    return static_cast<int>(std::ceil(lines * fontMetrics().lineSpacing() + margins));
}

void PromptEdit::adaptHeight() {
    // The layout of a QPlainTextEdit measures its height in lines.
    const int lines = static_cast<int>(std::ceil(document()->size().height()));
    setFixedHeight(heightFor(std::clamp(lines, m_minimumLines, m_maximumLines)));
}

} // namespace sfumato
