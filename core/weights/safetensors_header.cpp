#include "weights/safetensors_header.h"

#include "weights/safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <set>

namespace sfumato {
namespace {

using nlohmann::json;

/// Receives the events of the JSON parser. The first error is kept and stops the parser.
class HeaderReader : public nlohmann::json_sax<json> {
public:
    HeaderReader(const std::string& origin, ParsedHeader& out) : origin_(origin), out_(out) {}
    Result<> error = {};

    bool null() override { return unexpected("null"); }
    bool boolean(bool) override { return unexpected("a boolean"); }
    bool number_integer(number_integer_t value) override { return unexpected(fmt::format("{}", value)); }
    bool number_float(number_float_t, const string_t& text) override { return unexpected(printable_name(text)); }
    bool binary(binary_t&) override { return unexpected("binary data"); }

    bool number_unsigned(number_unsigned_t value) override {
        if (!in_array_ || field_ == Field::dtype) return unexpected(fmt::format("{}", value));
        numbers_.push_back(value);
        if (numbers_.size() <= (field_ == Field::shape ? max_rank : 2)) return true;
        return refuse(fail(ErrorCode::bad_input, "{}: {} has more than {} values", origin_, place(),
                           field_ == Field::shape ? max_rank : 2));
    }

    bool string(string_t& value) override {
        if (depth_ == 2 && in_metadata_) {
            if (!out_.metadata.emplace(metadata_key_, value).second) return duplicate("metadata key", metadata_key_);
            return true;
        }
        if (depth_ != 2 || in_array_ || field_ != Field::dtype) return unexpected("'" + printable_name(value) + "'");
        return read_dtype(value);
    }

    bool start_object(std::size_t) override {
        if (depth_ == 2 || in_array_) return unexpected("an object");
        ++depth_;
        return true;
    }

    bool key(string_t& name) override {
        if (depth_ == 1) return start_entry(name);
        if (in_metadata_) {
            metadata_key_ = name;
            return true;
        }
        return start_field(name);
    }

    bool end_object() override {
        --depth_;
        if (depth_ != 1) return true;
        if (in_metadata_) {
            in_metadata_ = false;
            return true;
        }
        return finish_entry();
    }

    bool start_array(std::size_t) override {
        if (depth_ != 2 || in_metadata_ || in_array_ || field_ == Field::dtype) return unexpected("an array");
        in_array_ = true;
        numbers_.clear();
        return true;
    }

    bool end_array() override {
        in_array_ = false;
        return field_ == Field::shape ? read_shape() : read_offsets();
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& what) override {
        // The library's text begins with "[json.exception...] parse error at line 1, column N: "; what follows is
        // useful.
        std::string text = what.what();
        if (const auto colon = text.find(": "); colon != std::string::npos) text.erase(0, colon + 2);
        return refuse(fail(ErrorCode::bad_input, "{}: the header is no valid JSON at byte {}: {}", origin_,
                           position + 8, printable_name(text)));
    }

private:
    enum class Field { dtype, shape, data_offsets };
    static constexpr std::size_t max_rank = 32;

    bool refuse(Result<> what) {
        if (error) error = std::move(what);
        return false;
    }

    std::string place() const {
        if (depth_ == 0) return "the header";
        if (in_metadata_)
            return depth_ == 1 ? "__metadata__" : "__metadata__ key '" + printable_name(metadata_key_) + "'";
        std::string out = "tensor '" + printable_name(entry_.name) + "'";
        if (depth_ < 2) return out;
        return out + (field_ == Field::dtype   ? " field dtype"
                      : field_ == Field::shape ? " field shape"
                                               : " field data_offsets");
    }

    std::string_view wanted() const {
        if (depth_ == 0) return "an object";
        if (in_metadata_) return depth_ == 1 ? "an object of strings" : "a string";
        if (depth_ == 1) return "an object with dtype, shape and data_offsets";
        if (field_ == Field::dtype) return "a string";
        if (field_ == Field::shape) return in_array_ ? "non-negative integers" : "an array of non-negative integers";
        return in_array_ ? "non-negative integers" : "an array of two non-negative integers";
    }

    bool unexpected(const std::string& found) {
        return refuse(fail(ErrorCode::bad_input, "{}: {} is {}, expected {}", origin_, place(), found, wanted()));
    }

    bool duplicate(std::string_view what, std::string_view name) {
        return refuse(fail(ErrorCode::bad_input, "{}: {} '{}' is there twice, expected once", origin_, what,
                           printable_name(name)));
    }

    bool start_entry(const std::string& name) {
        if (!names_.insert(name).second) return duplicate("tensor", name);
        in_metadata_ = name == "__metadata__";
        entry_ = {};
        entry_.name = name;
        seen_[0] = seen_[1] = seen_[2] = false;
        return true;
    }

