#include "gpu/instance.h"

#include "base/log.h"
#include "gpu/vector_width.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace sfumato {

void ValidationLog::add(std::string_view message) {
    const std::lock_guard lock(mutex_);
    messages_.emplace_back(message);
}

std::size_t ValidationLog::count() const {
    const std::lock_guard lock(mutex_);
    return messages_.size();
}

std::vector<std::string> ValidationLog::messages() const {
    const std::lock_guard lock(mutex_);
    return messages_;
}

} // namespace sfumato

namespace sfumato::gpu {

const char* const install_advice = "install a Vulkan driver: the Debian package mesa-vulkan-drivers has those for AMD, "
                                   "Intel and the processor itself, "
                                   "nvidia-driver the one for NVIDIA";

namespace {

constexpr const char* validation_layer = "VK_LAYER_KHRONOS_validation";

/// Opens libvulkan once per process; volk keeps the entry points in process-wide variables that never change later.
VkResult open_loader() {
    static const VkResult result = volkInitialize();
    return result;
}

/// volk fills device tables through a process-wide vkGetDeviceProcAddr. It is the loader's and serves every instance,
/// so the first instance sets it for all.
void remember_device_loader(VkInstance instance) {
    static const bool done = [instance] {
        volkLoadInstanceOnly(instance);
        return true;
    }();
    (void)done;
}

bool has_layer(const char* name) {
    std::uint32_t count = 0;
    if (vkEnumerateInstanceLayerProperties(&count, nullptr) != VK_SUCCESS) return false;
    std::vector<VkLayerProperties> layers(count);
    if (vkEnumerateInstanceLayerProperties(&count, layers.data()) < VK_SUCCESS) return false;
    return std::any_of(layers.begin(), layers.end(),
                       [&](const auto& l) { return std::strcmp(l.layerName, name) == 0; });
}

bool has_extension(const char* layer, const char* name) {
    std::uint32_t count = 0;
    if (vkEnumerateInstanceExtensionProperties(layer, &count, nullptr) != VK_SUCCESS) return false;
    std::vector<VkExtensionProperties> found(count);
    if (vkEnumerateInstanceExtensionProperties(layer, &count, found.data()) < VK_SUCCESS) return false;
    return std::any_of(found.begin(), found.end(),
                       [&](const auto& e) { return std::strcmp(e.extensionName, name) == 0; });
}

VKAPI_ATTR VkBool32 VKAPI_CALL on_message(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT types,
                                          const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
    const char* text = data != nullptr && data->pMessage != nullptr ? data->pMessage : "(no text)";
    // General messages are the loader's chatter about drivers that do not fit this machine.
    if ((types & VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT) == 0) {
        log(LogLevel::debug, "vulkan: {}", text);
        return VK_FALSE;
    }
    log(LogLevel::error, "vulkan validation: {}", text);
    if (auto* messages = static_cast<ValidationLog*>(user)) messages->add(text);
    return VK_FALSE;
}

VkDebugUtilsMessengerCreateInfoEXT messenger_info(ValidationLog* log) {
    VkDebugUtilsMessengerCreateInfoEXT info{VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT};
    info.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_GENERAL_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
    info.pfnUserCallback = on_message;
    info.pUserData = log;
    return info;
}

InstanceTable load_table(VkInstance instance) {
    InstanceTable t;
    const auto load = [instance]<class F>(F& function, const char* name) {
        function = reinterpret_cast<F>(vkGetInstanceProcAddr(instance, name));
    };
    load(t.vkDestroyInstance, "vkDestroyInstance");
    load(t.vkEnumeratePhysicalDevices, "vkEnumeratePhysicalDevices");
    load(t.vkGetPhysicalDeviceProperties, "vkGetPhysicalDeviceProperties");
    load(t.vkGetPhysicalDeviceProperties2, "vkGetPhysicalDeviceProperties2");
    load(t.vkGetPhysicalDeviceFeatures2, "vkGetPhysicalDeviceFeatures2");
    load(t.vkGetPhysicalDeviceMemoryProperties, "vkGetPhysicalDeviceMemoryProperties");
    load(t.vkGetPhysicalDeviceMemoryProperties2, "vkGetPhysicalDeviceMemoryProperties2");
    load(t.vkGetPhysicalDeviceQueueFamilyProperties, "vkGetPhysicalDeviceQueueFamilyProperties");
    load(t.vkEnumerateDeviceExtensionProperties, "vkEnumerateDeviceExtensionProperties");
    load(t.vkCreateDevice, "vkCreateDevice");
    load(t.vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR, "vkGetPhysicalDeviceCooperativeMatrixPropertiesKHR");
    load(t.vkCreateDebugUtilsMessengerEXT, "vkCreateDebugUtilsMessengerEXT");
    load(t.vkDestroyDebugUtilsMessengerEXT, "vkDestroyDebugUtilsMessengerEXT");
    return t;
}

/// The version to ask for, or why there is none.
Result<std::uint32_t> usable_version() {
    if (open_loader() != VK_SUCCESS)
        return fail(ErrorCode::device,
                    "the Vulkan loader libvulkan.so.1 was not found: install the Debian package "
                    "libvulkan1, and {}",
                    install_advice);
    const std::uint32_t version = volkGetInstanceVersion();
    if (version < VK_API_VERSION_1_2)
        return fail(ErrorCode::device, "the Vulkan loader is version {}.{}, expected at least 1.2: update libvulkan1",
                    VK_API_VERSION_MAJOR(version), VK_API_VERSION_MINOR(version));
    return std::min(version, static_cast<std::uint32_t>(VK_API_VERSION_1_3));
}

} // namespace

Result<std::shared_ptr<Instance>> Instance::create(bool validation, std::shared_ptr<ValidationLog> log) {
    SF_TRY(const std::uint32_t version, usable_version());
    std::vector<const char*> layers;
    std::vector<const char*> extensions;
    VkInstanceCreateInfo info{VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO};
    if (has_extension(nullptr, VK_KHR_PORTABILITY_ENUMERATION_EXTENSION_NAME)) {
        extensions.push_back(VK_KHR_PORTABILITY_ENUMERATION_EXTENSION_NAME);
        info.flags |= VK_INSTANCE_CREATE_ENUMERATE_PORTABILITY_BIT_KHR;
    }
    VkDebugUtilsMessengerCreateInfoEXT messages = messenger_info(log.get());
    const VkValidationFeatureEnableEXT enabled[] = {VK_VALIDATION_FEATURE_ENABLE_SYNCHRONIZATION_VALIDATION_EXT};
    VkValidationFeaturesEXT checks{VK_STRUCTURE_TYPE_VALIDATION_FEATURES_EXT};
    checks.enabledValidationFeatureCount = 1;
    checks.pEnabledValidationFeatures = enabled;
    if (validation) {
        if (!has_layer(validation_layer))
            return fail(ErrorCode::device,
                        "Vulkan validation was asked for, but the layer {} is not installed: install "
                        "the Debian package vulkan-validationlayers",
                        validation_layer);
        layers.push_back(validation_layer);
        extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);
        // Chained into the creation too: only so are complaints about creating and destroying the instance heard.
        info.pNext = &messages;
        if (has_extension(validation_layer, VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME)) {
            extensions.push_back(VK_EXT_VALIDATION_FEATURES_EXTENSION_NAME);
            messages.pNext = &checks;
        }
    }
    VkApplicationInfo application{VK_STRUCTURE_TYPE_APPLICATION_INFO};
    application.pApplicationName = "sfumato";
    application.apiVersion = version;
    info.pApplicationInfo = &application;
    info.enabledLayerCount = static_cast<std::uint32_t>(layers.size());
    info.ppEnabledLayerNames = layers.data();
    info.enabledExtensionCount = static_cast<std::uint32_t>(extensions.size());
    info.ppEnabledExtensionNames = extensions.data();

