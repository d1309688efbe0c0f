#include "views/gallery_details.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "sampling/samplers.h"
#include "sampling/schedules.h"
#include "views/filter_bar.h"
#include "views/flow_layout.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>

namespace sfumato {
namespace {

QString samplerText(const Recipe& recipe) {
    const auto sampler = find_sampler(recipe.sampler);
    const auto schedule = find_schedule(recipe.schedule);
    return QStringLiteral("%1, %2").arg(sampler ? toQString((*sampler)->label) : toQString(recipe.sampler),
                                        schedule ? toQString((*schedule)->label) : toQString(recipe.schedule));
}

} // namespace

GalleryDetails::GalleryDetails(QWidget* parent) : QWidget(parent) {
    m_title = new QLabel;
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_text = new QPlainTextEdit;
    m_text->setReadOnly(true);
    m_text->setObjectName(QStringLiteral("galleryDetails"));
    m_text->setAccessibleName(tr("Details of the picture"));
    m_tags = new QLineEdit;
    m_tags->setObjectName(QStringLiteral("galleryTags"));
    m_tags->setPlaceholderText(tr("Add tags, between commas"));
    m_tags->setAccessibleName(tr("Add tags"));
    m_chips = new QWidget;
    new FlowLayout(6, m_chips);
    m_chips->hide();
    const auto button = [](const QString& text, const QString& name, const QString& tip) {
        auto* made = new QPushButton(text);
        made->setObjectName(name);
        made->setToolTip(tip);
        return made;
    };
    m_all = button(tr("Reuse all"), QStringLiteral("reuseAll"), tr("Put the whole recipe into the panel"));
    m_prompt = button(tr("Prompt"), QStringLiteral("reusePrompt"), tr("Put only the prompts into the panel"));
    m_seed = button(tr("Seed"), QStringLiteral("reuseSeed"), tr("Put only the seed into the panel"));
    m_init =
        button(tr("Use as initial image"), QStringLiteral("useAsInit"), tr("The next picture starts from this one"));
    auto* buttons = new QGridLayout;
    buttons->addWidget(m_all, 0, 0, 1, 2);
    buttons->addWidget(m_prompt, 1, 0);
    buttons->addWidget(m_seed, 1, 1);
    buttons->addWidget(m_init, 2, 0, 1, 2);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_title);
    column->addWidget(m_text, 1);
    column->addWidget(m_chips);
    column->addWidget(m_tags);
    column->addLayout(buttons);
    setMinimumWidth(240);
    connect(m_tags, &QLineEdit::returnPressed, this, [this] {
        if (m_tags->text().trimmed().isEmpty()) return;
        emit tagsEntered(m_tags->text());
        m_tags->clear();
    });
    connect(m_all, &QPushButton::clicked, this, &GalleryDetails::reuseAll);
    connect(m_prompt, &QPushButton::clicked, this, &GalleryDetails::reusePrompt);
    connect(m_seed, &QPushButton::clicked, this, &GalleryDetails::reuseSeed);
    connect(m_init, &QPushButton::clicked, this, &GalleryDetails::useAsInit);
    showNothing();
}

void GalleryDetails::setButtons(bool enabled, bool recipe) {
    m_all->setEnabled(enabled && recipe);
    m_prompt->setEnabled(enabled && recipe);
    m_seed->setEnabled(enabled && recipe);
    m_init->setEnabled(enabled);
}

void GalleryDetails::showNothing() {
    m_id = 0;
    m_title->setText(tr("No picture is selected"));
    m_text->clear();
    m_tags->setEnabled(false);
    setTags({});
    setButtons(false, false);
}

void GalleryDetails::setTags(const QStringList& tags) {
    if (tags == m_shownTags) return;
    m_shownTags = tags;
    while (QLayoutItem* item = m_chips->layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the one that was clicked
        delete item;
    }
    for (const QString& tag : tags) {
        QToolButton* chip = newChip(tag, tr("Remove the tag %1").arg(tag), m_chips);
        connect(chip, &QToolButton::clicked, this, [this, tag] { emit tagRemoved(tag); });
        m_chips->layout()->addWidget(chip);
        chip->show();
    }
    m_chips->setVisible(!tags.isEmpty());
    m_chips->updateGeometry();
}

