// Colours of the prompt language; what a colour tells, weight, slant or underline tells too.
#pragma once

#include <QSyntaxHighlighter>

namespace sfumato {

class PromptHighlighter : public QSyntaxHighlighter {
    Q_OBJECT
public:
    explicit PromptHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {}

protected:
    void highlightBlock(const QString& text) override;
};

} // namespace sfumato
