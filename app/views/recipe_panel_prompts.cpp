// The prompt desk of the recipe panel: editors, tokens, history, and the settings that are about prompts.
#include "engine_adapter.h"
#include "prompt_words.h"
#include "style/icons.h"
#include "views/form.h"
#include "views/prompt_edit.h"
#include "views/prompt_menus.h"
#include "views/recipe_panel.h"
#include "views/token_strip.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace sfumato {
namespace {

/// Typing is not followed letter by letter.
constexpr int tokens_delay_ms = 150;

} // namespace

void RecipePanel::makePrompts(QVBoxLayout& layout) {
    m_prompt = new PromptEdit(4, 12);
    m_prompt->setObjectName(QStringLiteral("prompt"));
    m_prompt->setPlaceholderText(tr("What do you want to see?\nFor example: red apple, noto style"));
    describe(
        *m_prompt, tr("Prompt"),
        tr("What the picture shows. (word:1.2) gives a word more weight. Ctrl+Up and "
           "Ctrl+Down change the weight, Ctrl+Alt+Up and Ctrl+Alt+Down bring earlier prompts, Ctrl+Return generates."));
    m_negative = new PromptEdit(2, 6);
    m_negative->setObjectName(QStringLiteral("negativePrompt"));
    m_negative->setPlaceholderText(tr("What should not be there (optional)"));
    describe(*m_negative, tr("Negative prompt"), tr("What the picture should not show. Needs a guidance above 1."));
    auto* prompt_label = new QLabel(tr("Pr&ompt"));
    prompt_label->setBuddy(m_prompt);
    auto* negative_label = new QLabel(tr("&Negative prompt"));
    negative_label->setBuddy(m_negative);
    m_tokens = new TokenStrip;
    m_tokens->setObjectName(QStringLiteral("promptTokens"));
    m_negativeTokens = new TokenStrip;
    m_negativeTokens->setObjectName(QStringLiteral("negativeTokens"));
    m_menus = new PromptMenus(m_document);
    auto* top = new QHBoxLayout;
    top->addWidget(prompt_label, 1);
    top->addWidget(m_menus);
    layout.addLayout(top);
    layout.addWidget(m_prompt);
    layout.addWidget(m_tokens);
    layout.addWidget(negative_label);
    layout.addWidget(m_negative);
    layout.addWidget(m_negativeTokens);
}

void RecipePanel::connectPrompts() {
    connect(m_prompt, &PromptEdit::edited, this, [this](const QString& text) {
        const QString field = std::exchange(m_ownStep, false) ? QString() : QStringLiteral("prompt");
        m_document.edit(field, tr("prompt"), [&](RecipeDraft& d) {
            d.recipe.prompt = toStd(text);
            d.recipe.prompt_template.clear(); // it is written by hand now
        });
    });
    connect(m_negative, &PromptEdit::edited, this, [this](const QString& text) {
        const QString field = std::exchange(m_ownStep, false) ? QString() : QStringLiteral("negative");
        m_document.edit(field, tr("negative prompt"), [&](RecipeDraft& d) {
            d.recipe.negative_prompt = toStd(text);
            d.recipe.negative_template.clear();
        });
    });
    for (PromptEdit* edit : {m_prompt, m_negative})
        connect(edit, &PromptEdit::stepBegins, this, [this] { m_ownStep = true; });
    connect(m_variation, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_document.edit(QStringLiteral("variation"), tr("variation"),
                        [&](RecipeDraft& d) { d.recipe.variation_strength = value; });
    });
    connect(m_variationSeed, &QLineEdit::textEdited, this, [this](const QString& text) {
        bool fits = false;
        const quint64 seed = text.toULongLong(&fits);
        if (fits)
            m_document.edit(QStringLiteral("variation seed"), tr("variation seed"),
                            [&](RecipeDraft& d) { d.recipe.variation_seed = seed; });
    });
    connect(m_emphasis, &QComboBox::activated, this, [this](int row) {
        const auto emphasis = static_cast<Emphasis>(m_emphasis->itemData(row).toInt());
        m_document.edit(QStringLiteral("emphasis"), tr("emphasis"),
                        [&](RecipeDraft& d) { d.recipe.emphasis = emphasis; });
    });
    connectWords();
}

void RecipePanel::connectWords() {
    m_words = new PromptWords({}, this);
    m_tokensTimer = new QTimer(this);
    m_tokensTimer->setSingleShot(true);
    m_tokensTimer->setInterval(tokens_delay_ms);
    connect(m_tokensTimer, &QTimer::timeout, this, [this] { m_words->requestTokens(m_document.recipe()); });
    connect(m_words, &PromptWords::tokensReady, this, [this](const TokenMaps::Pair& maps) {
        m_tokens->setMap(maps.prompt, embeddingNotes(m_document.recipe().prompt));
        m_negativeTokens->setMap(maps.negative, embeddingNotes(m_document.recipe().negative_prompt));
    });
    connect(m_words, &PromptWords::tokensUnknown, this, [this](const QString& why) {
        m_tokens->setUnknown(why);
        m_negativeTokens->setUnknown(why);
    });
    connect(m_words, &PromptWords::wildcardsReady, this, [this](const QStringList& names) {
        m_prompt->setWildcards(names);
        m_negative->setWildcards(names);
    });
    connect(m_words, &PromptWords::networksReady, this,
            [this](const QStringList& loras, const QStringList& embeddings) {
                m_embeddings = embeddings;
                for (PromptEdit* edit : {m_prompt, m_negative})
                    edit->setNetworks(loras, embeddings);
                if (!embeddings.isEmpty()) m_tokensTimer->start(); // the notes may be others now
            });
    for (PromptEdit* edit : {m_prompt, m_negative})
        connect(edit, &PromptEdit::networksWanted, m_words, &PromptWords::requestNetworks);
    m_words->requestWildcards();
    m_tokensTimer->start();
}

