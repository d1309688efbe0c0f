// What works on the picture that the canvas shows: it gets the mouse and the pen, and paints over the picture.
#pragma once

#include <QPointF>
#include <Qt>

class QKeyEvent;
class QPainter;

namespace sfumato {

class Canvas;

/// Positions are in pixels of the picture. The middle button and the space key stay with the canvas.
class CanvasTool {
public:
    virtual ~CanvasTool() = default;
    virtual void paint(QPainter& painter, const Canvas& canvas) = 0;
    /// `pressure` 0..1; 1 for a mouse.
    virtual void press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers, double pressure) = 0;
    virtual void move(const QPointF& at, double pressure) = 0;
    virtual void release(const QPointF& at) = 0;
    /// The pointer without a button; leave: it is gone.
    virtual void hover(const QPointF& at) = 0;
    virtual void leave() = 0;
    /// Whether the key was for the tool.
    virtual bool key(QKeyEvent& event) = 0;
};

} // namespace sfumato
