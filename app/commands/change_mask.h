// One undo step of the mask: the pixels of what a stroke changed, before and after.
#pragma once

#include "item_models/mask_document.h"

#include <QUndoCommand>

namespace sfumato {

class ChangeMask final : public QUndoCommand {
public:
    ChangeMask(MaskDocument& mask, const QString& text, const QPoint& at, QImage before, QImage after)
        : QUndoCommand(text), m_mask(mask), m_at(at), m_before(std::move(before)), m_after(std::move(after)) {}

    void undo() override { m_mask.put(m_before, m_at); }
    void redo() override {
        if (!m_done) { // the stroke is there already when it is pushed
            m_done = true;
            return;
        }
        m_mask.put(m_after, m_at);
    }

private:
    MaskDocument& m_mask;
    QPoint m_at;
    QImage m_before;
    QImage m_after;
    bool m_done = false;
};

} // namespace sfumato
