// Many pictures from one description: a template, a prompt matrix, a table or a grid. What would be made, for how long
// and how large, is shown while it is written; nothing starts before Add to Queue.
#pragma once

#include "batch_maker.h"
#include "engine/batch_work.h"
#include "engine_adapter.h"
#include "item_models/batch_table.h"
#include "item_models/recipe_document.h"

#include <QDialog>
#include <QTimer>

#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTabWidget;
class QTableView;

namespace sfumato {

class PromptEdit;

class BatchDialog : public QDialog {
    Q_OBJECT
public:
    /// `folder` tells where the pictures will go. `maker` outlives the dialog, which can thus be closed at any time.
    BatchDialog(RecipeDocument& document, EngineAdapter& adapter, BatchMaker& maker, std::function<QString()> folder,
                QWidget* parent = nullptr);
    /// What is being reckoned is cancelled, and not waited for.
    ~BatchDialog() override;

    void setFile(const QString& path);
    void setMatrix(const QString& text);

signals:
    /// `kind`: "template", "matrix", "table" or "grid".
    void addRequested(const std::shared_ptr<const sfumato::Batch>& batch, const QString& kind);
    void exportRequested(const std::shared_ptr<const sfumato::Batch>& batch);
    void chooseFileRequested();

private:
    enum Tab { template_tab, matrix_tab, table_tab, grid_tab };
    QWidget* makeTemplateTab();
    QWidget* makeMatrixTab();
    QWidget* makeTableTab();
    QWidget* makeGridTab();
    QWidget* makePreview();
    PromptEdit* newPrompt(const QString& name, const QString& tip, const QString& text);
    void planSoon();
    void plan();
    BatchSource source() const;
    void showMade(const std::shared_ptr<Result<Batch>>& made);
    void estimate();
    void showEstimate(const Result<BatchEstimate>& estimate, std::uint64_t free);
    void tell(const QString& text, bool error);
    void add();
    void drawSeed();

    RecipeDocument& m_document;
    EngineAdapter& m_adapter;
    BatchMaker& m_maker;
    std::function<QString()> m_folder;
    QTimer m_soon;
    CancelToken m_cancel; ///< of what is being reckoned
    std::shared_ptr<const Batch> m_batch;
    BatchTable m_table;
    quint64 m_seed = 0; ///< drawn for what is shown, where the panel draws seeds

    QTabWidget* m_tabs;
    PromptEdit* m_template = nullptr;
    QComboBox* m_mode = nullptr;
    QSpinBox* m_count = nullptr;
    QCheckBox* m_sameSeed = nullptr;
    PromptEdit* m_matrix = nullptr;
    QLineEdit* m_file = nullptr;
    QCheckBox* m_expand = nullptr;
    std::array<QComboBox*, 3> m_fields{};
    std::array<QLineEdit*, 3> m_values{};
    QLabel* m_summary = nullptr;
    QTableView* m_view = nullptr;
    QPushButton *m_add = nullptr, *m_export = nullptr;
};

} // namespace sfumato
