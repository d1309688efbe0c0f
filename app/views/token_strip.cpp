#include "views/token_strip.h"

#include "style/theme.h"

#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

constexpr int padding = 4, gap = 2, border_width = 10;
/// More are counted, but not drawn: nobody scrolls there.
constexpr std::size_t max_chips = 2000;
/// Of what is ignored: so many chips, so many pixels each.
constexpr std::size_t max_ignored = 3;
constexpr int widest_ignored = 160;

} // namespace

TokenStrip::TokenStrip(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Tokens"));
}

void TokenStrip::setMap(const TokenMap& map, const QStringList& notes) {
    m_map = map;
    m_known = true;
    m_counter = QStringLiteral("%1/%2").arg(map.count).arg(map.chunks * map.chunk_length);
    QStringList tips{tr("%1 tokens in %n chunk(s) of %2. The wheel scrolls.", nullptr, map.chunks)
                         .arg(map.tokens.size())
                         .arg(map.chunk_length)};
    if (map.changes) tips << tr("The prompt changes while the picture is made: these are its first tokens.");
    for (const std::string& part : map.ignored)
        tips << (part.starts_with('<') ? tr("Not used by this version yet, and not seen by the encoder: %1")
                                       : tr("Not seen by the encoder: %1"))
                    .arg(QString::fromStdString(part).left(80));
    tips << notes;
    setToolTip(tips.join(QLatin1Char('\n')));
    setAccessibleDescription(toolTip());
    layOut();
}

void TokenStrip::setUnknown(const QString& why) {
    m_known = false;
    m_map = {};
    m_counter = QStringLiteral("?");
    setToolTip(why);
    setAccessibleDescription(why);
    layOut();
}

/// In front, where they are in sight whatever the length of the prompt. Few by name; the tip has all of them.
int TokenStrip::addIgnored() {
    int x = 0;
    const auto add = [&](const QString& text) {
        Chip chip{text, x, fontMetrics().horizontalAdvance(text) + 2 * padding, false, false, true};
        x += chip.width + border_width;
        m_chips.push_back(std::move(chip));
    };
    const std::size_t named = m_map.ignored.size() > max_ignored ? max_ignored - 1 : m_map.ignored.size();
    for (std::size_t i = 0; i < named; ++i)
        add(fontMetrics().elidedText(QString::fromStdString(m_map.ignored[i].substr(0, 200)).simplified(),
                                     Qt::ElideMiddle, widest_ignored));
    if (named < m_map.ignored.size()) add(tr("+%1").arg(m_map.ignored.size() - named));
    return x;
}

void TokenStrip::layOut() {
    m_chips.clear();
    const QFontMetrics metrics = fontMetrics();
    int x = addIgnored(), part = 0, chunk = 0;
    for (const MappedToken& token : m_map.tokens) {
        if (m_chips.size() >= max_chips) break;
        Chip chip{QString::fromStdString(token.text), x, 0, false, std::abs(token.weight - 1) > 1e-6f, false};
        chip.new_chunk = token.part != part || token.chunk != chunk;
        if (chip.new_chunk) chip.x = x += border_width;
        part = token.part;
        chunk = token.chunk;
        chip.width = metrics.horizontalAdvance(chip.text) + 2 * padding;
        // Parts of one word touch; words stand apart.
        x += chip.width + (token.ends_word ? gap : 0);
        m_chips.push_back(std::move(chip));
    }
    m_length = x;
    m_scroll = std::clamp(m_scroll, 0, std::max(0, m_length - (width() - counterWidth())));
    update();
}

std::vector<TokenStrip::Shown> TokenStrip::shown() const {
    std::vector<Shown> texts;
    for (const Chip& chip : m_chips)
        if (chip.x + chip.width > m_scroll && chip.x - m_scroll < width() - counterWidth())
            texts.push_back({chip.text, chip.ignored});
    return texts;
}

int TokenStrip::counterWidth() const {
    return fontMetrics().horizontalAdvance(m_counter) + 2 * padding;
}

QSize TokenStrip::sizeHint() const {
    return {200, fontMetrics().height() + 6};
}

QSize TokenStrip::minimumSizeHint() const {
    return {80, sizeHint().height()};
}

void TokenStrip::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
}

void TokenStrip::wheelEvent(QWheelEvent* event) {
    const QPoint angle = event->angleDelta();
    const int most = std::max(0, m_length - (width() - counterWidth()));
    const int to = std::clamp(m_scroll - (angle.x() != 0 ? angle.x() : angle.y()), 0, most);
    if (to == m_scroll) {
        event->ignore(); // the panel scrolls
        return;
    }
    m_scroll = to;
    update();
    event->accept();
}

void TokenStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const ThemeColors& colors = themeColors();
    const int room = width() - counterWidth();
    painter.setPen(colors.dim);
    painter.drawText(QRect(room, 0, counterWidth() - padding, height()), Qt::AlignRight | Qt::AlignVCenter, m_counter);
    painter.setClipRect(0, 0, room, height());
    for (const Chip& chip : m_chips) {
        const QRect box(chip.x - m_scroll, 2, chip.width, height() - 4);
        if (box.right() < -border_width || box.left() > room) continue;
        if (chip.new_chunk) {
            painter.setPen(QPen(colors.accent, 2));
            painter.drawLine(box.left() - border_width / 2 - 1, 0, box.left() - border_width / 2 - 1, height());
        }
        painter.setPen(colors.border);
        painter.setBrush(palette().color(QPalette::Base));
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), 3, 3);
        painter.setPen(chip.ignored ? colors.dim : palette().color(QPalette::Text));
        QFont font = painter.font();
        font.setUnderline(chip.weighted);
        font.setStrikeOut(chip.ignored);
        painter.setFont(font);
        painter.drawText(box, Qt::AlignCenter, chip.text);
    }
}

} // namespace sfumato
