// Two pictures beside each other.
#pragma once

#include <QImage>
#include <QThreadPool>
#include <QWidget>

namespace sfumato {

class Canvas;

class CompareWindow : public QWidget {
    Q_OBJECT
public:
    /// Reads both on a thread of its own. The window deletes itself when it is closed.
    CompareWindow(const QString& left, const QString& right, QWidget* parent = nullptr);
    ~CompareWindow() override;
    bool complete() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    Canvas* m_canvas[2];
    QThreadPool m_pool;
};

} // namespace sfumato
