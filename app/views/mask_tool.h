// Painting the mask on the canvas: brush, eraser, lasso and flood, and how the mask looks.
#pragma once

#include "item_models/mask_document.h"
#include "views/canvas_tool.h"

#include <QImage>
#include <QObject>
#include <QPolygonF>

#include <optional>

namespace sfumato {

class MaskTool final : public QObject, public CanvasTool {
    Q_OBJECT
public:
    enum class Kind { brush, eraser, lasso, flood };
    Q_ENUM(Kind)

    MaskTool(MaskDocument& mask, Canvas& canvas, QObject* parent = nullptr);

    Kind kind() const { return m_kind; }
    void setKind(Kind kind);
    /// Diameter of brush and eraser in pixels of the picture.
    int size() const { return m_size; }
    void setSize(int pixels);
    static constexpr int largest_size = 1000;
    void setTolerance(int tolerance) { m_tolerance = tolerance; }
    /// The initial image, for flood.
    void setPicture(const QImage& picture) { m_picture = picture; }

    void paint(QPainter& painter, const Canvas& canvas) override;
    void press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers, double pressure) override;
    void move(const QPointF& at, double pressure) override;
    void release(const QPointF& at) override;
    void hover(const QPointF& at) override;
    void leave() override;
    bool key(QKeyEvent& event) override;

signals:
    void kindChanged(sfumato::MaskTool::Kind kind);
    void sizeChanged(int pixels);

private:
    void showMask(const QRect& area);
    void showBrush(std::optional<QPointF> at);
    double diameter(double pressure) const;

    MaskDocument& m_mask;
    Canvas& m_canvas;
    QImage m_picture;
    QImage m_overlay; ///< the mask in colour and stripes
    QPolygonF m_lasso;
    std::optional<QPointF> m_pointer;
    Kind m_kind = Kind::brush;
    int m_size = 48;
    int m_tolerance = 24;
    bool m_erase = false; ///< of the stroke under way
    bool m_down = false;
};

} // namespace sfumato
