// How JSON and tables spell the choices of a recipe, for the sources of this folder only.
#pragma once

#include "recipe/recipe.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace sfumato {

template <class E, std::size_t N> using Words = std::array<std::pair<std::string_view, E>, N>;

inline constexpr Words<NoiseSource, 2> noise_words{{{"cpu", NoiseSource::cpu}, {"philox", NoiseSource::philox}}};
inline constexpr Words<InitFit, 3> fit_words{
    {{"crop", InitFit::crop}, {"stretch", InitFit::stretch}, {"fill", InitFit::fill}}};
inline constexpr Words<MaskSource, 3> mask_words{
    {{"file", MaskSource::file}, {"alpha", MaskSource::alpha}, {"frame", MaskSource::frame}}};
inline constexpr Words<InpaintArea, 2> area_words{{{"whole", InpaintArea::whole}, {"masked", InpaintArea::masked}}};
inline constexpr Words<MaskedContent, 4> content_words{{{"original", MaskedContent::original},
                                                        {"fill", MaskedContent::fill},
                                                        {"noise", MaskedContent::noise},
                                                        {"nothing", MaskedContent::nothing}}};
inline constexpr Words<HiresUpscaler, 3> upscaler_words{{{"latent", HiresUpscaler::latent},
                                                         {"latent_nearest", HiresUpscaler::latent_nearest},
                                                         {"lanczos", HiresUpscaler::lanczos}}};

constexpr const auto& words_of(InitFit) {
    return fit_words;
}
constexpr const auto& words_of(MaskSource) {
    return mask_words;
}
constexpr const auto& words_of(InpaintArea) {
    return area_words;
}
constexpr const auto& words_of(MaskedContent) {
    return content_words;
}
constexpr const auto& words_of(HiresUpscaler) {
    return upscaler_words;
}

template <class E, std::size_t N> std::string_view word_of(E value, const Words<E, N>& words) {
    return std::ranges::find(words, value, &std::pair<std::string_view, E>::second)->first;
}

} // namespace sfumato
