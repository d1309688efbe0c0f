// The tokens of a prompt in one line: chips, borders of chunks, and how full they are.
#pragma once

#include "engine/token_maps.h"

#include <QWidget>

#include <vector>

namespace sfumato {

class TokenStrip : public QWidget {
    Q_OBJECT
public:
    explicit TokenStrip(QWidget* parent = nullptr);

    /// `notes`: what else is to be known of the prompt.
    void setMap(const TokenMap& map, const QStringList& notes = {});
    /// No map can be told; `why` is shown as a tip.
    void setUnknown(const QString& why);
    /// "12/75", "80/150"; "?" while nothing is known.
    QString counter() const { return m_counter; }
    /// Texts of the chips in sight, in order; those of parts that the encoder does not see are struck out.
    struct Shown {
        QString text;
        bool struckOut = false;
    };
    std::vector<Shown> shown() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Chip {
        QString text;
        int x = 0, width = 0;
        bool new_chunk = false; ///< a border stands before it
        bool weighted = false;
        bool ignored = false; ///< struck out: the encoder does not see it
    };
    void layOut();
    int addIgnored(); ///< the first pixel behind them
    int counterWidth() const;

    TokenMap m_map;
    std::vector<Chip> m_chips;
    QString m_counter = QStringLiteral("?");
    int m_length = 0; ///< pixels of all chips
    int m_scroll = 0;
    bool m_known = false;
};

} // namespace sfumato
