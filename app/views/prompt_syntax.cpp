#include "views/prompt_syntax.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

bool isEscaped(const QString& text, qsizetype at) {
    qsizetype slashes = 0;
    while (at - slashes > 0 && text[at - slashes - 1] == QLatin1Char('\\'))
        ++slashes;
    return slashes % 2 == 1;
}

bool isWordCharacter(QChar c) {
    return c.isLetterOrNumber() || c == QLatin1Char('_');
}

/// A pattern that begins exactly at `at`; length 0 when it does not.
qsizetype lengthAt(const QRegularExpression& pattern, const QString& line, qsizetype at) {
    const auto match =
        pattern.match(line, at, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    return match.hasMatch() ? match.capturedLength() : 0;
}

class LineScanner {
public:
    LineScanner(const QString& line, PromptDepth& depth) : line_(line), depth_(depth) {}

    std::vector<PromptSpan> run() {
        for (qsizetype at = 0; at < line_.size();)
            at = step(at);
        return std::move(spans_);
    }

private:
    qsizetype mark(qsizetype at, qsizetype length, PromptMark what) {
        spans_.push_back({at, length, what});
        return at + length;
    }

    qsizetype step(qsizetype at) {
        static const QRegularExpression network(QStringLiteral("<\\w+:[^>]+>")),
            wildcard(QStringLiteral("__[~@!]?[^\\s_(){}|$#](?:(?!__)[^(){}|$#\\n])*(?:\\([^)]*\\))?__")),
            variable(QStringLiteral("\\$\\{\\w[\\w-]*")), wrap(QStringLiteral("%\\{")),
            weight(QStringLiteral(":\\s*[+-]?[.\\d]+\\s*(?=\\))")), quantity(QStringLiteral("[\\d-]+\\$\\$"));
        const QChar c = line_[at];
        if (c == QLatin1Char('#')) return mark(at, line_.size() - at, PromptMark::comment);
        if (c == QLatin1Char('\\')) return mark(at, std::min<qsizetype>(2, line_.size() - at), PromptMark::escape);
        if (c == QLatin1Char('<'))
            if (const auto length = lengthAt(network, line_, at)) return mark(at, length, PromptMark::network);
        if (c == QLatin1Char('_'))
            if (const auto length = lengthAt(wildcard, line_, at)) return mark(at, length, PromptMark::wildcard);
        if (c == QLatin1Char('$') || c == QLatin1Char('%'))
            if (const auto length = lengthAt(c == QLatin1Char('$') ? variable : wrap, line_, at)) {
                depth_.curly = std::min(depth_.curly + 1, 1023);
                return mark(at, length, PromptMark::variable);
            }
        if (c == QLatin1Char(':'))
            if (const auto length = lengthAt(weight, line_, at)) return mark(at, length, PromptMark::weight);
        if (depth_.curly > 0 && (c.isDigit() || c == QLatin1Char('-')))
            if (const auto length = lengthAt(quantity, line_, at)) return mark(at, length, PromptMark::separator);
        return bracketOrWord(at, c);
    }

    qsizetype bracketOrWord(qsizetype at, QChar c) {
        if (c == QLatin1Char('[')) depth_.square = std::min(depth_.square + 1, 1023);
        if (c == QLatin1Char('{')) depth_.curly = std::min(depth_.curly + 1, 1023);
        if (c == QLatin1Char(']')) depth_.square = std::max(depth_.square - 1, 0);
        if (c == QLatin1Char('}')) depth_.curly = std::max(depth_.curly - 1, 0);
        if (QStringLiteral("()[]{}").contains(c)) return mark(at, 1, PromptMark::bracket);
        const bool inside = depth_.square > 0 || depth_.curly > 0;
        if (inside && (c == QLatin1Char('|') || (c == QLatin1Char(':') && depth_.square > 0)))
            return mark(at, 1, PromptMark::separator);
        if (!isWordCharacter(c)) return at + 1;
        qsizetype end = at;
        while (end < line_.size() && isWordCharacter(line_[end]) &&
               !(end > at && line_.mid(end, 2) == QLatin1String("__")))
            ++end;
        const QString word = line_.mid(at, end - at);
        if (word == QLatin1String("BREAK") || word == QLatin1String("AND")) mark(at, end - at, PromptMark::keyword);
        return end;
    }

    const QString& line_;
    PromptDepth& depth_;
    std::vector<PromptSpan> spans_;
};

QChar partner(QChar bracket) {
    const QString pairs = QStringLiteral("()[]{}");
    const auto at = pairs.indexOf(bracket);
    return pairs[at % 2 == 0 ? at + 1 : at - 1];
}

bool opens(QChar bracket) {
    return QStringLiteral("([{").contains(bracket);
}

QString weightText(double weight) {
    return QString::number(std::round(weight * 100) / 100, 'g', 6);
}

/// The innermost round brackets around the cursor.
std::optional<std::pair<qsizetype, qsizetype>> bracketsAround(const QString& text, qsizetype cursor) {
    int depth = 0;
    for (qsizetype at = cursor - 1; at >= 0; --at) {
        if (isEscaped(text, at)) continue;
        if (text[at] == QLatin1Char(')')) ++depth;
        if (text[at] == QLatin1Char('(') && depth-- == 0) {
            const qsizetype close = matchingBracket(text, at);
            if (close < 0) return std::nullopt;
            return std::pair{at, close};
        }
    }
    return std::nullopt;
}

/// "(inner:w)" or "(inner)" from `open` to `close`, with another weight.
PromptChange reweigh(const QString& text, qsizetype open, qsizetype close, double delta) {
    static const QRegularExpression number(QStringLiteral("^(.*):\\s*([+-]?(?:\\d+\\.?\\d*|\\.\\d+))\\s*$"),
                                           QRegularExpression::DotMatchesEverythingOption);
    QString inner = text.mid(open + 1, close - open - 1);
    double weight = 1.1;
    if (const auto match = number.match(inner); match.hasMatch()) {
        inner = match.captured(1);
        weight = match.captured(2).toDouble();
    }
    weight = std::round((weight + delta) * 100) / 100;
    PromptChange change{open, close - open + 1, {}, open, open};
    if (std::abs(weight - 1) < 0.005) {
        change.inserted = inner;
    } else {
        change.inserted = QStringLiteral("(%1:%2)").arg(inner, weightText(weight));
        ++change.selection_start;
    }
    change.selection_end = change.selection_start + inner.size();
    return change;
}

std::optional<PromptChange> reweighNetwork(const QString& text, qsizetype start, qsizetype end, double delta) {
    static const QRegularExpression network(QStringLiteral("<\\w+:[^:>]+(?::([+-]?[.\\d]+))?>"));
    auto matches = network.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        if (match.capturedStart() > start || match.capturedEnd() < end || match.capturedEnd() <= start) continue;
        const bool given = match.capturedStart(1) >= 0;
        const double weight = given ? match.captured(1).toDouble() : 1;
        PromptChange change;
        change.start = given ? match.capturedStart(1) : match.capturedEnd() - 1;
        change.removed = given ? match.capturedLength(1) : 0;
        change.inserted = (given ? QString() : QStringLiteral(":")) + weightText(weight + delta);
        change.selection_start = change.selection_end = start;
        return change;
    }
    return std::nullopt;
}

} // namespace

