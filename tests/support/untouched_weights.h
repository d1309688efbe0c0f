// Weights of the right names and shapes without any data: for plans, which look at neither.
#pragma once

#include "tools/random_checkpoint.h"
#include "weights/rename.h"
#include "weights/tensor_source.h"

#include <sys/mman.h>

#include <map>
#include <string>
#include <vector>

namespace sfumato::test {

/// Every tensor has an address of its own in memory that is reserved, but never touched.
class UntouchedWeights final : public TensorSource {
public:
    UntouchedWeights(Component component, const std::vector<TensorSpec>& specs, DType dtype) {
        std::vector<std::string> names;
        for (const TensorSpec& spec : specs)
            names.push_back(spec.name);
        const std::vector<NamePair> pairs = canonical_names(component, names);
        for (std::size_t i = 0; i < specs.size(); ++i) {
            TensorView& view = views_[pairs[i].to];
            view.name = pairs[i].to;
            view.dtype = dtype;
            view.shape = specs[i].shape;
            size_ += static_cast<std::size_t>(view.elements()) * dtype_size(dtype);
        }
        void* const at = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        expect(at != MAP_FAILED, "UntouchedWeights: no address space");
        data_ = static_cast<const std::byte*>(at);
        std::size_t used = 0;
        for (auto& [name, view] : views_) {
            const std::size_t bytes = static_cast<std::size_t>(view.elements()) * dtype_size(dtype);
            view.data = Bytes(data_ + used, bytes);
            used += bytes;
        }
    }
    UntouchedWeights(const UntouchedWeights&) = delete;
    UntouchedWeights& operator=(const UntouchedWeights&) = delete;
    ~UntouchedWeights() override { munmap(const_cast<std::byte*>(data_), size_); }

    const TensorView* find(std::string_view name) const override {
        const auto it = views_.find(name);
        return it == views_.end() ? nullptr : &it->second;
    }
    std::vector<std::string> names() const override {
        std::vector<std::string> out;
        for (const auto& [name, view] : views_)
            out.push_back(name);
        return out;
    }
    std::string origin() const override { return "untouched weights"; }

private:
    std::map<std::string, TensorView, std::less<>> views_;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace sfumato::test
