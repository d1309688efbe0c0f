// The left panel: everything of a recipe that a user edits, and the Generate button.
#pragma once

#include "item_models/model_list.h"
#include "item_models/recipe_document.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QTimer;
class QToolButton;
class QVBoxLayout;

namespace sfumato {

class HiresField;
class InitImageField;
class InpaintField;
class PromptEdit;
class PromptMenus;
class PromptStore;
class PromptWords;
class SeedField;
class SizeField;
class TokenStrip;

class RecipePanel : public QWidget {
    Q_OBJECT
public:
    RecipePanel(RecipeDocument& document, ModelList& models, QWidget* parent = nullptr);

    enum class Action { generate, cancel, cancelling };
    /// What the big button does now.
    void setAction(Action action);
    void setInitThumbnail(const QString& path, const QImage& thumbnail);
    void setLastSeed(std::optional<quint64> seed);
    /// Above the Generate button.
    void setPlan(QWidget* plan);
    /// Whose styles and prompts are offered; must live longer.
    void setPromptStore(PromptStore& store);
    PromptMenus& promptMenus() { return *m_menus; }
    /// Looks for LoRA and embeddings to complete.
    void requestNetworks();
    void focusPrompt();
    bool advancedShown() const;
    void showAdvanced(bool shown);

signals:
    void generateRequested();
    void cancelRequested();
    void openModelRequested();
    void modelChosen(const QString& model);
    void openInitRequested();
    void initDropped(const QString& path);
    void maskRequested();

private:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keepWidth();
    QWidget* makeForm();
    void makePrompts(QVBoxLayout& layout);
    void makeParameters(QVBoxLayout& layout);
    void makeAdvanced(QVBoxLayout& layout);
    void makeNumbers();
    void makeChoices();
    void makeVariation();
    QWidget* makeVariationSeed();
    void connectEdits();
    void connectPrompts();
    void connectWords();
    void showPromptSettings(const Recipe& recipe);
    QStringList embeddingNotes(const std::string& prompt) const;
    void connectChoices();
    void showDraft(const RecipeDraft& draft);
    void showModels();
    void chooseModel(int row);

    RecipeDocument& m_document;
    ModelList& m_models;
    PromptEdit* m_prompt = nullptr;
    PromptEdit* m_negative = nullptr;
    TokenStrip* m_tokens = nullptr;
    TokenStrip* m_negativeTokens = nullptr;
    PromptWords* m_words = nullptr;
    QTimer* m_tokensTimer = nullptr;
    std::string m_mappedWords; ///< what the strips show
    PromptMenus* m_menus = nullptr;
    QStringList m_embeddings;
    bool m_ownStep = false; ///< the next edit is a step of undo of its own
    QComboBox* m_model = nullptr;
    SizeField* m_size = nullptr;
    QSpinBox* m_steps = nullptr;
    QDoubleSpinBox* m_guidance = nullptr;
    QComboBox* m_sampler = nullptr;
    QComboBox* m_schedule = nullptr;
    SeedField* m_seed = nullptr;
    QSpinBox* m_batch = nullptr;
    InitImageField* m_init = nullptr;
    InpaintField* m_inpaint = nullptr;
    QScrollArea* m_scroll = nullptr;
    QToolButton* m_advancedToggle = nullptr;
    QWidget* m_advanced = nullptr;
    QSpinBox* m_clipSkip = nullptr;
    QDoubleSpinBox* m_eta = nullptr;
    QComboBox* m_noise = nullptr;
    QVBoxLayout* m_column = nullptr; ///< form and buttons
    QDoubleSpinBox* m_variation = nullptr;
    QLineEdit* m_variationSeed = nullptr;
    QToolButton* m_variationDice = nullptr;
    QComboBox* m_emphasis = nullptr;
    QPushButton* m_generate = nullptr;
    QPushButton* m_add = nullptr; ///< shown while Generate is Cancel
    Action m_action = Action::generate;
};

} // namespace sfumato
