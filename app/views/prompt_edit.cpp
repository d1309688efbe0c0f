#include "views/prompt_edit.h"

#include "style/theme.h"
#include "views/prompt_highlighter.h"
#include "views/prompt_syntax.h"

#include <QAbstractItemView>
#include <QAbstractTextDocumentLayout>
#include <QCompleter>
#include <QKeyEvent>
#include <QMimeData>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTextCursor>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// What is completed; the text shown may say more.
constexpr int name_role = Qt::UserRole + 1;
/// So many letters of a word have to be there before names of embeddings are offered for it.
constexpr int embedding_letters = 3;

bool isUndoOrRedo(const QKeyEvent& key) {
    return key.matches(QKeySequence::Undo) || key.matches(QKeySequence::Redo);
}

bool isGenerate(const QKeyEvent& key) {
    return (key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter) && key.modifiers().testFlag(Qt::ControlModifier);
}

} // namespace

PromptEdit::PromptEdit(int minimum_lines, int maximum_lines, QWidget* parent)
    : QPlainTextEdit(parent), m_minimumLines(minimum_lines), m_maximumLines(maximum_lines) {
    document()->setDocumentMargin(6); // the text begins where that of other fields does
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
    new PromptHighlighter(document());
    m_completions = new QStandardItemModel(this);
    m_completer = new QCompleter(m_completions, this);
    m_completer->setCompletionRole(name_role);
    m_completer->setWidget(this);
    m_completer->setFilterMode(Qt::MatchContains);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this, &PromptEdit::complete);
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &PromptEdit::showBrackets);
}

void PromptEdit::setWildcards(const QStringList& names) {
    m_wildcards = names;
    m_offered = Typed::Kind::nothing;
}

void PromptEdit::setNetworks(const QStringList& loras, const QStringList& embeddings) {
    m_loras = loras;
    m_embeddings = embeddings;
    m_offered = Typed::Kind::nothing;
    if (hasFocus() && typed().kind == Typed::Kind::lora) offerCompletion();
}

void PromptEdit::setHistory(const QStringList& prompts) {
    m_history = prompts;
    m_recalled = -1;
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
        if (key.key() == Qt::Key_Escape && m_completer->popup()->isVisible()) {
            event->accept();
            return true;
        }
        if (isUndoOrRedo(key) || isGenerate(key)) {
            event->ignore();
            return false;
        }
    }
    return QPlainTextEdit::event(event);
}

void PromptEdit::keyPressEvent(QKeyEvent* event) {
    if (completes(event)) return;
    if (isUndoOrRedo(*event) || isGenerate(*event)) {
        event->ignore();
    } else if (!handleKey(*event)) {
        QPlainTextEdit::keyPressEvent(event);
        if (!event->text().isEmpty()) offerCompletion();
    }
}

/// While the list is open, these keys are the list's.
bool PromptEdit::completes(QKeyEvent* event) {
    if (!m_completer->popup()->isVisible()) return false;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
    case Qt::Key_Escape: event->ignore(); return true;
    default: return false;
    }
}

bool PromptEdit::handleKey(const QKeyEvent& event) {
    if (event.key() != Qt::Key_Up && event.key() != Qt::Key_Down) return false;
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const bool up = event.key() == Qt::Key_Up;
    constexpr double weight_step = 0.1;
    if (modifiers == Qt::ControlModifier)
        weigh(up ? weight_step : -weight_step);
    else if (modifiers == (Qt::ControlModifier | Qt::AltModifier))
        recall(up ? -1 : 1);
    else
        return false;
    return true;
}

void PromptEdit::weigh(double delta) {
    const QTextCursor cursor = textCursor();
    const auto change = changeWeight(toPlainText(), cursor.selectionStart(), cursor.selectionEnd(), delta);
    if (!change) return;
    emit stepBegins();
    QTextCursor edit(document());
    edit.setPosition(static_cast<int>(change->start));
    edit.setPosition(static_cast<int>(change->start + change->removed), QTextCursor::KeepAnchor);
    edit.insertText(change->inserted);
    edit.setPosition(static_cast<int>(change->selection_start));
    edit.setPosition(static_cast<int>(change->selection_end), QTextCursor::KeepAnchor);
    setTextCursor(edit);
}

void PromptEdit::recall(int direction) {
    if (m_history.isEmpty()) return;
    if (m_recalled < 0) {
        if (direction > 0) return;
        m_present = toPlainText();
        m_recalled = m_history.size();
    }
    m_recalled = std::clamp<qsizetype>(m_recalled + direction, 0, m_history.size());
    const bool present = m_recalled == m_history.size();
    emit stepBegins();
    replaceAll(present ? m_present : m_history[m_recalled]);
    if (present) m_recalled = -1;
}

void PromptEdit::replaceAll(const QString& text) {
    QTextCursor cursor(document());
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    setTextCursor(cursor);
}

