// The one interface through which networks see weights: a name space of tensors, wherever they are stored.
#pragma once

#include "base/bytes.h"
#include "base/dtype.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sfumato {

/// A tensor in a file: name as the network asks for it, row-major data that stays valid as long as its source.
struct TensorView {
    std::string name;
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape;
    Bytes data;
    /// Number of elements (1 for a scalar).
    std::int64_t elements() const {
        std::int64_t n = 1;
        for (const std::int64_t d : shape)
            n *= d;
        return n;
    }
};

class TensorSource {
public:
    virtual ~TensorSource() = default;
    /// The tensor of that name or nullptr. Pointers stay valid as long as the source.
    virtual const TensorView* find(std::string_view name) const = 0;
    /// All names, sorted.
    virtual std::vector<std::string> names() const = 0;
    /// A hint that what was read is on the device now: memory that only mirrors a file is given back. Data stay valid.
    virtual void drop_pages() const {}
    /// Where it comes from (a path), for messages.
    virtual std::string origin() const = 0;
};

} // namespace sfumato