void GalleryDetails::showMany(int count) {
    showNothing();
    m_title->setText(tr("%n pictures are selected", nullptr, count));
    m_text->setPlainText(tr("Ratings, marks and tags go to all of them."));
    m_tags->setEnabled(true);
}

QString GalleryDetails::describe(const GalleryEntry& entry) {
    const PictureFacts& facts = entry.facts;
    QStringList lines;
    if (entry.state == PictureState::missing) lines << tr("The file is missing. It was here when it was last seen:");
    if (entry.state == PictureState::trashed) lines << tr("This picture is in the trash.");
    if (!facts.problem.empty())
        lines << tr("Its metadata cannot be read: %1").arg(coreText(facts.problem)) << QString();
    if (facts.recipe) {
        const Recipe& recipe = *facts.recipe;
        lines << toQString(recipe.prompt) << QString();
        if (!recipe.negative_prompt.empty()) lines << tr("Not: %1").arg(toQString(recipe.negative_prompt)) << QString();
        lines << tr("Model: %1").arg(toQString(short_model_name(recipe.model)));
        if (!recipe.model_hash.empty()) lines << tr("Hash: %1").arg(toQString(recipe.model_hash.substr(0, 10)));
        lines << tr("Sampler: %1").arg(samplerText(recipe)) << tr("Steps: %1").arg(recipe.steps)
              << tr("Guidance: %1").arg(recipe.cfg_scale) << tr("Seed: %1").arg(recipe.seed);
        if (recipe.init) lines << tr("From another image, strength %1").arg(recipe.init->strength);
    } else if (facts.problem.empty()) {
        lines << tr("No recipe inside.");
    }
    if (facts.width > 0) lines << tr("Size: %1 × %2").arg(facts.width).arg(facts.height);
    lines << tr("File: %1, %2")
                 .arg(toQString(facts.format), QLocale().formattedDataSize(static_cast<qint64>(facts.bytes)))
          << tr("Made: %1").arg(QLocale().toString(QDateTime::fromSecsSinceEpoch(facts.created), QLocale::ShortFormat));
    if (!facts.dialect.empty()) lines << tr("Written by: %1").arg(toQString(facts.dialect));
    if (entry.marks.rating > 0) lines << tr("Rating: %1 of 5").arg(entry.marks.rating);
    if (!entry.marks.tags.empty()) {
        QStringList tags;
        for (const std::string& tag : entry.marks.tags)
            tags << toQString(tag);
        lines << tr("Tags: %1").arg(tags.join(QStringLiteral(", ")));
    }
    lines << QString() << toQString(facts.path.string());
    return lines.join(QLatin1Char('\n'));
}

void GalleryDetails::showEntry(const GalleryEntry& entry) {
    m_title->setText(toQString(entry.facts.path.filename().string()));
    const QString text = describe(entry);
    m_tags->setEnabled(true);
    setButtons(entry.state == PictureState::present, entry.facts.recipe.has_value());
    if (m_id == entry.id && text == m_described) return; // what setTexts() added stays
    m_id = entry.id;
    m_described = text;
    m_text->setPlainText(text);
}

void GalleryDetails::setTexts(PictureId id, const QStringList& notes, const QStringList& texts) {
    if (id != m_id || m_id == 0) return;
    QString more = m_described;
    if (!notes.isEmpty())
        more += QStringLiteral("\n\n") + tr("Notes:") + QLatin1Char('\n') + notes.join(QLatin1Char('\n'));
    for (const QString& text : texts)
        more += QStringLiteral("\n\n[%1]\n%2")
                    .arg(text.section(QLatin1Char('\n'), 0, 0), text.section(QLatin1Char('\n'), 1));
    m_text->setPlainText(more);
}

QString GalleryDetails::text() const {
    return m_text->toPlainText();
}

} // namespace sfumato
