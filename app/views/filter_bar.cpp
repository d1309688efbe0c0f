#include "views/filter_bar.h"

#include "engine_adapter.h"
#include "store/gallery_query.h"
#include "style/icons.h"
#include "style/looks.h"
#include "views/flow_layout.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace sfumato {

QToolButton* newChip(const QString& text, const QString& removeName, QWidget* parent) {
    auto* chip = new QToolButton(parent);
    chip->setObjectName(QStringLiteral("chip"));
    setLook(*chip, ButtonLook::chip);
    chip->setProperty("term", text);
    // In German and English texts are short; those of prompts may be long.
    chip->setText(
        chip->fontMetrics().elidedText(QString(text).replace(u'&', QStringLiteral("&&")), Qt::ElideMiddle, 260));
    chip->setIcon(icon(Glyph::close));
    chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    chip->setLayoutDirection(Qt::RightToLeft); // the cross behind the word
    chip->setAccessibleName(removeName);
    chip->setToolTip(removeName);
    chip->setFocusPolicy(Qt::TabFocus);
    return chip;
}

FilterBar::FilterBar(QWidget* parent) : QWidget(parent) {
    new FlowLayout(6, this);
    setAccessibleName(tr("Filters"));
    m_models = addMenu(tr("Model"), "filterModel");
    m_samplers = addMenu(tr("Sampler"), "filterSampler");
    QMenu* rating = addMenu(tr("Rating"), "filterRating");
    QMenu* mark = addMenu(tr("Mark"), "filterMark");
    QMenu* date = addMenu(tr("Date"), "filterDate");
    m_tags = addMenu(tr("Tag"), "filterTag");
    QList<Choice> stars;
    for (int n = 5; n >= 1; --n)
        stars.append({n == 5 ? QStringLiteral("★").repeated(5) : tr("%1 and more").arg(QStringLiteral("★").repeated(n)),
                      QStringLiteral("rating:>=%1").arg(n)});
    stars.append({tr("No stars"), QStringLiteral("is:unrated")});
    fill(*rating, stars, {QStringLiteral("rating:"), QStringLiteral("is:unrated")});
    fill(*mark,
         {{tr("Keep"), QStringLiteral("is:keep")},
          {tr("Reject"), QStringLiteral("is:reject")},
          {tr("All but rejected"), QStringLiteral("-is:reject")}},
         {QStringLiteral("is:keep"), QStringLiteral("is:reject"), QStringLiteral("-is:reject")});
    mark->addSeparator();
    fill(*mark, {{tr("Favourite"), QStringLiteral("is:favourite")}}, {});
    fill(*mark, {{tr("From another picture"), QStringLiteral("is:img2img")}}, {});
    fill(*mark, {{tr("File missing"), QStringLiteral("is:missing")}}, {});
    fill(*date,
         {{tr("Today"), QStringLiteral("date:today")},
          {tr("Yesterday"), QStringLiteral("date:yesterday")},
          {tr("Last 7 days"), QStringLiteral("date:7d")},
          {tr("Last 30 days"), QStringLiteral("date:30d")},
          {tr("Last 365 days"), QStringLiteral("date:365d")}},
         {QStringLiteral("date:"), QStringLiteral("after:"), QStringLiteral("before:")});
    setNames({});
}

QMenu* FilterBar::addMenu(const QString& text, const char* object) {
    auto* button = new QToolButton;
    button->setObjectName(QLatin1String(object));
    setLook(*button, ButtonLook::chip);
    button->setText(text);
    button->setAccessibleName(tr("Filter: %1").arg(text));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    button->setMenu(menu);
    layout()->addWidget(button);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        emit namesWanted();
        for (QAction* action : menu->actions())
            action->setChecked(m_terms.contains(action->data().toString(), Qt::CaseInsensitive));
    });
    return menu;
}

void FilterBar::fill(QMenu& menu, const QList<Choice>& choices, const QStringList& rivals) {
    for (const Choice& choice : choices) {
        QAction* action = menu.addAction(QString(choice.text).replace(u'&', QStringLiteral("&&")));
        action->setCheckable(true);
        action->setData(choice.term);
        action->setChecked(m_terms.contains(choice.term, Qt::CaseInsensitive));
        connect(action, &QAction::triggered, this,
                [this, term = choice.term, rivals] { emit queryChosen(toggled(m_query, term, rivals)); });
    }
}

