// Shows the picture: while it forms, when it is done, at any zoom.
#pragma once

#include <QImage>
#include <QPointF>
#include <QWidget>

namespace sfumato {

class Canvas : public QWidget {
    Q_OBJECT
public:
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

public slots:
    void fit();
    void actualSize();
    void zoomIn();
    void zoomOut();

signals:
    void zoomChanged(double zoom);
    void contextMenuRequested(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
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
};

} // namespace sfumato
