#include "views/prompt_highlighter.h"

#include "style/theme.h"
#include "views/prompt_syntax.h"

namespace sfumato {
namespace {

QTextCharFormat formatOf(PromptMark mark) {
    const bool dark = themeIsDark();
    const auto colour = [dark](const char* on_light, const char* on_dark) {
        return QColor(QLatin1String(dark ? on_dark : on_light)); // each at least 4.5:1 on the field's ground
    };
    QTextCharFormat format;
    switch (mark) {
    case PromptMark::bracket:
        format.setForeground(colour("#7a3e9d", "#d0a3f0"));
        format.setFontWeight(QFont::Bold);
        break;
    case PromptMark::weight: format.setForeground(colour("#0b5cad", "#8ec4ff")); break;
    case PromptMark::keyword:
        format.setForeground(colour("#a4262c", "#ff9d96"));
        format.setFontWeight(QFont::Bold);
        break;
    case PromptMark::separator:
        format.setForeground(colour("#a4262c", "#ff9d96"));
        format.setFontWeight(QFont::Bold);
        break;
    case PromptMark::escape: format.setForeground(themeColors().dim); break;
    case PromptMark::network:
        format.setForeground(colour("#8a5300", "#f0b85c"));
        format.setFontUnderline(true);
        break;
    case PromptMark::wildcard:
        format.setForeground(colour("#106b3c", "#7fd6a2"));
        format.setFontUnderline(true);
        break;
    case PromptMark::variable:
        format.setForeground(colour("#106b3c", "#7fd6a2"));
        format.setFontWeight(QFont::Bold);
        break;
    case PromptMark::comment:
        format.setForeground(themeColors().dim);
        format.setFontItalic(true);
        break;
    }
    return format;
}

} // namespace

void PromptHighlighter::highlightBlock(const QString& text) {
    PromptDepth depth = PromptDepth::unpacked(previousBlockState());
    for (const PromptSpan& span : promptSpans(text, depth))
        setFormat(static_cast<int>(span.start), static_cast<int>(span.length), formatOf(span.mark));
    setCurrentBlockState(depth.packed());
}

} // namespace sfumato