void RecipePanel::makeVariation() {
    m_variation = new QDoubleSpinBox;
    m_variation->setObjectName(QStringLiteral("variation"));
    m_variation->setRange(0, 1);
    m_variation->setSingleStep(0.05);
    m_variation->setDecimals(3);
    m_variation->setSpecialValueText(tr("off"));
    describe(
        *m_variation, tr("Variation"),
        tr("How much of the variation seed's noise is mixed in: a little gives the same picture with small changes"));
    m_emphasis = new QComboBox;
    m_emphasis->setObjectName(QStringLiteral("emphasis"));
    m_emphasis->addItem(tr("Original"), static_cast<int>(Emphasis::original));
    m_emphasis->addItem(tr("No norm"), static_cast<int>(Emphasis::no_norm));
    m_emphasis->addItem(tr("Ignore"), static_cast<int>(Emphasis::ignore));
    m_emphasis->addItem(tr("None: brackets are text"), static_cast<int>(Emphasis::none));
    m_emphasis->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    describe(*m_emphasis, tr("Emphasis"), tr("How weights such as (word:1.2) act"));
}

/// The number, and a die that draws another one.
QWidget* RecipePanel::makeVariationSeed() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_variationSeed = new QLineEdit;
    m_variationSeed->setObjectName(QStringLiteral("variationSeed"));
    m_variationSeed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,20}")), m_variationSeed));
    describe(*m_variationSeed, tr("Variation seed"), tr("The seed of the noise that is mixed in"));
    m_variationDice = new QToolButton;
    m_variationDice->setObjectName(QStringLiteral("variationDice"));
    m_variationDice->setIcon(icon(Glyph::dice));
    describe(*m_variationDice, tr("Draw a variation seed"), tr("Draw another variation seed"));
    row->addWidget(m_variationSeed, 1);
    row->addWidget(m_variationDice);
    box->setFocusProxy(m_variationSeed);
    connect(m_variationDice, &QToolButton::clicked, this, [this] {
        m_document.edit(QString(), tr("variation seed"), [](RecipeDraft& d) {
            d.recipe.variation_seed = QRandomGenerator::global()->generate(); // 32 bits, as other seeds that are drawn
        });
    });
    return box;
}

void RecipePanel::showPromptSettings(const Recipe& recipe) {
    const QSignalBlocker block_variation(m_variation), block_emphasis(m_emphasis);
    m_variation->setValue(recipe.variation_strength);
    m_variationSeed->setEnabled(recipe.variation_strength > 0);
    m_variationDice->setEnabled(recipe.variation_strength > 0);
    const QString seed = QString::number(recipe.variation_seed);
    if (!m_variationSeed->hasFocus() || m_variationSeed->text().toULongLong() != recipe.variation_seed)
        m_variationSeed->setText(seed);
    m_emphasis->setCurrentIndex(m_emphasis->findData(static_cast<int>(recipe.emphasis)));
    const std::string words = recipe.prompt + '\x1f' + recipe.negative_prompt + '\x1f' + recipe.model +
                              std::to_string(static_cast<int>(recipe.emphasis)) + std::to_string(recipe.steps);
    if (words == m_mappedWords) return;
    m_mappedWords = words;
    if (m_tokensTimer != nullptr) m_tokensTimer->start();
}

void RecipePanel::setPromptStore(PromptStore& store) {
    m_menus->setStore(store);
    const auto show = [this, &store] {
        const auto list = [](const std::vector<std::string>& texts) {
            QStringList out;
            for (const std::string& text : texts)
                out << toQString(text);
            return out;
        };
        m_prompt->setHistory(list(store.memory().prompts));
        m_negative->setHistory(list(store.memory().negative_prompts));
    };
    connect(&store, &PromptStore::memoryChanged, this, show);
    show();
}

void RecipePanel::requestNetworks() {
    m_words->requestNetworks();
}

/// What of the prompt this version reads as ordinary words, though other programs do not.
QStringList RecipePanel::embeddingNotes(const std::string& prompt) const {
    QStringList notes;
    const QString text = toQString(prompt.substr(0, 20'000));
    for (const QString& name : m_embeddings) {
        const QRegularExpression word(QStringLiteral("(?<![\\w-])%1(?![\\w-])").arg(QRegularExpression::escape(name)),
                                      QRegularExpression::CaseInsensitiveOption);
        if (notes.size() < 10 && text.contains(name, Qt::CaseInsensitive) && text.contains(word))
            notes << tr("The embedding %1 is not used by this version yet: its name is read as words").arg(name);
    }
    return notes;
}

} // namespace sfumato
