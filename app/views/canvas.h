// Shows the picture: while it forms, when it is done, at any zoom.
#pragma once

#include <QImage>
#include <QPointF>
#include <QWidget>

namespace sfumato {

class CanvasTool;

class Canvas : public QWidget {
    Q_OBJECT
public:
    /// Beside what the picture is compared with: one over the other with a border to drag, next to each other, or how
    /// far they differ.
    enum class Compare { off, split, sideBySide, difference };
    Q_ENUM(Compare)

    explicit Canvas(QWidget* parent = nullptr);

    /// A finished picture. Zoom and place stay when its size is that of the one before.
    void showPicture(const QImage& image);
    /// A preview: drawn smoothly at the size that the picture will have.
    void showPreview(const QImage& image, const QSize& pictureSize);
    void clear();
    /// What is being done before the first preview comes, shown while there is no picture; empty when nothing is.
    void setActivity(const QString& text);

    const QImage& picture() const { return m_image; }
    bool hasPicture() const { return !m_image.isNull(); }
    bool showsPreview() const { return m_preview; }

    /// Device pixels per picture pixel.
    double zoom() const;
    bool fits() const { return m_fit; }
    /// Pixels are drawn as sharp squares beyond this zoom.
    static constexpr double crisp_beyond = 2.0;
    /// Whether the picture is drawn without smoothing now.
    bool crisp() const;
    /// Smooth at every zoom: for small pictures that should not look like mosaics.
    void setAlwaysSmooth(bool smooth);

    /// Gets the left and the right button, the pen and its keys while it is set; null: dragging moves the picture.
    void setTool(CanvasTool* tool);
    CanvasTool* tool() const { return m_tool; }
    /// From pixels of the picture to widget coordinates, and back.
    QRectF fromPicture(const QRectF& area) const;
    QPointF toPicture(const QPointF& at) const;

    /// What to compare with; shown in the picture's place. A null image: nothing.
    void setOther(const QImage& other);
    const QImage& other() const { return m_other; }
    Compare compare() const { return m_other.isNull() ? Compare::off : m_compare; }
    void setCompare(Compare mode);
    /// Place of the border of Compare::split, 0..1 of the picture's width.
    double split() const { return m_split; }
    /// Shows only the other picture: before and after. Held by the key B.
    void showOther(bool shown);

public slots:
    void fit();
    void actualSize();
    void zoomIn();
    void zoomOut();

signals:
    void zoomChanged(double zoom);
    void contextMenuRequested(const QPoint& globalPosition);
    void compareChanged(sfumato::Canvas::Compare mode);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void tabletEvent(QTabletEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void setImage(const QImage& image, const QSize& size, bool preview);
    double fitZoom() const;
    void zoomTo(double zoom, const QPointF& around);
    void keepInView();
    void updateCursor();
    QRectF target() const; ///< of the picture, in widget coordinates
    void paintHint(QPainter& painter);
    void paintPicture(QPainter& painter);
    void paintSplit(QPainter& painter);
    void paintSideBySide(QPainter& painter);
    void paintLabel(QPainter& painter, const QString& text, const QPointF& corner, bool right);
    bool onSplit(const QPointF& at) const;
    bool nudge(int key);

    QString m_activity;
    QImage m_image;
    QSize m_size; ///< of the picture; differs from the image's while it forms
    bool m_preview = false;
    bool m_fit = true;
    bool m_alwaysSmooth = false;
    double m_zoom = 1;
    QPointF m_offset; ///< of the picture's centre from the widget's, in widget coordinates
    QPointF m_dragFrom;
    bool m_dragging = false;
    CanvasTool* m_tool = nullptr;
    bool m_working = false;  ///< the tool has the pointer's button down
    bool m_space = false;    ///< held: dragging moves the picture whatever the tool
    bool m_penWorks = false; ///< the pen is down; the mouse events that follow from it are not for the tool
    QImage m_other;
    Compare m_compare = Compare::off;
    double m_split = 0.5;
    bool m_draggingSplit = false;
    bool m_showOther = false;
};

} // namespace sfumato
