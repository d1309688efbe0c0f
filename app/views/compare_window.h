// Two pictures beside each other.
#pragma once

#include <QImage>
#include <QWidget>

class QLabel;

namespace sfumato {

class Canvas;

class CompareWindow : public QWidget {
    Q_OBJECT
public:
    /// Reads both on other threads. The window deletes itself when it is closed.
    CompareWindow(const QString& left, const QString& right, QWidget* parent = nullptr);
    bool complete() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void read(int side, const QString& path);
    void take(int side, const QImage& view, const QString& problem);

    Canvas* m_canvas[2];
    QLabel* m_name[2];
};

} // namespace sfumato
