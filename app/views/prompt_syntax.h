// The prompt language as an editor sees it: what is what, which bracket belongs to which, and weights by keys.
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace sfumato {

enum class PromptMark { bracket, weight, keyword, separator, escape, network, wildcard, variable, comment };

struct PromptSpan {
    qsizetype start = 0;
    qsizetype length = 0;
    PromptMark mark = PromptMark::bracket;
    bool operator==(const PromptSpan&) const = default;
};

/// What is open at the end of a line; carried from line to line.
struct PromptDepth {
    int square = 0, curly = 0;
    int packed() const { return square * 1024 + curly; }
    static PromptDepth unpacked(int packed) {
        return packed < 0 ? PromptDepth{} : PromptDepth{packed / 1024, packed % 1024};
    }
};

/// The marked parts of one line, ascending; `depth` goes on from the line before.
std::vector<PromptSpan> promptSpans(const QString& line, PromptDepth& depth);

/// The bracket that belongs to the one at `at`, or -1 for one that has none. Escaped brackets are none; what `at` holds
/// must be one of ()[]{}.
qsizetype matchingBracket(const QString& text, qsizetype at);
/// Place of the bracket at or before the cursor; -1 when there is none.
qsizetype bracketAt(const QString& text, qsizetype cursor);

/// A change of text, with what is selected after it.
struct PromptChange {
    qsizetype start = 0, removed = 0;
    QString inserted;
    qsizetype selection_start = 0, selection_end = 0;
};

/// The weight of the selection, or of the brackets or word around the cursor, changed by `delta`: "(word:1.1)". At
/// weight 1 the brackets go. A network's "<lora:name:1>" changes its last number. Nothing when there is no word.
std::optional<PromptChange> changeWeight(const QString& text, qsizetype selection_start, qsizetype selection_end,
                                         double delta);

} // namespace sfumato