PromptEdit::Typed PromptEdit::typed() const {
    constexpr int farthest = 300; // no name is longer
    const QString before = toPlainText().left(textCursor().position());
    const QString near = before.right(farthest);
    static const QRegularExpression lora(QStringLiteral("<(?:lora|lyco):([^<>:\\n]*)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    if (const auto match = lora.match(near); match.hasMatch()) return {Typed::Kind::lora, match.captured(1)};
    const qsizetype start = before.lastIndexOf(QLatin1String("__"));
    if (start >= 0 && before.left(start).count(QLatin1String("__")) % 2 == 0) {
        const QString name = before.mid(start + 2);
        if (!name.contains(QLatin1Char(' ')) && !name.contains(QLatin1Char('\n'))) return {Typed::Kind::wildcard, name};
    }
    static const QRegularExpression word(QStringLiteral("(?:^|[\\s,(\\[{|])([\\w-]+)$"));
    const auto match = word.match(near);
    if (match.hasMatch() && match.captured(1).size() >= embedding_letters)
        return {Typed::Kind::embedding, match.captured(1)};
    return {};
}

void PromptEdit::fillCompletions(Typed::Kind kind) {
    if (kind == m_offered) return;
    m_offered = kind;
    m_completions->clear();
    const QStringList& names = kind == Typed::Kind::wildcard ? m_wildcards
                               : kind == Typed::Kind::lora   ? m_loras
                                                             : m_embeddings;
    for (const QString& name : names) {
        auto* item =
            new QStandardItem(kind == Typed::Kind::wildcard ? name : tr("%1 – not used by this version yet").arg(name));
        item->setData(name, name_role);
        m_completions->appendRow(item);
    }
    // Any part of a wildcard's or a LoRA's name will do; of ordinary words only the beginning counts.
    m_completer->setFilterMode(kind == Typed::Kind::embedding ? Qt::MatchStartsWith : Qt::MatchContains);
}

/// The list opens behind "__" or "<lora:" and the letters that follow, and for words that are embeddings.
void PromptEdit::offerCompletion() {
    const Typed now = typed();
    if (now.kind == Typed::Kind::lora && m_loras.isEmpty()) emit networksWanted();
    if (now.kind != Typed::Kind::nothing) fillCompletions(now.kind);
    m_completer->setCompletionPrefix(now.begun);
    if (now.kind == Typed::Kind::nothing || m_completer->completionCount() == 0) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = cursorRect();
    place.setWidth(m_completer->popup()->sizeHintForColumn(0) +
                   m_completer->popup()->verticalScrollBar()->sizeHint().width());
    m_completer->complete(place);
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void PromptEdit::complete(const QModelIndex& index) {
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor,
                        static_cast<int>(m_completer->completionPrefix().size()));
    const QString end = m_offered == Typed::Kind::wildcard ? QStringLiteral("__")
                        : m_offered == Typed::Kind::lora   ? QStringLiteral(":1>")
                                                           : QString();
    cursor.insertText(index.data(name_role).toString() + end);
    setTextCursor(cursor);
}

/// The bracket at the cursor and its partner; one without a partner is underlined.
void PromptEdit::showBrackets() {
    QList<QTextEdit::ExtraSelection> selections;
    const QString text = toPlainText();
    const qsizetype at = hasFocus() ? bracketAt(text, textCursor().position()) : -1;
    const qsizetype other = at < 0 ? -1 : matchingBracket(text, at);
    for (const qsizetype place : {at, other}) {
        if (place < 0) continue;
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document());
        selection.cursor.setPosition(static_cast<int>(place));
        selection.cursor.movePosition(QTextCursor::Right, QTextCursor::KeepAnchor);
        if (other < 0) {
            selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            selection.format.setUnderlineColor(themeColors().error);
        } else {
            selection.format.setBackground(themeColors().border);
        }
        selections << selection;
    }
    setExtraSelections(selections);
}

void PromptEdit::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) adaptHeight();
    // Colours of the language belong to a theme.
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        if (auto* highlighter = findChild<PromptHighlighter*>()) highlighter->rehighlight();
}

bool PromptEdit::canInsertFromMimeData(const QMimeData* source) const {
    // Dropped files belong to the window, which opens them.
    return !source->hasUrls() && source->hasText();
}

void PromptEdit::insertFromMimeData(const QMimeData* source) {
    if (!source->hasUrls()) QPlainTextEdit::insertFromMimeData(source);
}

int PromptEdit::heightFor(int lines) const {
    const double margins = 2 * (document()->documentMargin() + frameWidth());
    return static_cast<int>(std::ceil(lines * fontMetrics().lineSpacing() + margins));
}

void PromptEdit::adaptHeight() {
    // The layout of a QPlainTextEdit measures its height in lines.
    const int lines = static_cast<int>(std::ceil(document()->size().height()));
    setFixedHeight(heightFor(std::clamp(lines, m_minimumLines, m_maximumLines)));
}

} // namespace sfumato