    std::shared_ptr<Instance> out(new Instance);
    out->log_ = std::move(log);
    out->api_version_ = version;
    const VkResult created = vkCreateInstance(&info, nullptr, &out->handle_);
    if (created == VK_ERROR_INCOMPATIBLE_DRIVER)
        return fail(ErrorCode::device, "no Vulkan device was found: {}", install_advice);
    if (created != VK_SUCCESS) return vk_fail(created, "cannot create an instance");
    out->vk_ = load_table(out->handle_);
    remember_device_loader(out->handle_);
    if (validation && out->vk_.vkCreateDebugUtilsMessengerEXT != nullptr) {
        messages.pNext = nullptr;
        SF_CHECK(vk_check(out->vk_.vkCreateDebugUtilsMessengerEXT(out->handle_, &messages, nullptr, &out->messenger_),
                          "cannot listen to the validation layer"));
    }
    if (widen_vectors(*out)) {
        const std::shared_ptr<ValidationLog> listening = out->log_;
        out.reset();
        return create(validation, listening);
    }
    return out;
}

Instance::~Instance() {
    if (handle_ == VK_NULL_HANDLE || vk_.vkDestroyInstance == nullptr) return;
    if (messenger_ != VK_NULL_HANDLE) vk_.vkDestroyDebugUtilsMessengerEXT(handle_, messenger_, nullptr);
    vk_.vkDestroyInstance(handle_, nullptr);
}

} // namespace sfumato::gpu
