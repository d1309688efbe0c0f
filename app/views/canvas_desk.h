// The row above the canvas: mask tools and comparing. It holds the mask of the initial image and keeps it in a file.
#pragma once

#include "item_models/mask_document.h"
#include "item_models/recipe_document.h"
#include "kept_image.h"
#include "views/canvas.h"
#include "views/mask_tool.h"

#include <QThreadPool>
#include <QTimer>
#include <QWidget>

#include <functional>

class QButtonGroup;
class QComboBox;
class QHBoxLayout;
class QSlider;
class QSpinBox;
class QToolButton;

namespace sfumato {

class CanvasDesk : public QWidget {
    Q_OBJECT
public:
    /// Masks are kept in `folder`, named by their SHA-256.
    CanvasDesk(RecipeDocument& document, Canvas& canvas, const QString& folder, QWidget* parent = nullptr);
    /// Waits for the mask that is being written.
    ~CanvasDesk() override;

    /// The recipe's initial image in full; null when there is none (yet).
    void setInitPicture(const QString& path, const QImage& picture);
    bool hasInitPicture(const QString& path) const { return m_initPath == path && !m_init.isNull(); }
    /// The canvas shows a finished picture or a preview now: painting of the mask ends.
    void showingResult();
    /// Compare with this picture instead of the initial image; null: with the initial image.
    void compareWith(const QImage& picture);

    bool masking() const;
    void setMasking(bool on);
    MaskDocument& mask() { return m_mask; }
    MaskTool& tool() { return m_tool; }

    /// Runs `then` when the recipe names the file of the mask as it is painted now; at once if it does.
    void whenSaved(std::function<void()> then);

signals:
    void saveFailed(const QString& message);
    /// Painting of the mask began (the canvas shows the initial image) or ended.
    void maskingChanged(bool on);

private:
    void makeMaskTools(QHBoxLayout& row);
    void makeCompare(QHBoxLayout& row);
    QToolButton* addButton(QHBoxLayout& row, const QString& text, const QString& tip);
    void updateTools();
    void follow();
    void save();
    void onSaved(quint64 revision, const KeptImage& kept);
    void setMaskInRecipe(const QString& path, const QString& sha256);
    void loadMask(const QString& path);
    bool saved() const { return m_savedRevision == m_mask.revision(); }
    void settle();

    RecipeDocument& m_document;
    Canvas& m_canvas;
    QString m_folder;
    MaskDocument m_mask;
    MaskTool m_tool;
    QThreadPool m_pool;
    QTimer m_saveSoon;
    QImage m_init;
    QString m_initPath;
    QImage m_pinned;    ///< what to compare with instead of the initial image
    QString m_path;     ///< of the mask's file
    Inpaint m_settings; ///< as last seen in the recipe, for the next mask
    quint64 m_savedRevision = 0;
    quint64 m_loading = 0; ///< counts the masks that were asked for
    std::function<void()> m_whenSaved;

    QToolButton* m_maskButton = nullptr;
    QWidget* m_tools = nullptr;
    QButtonGroup* m_kinds = nullptr;
    QSlider* m_size = nullptr;
    QSpinBox* m_sizeNumber = nullptr;
    QWidget* m_toleranceRow = nullptr;
    QToolButton* m_alpha = nullptr;
    QWidget* m_compareRow = nullptr;
    QComboBox* m_compare = nullptr;
};

} // namespace sfumato