std::vector<PromptSpan> promptSpans(const QString& line, PromptDepth& depth) {
    return LineScanner(line, depth).run();
}

qsizetype matchingBracket(const QString& text, qsizetype at) {
    const QChar here = text[at], other = partner(here);
    const qsizetype direction = opens(here) ? 1 : -1;
    int depth = 0;
    for (qsizetype i = at; i >= 0 && i < text.size(); i += direction) {
        if ((text[i] != here && text[i] != other) || isEscaped(text, i)) continue;
        depth += text[i] == here ? 1 : -1;
        if (depth == 0) return i;
    }
    return -1;
}

qsizetype bracketAt(const QString& text, qsizetype cursor) {
    const QString brackets = QStringLiteral("()[]{}");
    for (const qsizetype at : {cursor - 1, cursor})
        if (at >= 0 && at < text.size() && brackets.contains(text[at]) && !isEscaped(text, at)) return at;
    return -1;
}

std::optional<PromptChange> changeWeight(const QString& text, qsizetype start, qsizetype end, double delta) {
    if (auto network = reweighNetwork(text, start, end, delta)) return network;
    if (start == end) {
        if (const auto around = bracketsAround(text, start)) return reweigh(text, around->first, around->second, delta);
        while (start > 0 && isWordCharacter(text[start - 1]))
            --start;
        while (end < text.size() && isWordCharacter(text[end]))
            ++end;
    }
    while (start < end && text[start].isSpace())
        ++start;
    while (end > start && text[end - 1].isSpace())
        --end;
    if (start == end) return std::nullopt;
    if (text[start] == QLatin1Char('(') && matchingBracket(text, start) == end - 1)
        return reweigh(text, start, end - 1, delta);
    if (const auto around = bracketsAround(text, start)) {
        // All that the brackets hold, with or without the weight behind it.
        const QString rest = text.mid(end, around->second - end).trimmed();
        const bool all = around->first == start - 1 && around->second >= end &&
                         (rest.isEmpty() || rest.startsWith(QLatin1Char(':')));
        if (all) return reweigh(text, around->first, around->second, delta);
    }
    const QString inner = text.mid(start, end - start);
    PromptChange change{start, end - start, QStringLiteral("(%1:%2)").arg(inner, weightText(1 + delta)), start + 1, 0};
    change.selection_end = change.selection_start + inner.size();
    return change;
}

} // namespace sfumato