    bool start_field(const std::string& name) {
        if (name == "dtype")
            field_ = Field::dtype;
        else if (name == "shape")
            field_ = Field::shape;
        else if (name == "data_offsets")
            field_ = Field::data_offsets;
        else
            return refuse(fail(ErrorCode::bad_input,
                               "{}: tensor '{}' has an unknown field '{}', expected dtype, shape and data_offsets",
                               origin_, printable_name(entry_.name), printable_name(name)));
        bool& seen = seen_[static_cast<std::size_t>(field_)];
        if (seen)
            return refuse(fail(ErrorCode::bad_input, "{}: tensor '{}' has field {} twice, expected once", origin_,
                               printable_name(entry_.name), name));
        seen = true;
        return true;
    }

    bool read_dtype(const std::string& name) {
        if (const auto type = dtype_from_name(name)) {
            entry_.dtype = *type;
            return true;
        }
        for (const char* known : {"U16", "U32", "U64", "F8_E8M0", "F4", "F6_E2M3", "F6_E3M2", "C64"})
            if (name == known)
                return refuse(fail(ErrorCode::unsupported,
                                   "{}: tensor '{}' has dtype {}, which this program cannot use", origin_,
                                   printable_name(entry_.name), name));
        return refuse(fail(ErrorCode::bad_input,
                           "{}: tensor '{}' has unknown dtype '{}', expected F32, F16, BF16 or another known one",
                           origin_, printable_name(entry_.name), printable_name(name)));
    }

    bool read_shape() {
        for (const std::uint64_t n : numbers_) {
            if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
                return unexpected(fmt::format("{} in one dimension", n));
            entry_.shape.push_back(static_cast<std::int64_t>(n));
        }
        return true;
    }

    bool read_offsets() {
        if (numbers_.size() != 2) return unexpected(fmt::format("an array of {}", numbers_.size()));
        entry_.begin = numbers_[0];
        entry_.end = numbers_[1];
        if (entry_.begin <= entry_.end) return true;
        return refuse(fail(ErrorCode::bad_input, "{}: tensor '{}' has data_offsets [{}, {}], expected begin <= end",
                           origin_, printable_name(entry_.name), entry_.begin, entry_.end));
    }

    bool finish_entry() {
        constexpr const char* fields[] = {"dtype", "shape", "data_offsets"};
        for (std::size_t i = 0; i < 3; ++i)
            if (!seen_[i])
                return refuse(fail(ErrorCode::bad_input, "{}: tensor '{}' has no field {}", origin_,
                                   printable_name(entry_.name), fields[i]));
        const auto bytes = tensor_bytes(entry_.dtype, entry_.shape);
        if (!bytes)
            return refuse(fail(ErrorCode::bad_input, "{}: tensor '{}' has shape {}, whose size is no 63-bit number",
                               origin_, printable_name(entry_.name), shape_text(entry_.shape)));
        if (*bytes != entry_.end - entry_.begin)
            return refuse(fail(ErrorCode::bad_input,
                               "{}: tensor '{}' has {} bytes of data, expected {} for {} of shape {}", origin_,
                               printable_name(entry_.name), entry_.end - entry_.begin, *bytes, dtype_name(entry_.dtype),
                               shape_text(entry_.shape)));
        out_.entries.push_back(std::move(entry_));
        return true;
    }

    const std::string& origin_;
    ParsedHeader& out_;
    std::set<std::string, std::less<>> names_;
    HeaderEntry entry_;
    std::string metadata_key_;
    std::vector<std::uint64_t> numbers_;
    int depth_ = 0; ///< 1 in the header object, 2 in a tensor or in __metadata__
    bool in_array_ = false;
    bool in_metadata_ = false;
    bool seen_[3] = {};
    Field field_ = Field::dtype;
};

} // namespace

std::optional<std::uint64_t> tensor_bytes(DType dtype, const std::vector<std::int64_t>& shape) {
    constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    // Zeros are left out of the overflow check on purpose: TensorView::elements multiplies in order and must not
    // overflow.
    std::uint64_t product = dtype_size(dtype);
    bool empty = false;
    for (const std::int64_t n : shape) {
        if (n < 0) return std::nullopt;
        if (n == 0)
            empty = true;
        else if (product > limit / static_cast<std::uint64_t>(n))
            return std::nullopt;
        else
            product *= static_cast<std::uint64_t>(n);
    }
    return empty ? 0 : product;
}

Result<ParsedHeader> parse_safetensors_header(std::string_view text, const std::string& origin) {
    ParsedHeader header;
    HeaderReader reader(origin, header);
    const bool parsed = json::sax_parse(text.begin(), text.end(), &reader);
    if (!reader.error) return tl::unexpected(std::move(reader.error).error());
    if (!parsed) return fail(ErrorCode::bad_input, "{}: the header is no valid JSON", origin);
    return header;
}

} // namespace sfumato
