// The pages of the window, one above the other, and the column of buttons that turns them.
#pragma once

#include <QButtonGroup>
#include <QToolButton>
#include <QWidget>

class QStackedWidget;

namespace sfumato {

enum class Glyph;

/// What the window can show. The number is that of the button in its group; the order of the buttons is that of add().
enum class Page { create, queue, gallery, models };

class PageRail : public QWidget {
    Q_OBJECT
public:
    explicit PageRail(QWidget* parent = nullptr);

    /// The widget that shows the pages; its place is beside the rail.
    QStackedWidget* stack() const { return m_stack; }

    /// Takes the page. With a single page there is nothing to turn, and the rail is hidden.
    void add(Page page, Glyph glyph, const QString& text, const QString& tip, QWidget* widget);
    Page current() const { return Page(m_buttons.checkedId()); }
    QWidget* widget(Page page) const { return m_widgets.value(page); }
    QToolButton* button(Page page) const { return qobject_cast<QToolButton*>(m_buttons.button(int(page))); }
    /// A small number on the button, such as that of waiting jobs; 0 takes it away.
    void setCount(Page page, int count);

public slots:
    /// Nothing happens where there is no such page.
    void turnTo(sfumato::Page page);

signals:
    void changed(sfumato::Page page);

protected:
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void fitWidth();
    QStackedWidget* m_stack;
    QButtonGroup m_buttons;
    QHash<Page, QWidget*> m_widgets;
};

} // namespace sfumato
