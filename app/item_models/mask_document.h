// The mask over the initial image, as it is painted. Every stroke can be undone.
#pragma once

#include <QImage>
#include <QObject>
#include <QPolygonF>
#include <QUndoStack>

namespace sfumato {

class MaskDocument : public QObject {
    Q_OBJECT
public:
    /// Strokes become commands of `undo`, beside the other edits of the recipe.
    explicit MaskDocument(QUndoStack& undo, QObject* parent = nullptr);

    /// Grayscale8: 255 is painted anew. Null while there is no initial image.
    const QImage& mask() const { return m_mask; }
    bool isEmpty() const { return m_masked == 0; }
    /// Counts up with every change.
    quint64 revision() const { return m_revision; }

    /// Another initial image, or a mask that was read from a file: nothing to undo. A null image: no mask.
    void reset(const QImage& mask);

    void beginStroke(bool erase);
    /// A line of round caps from the last point (or a dot), `diameter` in pixels.
    void strokeTo(const QPointF& point, double diameter);
    void endStroke();
    void fillPolygon(const QPolygonF& polygon, bool erase);
    /// What hangs together around `seed` and differs from it by at most `tolerance` in each channel.
    void flood(const QImage& picture, const QPoint& seed, int tolerance, bool erase);
    /// What is transparent in the picture.
    void fromAlpha(const QImage& picture);
    void invert();
    void clear();

signals:
    void changed(const QRect& area);

private:
    friend class ChangeMask;
    void put(const QImage& part, const QPoint& at);
    void replaceAll(QImage after, const QString& text);
    void push(const QRect& area, const QString& text);
    void count(const QImage& before, const QImage& after);

    QUndoStack& m_undo;
    QImage m_mask;
    QImage m_before; ///< at the start of the stroke; shares its pixels until something is painted
    QPointF m_last;
    QRect m_stroke; ///< what the stroke changed so far
    bool m_erase = false;
    bool m_started = false;
    qint64 m_masked = 0; ///< sum of all values
    quint64 m_revision = 0;
};

} // namespace sfumato
