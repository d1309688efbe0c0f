// Tells of errors and notes above the canvas, without stopping the work: what happened and what can be done.
#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QTimer;

namespace sfumato {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind { information, warning, error };

    explicit MessageBar(QWidget* parent = nullptr);

    /// `text` is shown as plain text. Information leaves by itself after some seconds; the rest stays until closed.
    void tell(Kind kind, const QString& title, const QString& text = {});
    /// The same with a button.
    void tell(Kind kind, const QString& title, const QString& text, const QString& action, std::function<void()> run);
    Kind kind() const { return m_kind; }
    QString title() const;
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showIcon();

    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_action;
    QTimer* m_timer;
    Kind m_kind = Kind::information;
    std::function<void()> m_run;
};

} // namespace sfumato
