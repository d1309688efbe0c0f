#include "views/prompt_menus.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "style/looks.h"
#include "views/form.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace sfumato {
namespace {

constexpr std::size_t most_shown = 25; ///< of the earlier prompts; all come by Ctrl+Alt+Up

/// One line for a menu; '&' would mark a key.
QString menuText(const QWidget& widget, const std::string& text) {
    constexpr int widest = 420;
    const QString line = toQString(text.substr(0, 400)).simplified();
    return widget.fontMetrics()
        .elidedText(line, Qt::ElideRight, widest)
        .replace(QLatin1Char('&'), QStringLiteral("&&"));
}

QString tipOf(const std::string& prompt, const std::string& negative) {
    QString tip = toQString(prompt.substr(0, 1000));
    if (!negative.empty())
        tip += QLatin1Char('\n') + PromptMenus::tr("Not: %1").arg(toQString(negative.substr(0, 500)));
    return tip;
}

} // namespace

PromptMenus::PromptMenus(RecipeDocument& document, QWidget* parent) : QWidget(parent), m_document(document) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    QToolButton* styles =
        newButton(tr("St&yles"), QStringLiteral("styles"), tr("Pieces of prompts by name, for both prompts"));
    QToolButton* prompts =
        newButton(tr("Favourites"), QStringLiteral("earlierPrompts"), tr("Favourites and earlier prompts"));
    m_styles = styles->menu();
    m_prompts = prompts->menu();
    row->addWidget(styles);
    row->addWidget(prompts);
    connect(m_styles, &QMenu::aboutToShow, this, &PromptMenus::fillStyles);
    connect(m_prompts, &QMenu::aboutToShow, this, &PromptMenus::fillPrompts);
}

/// QMenu::clear() leaves the menus that hang in it alive.
void PromptMenus::empty(QMenu& menu) {
    menu.clear();
    qDeleteAll(menu.findChildren<QMenu*>(Qt::FindDirectChildrenOnly));
}

QToolButton* PromptMenus::newButton(const QString& text, const QString& name, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setText(text);
    setLook(*button, ButtonLook::flat);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    QString plain = text;
    describe(*button, plain.remove(QLatin1Char('&')), tip);
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);
    button->setMenu(menu);
    return button;
}

void PromptMenus::setStore(PromptStore& store) {
    m_store = &store;
}

void PromptMenus::fillStyles() {
    empty(*m_styles);
    if (m_store == nullptr) return;
    for (const StyleFile& file : m_store->styles()) {
        QMenu* menu = m_styles->addMenu(menuText(*this, file.file.stem().string()));
        menu->setToolTipsVisible(true);
        for (const PromptStyle& style : file.styles) {
            QAction* action = menu->addAction(menuText(*this, style.name), this, [this, style] { apply(style); });
            action->setToolTip(tipOf(style.prompt, style.negative_prompt));
        }
    }
    if (!m_store->styles().empty()) m_styles->addSeparator();
    m_styles->addAction(tr("&Keep the Prompt as a Style…"), this, &PromptMenus::styleNameRequested);
    m_styles->addAction(tr("&Import styles.csv…"), this, &PromptMenus::importRequested);
}

void PromptMenus::apply(const PromptStyle& style) {
    const Recipe& recipe = m_document.recipe();
    const Result<std::string> prompt = apply_style(recipe.prompt, style.prompt);
    const Result<std::string> negative = apply_style(recipe.negative_prompt, style.negative_prompt);
    if (!prompt || !negative) {
        emit failed(coreText((prompt ? negative : prompt).error().text()));
        return;
    }
    m_document.edit(QString(), tr("style %1").arg(toQString(style.name).left(60)), [&](RecipeDraft& draft) {
        draft.recipe.prompt = *prompt;
        draft.recipe.negative_prompt = *negative;
        draft.recipe.prompt_template.clear();
        draft.recipe.negative_template.clear();
    });
}

void PromptMenus::bring(const FavouritePrompt& prompt) {
    m_document.edit(QString(), tr("prompt"), [&](RecipeDraft& draft) {
        draft.recipe.prompt = prompt.prompt;
        draft.recipe.negative_prompt = prompt.negative_prompt;
        draft.recipe.prompt_template.clear();
        draft.recipe.negative_template.clear();
    });
}

void PromptMenus::fillPrompts() {
    empty(*m_prompts);
    if (m_store == nullptr) return;
    const Recipe& recipe = m_document.recipe();
    const FavouritePrompt now{recipe.prompt, recipe.negative_prompt};
    QAction* add = m_prompts->addAction(tr("&Add to Favourites"), this, [this, now] {
        emit told(m_store->addFavourite(now) ? tr("Added to the favourites") : tr("It is a favourite already"));
    });
    add->setEnabled(!toQString(now.prompt).trimmed().isEmpty());
    addFavourites(*m_prompts);
    m_prompts->addSeparator();
    addEarlier(*m_prompts);
    m_prompts->addSeparator();
    QAction* remembering = m_prompts->addAction(tr("&Remember Prompts"));
    remembering->setCheckable(true);
    remembering->setChecked(m_store->remembering());
    remembering->setToolTip(tr("Off: new prompts are not kept for later days. Favourites stay."));
    connect(remembering, &QAction::toggled, this, &PromptMenus::rememberingChanged);
    QAction* clear = m_prompts->addAction(tr("&Clear Earlier Prompts"), this,
                                          [this] { emit historyCleared(m_store->clearHistory()); });
    clear->setEnabled(!m_store->memory().prompts.empty() || !m_store->memory().negative_prompts.empty());
}

void PromptMenus::addFavourites(QMenu& menu) {
    const std::vector<FavouritePrompt>& favourites = m_store->memory().favourites;
    if (favourites.empty()) return;
    menu.addSection(tr("Favourites"));
    QMenu* more = nullptr;
    QMenu* remove = new QMenu(tr("Remo&ve a Favourite"), &menu);
    std::size_t shown = 0;
    for (auto one = favourites.rbegin(); one != favourites.rend(); ++one, ++shown) {
        if (shown == most_shown) more = menu.addMenu(tr("M&ore"));
        QMenu& place = more == nullptr ? menu : *more;
        const QString text = menuText(*this, one->prompt);
        QAction* action = place.addAction(text, this, [this, prompt = *one] { bring(prompt); });
        action->setToolTip(tipOf(one->prompt, one->negative_prompt));
        remove->addAction(text, this, [this, prompt = *one] {
            m_store->removeFavourite(prompt);
            emit told(tr("Removed from the favourites"));
        });
    }
    menu.addMenu(remove);
}

void PromptMenus::addEarlier(QMenu& menu) {
    const std::vector<std::string>& prompts = m_store->memory().prompts;
    QMenu* earlier = menu.addMenu(tr("&Earlier Prompts"));
    earlier->setEnabled(!prompts.empty());
    earlier->setToolTipsVisible(true);
    const std::size_t count = std::min(prompts.size(), most_shown);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string& prompt = prompts[prompts.size() - 1 - i];
        QAction* action = earlier->addAction(menuText(*this, prompt), this, [this, prompt] {
            bring({prompt, m_document.recipe().negative_prompt}); // they are remembered apart
        });
        action->setToolTip(tipOf(prompt, {}));
    }
}

} // namespace sfumato