void FilterBar::fillNames(QMenu& menu, const std::vector<NameCount>& names, const QString& key, bool models) {
    constexpr std::size_t most = 30; // the search field finds the others
    menu.clear();
    QList<Choice> choices;
    for (const NameCount& one : names) {
        const QString name = toQString(models ? short_model_name(one.name) : one.name);
        if (name.isEmpty() || static_cast<std::size_t>(choices.size()) == most) continue;
        const QString shown = menu.fontMetrics().elidedText(name, Qt::ElideMiddle, 360);
        const Choice choice{tr("%1  (%L2)").arg(shown).arg(one.count), term(key, name)};
        // Two paths with one name are one to the search.
        if (std::ranges::none_of(choices, [&](const Choice& c) { return c.term == choice.term; }))
            choices.append(choice);
    }
    fill(menu, choices, key == QLatin1String("tag") ? QStringList() : QStringList{key + QLatin1Char(':')});
    if (choices.isEmpty()) menu.addAction(tr("None yet"))->setEnabled(false);
}

void FilterBar::setNames(const GalleryNames& names) {
    for (QMenu* menu : {m_models, m_samplers, m_tags})
        if (menu->isVisible()) return; // not under the pointer; the next time they are new
    fillNames(*m_models, names.models, QStringLiteral("model"), true);
    fillNames(*m_samplers, names.samplers, QStringLiteral("sampler"), false);
    fillNames(*m_tags, names.tags, QStringLiteral("tag"), false);
}

QStringList FilterBar::termsOf(const QString& query) {
    const QByteArray text = query.toUtf8();
    QStringList terms;
    for (const QueryPart& part : parse_gallery_query(text.toStdString()).parts)
        terms << QString::fromUtf8(text.mid(static_cast<qsizetype>(part.offset), static_cast<qsizetype>(part.length)));
    return terms;
}

QString FilterBar::term(const QString& key, const QString& value) {
    // The search matches parts, so the longest one without a quotation mark does for a name that has some.
    QString longest;
    for (const QString& part : value.split(u'"'))
        if (part.size() > longest.size()) longest = part;
    const bool plain = !longest.isEmpty() && std::ranges::none_of(longest, [](QChar c) { return c.isSpace(); });
    return plain ? key + u':' + longest : key + QStringLiteral(":\"") + longest + u'"';
}

QString FilterBar::toggled(const QString& query, const QString& term, const QStringList& rivals) {
    QByteArray text = query.toUtf8(); // the parser counts bytes
    bool there = false;
    const ParsedQuery parsed = parse_gallery_query(text.toStdString());
    for (auto part = parsed.parts.rbegin(); part != parsed.parts.rend(); ++part) {
        const auto at = static_cast<qsizetype>(part->offset), length = static_cast<qsizetype>(part->length);
        const QString one = QString::fromUtf8(text.mid(at, length));
        const bool same = one.compare(term, Qt::CaseInsensitive) == 0;
        const auto begins = [&](const QString& rival) { return one.startsWith(rival, Qt::CaseInsensitive); };
        if (!same && std::ranges::none_of(rivals, begins)) continue;
        there = there || same;
        text.remove(at, length + (at + length < text.size() && text[at + length] == ' ' ? 1 : 0));
    }
    const QString rest = QString::fromUtf8(text).trimmed();
    if (there) return rest;
    return rest.isEmpty() ? term : rest + u' ' + term;
}

void FilterBar::setQuery(const QString& query) {
    if (query == m_query) return;
    m_query = query;
    m_terms = termsOf(query);
    makeChips();
}

void FilterBar::makeChips() {
    for (QWidget* chip : std::exchange(m_chips, {})) {
        layout()->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // it may be the one that was clicked
    }
    for (const QString& term : m_terms) {
        QToolButton* chip = newChip(term, tr("Remove %1 from the search").arg(term), this);
        connect(chip, &QToolButton::clicked, this, [this, term] { emit queryChosen(toggled(m_query, term, {})); });
        layout()->addWidget(chip);
        chip->show();
        m_chips.append(chip);
    }
    updateGeometry();
}

} // namespace sfumato
