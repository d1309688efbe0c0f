// What the next picture will take: time, memory, and what must be done to make it fit. Asked for beside the window.
#pragma once

#include "engine_adapter.h"
#include "item_models/recipe_document.h"

#include <QLabel>
#include <QThreadPool>
#include <QTimer>

namespace sfumato {

class PlanLabel : public QLabel {
    Q_OBJECT
public:
    PlanLabel(RecipeDocument& document, EngineAdapter& adapter, QWidget* parent = nullptr);
    /// Waits for the plan that is being made.
    ~PlanLabel() override;

    /// The last answer in words; `pictures` of a batch.
    static QString textOf(const DryRun& plan, int pictures);
    /// The whole plan, for the tool tip.
    static QString detailsOf(const DryRun& plan);

private:
    void ask();
    void showAnswer(const Result<DryRun>& plan);

    RecipeDocument& m_document;
    EngineAdapter& m_adapter;
    QThreadPool m_pool;
    QTimer m_soon;
    bool m_asking = false;
    bool m_again = false; ///< the recipe changed while a plan was being made
};

} // namespace sfumato
