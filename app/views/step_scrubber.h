// Under the canvas: a slider over the steps of the shown picture, and the way to fork it at one of them.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QSlider;

namespace sfumato {

class StepScrubber : public QWidget {
    Q_OBJECT
public:
    explicit StepScrubber(QWidget* parent = nullptr);

    /// Steps that can be looked at, ascending; `total` is the finished picture. With none there is nothing to show.
    void setSteps(const QList<int>& steps, int total);
    /// The panel's recipe is a fork at this step; 0: it is none.
    void setFork(int step);
    /// The step that is looked at; 0: the finished picture.
    int step() const;

signals:
    void stepChosen(int step); ///< 0: the finished picture
    void forkRequested(int step);
    void detachRequested();

private:
    void follow();

    QList<int> m_steps;
    int m_total = 0;
    QWidget* m_row;
    QSlider* m_slider;
    QLabel* m_label;
    QPushButton* m_fork;
    QWidget* m_forkRow;
    QLabel* m_forkLabel;
};

} // namespace sfumato
