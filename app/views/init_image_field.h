// The initial image of img2img: a place to drop it, its thumbnail, its strength.
#pragma once

#include "recipe/recipe.h"

#include <QFrame>
#include <QImage>

#include <optional>

class QDoubleSpinBox;
class QLabel;
class QMimeData;
class QPushButton;
class QSlider;
class QToolButton;

namespace sfumato {

class InitImageField : public QFrame {
    Q_OBJECT
public:
    explicit InitImageField(QWidget* parent = nullptr);

    void setInit(const std::optional<InitImage>& init);
    /// Ignored when `path` is not the image shown.
    void setThumbnail(const QString& path, const QImage& thumbnail);

signals:
    void openRequested();
    void dropped(const QString& path);
    void removed();
    void strengthEdited(double strength);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showThumbnail();
    void setDragged(bool dragged);

    QLabel* m_thumbnail;
    QLabel* m_name;
    QPushButton* m_open;
    QToolButton* m_remove;
    QWidget* m_strengthRow;
    QSlider* m_slider;
    QDoubleSpinBox* m_strength;
    QString m_path;
    QImage m_image;
    bool m_dragged = false;
};

/// The first local file or folder of a drag; empty when there is none.
QString localPathOf(const QMimeData* data);

} // namespace sfumato
